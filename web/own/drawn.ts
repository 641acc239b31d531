// Points that are drawn by hand. They are a CSV file like any other, which the command line reads too.

import { signal } from "@preact/signals";
import { hold } from "../data/held.ts";
import { save } from "../parts/save.ts";
import { draft, reset, play } from "../state/store.ts";
import { trainOn } from "./experiments.ts";

export interface DrawnPoint {
  readonly x: number;
  readonly y: number;
  /** Its class: a letter. */
  readonly label: string;
}

/** What classes are called. */
export const letters: readonly string[] = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
export const drawnFile = "points.csv";
const dataset = { name: "csv", path: drawnFile, label: "class", standardize: false } as const;

export const drawn = signal<readonly DrawnPoint[]>([]);
/** How many classes can be chosen; there can be more. */
export const offered = signal(4);
/** The class that is drawn next. */
export const brush = signal("A");
/** Strokes of points, so that the last can be taken back. */
const strokes: number[] = [];

const csvOf = (points: readonly DrawnPoint[]) => `x,y,class\n${points.map(({ x, y, label }) => `${x},${y},${label}\n`).join("")}`;

/** Offers one more class, and chooses it. */
export function addClass(): void {
  brush.value = letters[offered.value]!;
  offered.value++;
}

export function addPoint(point: DrawnPoint): void {
  drawn.value = [...drawn.value, point];
}

/** A stroke is over: it is trained on, as soon as there is something to tell apart. */
export function endStroke(before: number): void {
  if (drawn.value.length === before) return;
  strokes.push(drawn.value.length - before);
  train();
}

export function undoStroke(): void {
  const last = strokes.pop();
  if (last === undefined) return;
  drawn.value = drawn.value.slice(0, -last);
  train();
}

export function clearPoints(): void {
  strokes.length = 0;
  drawn.value = [];
}

export const savePoints = () => save(drawnFile, new Blob([csvOf(drawn.value)], { type: "text/csv" }));

/** Fewer of each class leave none to test on. */
const leastOfClass = 5;
export const isEnough = (points: readonly DrawnPoint[]) => {
  const counts = new Map<string, number>();
  for (const { label } of points) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts.size > 1 && [...counts.values()].every((count) => count >= leastOfClass);
};

function train(): void {
  if (!isEnough(drawn.value)) return;
  hold(drawnFile, [{ path: drawnFile, file: new File([csvOf(drawn.value)], drawnFile) }]);
  const now = draft.peek().experiment?.dataset;
  if (now?.name !== "csv" || now.path !== drawnFile) {
    void trainOn(dataset, { called: "points" });
    return;
  }
  // The same settings, other points.
  reset();
  play();
}
