// What a weight's step is made of, ready to be drawn.

import type { Line, PartName, Working } from "../../experiment/explain/float32.ts";

export interface Bar {
  readonly name: PartName;
  readonly value: number;
  /** Where the bar is, from −1 to 1, 0 in the middle. */
  readonly length: number;
}

const order: readonly PartName[] = ["data", "l2", "l1", "memory", "decay", "limit"];

/** A bar for each part that is there, all on one scale; the largest reaches the end. */
export function bars(parts: Readonly<Partial<Record<PartName, number>>>): Bar[] {
  const most = Math.max(...Object.values(parts).map(Math.abs));
  return order.flatMap((name) => {
    const value = parts[name];
    return value === undefined ? [] : [{ name, value, length: most > 0 && Number.isFinite(most) ? value / most : 0 }];
  });
}

/** What an optimizer divides by, as its line says; none where it divides by nothing. */
export function denominatorOf({ lines }: Pick<Working, "lines">): Line | undefined {
  const quotient = lines.findLast(({ kind }) => kind === "quotient");
  const symbol = quotient?.symbols.split("/").at(-1);
  return lines.find((line) => line.symbol === symbol);
}

/** Where an index is in an array that is row-major: its row and its column, or its place alone. */
export function positionOf(shape: readonly number[], index: number): readonly [number, number] | readonly [number] {
  const [, columns] = shape;
  return columns === undefined ? [index] : [Math.floor(index / columns), index % columns];
}
