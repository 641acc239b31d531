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
/** Around the place of a note, in which no other is to be. */
const dotRadius = 5;

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
/** A mean distance of the notes, in pixels, that is as good as any shorter one. */
const nearBy = 80;

/**
 * Each where it is best beside those that are placed before it; of several orders, the first that is good, or else the best.
 * @param taken Boxes of texts that are there already.
 * @param crowd Places on the curves.
 */
export function placeNotes(
  notes: readonly { place: Place; text: string }[], frame: Frame, taken: readonly Box[], crowd: readonly Place[],
): PlacedNote[] {
  let best: { placed: PlacedNote[]; cost: number } | undefined;
  for (const order of ordersOf(notes.length)) {
    const found = placeInOrder(order.map((i) => notes[i]!), frame, taken, crowd);
    if (best && best.cost <= found.cost) continue;
    best = { placed: notes.map((_, i) => found.placed[order.indexOf(i)]!), cost: found.cost };
    if (found.cost < nearBy * notes.length) break;
  }
  return best!.placed;
}

/** All orders of a few; of more, which would take long, the given one and the other way around. */
function ordersOf(count: number): readonly (readonly number[])[] {
  const given = Array.from({ length: count }, (_, i) => i);
  if (count > 3) return [given, given.toReversed()];
  return given.reduce<number[][]>((orders, next) => orders.flatMap((order) =>
    Array.from({ length: order.length + 1 }, (_, i) => order.toSpliced(order.length - i, 0, next))), [[]]);
}

/** With what it costs: how far each is from its place, what it covers, and what is touched or crossed. */
function placeInOrder(
  notes: readonly { place: Place; text: string }[], { left, right, top, bottom }: Frame, taken: readonly Box[], crowd: readonly Place[],
): { placed: PlacedNote[]; cost: number } {
  const mostEms = Math.min(18, (right - left) / 2.2 / fontSize);
  const boxes = [...taken];
  const leaders: [Place, Place][] = [];
  let total = 0;
  const dots = notes.map(({ place: { x, y } }): Box => ({ x: x - dotRadius, y: y - dotRadius, width: 2 * dotRadius, height: 2 * dotRadius }));
  const placed = notes.map(({ place: anchor, text }, own) => {
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
      const near = distance < 12 ? 300 : distance;
      if (best && near >= best.cost) continue;
      let cost = near;
      for (const other of boxes) {
        if (overlaps(box, other)) cost += onText;
        if (crosses(leader, other)) cost += crossed;
      }
      for (const [of, dot] of dots.entries()) if (of !== own && (overlaps(box, dot) || crosses(leader, dot))) cost += crossed;
      for (const other of leaders) if (crosses(other, box) || meet(leader, other)) cost += crossed;
      if (best && cost >= best.cost) continue;
      for (const point of crowd) if (isWithin(point, box)) cost += onCurve;
      if (!best || cost < best.cost) best = { box, leader, cost };
    }
    const { box, leader, cost } = best!;
    total += cost;
    boxes.push(box);
    leaders.push(leader);
    const [from, to] = leader.map(({ x, y }) => `${round(x)},${round(y)}`);
    return { ...box, lines, anchor, leader: `M${from}L${to}` };
  });
  return { placed, cost: total };
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Whether a line goes through a box: some part of it lies between its left and right and between its top and bottom. */
function crosses([from, to]: readonly [Place, Place], { x, y, width, height }: Box): boolean {
  const [horizontal, vertical] = [partWithin(from.x, to.x, x, x + width), partWithin(from.y, to.y, y, y + height)];
  return Math.max(horizontal[0], vertical[0]) < Math.min(horizontal[1], vertical[1]);
}

/** Whether two lines cross: the ends of each lie on both sides of the other. */
function meet(one: readonly [Place, Place], other: readonly [Place, Place]): boolean {
  const parts = ([from, to]: readonly [Place, Place], [a, b]: readonly [Place, Place]) => {
    const side = ({ x, y }: Place) => (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x);
    return side(a) * side(b) < 0;
  };
  return parts(one, other) && parts(other, one);
}

/** The part of the way from one number to another, from 0 to 1, that lies between two. */
function partWithin(from: number, to: number, low: number, high: number): readonly [number, number] {
  if (from === to) return low < from && from < high ? [0, 1] : [1, 0];
  const [a, b] = [(low - from) / (to - from), (high - from) / (to - from)];
  return [Math.max(0, Math.min(a, b)), Math.min(1, Math.max(a, b))];
}

const isWithin = ({ x, y }: Place, box: Box) =>
  x > box.x - 4 && x < box.x + box.width + 4 && y > box.y - 4 && y < box.y + box.height + 4;
