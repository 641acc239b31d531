import type { Dataset } from "../../../bindings/dataset.ts";
import type { Tools, Weights } from "../tools.ts";
import { type Answer, surest } from "./surest.ts";

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
    return network && rows.length > 0 ? surest(network.predict(train, rows), train.classes) : network && [];
  });
  const counts = answers.map((own) => own && {
    wrong: own.filter(({ digit }, i) => digit === train.labels[rows[i]!]).length,
    right: own.filter(({ digit }, i) => digit === right[i]).length,
  });
  const learnt = Array.from(rows, (row, i) => {
    const own = answers.map((all) => all?.[i]);
    return { row, i, label: train.labels[row]!, answers: own, others: own.filter((answer) => answer?.digit === right[i]).length };
  }).filter(({ label, answers: own }) => own[subject]?.digit === label);
  learnt.sort((a, b) =>
    b.others - a.others || b.answers[subject]!.probability - a.answers[subject]!.probability || a.row - b.row);
  const examples = learnt.slice(0, most).map(({ row, i, label, answers: own }): Learnt => {
    return { row, label, right: right[i]!, pixels: pixelsOf(train, row), answers: own };
  });
  return { counts, examples };
}

/** A row of a data set as it was before it was compressed. */
function pixelsOf({ inputs, records, offsets }: Dataset, row: number): Uint8Array {
  const start = records.byteOffset + 4 * offsets[row]!;
  const record = new DataView(records.buffer, start, 4 * (offsets[row + 1]! - offsets[row]!));
  const pixels = new Uint8Array(inputs);
  const count = record.getUint16(0, true);
  for (let i = 0; i < count; i++) pixels[record.getUint16(2 + 2 * i, true)] = record.getUint8(4 + 2 * count + i);
  return pixels;
}
