/** An explained step on the terminal. */
import { type PartName, shortest, type Working } from "../../experiment/explain/float32.ts";
import type { WeightWorking } from "../../experiment/explain/step.ts";
import type { LayerNorms } from "../../experiment/layers.ts";
import { printable } from "../../experiment/printable.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { prose } from "../../report/optimizers.ts";
import { scheduleText } from "../../report/schedule.ts";
import { startText } from "../../report/start.ts";
import { colon, comma } from "../../report/words.ts";
import { plainTable } from "../report/plain-table.ts";
import { language, said } from "../texts/language.ts";
import { told } from "../texts/optimizers.ts";
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
  const words = said();
  const of = schedule ? words.byTheSchedule(optimizer.learningRate, scheduleText(schedule, language())) : "";
  return [
    ...wrapped(printable(words.stepOf(folder, arm.name, seed, step, iterations))),
    ...(arm.from ? wrapped(printable(words.begunWith(startText(arm.from, language())))) : []),
    ...wrapped(words.lossBefore(brief(loss), batchSize, shortest(Math.fround(rate)), of)),
    "",
    plainTable(["layer", "|g|", "|Δw|", "|w|", "|Δw|/|w|"], ["left", right, right, right, right], rows),
    "",
    ...wrapped(words.normsMeant, ""),
  ].join("\n");
}

/** @param place Where in the network the weight is. */
export function weightText({ array, before, after, gradient, step, limit, parts, ...working }: WeightWorking, arm: ResolvedArm, place: string): string {
  const { title, formula, forms } = prose[arm.optimizer.name];
  const change = after - before;
  const words = said();
  const shares = Object.entries(parts).map(([name, value]) => words.due(brief(value), words.causes[name as PartName]));
  return [
    ...wrapped(`${array.name}[${positionOf(array.shape, working.index).join(",")}]${colon[language()]}${place}`),
    "",
    words.theGradient,
    ...workingLines(gradient, [["d", words.meanLoss]]),
    ...(gradient.lines.length === 0 ? ["  g = d"] : []),
    "",
    words.theStep(title),
    ...[...formula, ...forms].map((line) => `  ${told(line)}`),
    "",
    ...workingLines(step, [["w", words.beforeStep, before]]),
    ...(limit.lines.length === 0 ? [] : ["", words.theLimit, ...workingLines(limit, [])]),
    "",
    ...wrapped(words.inAll(`${shortest(after)} − ${bracketed(before)} = ${Number(change.toPrecision(9))}`)),
    ...(shares.length > 1 ? wrapped(words.ofIt(shares.join(comma[language()])), "    ") : []),
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
    `  ${symbol} = ${shortest(value ?? given.find((one) => one.symbol === symbol)!.value)}${comma[language()]}${note}`);
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
