/** Breaks sentences into lines: at spaces, and between words where wide letters have no spaces. */

/** What must not begin a line, and what must not end one. */
const closing = /^[、。，．・：；？！）」』】〉》〕ー～％,.:;?!)\]}”’%]/u;
const opening = /[（「『【〈《〔([{“‘]$/u;
/** An option of a command stays with its value, so that both can be copied at once. */
const option = /(^|\s)--[a-z-]+ $/;
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF01-\uFF60]/u;

let segmenter: Intl.Segmenter | undefined;

/** A segmenter takes long to make, and only texts without spaces need one. */
function segmentsOf(text: string): string[] {
  if (!wide.test(text)) return text.match(/\s+|\S+/g) ?? [];
  segmenter ??= new Intl.Segmenter("ja", { granularity: "word" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The pieces between which a line may end, with their spaces. */
function pieces(text: string): string[] {
  const all: string[] = [];
  for (const segment of segmentsOf(text)) {
    const before = all.at(-1);
    const breaks = before !== undefined && !closing.test(segment) && !opening.test(before) && !option.test(before) &&
      (/\s$/.test(before) ? !/^\s/.test(segment) : wide.test(before.at(-1)!) || wide.test(segment[0]!));
    if (before === undefined || breaks) all.push(segment);
    else all[all.length - 1] = before + segment;
  }
  return all;
}

/**
 * @param limit What is wider by itself, such as a command to paste, stays whole.
 * @param indent Before every line but the first.
 */
export function wrapText(text: string, limit: number, widthOf: (text: string) => number, indent = ""): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const piece of pieces(text)) {
    if (line !== undefined && widthOf(`${line}${piece}`.trimEnd()) > limit) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line = (line ?? "") + piece;
  }
  return [...lines, (line ?? "").trimEnd()];
}
