import { aucs } from "../../../experiment/auc.ts";
import type { Tools, Weights } from "../tools.ts";

/** How well a network ranks the test rows, by class: the areas under its ROC curves; none of one that diverged. */
export function auc(tools: Tools, { networks: [weights] }: { networks: readonly [Weights] }): (number | null)[] | undefined {
  const { test } = tools;
  const network = tools.network(weights);
  return network && aucs(test.labels, network.predict(test), test.classes!);
}
