/** How `inspect` lays things out: 80 columns, no colours; what it quotes cannot act on a terminal. */
import stringWidth from "string-width";
import { printable } from "../../../experiment/printable.ts";
import { colon, comma } from "../../../report/words.ts";
import { gap, plainTable } from "../../report/plain-table.ts";
import { heading, language, said } from "../../texts/language.ts";

export const columns = 80;
const maxRows = 200;
/** Characters of a cell. */
const maxLength = 400;

/** `file: what it is, more` */
export function title(path: string, ...about: string[]): string {
  return printable(`${path}${colon[language()]}${about.join(comma[language()])}`);
}

/** Names and values side by side; what is undefined is left out. */
export function facts(entries: [name: string, value: string | number | undefined][]): string {
  const rows = entries.filter(([, value]) => value !== undefined).map(([name, value]) => [heading(name), String(value)]);
  return tableOf([], ["left", "left"], rows);
}

/** A table without lines. Where it is too wide, the widest column is wrapped. Long tables and cells are cut. */
export function tableOf(head: string[], align: ("left" | "right")[], rows: string[][]): string {
  head = head.map(heading);
  const cells = rows.slice(0, maxRows).map((row) => row.map(cell));
  const widths = align.map((_, i) => Math.max(...[head, ...cells].map((row) => stringWidth(row[i] ?? ""))));
  const excess = widths.reduce((sum, width) => sum + width, gap.length * (align.length - 1)) - columns;
  const widest = widths.indexOf(Math.max(...widths));
  if (excess > 0) widths[widest] = Math.max(8, widths[widest]! - excess);
  const rest = rows.length > maxRows ? `\n${said().moreInJson(rows.length - maxRows)}` : "";
  return plainTable(head, align, cells, widths) + rest;
}

function cell(text: string): string {
  return printable(text.length > maxLength ? `${text.slice(0, maxLength)}…` : text);
}

/** `784 × 40` */
export const shapeText = (shape: readonly (number | string)[]) => shape.join(" × ") || heading("scalar");

/** `learningRate 0.1, momentum 0.9` */
export const optionsText = (options: object) =>
  Object.entries(options).map(([name, value]) => `${name} ${String(value)}`).join(", ");
