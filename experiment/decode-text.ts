/** Text files of any editor. */

/** Why bytes are no text. */
export class TextError extends Error {}

/**
 * The text in a file's bytes: UTF-8 or, as PowerShell's `>` writes it, UTF-16; with a byte order mark or without.
 * @param otherwise What is said of other encodings.
 * @throws TextError where they are no text.
 */
export function decodeText(bytes: Uint8Array, otherwise = "is no text in UTF-8 or UTF-16; save it as UTF-8"): string {
  // JSON and CSV files begin with an ASCII character, so one of its first two bytes is 0 in UTF-16 and neither is in UTF-8.
  const [first, second] = bytes;
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  const little = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const encoding = big ? "utf-16be" : little ? "utf-16le" : "utf-8";
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new TextError(otherwise);
  }
  if (text.includes("\0")) throw new TextError("is not a text");
  return text;
}
