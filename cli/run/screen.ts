/** Where progress is shown: a table that is redrawn on a terminal, or lines that stay elsewhere. */
import type { createLogUpdate } from "log-update";
import type { Colors } from "picocolors/types.js";
import stringWidth from "string-width";
import { decimalsOf } from "../../report/format.ts";
import { shorten } from "../../report/text.ts";
import { padEnd, padStart } from "../pad.ts";
import { heading } from "../texts/language.ts";

export type Output = NodeJS.WritableStream & { columns?: number };

export interface ScreenOptions {
  /** Of a terminal: the table is drawn again and again. */
  redraw?: ReturnType<typeof createLogUpdate> | undefined;
  colors: Colors;
  /** Lines below the table. */
  below?: () => string[];
}

const redrawMilliseconds = 100;
const mostColumns = 80;

export class Screen {
  readonly colors: Colors;
  readonly #stream: Output;
  readonly #redraw: ScreenOptions["redraw"];
  readonly #below: () => string[];
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: Output, { redraw, colors, below = () => [] }: ScreenOptions) {
    this.#stream = stream;
    this.#below = below;
    this.#redraw = redraw;
    this.colors = colors;
  }

  /** Draws the table from now on, if it is live. */
  show(lines: () => string[]): void {
    const redraw = this.#redraw;
    if (!redraw) return;
    const draw = () => redraw([...lines(), ...this.#below().map((line) => shorten(line, this.columns, stringWidth))].join("\n"));
    this.#timer = setInterval(draw, redrawMilliseconds);
    draw();
  }

  /** Whether the table is drawn; else what happens is noted. */
  get isLive(): boolean {
    return this.#redraw !== undefined;
  }

  get columns(): number {
    return Math.min(this.#stream.columns ?? mostColumns, mostColumns);
  }

  /** A message that stays, above the table. */
  note(text: string): void {
    if (this.#redraw) this.#redraw.persist(text);
    else this.#stream.write(`${text}\n`);
  }

  /** Takes the table away; the results follow. */
  close(): void {
    clearInterval(this.#timer);
    this.#redraw?.clear();
    this.#redraw?.done();
  }
}

interface Row<Key extends string> {
  name: string;
  cells: Record<Key, string>;
}

/**
 * A table in the columns of the screen: the name takes what the numbers leave.
 * @param fate Of a row: "done", "failed", "interrupted" or anything else, which gives its color.
 */
export function tableLines<Key extends string>(
  head: Row<Key>, rows: readonly Row<Key>[], keys: readonly Key[], { columns, colors }: Screen,
  fate: (cells: Record<Key, string>) => string,
): string[] {
  const { dim, green, red, yellow } = colors;
  const shownCells = (cells: Record<Key, string>) => keys.map((key) => heading(cells[key]));
  const all = [head, ...rows].map(({ cells }) => shownCells(cells).map((cell) => stringWidth(cell)));
  const widths = keys.map((_, i) => Math.max(...all.map((row) => row[i]!)));
  const numbers = (cells: Record<Key, string>) =>
    shownCells(cells).map((cell, i) => `  ${padStart(cell, widths[i]!)}`).join("");
  const room = Math.max(4, columns - stringWidth(numbers(head.cells)));
  const nameWidth = Math.min(room, Math.max(3, ...rows.map(({ name }) => stringWidth(name))));
  const line = ({ name, cells }: Row<Key>) =>
    shorten(padEnd(shorten(name, nameWidth, stringWidth), nameWidth) + numbers(cells), columns, stringWidth);
  const paint = new Map([["failed", red], ["interrupted", yellow], ["done", green]]);
  return [dim(line({ ...head, name: heading(head.name) })), ...rows.map((row) => (paint.get(fate(row.cells)) ?? String)(line(row)))];
}

/** The mean of what is known, with so many decimals; of an error with four digits, whatever its units. */
export function mean(values: (number | undefined)[], digits: number | "error"): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return "–";
  const value = known.reduce((sum, one) => sum + one, 0) / known.length;
  // Losses are logged with penalties and can be large.
  if (Math.abs(value) >= (digits === "error" ? 1e7 : 1000)) return value.toExponential(1);
  return value.toFixed(digits !== "error" ? digits : Math.abs(value) >= 1000 ? 0 : decimalsOf(value));
}

/** `0:07`, `12:30` or `3:00:00` */
export function formatTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return `${hours > 0 ? `${hours}:${pad(minutes)}` : minutes}:${pad(whole % 60)}`;
}
