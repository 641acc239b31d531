/** What the figures have in common: their options, the key above a plot, and how Plot's output joins a picture. */
import { element, fontSize, lineHeight, textBlock } from "../svg.ts";
import type { Block } from "../svg.ts";
import type { Language } from "../../experiment/language.ts";
import type { Results } from "../../experiment/results.ts";
import { emsOf } from "../text.ts";

export interface PlotOptions {
  document: Document;
  /** Pixels, the height follows. Default 880; 400 suits a phone. */
  width?: number;
  /** Of what stands in the picture. Default English. */
  language?: Language | undefined;
}

export const defaultWidth = 880;

export type PlottedResults = Pick<Results, "experiment" | "runs" | "tuning" | "targetNames">;

/** A figure of the results; undefined where they have nothing that it could show. */
export type Figure = (results: PlottedResults, options: PlotOptions) => SVGSVGElement | undefined;

export const trainDashes = "0.5 3.5";

export interface KeyItem {
  sample: "solid" | "dotted" | "band" | "dot" | "ring" | "cross" | "circle" | "tick" | "interval" | "disc" | "bar";
  text: string;
  /** Default: that of the text. */
  color?: string;
  /** Of a line. */
  dashes?: string;
}

const sampleWidth = 28;

function sampleOf(document: Document, { sample, color = "currentColor", dashes = "none" }: KeyItem, x: number, y: number): SVGElement {
  switch (sample) {
    case "band":
      return element(document, "rect", { x, "y": y - 5, "width": 20, "height": 10, "fill": color, "fill-opacity": 0.25 });
    case "dot":
      return element(document, "circle", { "cx": x + 10, "cy": y, "r": 2.5, "fill": color, "fill-opacity": 0.6 });
    case "circle":
      return element(document, "circle", { "cx": x + 10, "cy": y, "r": 2.5, "fill": "none", "stroke": color });
    case "disc":
      return element(document, "circle", { "cx": x + 10, "cy": y, "r": 4.5, "fill": color });
    case "bar":
      return element(document, "path", { "d": `M${x},${y}h20`, "stroke": color, "stroke-width": 4, "stroke-opacity": 0.35 });
    case "tick":
      return element(document, "path", { "d": `M${x + 10},${y - 6}v12`, "stroke": color, "stroke-width": 2 });
    case "interval":
      return element(document, "path", { "d": `M${x},${y}h20m0,-4v8m-20,0v-8`, "stroke": color, "stroke-width": 2, "fill": "none" });
    case "ring":
      return element(document, "circle", { "cx": x + 10, "cy": y, "r": 4.5, "fill": "none", "stroke": color, "stroke-width": 2 });
    case "cross":
      return element(document, "path", { "d": `M${x + 7},${y - 3}l6,6m0,-6l-6,6`, "stroke": color, "stroke-width": 1.5 });
    default:
      return element(document, "line", {
        "x1": x, "x2": x + 20, "y1": y, "y2": y, "stroke": color, "stroke-width": 2,
        "stroke-linecap": "round",
        "stroke-dasharray": sample === "dotted" ? trainDashes : dashes,
      });
  }
}

/** What the marks mean: samples with their text, side by side as far as the width goes. */
export function keyBlock(document: Document, width: number, items: KeyItem[], top = 0): Block {
  const node = element(document, "g", {});
  let x = 0;
  let height = top;
  for (const item of items) {
    const block = textBlock(document, width - sampleWidth, item.text, { opacity: 0.75 });
    const itemWidth = sampleWidth + emsOf(item.text) * fontSize + 20;
    if (height === top || x + itemWidth > width) {
      x = 0;
      height += lineHeight;
    }
    const sample = sampleOf(document, item, x, height - lineHeight / 2);
    if (item.color === undefined) sample.setAttribute("opacity", "0.75");
    block.node.setAttribute("transform", `translate(${x + sampleWidth},${height - lineHeight})`);
    node.append(sample, block.node);
    x += itemWidth;
    height += block.height - lineHeight;
  }
  return { node, height };
}

export const titleBlock = (document: Document, width: number, title: string): Block =>
  textBlock(document, width, title, { "font-size": 15, "font-weight": 600 });

/** A remark below a plot. */
export const noteBlock = (document: Document, width: number, text: string): Block =>
  textBlock(document, width, text, { opacity: 0.75 });

/** Blocks of different widths side by side, as far as the width goes. */
export function flowBlock(document: Document, width: number, blocks: (Block & { width: number })[], gap: number): Block {
  const node = element(document, "g", {});
  let [x, top, height] = [0, 0, 0];
  for (const block of blocks) {
    if (x > 0 && x + block.width > width + 1) [x, top] = [0, height + gap];
    block.node.setAttribute("transform", `translate(${x},${top})`);
    node.append(block.node);
    x += block.width;
    height = Math.max(height, top + block.height);
  }
  return { node, height };
}

/** Blocks below each other. */
export function column(document: Document, blocks: Block[]): Block {
  const node = element(document, "g", {});
  let y = 0;
  for (const block of blocks) {
    const place = element(document, "g", { transform: `translate(0,${y})` });
    place.append(block.node);
    node.append(place);
    y += block.height;
  }
  return { node, height: y };
}

export function plotBlock(plot: SVGSVGElement): Block {
  // Plot's own style sheet sets a white background and inline sizes, for a plot that stands alone in a page.
  plot.querySelector("style")?.remove();
  plot.removeAttribute("class");
  plot.setAttribute("font-size", String(fontSize));
  plot.setAttribute("overflow", "visible");
  // A tenth of a pixel is as fine as anybody sees, and a third less to load.
  for (const path of plot.querySelectorAll("path[d]")) {
    const rounded = path.getAttribute("d")!.replace(/\d+\.\d{2,}/g, (number) => String(Math.round(10 * Number(number)) / 10));
    path.setAttribute("d", rounded);
  }
  return { node: plot, height: Number(plot.getAttribute("height")) };
}
