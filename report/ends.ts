/** Names of curves, at their ends. */
import { spread } from "./spread.ts";
import { element } from "./svg.ts";

export interface CurveEnd {
  name: string;
  /** What there is room for of the name. */
  shown: string;
  /** Behind the name, fainter. */
  value?: string | undefined;
  stroke: string;
  dashes: string;
  /** Pixels. */
  x: number;
  y: number;
}

/** Pixels of the plot without its margins; leaders are drawn in the right one, labels behind them. */
interface Frame {
  right: number;
  top: number;
  bottom: number;
  leader: number;
  labelHeight: number;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** A line from each end to a label beside the plot, labels moved apart where they would overlap. */
export function nameEnds(document: Document, plot: Element, ends: CurveEnd[], frame: Frame): void {
  const { right, top, bottom, leader, labelHeight } = frame;
  const heights = spread(ends.map(({ y }) => y), labelHeight, top, bottom);
  ends.forEach(({ name, shown, value, stroke, dashes, x, y }, i) => {
    const height = round(heights[i]!);
    const line = element(document, "path", {
      "d": `M${round(x + 2)},${round(y)}L${right + 9},${height}H${right + leader - 5}`,
      "fill": "none",
      stroke,
      "stroke-width": 1.5,
      // A line that crosses the plot from a curve that ended early must not look like a part of it.
      "stroke-dasharray": x < right - 1 ? "1 4" : dashes,
    });
    const label = element(document, "text", { "x": right + leader, "y": height, "dy": "0.32em", "text-anchor": "start" });
    label.append(element(document, "title", {}, name), element(document, "tspan", {}, shown));
    if (value !== undefined) label.append(element(document, "tspan", { opacity: 0.7 }, value));
    plot.append(line, label);
  });
}
