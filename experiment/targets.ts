/** Whether targets can be learnt in the steps that one gives a network. */
import type { Dataset } from "../bindings/dataset.ts";
import { inOwnUnits, type TargetScale } from "./data/coding.ts";

/** Outputs begin near 0, and move by some hundredths a step. */
const far = 10;

const short = (value: number) => String(Number(value.toPrecision(3)));

/** @param names Of the outputs. @param scales Where the targets were standardized. @returns Sentences, a line for each output that is in doubt. */
export function targetWarnings(
  { targets, outputs = 0, size }: Dataset, names?: readonly string[], scales?: readonly TargetScale[],
): string[] {
  return Array.from({ length: outputs }, (_, output) => {
    const values = Array.from({ length: size }, (_, row) => targets[row * outputs + output]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / size;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size);
    const name = names ? JSON.stringify(names[output]) : outputs === 1 ? "the target" : `target ${output}`;
    if (values.every((value) => value === values[0])) return `${name}: every training row in use has the value ${short(inOwnUnits(values[0]!, scales?.[output]))}, so there is nothing to learn`;
    if (scales || Math.max(Math.abs(mean), deviation) <= far) return [];
    return `${name}: training rows have ${short(mean)} on average (deviation ${short(deviation)}); outputs begin near 0 and move little in a step: ` +
      'with "standardizeTargets": true in the dataset they are learnt less their mean and divided by their deviation, and predicted in their own units';
  }).flat();
}
