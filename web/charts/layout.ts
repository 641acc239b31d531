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
  /** What there is room for of each name. */
  shown: ReadonlyMap<string, string>;
}

/** From a curve's end to its name; longer where many spread. */
const leaderOf = (labelHeight: number) => (labelHeight < 16 ? 34 : 18);
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

function shownName(name: string, width: number): string {
  return shorten(replaceUnprintable(name), Math.max(width * 0.3, 84) / fontSize, emsOf);
}

/**
 * @param lastTick Text of the last number of the iterations, which half reaches over the frame.
 * @param height Where the page gives a chart another height than its own.
 */
export function frameOf(width: number, names: readonly string[], lastTick: string, height = heightOf(width, names.length)): Frame {
  const labelHeight = labelHeightOf(names.length);
  const halfTick = 2 + (fontSize * emsOf(lastTick)) / 2;
  const shown = new Map(names.map((name) => [name, shownName(name, width)]));
  const widest = Math.max(0, ...Array.from(shown.values(), emsOf));
  const right = labelHeight > 0 && widest > 0 ? Math.max(halfTick, leaderOf(labelHeight) + fontSize * widest + 2) : halfTick;
  return { width, height, left: 44, right: Math.max(60, width - right), top: 12, bottom: height - 40, labelHeight, shown };
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

/** To tenths of a pixel. */
export const round = (value: number) => Math.round(value * 10) / 10;

/** A name beside each end, in one column behind the foremost, moved apart where they would overlap. */
export function placeLabels(ends: readonly End[], { top, bottom, labelHeight }: Frame): Label[] {
  const front = Math.max(0, ...ends.map(({ x }) => x));
  const leader = leaderOf(labelHeight);
  // The last one stands above the numbers of the axis.
  const heights = spread(ends.map(({ y }) => Math.min(bottom, Math.max(top, y))), labelHeight, top, bottom - labelHeight / 2);
  return ends.map(({ x, y }, i) => {
    const height = round(heights[i]!);
    const from = round(Math.min(bottom, Math.max(top, y)));
    return {
      x: round(front + leader), y: height, far: x < front - 1,
      path: `M${round(x + 3)},${from}L${round(front + leader - 9)},${height}H${round(front + leader - 4)}`,
    };
  });
}
