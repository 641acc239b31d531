/** Stands below the title of a Japanese page whose text is English. */
export const englishOnly = "（このページは英語だけです。）";
