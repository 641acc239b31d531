/** SVG without a library: elements, blocks of text, and a picture made of blocks below each other. */
import { ink, plotStyle, surface } from "./palette.ts";
import { emsOf, shorten } from "./text.ts";
import { wrapText } from "./wrap.ts";

export const margin = 16;
export const fontSize = 12;
export const lineHeight = 1.5 * fontSize;

export type Attributes = Record<string, string | number>;

export function element(document: Document, name: string, attributes: Attributes, text?: string): SVGElement {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (text !== undefined) node.textContent = text;
  return node;
}

/** A part of the picture and the height it takes. */
export interface Block {
  node: Element;
  height: number;
}

/** Text, broken into lines of the width. */
export function textBlock(
  document: Document,
  width: number,
  text: string,
  attributes: Attributes = {},
): Block {
  const size = Number(attributes["font-size"] ?? fontSize);
  const height = 1.5 * size;
  const lines = wrapText(text, width / size, emsOf).map((line) => shorten(line, width / size, emsOf));
  const node = element(document, "g", { "text-anchor": "start", ...attributes });
  lines.forEach((line, index) => {
    node.append(element(document, "text", { x: 0, y: size + height * index }, line));
  });
  return { node, height: height * lines.length };
}

/** The blocks below each other on a background of the theme. */
export function stack(
  document: Document,
  width: number,
  title: string,
  description: string,
  blocks: Block[],
): SVGSVGElement {
  const height = blocks.reduce((sum, block) => sum + block.height, 2 * margin);
  const svg = element(document, "svg", {
    "class": "usagi-plot",
    "role": "img",
    width,
    height,
    "viewBox": `0 0 ${width} ${height}`,
    "color": ink[0],
    "fill": "currentColor",
    "font-family": "system-ui, sans-serif",
    "font-size": fontSize,
  });
  svg.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns", "http://www.w3.org/2000/svg");
  svg.append(
    element(document, "title", {}, title),
    element(document, "desc", {}, description),
    element(document, "style", {}, plotStyle),
    element(document, "rect", { class: "surface", fill: surface[0], width, height, rx: 6 }),
  );
  let y = margin;
  for (const block of blocks) {
    const place = element(document, "g", { transform: `translate(${margin},${y})` });
    place.append(block.node);
    svg.append(place);
    y += block.height;
  }
  return svg as SVGSVGElement;
}

/** The picture as the text of an SVG file. */
export function svgFile(svg: SVGSVGElement): string {
  return typeof XMLSerializer === "undefined" ? svg.outerHTML : new XMLSerializer().serializeToString(svg);
}
