import { inOwnUnits } from "../../experiment/data/coding.ts";
import type { Data } from "../../experiment/evaluation.ts";

/** Of rows with numbers to predict: those of one output, in their own unit. */
export function targetValues(data: Data, part: "train" | "test", output: number): Float32Array {
  const { targets, outputs = 1 } = data[part];
  const scale = data.targetScales?.[output];
  return Float32Array.from({ length: targets.length / outputs }, (_, row) => inOwnUnits(targets[row * outputs + output]!, scale));
}
