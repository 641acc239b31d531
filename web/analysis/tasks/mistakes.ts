import type { Tools, Weights } from "../tools.ts";
import { probabilitiesOf, surest } from "./surest.ts";

export interface Mistake {
  /** Of the test rows. */
  row: number;
  label: number;
  predicted: number;
  /** What the network gives its wrong answer. */
  probability: number;
}

/**
 * The test rows from `first` up to `last`, which is not included, that a network is most confidently wrong about;
 * none of one that diverged, as it has no opinion.
 */
export function mistakes(
  tools: Tools,
  { networks: [weights], first, last, most }: { networks: readonly [Weights]; first: number; last: number; most: number },
): Mistake[] | "no opinion" {
  const { test } = tools;
  const network = tools.network(weights);
  if (!network) return "no opinion";
  const part = test.slice(first, Math.min(last, test.size));
  const found = surest(probabilitiesOf(network, part), test.classes!).flatMap(({ label: predicted, probability }, i): Mistake[] => {
    const label = part.labels[i]!;
    return predicted === label ? [] : [{ row: first + i, label, predicted, probability }];
  });
  return worst(found, most);
}

/** The most confident of them, those of the same probability by row. */
export const worst = (found: readonly Mistake[], most: number): Mistake[] =>
  [...found].sort((a, b) => b.probability - a.probability || a.row - b.row).slice(0, most);
