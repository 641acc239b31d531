// Where the parts of a chart lie, in pixels: the same before there are data and after.

import { spread } from "../../report/spread.ts";
import { emsOf, replaceUnprintable, shorten } from "../../report/text.ts";

export const fontSize = 12;

/** Of the plot: curves lie between these, texts around them. */
export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Of a name at a curve's end; 0 where there are too many to name. */
  labelHeight: number;
}

/** From a curve's end to its name. */
const leader = 18;
/** More names than this are not written: the values under the pointer have them. */
const mostLabels = 30;
/** With more arms than this, names stand closer. */
const fewLabels = 15;

const isNarrow = (width: number) => width < 480;

export function heightOf(width: number, arms: number): number {
  const labels = arms <= mostLabels ? arms * labelHeightOf(arms) + 60 : 0;
  return Math.max(isNarrow(width) ? 240 : 300, labels);
}

function labelHeightOf(arms: number): number {
  return arms > mostLabels ? 0 : arms > fewLabels ? 14 : 16;
}

/** What there is room for of a name. */
export function shownName(name: string, width: number): string {
  return shorten(replaceUnprintable(name), Math.max(width * 0.3, 84) / fontSize, emsOf);
}

/**
 * @param lastTick Text of the last number of the iterations, which half reaches over the frame.
 * @param height Where the page gives a chart another height than its own.
 */
export function frameOf(width: number, names: readonly string[], lastTick: string, height = heightOf(width, names.length)): Frame {
  const labelHeight = labelHeightOf(names.length);
  const halfTick = 2 + (fontSize * emsOf(lastTick)) / 2;
  const widest = Math.max(0, ...names.map((name) => emsOf(shownName(name, width))));
  const right = labelHeight > 0 && widest > 0 ? Math.max(halfTick, leader + fontSize * widest + 2) : halfTick;
  return { width, height, left: 44, right: Math.max(60, width - right), top: 12, bottom: height - 40, labelHeight };
}

/** Where a curve ends. */
export interface End {
  x: number;
  y: number;
}

export interface Label {
  /** Where the text starts, and its middle. */
  x: number;
  y: number;
  /** From the end to the text. */
  path: string;
  /** It comes from far away: it must not look like a part of the curve. */
  far: boolean;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** A name beside each end, in one column behind the foremost, moved apart where they would overlap. */
export function placeLabels(ends: readonly End[], { top, bottom, labelHeight }: Frame): Label[] {
  const front = Math.max(0, ...ends.map(({ x }) => x));
  const half = labelHeight / 2;
  const low = Math.min(top + half, bottom - half);
  const heights = spread(ends.map(({ y }) => Math.min(bottom, Math.max(top, y))), labelHeight, low - half, bottom);
  return ends.map(({ x, y }, i) => {
    const height = round(heights[i]!);
    const from = round(Math.min(bottom, Math.max(top, y)));
    return {
      x: round(front + leader), y: height, far: x < front - 1,
      path: `M${round(x + 3)},${from}L${round(front + 8)},${height}H${round(front + leader - 4)}`,
    };
  });
}
