/** How well each of several targets is met, in its own unit: what one number for all of them cannot say. */
import type { Dataset } from "../bindings/dataset.ts";
import type { Network } from "../bindings/network.ts";
import type { TargetScale } from "./data/coding.ts";

export interface TargetScore {
  /** In the target's own unit. */
  rmse: number;
  /** As that of a `TargetEvaluation`. */
  r2: number;
}

/**
 * @param given What a network gives: (rows, outputs).
 * @param targets What it should give: the same shape.
 * @param scales How the targets were standardized, if they were.
 */
export function targetScores(
  given: ArrayLike<number>, targets: ArrayLike<number>, outputs: number, scales?: readonly TargetScale[],
): TargetScore[] {
  const size = targets.length / outputs;
  return Array.from({ length: outputs }, (_, k) => {
    let sum = 0;
    for (let i = k; i < targets.length; i += outputs) sum += targets[i]!;
    let [errors, spread] = [0, 0];
    for (let i = k; i < targets.length; i += outputs) {
      errors += (given[i]! - targets[i]!) ** 2;
      spread += (targets[i]! - sum / size) ** 2;
    }
    const unexplained = errors === 0 ? 1 : errors > 0 ? 0 : NaN;
    return { rmse: Math.sqrt(errors / size) * (scales?.[k]?.deviation ?? 1), r2: spread > 0 ? 1 - errors / spread : unexplained };
  });
}

export interface NamedTargetScore extends TargetScore {
  /** None where the data have no names. */
  name?: string;
}

/** Of a network on rows with several targets; none where there is one, whose score the evaluation is, or where rows have labels. */
export function eachTarget(
  network: Network, data: Dataset, names?: readonly string[], scales?: readonly TargetScale[],
): NamedTargetScore[] | undefined {
  const { outputs = 0 } = data;
  if (outputs < 2) return undefined;
  const scores = targetScores(network.predict(data), data.targets, outputs, scales);
  return scores.map((score, k) => ({ ...(names && { name: names[k]! }), ...score }));
}
