// Where the text of a note goes: near its place on a curve, clear of names, other notes and, as far as it goes, curves.

import { emsOf } from "../../report/text.ts";
import { fontSize, type Frame } from "./layout.ts";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Place {
  x: number;
  y: number;
}

export interface PlacedNote extends Box {
  lines: string[];
  anchor: Place;
  /** From the anchor to the nearest edge of the box. */
  leader: string;
}

export const noteLineHeight = 15;
const padding = 6;

/** Lines of at most so many em, broken at spaces, or between any two characters of a script that has none. */
export function wrap(text: string, ems: number): string[] {
  const lines: string[] = [""];
  for (const word of text.match(/\s*(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。]+)/gu) ?? []) {
    const line = lines.at(-1)!;
    // Punctuation does not begin a line.
    if (line === "" || /^[、。]/u.test(word) || emsOf(line + word) <= ems) lines[lines.length - 1] = (line + word).trimStart();
    else lines.push(word.trimStart());
  }
  return lines;
}

const distances = [16, 36, 64, 100];
const directions = [[1, -1], [-1, -1], [1, 1], [-1, 1], [0, -1], [0, 1]] as const;

/**
 * @param taken Boxes of texts that are there already.
 * @param crowd Places on the curves.
 */
export function placeNotes(
  notes: readonly { place: Place; text: string }[], frame: Frame, taken: readonly Box[], crowd: readonly Place[],
): PlacedNote[] {
  const { left, right, top, bottom } = frame;
  const mostEms = Math.min(18, (right - left) / 2.2 / fontSize);
  const boxes = [...taken];
  return notes.map(({ place: anchor, text }) => {
    const lines = wrap(text, mostEms);
    const width = 2 * padding + fontSize * Math.max(...lines.map(emsOf));
    const height = 2 * padding - 3 + noteLineHeight * lines.length;
    const candidates = distances.flatMap((distance) =>
      directions.map(([dx, dy]) => {
        const x = clamp(anchor.x + dx * distance - (dx === 0 ? width / 2 : dx < 0 ? width : 0), left + 2, right - width - 2);
        const y = clamp(anchor.y + dy * distance - (dy < 0 ? height : 0), top, bottom - height - 2);
        const box = { x, y, width, height };
        const texts = boxes.reduce((sum, other) => sum + overlap(box, other), 0);
        const covered = [...crowd, anchor, anchor, anchor, anchor].filter((point) => isWithin(point, box)).length;
        return { box, cost: 4 * texts + 30 * covered + distance };
      }),
    );
    const { box } = candidates.reduce((best, candidate) => (candidate.cost < best.cost ? candidate : best));
    boxes.push(box);
    const end = { x: clamp(anchor.x, box.x, box.x + width), y: clamp(anchor.y, box.y, box.y + height) };
    const [from, to] = [anchor, end].map(({ x, y }) => `${round(x)},${round(y)}`);
    return { ...box, x: round(box.x), y: round(box.y), lines, anchor, leader: `M${from}L${to}` };
  });
}

const round = (value: number) => Math.round(value * 10) / 10;
const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

function overlap(a: Box, b: Box): number {
  const x = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const y = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return x > 0 && y > 0 ? x * y : 0;
}

const isWithin = ({ x, y }: Place, box: Box) =>
  x > box.x - 4 && x < box.x + box.width + 4 && y > box.y - 4 && y < box.y + box.height + 4;
