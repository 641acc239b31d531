import type { NetworkArray } from "../../../bindings/expand.ts";
import { type Course, trainUpTo } from "../../../experiment/explain/again.ts";
import { ExplainedStep, trainedArrays, type WeightWorking } from "../../../experiment/explain/step.ts";
import type { LayerNorms } from "../../../experiment/layers.ts";
import type { Tools } from "../tools.ts";

/** Which weight is explained: that with the largest step, some other one of an array that moved, or the one at a place. */
export type Choice =
  | { readonly by: "largest" }
  | { readonly by: "number"; readonly array: string; readonly number: number }
  | { readonly by: "place"; readonly array: string; readonly index: number };

export interface Explained {
  readonly step: number;
  readonly rate: number;
  readonly loss: number;
  readonly layers: readonly LayerNorms<number>[];
  /** What the network trains. */
  readonly arrays: readonly Pick<NetworkArray, "name" | "shape">[];
  readonly weight: WeightWorking;
}

/** The step that was explained last, of which other weights may be asked for. */
let last: { readonly tools: Tools; readonly of: string; readonly step: ExplainedStep; readonly arrays: readonly NetworkArray[] } | undefined;

/**
 * How a step made a weight. It trains up to the step, from the first one on.
 * @returns After which step the training ended, where that is before.
 */
export function explain(
  tools: Tools, { course, step, choice }: { course: Course; step: number; choice: Choice },
): Explained | { readonly ended: number } {
  const of = JSON.stringify([course, step]);
  if (last?.tools !== tools || last.of !== of) {
    const { training, arm } = trainUpTo(tools.module, course, tools, step);
    const { network, iteration, finished } = training;
    if (!finished) last = { tools, of, step: new ExplainedStep(tools.module, training, arm), arrays: trainedArrays(network.description) };
    network.dispose();
    if (finished) return { ended: iteration };
  }
  const { step: explained, arrays } = last!;
  const { rate, loss, layers } = explained;
  const [array, index] = chosen(explained, arrays, choice);
  return {
    step, rate, loss, layers, arrays: arrays.map(({ name, shape }) => ({ name, shape })), weight: explained.weight(array, index),
  };
}

/** Numbers from 0 on lead to weights all over an array. */
const stride = 2654435761;

function chosen(step: ExplainedStep, arrays: readonly NetworkArray[], choice: Choice): [NetworkArray, number] {
  if (choice.by === "largest") {
    const largest = arrays.map((array): [NetworkArray, number, number] => {
      const changes = step.changes(array.name);
      let [at, most] = [0, 0];
      changes.forEach((change, i) => {
        if (Math.abs(change) > most) [at, most] = [i, Math.abs(change)];
      });
      return [array, at, most];
    });
    const [array, index] = largest.reduce((a, b) => (b[2] > a[2] ? b : a));
    return [array, index];
  }
  // Another variant may not have what was chosen in the one before.
  const array = arrays.find(({ name }) => name === choice.array) ?? arrays[0]!;
  const changes = step.changes(array.name);
  const { length } = changes;
  if (choice.by === "place") return [array, Math.min(choice.index, length - 1)];
  const first = (choice.number * stride) % length;
  for (let i = 0; i < length; i++) if (changes[(first + i) % length] !== 0) return [array, (first + i) % length];
  return [array, first];
}
