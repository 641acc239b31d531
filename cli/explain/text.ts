/** An explained step on the terminal. */
import { type PartName, shortest, type Working } from "../../experiment/explain/float32.ts";
import type { WeightWorking } from "../../experiment/explain/step.ts";
import type { LayerNorms } from "../../experiment/layers.ts";
import { printable } from "../../experiment/printable.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { prose } from "../../report/optimizers.ts";
import { scheduleText } from "../../report/schedule.ts";
import { plainTable } from "../report/plain-table.ts";
import { wrapped } from "../wrap.ts";

/** What stands above the layers. */
export interface StepFacts {
  folder: string;
  arm: ResolvedArm;
  seed: number;
  step: number;
  loss: number;
  rate: number;
  layers: readonly LayerNorms<number>[];
}

/** Four digits are enough to compare; of small numbers the exponent is what differs. */
function brief(value: number): string {
  const short = Number(value.toPrecision(4));
  return short !== 0 && Math.abs(short) < 1e-3 ? short.toExponential() : String(short);
}

export function layersText({ folder, arm, seed, step, loss, rate, layers }: StepFacts): string {
  const { training: { iterations, batchSize }, optimizer, schedule } = arm;
  const rows = layers.map(({ name, gradient, update, weight }) =>
    [name, brief(gradient), brief(update), brief(weight), brief(update / weight)]);
  const right = "right" as const;
  const of = schedule ? ` (${optimizer.learningRate} by the schedule ${scheduleText(schedule)})` : "";
  return [
    ...wrapped(printable(`${folder}: ${arm.name}, seed ${seed}, step ${step} of ${iterations}`)),
    ...wrapped(`loss ${brief(loss)} on its batch of ${batchSize} before the step; learning rate ${shortest(Math.fround(rate))}${of}`),
    "",
    plainTable(["layer", "|g|", "|Δw|", "|w|", "|Δw|/|w|"], ["left", right, right, right, right], rows),
    "",
    ...wrapped(
      "Norms over each layer's weights (batch norm's γ): of the gradient as the optimizer took it, of what the step " +
        "changed, and of the weights after it.", "",
    ),
  ].join("\n");
}

/** What a part of a change is due to. */
const causes: Readonly<Record<PartName, string>> = {
  data: "this batch's gradient", l1: "L1", l2: "L2", decay: "weight decay", memory: "the steps before", limit: "the limit of norms",
};

/** @param place Where in the network the weight is. */
export function weightText({ array, before, after, gradient, step, limit, parts, ...working }: WeightWorking, arm: ResolvedArm, place: string): string {
  const { title, formula, forms } = prose[arm.optimizer.name];
  const change = after - before;
  const shares = Object.entries(parts).map(([name, value]) => `${brief(value)} by ${causes[name as PartName]}`);
  return [
    ...wrapped(`${array.name}[${positionOf(array.shape, working.index).join(",")}]: ${place}`),
    "",
    "The gradient g",
    ...workingLines(gradient, [["d", "of the batch's mean loss, without penalties"]]),
    ...(gradient.lines.length === 0 ? ["  g = d"] : []),
    "",
    `The step of ${title}`,
    ...[...formula, ...forms].map((line) => `  ${line}`),
    "",
    ...workingLines(step, [["w", "before the step", before]]),
    ...(limit.lines.length === 0 ? [] : ["", "The limit of norms (maxNorm)", ...workingLines(limit, [])]),
    "",
    ...wrapped(`In all Δw = ${shortest(after)} − ${bracketed(before)} = ${Number(change.toPrecision(9))}`),
    ...(shares.length > 1 ? wrapped(`  of it ${shares.join(", ")}`, "    ") : []),
  ].join("\n");
}

const bracketed = (value: number) => (value < 0 ? `(${shortest(value)})` : shortest(value));

/** Where an index is in an array that is row-major. */
export function positionOf(shape: readonly number[], index: number): number[] {
  const [, columns] = shape;
  return columns === undefined ? [index] : [Math.floor(index / columns), index % columns];
}

/** What is given, what the step has in common, and the lines, each as a formula and with numbers. */
function workingLines(
  { given, constants, lines }: Working, notes: readonly (readonly [symbol: string, note: string, value?: number])[],
): string[] {
  const noted = notes.map(([symbol, note, value]) =>
    `  ${symbol} = ${shortest(value ?? given.find((one) => one.symbol === symbol)!.value)}, ${note}`);
  const others = new Map(given.filter(({ symbol }) => !notes.some(([own]) => own === symbol)).map((one) => [one.symbol, one]));
  const all = Array.from(others.values(), ({ symbol, value }) => `${symbol} = ${shortest(value)}`);
  return [
    ...noted.flatMap((line) => wrapped(line, "    ")),
    ...(all.length > 0 ? wrapped(`  ${all.join(", ")}`) : []),
    ...constants.flatMap(({ symbol, formula, value }) => wrapped(`  ${symbol} = ${formula} = ${shortest(value)}`, "     ")),
    ...lines.flatMap(({ symbol, symbols, numbers, value }) => [
      ...wrapped(`  ${symbol} ← ${symbols}`, "      "),
      ...wrapped(`    = ${numbers} = ${shortest(value)}`, "      "),
    ]),
  ];
}
