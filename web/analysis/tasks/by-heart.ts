import { pixelsOf } from "../../../experiment/pixels.ts";
import type { Tools, Weights } from "../tools.ts";
import { type Answer, probabilitiesOf, surest } from "./surest.ts";

/** A training image whose label is wrong. */
export interface Learnt {
  row: number;
  /** The wrong one, and the right one. */
  label: number;
  right: number;
  /** A byte each. */
  pixels: Uint8Array;
  /** What each network says, and how sure it is; of one that diverged nothing. */
  answers: (Answer | undefined)[];
}

export interface ByHeart {
  /** Of each network: how many of the images it gives their wrong label, and how many the right one all the same. */
  counts: ({ wrong: number; right: number } | undefined)[];
  /** Images that the network `subject` gives their wrong label; first those that most others give the right one. */
  examples: Learnt[];
}

/**
 * Which of some training images with wrong labels networks have learnt by heart.
 * @param input `rows` of the training images, `right` their labels as they should be.
 */
export function byHeart(
  tools: Tools,
  { networks, rows, right, subject, most }: {
    networks: readonly Weights[]; rows: Uint32Array; right: Uint8Array; subject: number; most: number;
  },
): ByHeart {
  const { train } = tools;
  const answers = networks.map((weights) => {
    const network = tools.network(weights);
    return network && rows.length > 0 ? surest(probabilitiesOf(network, train, rows), train.classes!) : network && [];
  });
  const counts = answers.map((own) => own && {
    wrong: own.filter(({ label }, i) => label === train.labels[rows[i]!]).length,
    right: own.filter(({ label }, i) => label === right[i]).length,
  });
  const learnt = Array.from(rows, (row, i) => {
    const own = answers.map((all) => all?.[i]);
    return { row, i, label: train.labels[row]!, answers: own, others: own.filter((answer) => answer?.label === right[i]).length };
  }).filter(({ label, answers: own }) => own[subject]?.label === label);
  learnt.sort((a, b) =>
    b.others - a.others || b.answers[subject]!.probability - a.answers[subject]!.probability || a.row - b.row);
  const examples = learnt.slice(0, most).map(({ row, i, label, answers: own }): Learnt => {
    return { row, label, right: right[i]!, pixels: pixelsOf(train, row), answers: own };
  });
  return { counts, examples };
}
