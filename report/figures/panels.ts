/** Small multiples: a panel for each arm, all with the same axes. */
import * as Plot from "@observablehq/plot";
import { type Axis, formatTick } from "../axis.ts";
import { fontSize } from "../svg.ts";
import { emsOf, shorten } from "../text.ts";
import type { Along, Facet } from "./lines.ts";

export interface Panel {
  name: string;
  /** In place of marks. */
  note?: string | undefined;
  marks: (facet: Facet) => Plot.Markish[];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Plot calls it with numbers, or with the names of choices
export type TickFormat = (value: any) => string;

export interface Panels {
  width: number;
  panels: Panel[];
  x: Plot.ScaleOptions & { ticks?: number | number[]; tickFormat?: TickFormat };
  y: Axis & { tickFormat?: TickFormat };
  /** Of one panel without its heading, pixels. */
  height?: number;
  /** Side by side. Default: as many as have room, evenly. */
  columns?: number;
}

/** Pixels that one panel needs. */
const least = 150;
const left = 40;
const right = 12;
const bottom = 24;
const heading = 26;
const gap = 30;

export const formatIteration = (value: number) => (value >= 10_000 ? `${value / 1000}k` : String(value));

/** The axis of iterations, as panels have room for it. */
export const alongSteps = ({ type, domain }: Along): Panels["x"] => ({ type, domain, ticks: 2, tickFormat: formatIteration });

export function panelsPlot(
  document: Document, { width, panels, x, y, height: panelHeight = 90, ...options }: Panels,
): SVGSVGElement {
  const { tickFormat, ticks, ...scale } = x;
  const rows = Math.ceil(panels.length / (options.columns ?? Math.max(1, Math.floor((width - left) / least))));
  const columns = options.columns ?? Math.ceil(panels.length / rows);
  const step = panelHeight + heading;
  const panelWidth = (width - left - right - gap * (columns - 1)) / columns;
  const indexes = (count: number) => Array.from({ length: count }, (_, index) => index);
  const facetOf = (index: number) => ({ fx: () => index % columns, fy: () => Math.floor(index / columns) });

  return Plot.plot({
    document,
    width,
    height: rows * step + bottom,
    marginTop: heading,
    marginRight: right,
    marginBottom: bottom,
    marginLeft: left,
    fx: { domain: indexes(columns), axis: null, paddingInner: gap / (panelWidth + gap), paddingOuter: 0, round: false },
    fy: { domain: indexes(rows), axis: null, paddingInner: heading / step, paddingOuter: 0, round: false },
    x: scale,
    y: { type: y.type, domain: y.domain },
    marks: [
      Plot.gridY({ ticks: y.fewTicks, strokeOpacity: 0.12 }),
      Plot.axisY({ ticks: y.fewTicks, tickFormat: y.tickFormat ?? formatTick, tickSize: 0, label: null }),
      Plot.axisX({ ticks, tickFormat, tickSize: 4, label: null } as Plot.AxisXOptions),
      ...panels.flatMap(({ name, note, marks }, index) => {
        const facet = facetOf(index);
        return [
          ...marks(facet),
          Plot.text(note === undefined ? [] : [note], { ...facet, frameAnchor: "middle", fillOpacity: 0.7 }),
          Plot.text([shorten(name, panelWidth / fontSize / 1.1, emsOf)], {
            ...facet,
            frameAnchor: "top-left",
            lineAnchor: "bottom",
            dy: -5,
            fontWeight: 600,
            title: () => name,
          }),
        ];
      }),
    ],
  }) as SVGSVGElement;
}
