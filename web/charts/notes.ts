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
const [onCurve, onText, crossed] = [8, 1e4, 1000];

/**
 * Each where it is best beside those that are placed before it; in another order, where a text would be touched or crossed in
 * the given one.
 * @param taken Boxes of texts that are there already.
 * @param crowd Places on the curves.
 */
export function placeNotes(
  notes: readonly { place: Place; text: string }[], frame: Frame, taken: readonly Box[], crowd: readonly Place[],
): PlacedNote[] {
  let best: { placed: PlacedNote[]; faults: number } | undefined;
  for (const order of ordersOf(notes.length)) {
    const found = placeInOrder(order.map((i) => notes[i]!), frame, taken, crowd);
    if (best && best.faults <= found.faults) continue;
    best = { placed: notes.map((_, i) => found.placed[order.indexOf(i)]!), faults: found.faults };
    if (best.faults === 0) break;
  }
  return best!.placed;
}

/** The given order, and the other way around. */
function ordersOf(count: number): readonly (readonly number[])[] {
  const given = Array.from({ length: count }, (_, i) => i);
  return [given, given.toReversed()];
}

/** With how much of a text is touched, or crossed by a line. */
function placeInOrder(
  notes: readonly { place: Place; text: string }[], { left, right, top, bottom }: Frame, taken: readonly Box[], crowd: readonly Place[],
): { placed: PlacedNote[]; faults: number } {
  const mostEms = Math.min(18, (right - left) / 2.2 / fontSize);
  const boxes = [...taken];
  const leaders: [Place, Place][] = [];
  let faults = 0;
  const placed = notes.map(({ place: anchor, text }) => {
    const lines = wrap(text, mostEms);
    const width = 2 * padding + fontSize * Math.max(...lines.map(emsOf));
    const height = 2 * padding - 3 + noteLineHeight * lines.length;
    const least = { x: left + 2, y: top };
    const most = { x: Math.max(least.x, right - width - 2), y: Math.max(least.y, bottom - height - 2) };
    let best: { box: Box; leader: [Place, Place]; cost: number; fault: number } | undefined;
    for (let i = 0; i <= across * down + down; i++) {
      const [column, row] = [i % (across + 1), Math.floor(i / (across + 1))];
      const x = least.x + ((most.x - least.x) * column) / across;
      const y = least.y + ((most.y - least.y) * row) / down;
      const box = { x: round(x), y: round(y), width, height };
      const end = { x: clamp(anchor.x, x, x + width), y: clamp(anchor.y, y, y + height) };
      const leader: [Place, Place] = [anchor, end];
      const distance = Math.hypot(end.x - anchor.x, end.y - anchor.y);
      // Close by is good enough; on the anchor is too close.
      const near = distance < 12 ? 300 : distance;
      if (best && near >= best.cost) continue;
      let fault = 0;
      for (const other of boxes) {
        if (overlaps(box, other)) fault += onText;
        if (crosses(leader, other)) fault += crossed;
      }
      for (const other of leaders) if (crosses(other, box)) fault += crossed;
      let cost = fault + near;
      if (best && cost >= best.cost) continue;
      for (const point of crowd) if (isWithin(point, box)) cost += onCurve;
      if (!best || cost < best.cost) best = { box, leader, cost, fault };
    }
    const { box, leader, fault } = best!;
    faults += fault;
    boxes.push(box);
    leaders.push(leader);
    const [from, to] = leader.map(({ x, y }) => `${round(x)},${round(y)}`);
    return { ...box, lines, anchor, leader: `M${from}L${to}` };
  });
  return { placed, faults };
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Whether a line goes through a box: some part of it lies between its left and right and between its top and bottom. */
function crosses([from, to]: readonly [Place, Place], { x, y, width, height }: Box): boolean {
  const [horizontal, vertical] = [partWithin(from.x, to.x, x, x + width), partWithin(from.y, to.y, y, y + height)];
  return Math.max(horizontal[0], vertical[0]) < Math.min(horizontal[1], vertical[1]);
}

/** The part of the way from one number to another, from 0 to 1, that lies between two. */
function partWithin(from: number, to: number, low: number, high: number): readonly [number, number] {
  if (from === to) return low < from && from < high ? [0, 1] : [1, 0];
  const [a, b] = [(low - from) / (to - from), (high - from) / (to - from)];
  return [Math.max(0, Math.min(a, b)), Math.min(1, Math.max(a, b))];
}

const isWithin = ({ x, y }: Place, box: Box) =>
  x > box.x - 4 && x < box.x + box.width + 4 && y > box.y - 4 && y < box.y + box.height + 4;
