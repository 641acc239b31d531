/** What a terminal would act on: control characters, line and direction marks; and halves of characters. */
const unprintable = String.raw`\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069`;

const unsafe = new RegExp(`[${unprintable}]`, "gu");

export const containsUnprintable = (text: string) => text.search(unsafe) >= 0;

/** A text with what a terminal would act on written as escapes, such as \\u{1b}. */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The same of a text of several lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** The same of JSON in any layout, which stays JSON of the same value. */
export function printableJson(json: string): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return json.replace(unsafe, (character) => (character === "\n" ? character : escape(character)));
}
