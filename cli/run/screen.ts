/** Where progress is shown: a table that is redrawn on a terminal, or lines that stay elsewhere. */
import type { createLogUpdate } from "log-update";
import type { Colors } from "picocolors/types.js";
import stringWidth from "string-width";
import { shorten } from "../../report/text.ts";

export type Output = NodeJS.WritableStream & { columns?: number };

export interface ScreenOptions {
  /** Of a terminal: the table is drawn again and again. */
  redraw?: ReturnType<typeof createLogUpdate> | undefined;
  colors: Colors;
}

const redrawMilliseconds = 100;
const mostColumns = 80;

export class Screen {
  readonly colors: Colors;
  readonly #stream: Output;
  readonly #redraw: ScreenOptions["redraw"];
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: Output, { redraw, colors }: ScreenOptions) {
    this.#stream = stream;
    this.#redraw = redraw;
    this.colors = colors;
  }

  /** Draws the table from now on, if it is live. */
  show(lines: () => string[]): void {
    const redraw = this.#redraw;
    if (!redraw) return;
    const draw = () => redraw(lines().join("\n"));
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
  const widths = keys.map((key) => [key, Math.max(...[head, ...rows].map(({ cells }) => cells[key].length))] as const);
  const numbers = (cells: Record<Key, string>) =>
    widths.map(([key, width]) => `  ${cells[key].padStart(width)}`).join("");
  const room = Math.max(4, columns - numbers(head.cells).length);
  const nameWidth = Math.min(room, Math.max(3, ...rows.map(({ name }) => stringWidth(name))));
  const line = ({ name, cells }: Row<Key>) => {
    const shown = shorten(name, nameWidth, stringWidth);
    const whole = `${shown}${" ".repeat(Math.max(0, nameWidth - stringWidth(shown)))}${numbers(cells)}`;
    return shorten(whole, columns, stringWidth);
  };
  const paint = new Map([["failed", red], ["interrupted", yellow], ["done", green]]);
  return [dim(line(head)), ...rows.map((row) => (paint.get(fate(row.cells)) ?? String)(line(row)))];
}

/** The mean of what is known. */
export function mean(values: (number | undefined)[], digits: number): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return "–";
  const value = known.reduce((sum, one) => sum + one, 0) / known.length;
  // Losses are logged with penalties and can be large.
  return Math.abs(value) >= 1000 ? value.toExponential(1) : value.toFixed(digits);
}

/** `0:07`, `12:30` or `3:00:00` */
export function formatTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return `${hours > 0 ? `${hours}:${pad(minutes)}` : minutes}:${pad(whole % 60)}`;
}
