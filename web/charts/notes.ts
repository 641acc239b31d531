// Where the text of a note goes: near its place on a curve, clear of names, other notes and, as far as it goes, curves.

import { emsOf } from "../../report/text.ts";
import { fontSize, type Frame, round } from "./layout.ts";

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

/** How many places for a note are tried, from left to right and from top to bottom. */
const [across, down] = [24, 16];
/** What it costs, in pixels of distance: to cover a place on a curve, to touch a text, to be crossed by a leader. */
const [onCurve, onText, crossed] = [8, 1e4, 150];

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
  const leaders: [Place, Place][] = [];
  return notes.map(({ place: anchor, text }) => {
    const lines = wrap(text, mostEms);
    const width = 2 * padding + fontSize * Math.max(...lines.map(emsOf));
    const height = 2 * padding - 3 + noteLineHeight * lines.length;
    const least = { x: left + 2, y: top };
    const most = { x: Math.max(least.x, right - width - 2), y: Math.max(least.y, bottom - height - 2) };
    let best: { box: Box; leader: [Place, Place]; cost: number } | undefined;
    for (let i = 0; i <= across * down + down; i++) {
      const [column, row] = [i % (across + 1), Math.floor(i / (across + 1))];
      const x = least.x + ((most.x - least.x) * column) / across;
      const y = least.y + ((most.y - least.y) * row) / down;
      const box = { x: round(x), y: round(y), width, height };
      const end = { x: clamp(anchor.x, x, x + width), y: clamp(anchor.y, y, y + height) };
      const leader: [Place, Place] = [anchor, end];
      const distance = Math.hypot(end.x - anchor.x, end.y - anchor.y);
      // Close by is good enough; on the anchor is too close.
      let cost = distance < 12 ? 300 : distance;
      for (const other of boxes) {
        if (overlaps(box, other)) cost += onText;
        if (crosses(leader, other)) cost += crossed;
      }
      for (const other of leaders) if (crosses(other, box)) cost += crossed;
      if (best && cost >= best.cost) continue;
      for (const point of crowd) if (isWithin(point, box)) cost += onCurve;
      if (!best || cost < best.cost) best = { box, leader, cost };
    }
    const { box, leader } = best!;
    boxes.push(box);
    leaders.push(leader);
    const [from, to] = leader.map(({ x, y }) => `${round(x)},${round(y)}`);
    return { ...box, lines, anchor, leader: `M${from}L${to}` };
  });
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Whether a line goes through a box: some of its points lie in it. */
function crosses([from, to]: readonly [Place, Place], box: Box): boolean {
  return [0.1, 0.3, 0.5, 0.7, 0.9].some((t) => {
    const place = { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) };
    return overlaps({ ...place, width: 0, height: 0 }, box);
  });
}

const isWithin = ({ x, y }: Place, box: Box) =>
  x > box.x - 4 && x < box.x + box.width + 4 && y > box.y - 4 && y < box.y + box.height + 4;
