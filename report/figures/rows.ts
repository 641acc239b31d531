/** A row for each arm along an axis of shares: its name on the left, its numbers on the right. */
import * as Plot from "@observablehq/plot";
import type { Language } from "../../experiment/language.ts";
import { type Axis, formatTick } from "../axis.ts";
import { fontSize } from "../svg.ts";
import { emsOf, shorten } from "../text.ts";

export interface Rows {
  width: number;
  rows: readonly { name: string; text: string }[];
  x: Axis;
  label: string;
  /** Their `y` is the index of the row. */
  marks: Plot.Markish[];
}

const rowHeight = 24;
const bottom = 42;
const space = 12;

/** Whether a value is on the axis. */
export const isWithin = (value: number, { domain: [low, high] }: Axis) => value >= low && value <= high;

/** Values beyond the axis are at its edge. */
export const toEdge = (value: number, { domain: [low, high] }: Axis) => Math.min(high, Math.max(low, value));

/** For rows with values beyond the axis: below it, or above where lower is better. */
export const beyond = (rows: { row: number; color: string }[], { domain: [low, high] }: Axis, sign: 1 | -1) =>
  Plot.text(rows, {
    y: "row", x: () => (sign < 0 ? high : low), text: () => (sign < 0 ? "▸" : "◂"), fill: "color",
    textAnchor: sign < 0 ? "end" : "start",
  });

export const beyondNote = (sign: 1 | -1, language: Language) => ({
  en: sign < 0 ? "▸: above the axis." : "◂: below the axis.",
  ja: sign < 0 ? "▸：軸の範囲より大きい値です。" : "◂：軸の範囲より小さい値です。",
}[language]);

export function rowsPlot(document: Document, { width, rows, x, label, marks }: Rows): SVGSVGElement {
  const names = rows.map(({ name }) => shorten(name, (0.3 * width) / fontSize, emsOf));
  const longest = (texts: string[]) => Math.ceil(fontSize * Math.max(...texts.map(emsOf)));
  const row = (_: unknown, index: number) => index;
  return Plot.plot({
    document,
    width,
    height: rows.length * rowHeight + bottom,
    marginTop: 0,
    marginBottom: bottom,
    marginLeft: longest(names) + space,
    marginRight: longest(rows.map(({ text }) => text)) + space,
    x: { domain: x.domain },
    y: { type: "band", domain: rows.map(row), padding: 0, axis: null },
    marks: [
      Plot.gridX({ ticks: x.ticks, strokeOpacity: 0.12 }),
      Plot.axisX({
        ticks: width < 600 ? x.fewTicks : x.ticks, tickFormat: formatTick, tickSize: 4,
        label, labelAnchor: "center", labelArrow: "none",
      }),
      ...marks,
      Plot.text(rows, { y: row, text: (_, index: number) => names[index]!, title: "name", frameAnchor: "left", textAnchor: "end", dx: -space }),
      Plot.text(rows, { y: row, text: "text", frameAnchor: "right", textAnchor: "start", dx: space, fillOpacity: 0.7 }),
    ],
  }) as SVGSVGElement;
}
