/** Widths of user-given names: they may be long, wide (CJK) or hold characters that nothing can print. */

let segmenter: Intl.Segmenter | undefined;

/** What reads as one character each. A segmenter takes as long to make as all the rest, and few texts need one. */
function graphemesOf(text: string): string[] {
  if (/^[ -~]*$/.test(text)) return Array.from(text);
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Control characters, lone surrogates and non-characters (forbidden in XML) become U+FFFD. */
export function replaceUnprintable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\uFFFE\uFFFF]/gu, "\uFFFD");
}

/** For the beginning of a sentence. */
export const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60]/u;
const emoji = /^\p{Emoji_Presentation}|\uFE0F/u;

/** Width of a text in em of a proportional sans-serif, estimated a little wide: no font is at hand. */
export function emsOf(text: string): number {
  let ems = 0;
  for (const grapheme of graphemesOf(text)) {
    if (wide.test(grapheme) || emoji.test(grapheme)) ems += 1.02;
    else if (/^[MWmw@%]/.test(grapheme)) ems += 0.95;
    else if (/^[A-Z&+=±~<>]/.test(grapheme)) ems += 0.74;
    else if (/^[ijlftrI.,:;'|!()[\] -]/.test(grapheme)) ems += 0.36;
    else ems += 0.62;
  }
  return ems;
}

/** Cuts the middle out of a text that is wider than the limit: arms often differ in their last word. */
export function shorten(text: string, limit: number, widthOf: (text: string) => number): string {
  let width = widthOf(text);
  if (width <= limit) return text;
  const head = graphemesOf(text);
  const tail = head.splice(Math.ceil(head.length / 2));
  width += widthOf("…");
  while (width > limit && head.length + tail.length > 0) {
    const removed = head.length > tail.length ? head.pop() : tail.shift();
    width -= widthOf(removed ?? "");
  }
  return `${head.join("").trimEnd()}…${tail.join("").trimStart()}`;
}
