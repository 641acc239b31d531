/** Breaks sentences into lines for a terminal: at spaces, and between words where wide letters have no spaces. */
import stringWidth from "string-width";

/** What must not begin a line, and what must not end one. */
const closing = /^[、。，．・：；？！）」』】〉》〕ー～％,.:;?!)\]}”’%]/u;
const opening = /[（「『【〈《〔([{“‘]$/u;
/** An option of a command stays with its value, so that both can be copied at once. */
const option = /(^|\s)--[a-z-]+ $/;
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF01-\uFF60]/u;

let segmenter: Intl.Segmenter | undefined;

/** The pieces between which a line may end, with their spaces. */
function pieces(text: string): string[] {
  segmenter ??= new Intl.Segmenter("ja", { granularity: "word" });
  const all: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const before = all.at(-1);
    const breaks = before !== undefined && !closing.test(segment) && !opening.test(before) && !option.test(before) &&
      (/\s$/.test(before) ? !/^\s/.test(segment) : wide.test(before.at(-1)!) || wide.test(segment[0]!));
    if (before === undefined || breaks) all.push(segment);
    else all[all.length - 1] = before + segment;
  }
  return all;
}

/** @param columns What is wider than a line by itself, such as a command to paste, stays whole. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text)) {
    if (line !== "" && stringWidth(`${line}${piece}`.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}
