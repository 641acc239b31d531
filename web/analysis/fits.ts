// Whether a network is of these data: what is drawn may be a moment behind the race, where other data have come.

import type { Dataset } from "../../bindings/dataset.ts";
import { classesOf, lossOf } from "../../bindings/parts/losses.ts";
import type { Weights } from "./tools.ts";

export function fits({ description }: Pick<Weights, "description">, { inputs, classes, outputs }: Pick<Dataset, "inputs" | "classes" | "outputs">): boolean {
  const { units } = description.output;
  const known = classesOf(lossOf(description), units);
  const answers = known === undefined ? units === outputs : outputs === undefined && known >= (classes ?? 0);
  return description.inputs === inputs && answers;
}
