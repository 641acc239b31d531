/** The languages in which people are told things. */
export const languages = ["en", "ja"] as const;
export type Language = (typeof languages)[number];
