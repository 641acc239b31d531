/** `evaluate`: how well trained networks do on a labelled set of images. */
import { basename } from "node:path";
import type { Command } from "commander";
import { compile } from "../../bindings/compile.ts";
import { Dataset } from "../../bindings/dataset.ts";
import { type Model, networkOf } from "../../bindings/model.ts";
import { printable, printableJson } from "../../experiment/printable.ts";
import { type ClassScore, classScores, commonestConfusions, confusionRows } from "../../report/confusion.ts";
import { formatPercent } from "../../report/format.ts";
import { compactJson } from "../../report/json.ts";
import { InputError } from "../errors.ts";
import { type LabelledImages, readTestSet } from "../files/dataset.ts";
import { findModels, inFile, readModel, type Selection } from "../files/models.ts";
import { type Host, printAll } from "../host.ts";
import { gap, plainTable } from "../report/plain-table.ts";
import { pathText, seedNumber } from "./command.ts";

export interface EvaluateOptions extends Selection {
  /** One JSON document instead of text. */
  json?: boolean;
}

export function define(command: Command, host: Host): void {
  command
    .argument("<path>", "a trained network (.safetensors), or the folder of a run", pathText)
    .argument("<images>", "mnist (its test images), a folder with t10k-images and t10k-labels, or an IDX file", pathText)
    .argument("[labels]", "the IDX file of their labels (default: the one beside, named alike)", pathText)
    .option("--arm <name>", "only the networks of this arm")
    .option("--seed <number>", "only the networks of this seed", seedNumber)
    .option("--json", "print one JSON document")
    .action(async (path: string, images: string, labels: string | undefined, options: EvaluateOptions) => {
      await printAll(host.stdout, evaluate(path, images, labels, options));
    });
}

interface Score {
  model: string;
  arm?: string;
  seed?: number;
  /** Mean cross-entropy; no number where the network's sums overflow. */
  loss: number;
  accuracy: number;
  classes: ClassScore[];
  /** [true class][predicted class] */
  confusion: number[][];
}

/**
 * What to print of every selected network of a file or a run's folder, in parts.
 * @param images "mnist" (its 10,000 test images), a folder with t10k-images and t10k-labels, or an IDX file of images.
 * @param labels The file of their labels; default the one of MNIST's naming beside the images.
 * @throws InputError, before the first part, where the set cannot be used; after the last, where some networks cannot.
 */
export async function* evaluate(
  path: string, images: string, labels: string | undefined, options: EvaluateOptions,
): AsyncGenerator<string> {
  const models = await findModels(path, options);
  const set = await readTestSet(images, labels);
  const module = await compile();
  const scores: Score[] = [];
  const problems: string[] = [];
  for (const { file } of models) {
    try {
      scores.push(scoreOf(file, await readModel(file), set, module));
    } catch (error) {
      if (!(error instanceof InputError) || models.length === 1) throw error;
      problems.push(error.message);
    }
  }
  const { imageFile, labelFile, labels: { length: count } } = set;
  if (options.json) {
    yield `${printableJson(compactJson({ images: imageFile, labels: labelFile, count, networks: scores }))}\n`;
  } else if (scores.length > 0) {
    yield `${printable(`${count.toLocaleString("en")} images of ${imageFile}`)}\n\n`;
    yield models.length === 1 ? details(scores[0]!) : `${summary(scores)}\n\nDetails of one: choose it with --arm and --seed.\n`;
  }
  if (problems.length > 0) throw new InputError(...problems);
}

function scoreOf(file: string, { description, tensors, metadata }: Model, set: LabelledImages, module: WebAssembly.Module): Score {
  const { images: { pixels, rows, columns }, imageFile, labels, labelFile } = set;
  const { inputs, output: { units: classes } } = description;
  const size = metadata.image ?? `${inputs} inputs`;
  if (rows * columns !== inputs || (metadata.image !== undefined && metadata.image !== `${rows}x${columns}`)) {
    throw new InputError(`${file}: takes images of ${size.replace("x", " × ")}; those of ${imageFile} are ${rows} × ${columns}`);
  }
  const highest = labels.reduce((most, label) => Math.max(most, label), 0);
  if (highest >= classes) {
    throw new InputError(`${file}: knows the classes 0 to ${classes - 1}; ${labelFile} has a label ${highest}`);
  }
  const { loss, accuracy, confusion } = inFile(file, () => {
    const network = networkOf(module, { description, tensors });
    const data = Dataset.fromImages({ images: pixels, labels, inputs, classes });
    return network.evaluate(data);
  });
  const matrix = confusionRows(confusion, classes);
  const { arm, seed } = metadata;
  return {
    model: file, ...(arm !== undefined && { arm }), ...(seed !== undefined && { seed }),
    loss, accuracy, classes: classScores(matrix), confusion: matrix,
  };
}

/** A line a network. */
function summary(scores: Score[]): string {
  const rows = scores.map(({ arm, seed, model, loss, accuracy }) => [
    printable(arm ?? basename(model)), String(seed ?? "–"), accuracy.toFixed(4), lossText(loss),
  ]);
  return plainTable(["arm", "seed", "accuracy", "loss"], ["left", "right", "right", "right"], rows);
}

const lossText = (loss: number) => (Number.isFinite(loss) ? loss.toFixed(4) : "overflow");

/** All about one network. */
function details({ model, loss, accuracy, classes, confusion }: Score): string {
  const total = classes.reduce((sum, { images }) => sum + images, 0);
  const right = confusion.reduce((sum, row, k) => sum + row[k]!, 0);
  const heading = [
    printable(model),
    `accuracy  ${accuracy.toFixed(4)}  (${right.toLocaleString("en")} of ${total.toLocaleString("en")})`,
    `loss      ${lossText(loss)}  (mean cross-entropy)`,
  ];
  const share = (value: number | null) => (value === null ? "–" : formatPercent(value));
  const scores = plainTable(
    ["class", "images", "precision", "recall", "F1"], ["right", "right", "right", "right", "right"],
    classes.map(({ images, precision, recall, f1 }, k) => [
      String(k), String(images), share(precision), share(recall), share(f1),
    ]),
  );
  return `${[heading.join("\n"), scores, confusionText(confusion)].join("\n\n")}\n`;
}

/** The matrix where it has room in 80 columns, else the commonest confusions. */
function confusionText(matrix: number[][]): string {
  const head = ["", ...matrix.map((_, predicted) => String(predicted))];
  const rows = matrix.map((counts, truth) => [String(truth), ...counts.map((count) => (count === 0 ? "·" : String(count)))]);
  const width = Math.max(...[head, ...rows].flat().map((cell) => cell.length)) + gap.length;
  if (width * head.length <= 80) {
    const table = plainTable(head, head.map(() => "right"), rows, head.map(() => width - gap.length));
    return `True class by row, predicted class by column:\n${table}`;
  }
  const confused = commonestConfusions(matrix).map(({ truth, predicted, count, share }) => [
    String(truth), String(predicted), String(count), formatPercent(share),
  ]);
  if (confused.length === 0) return "No image was taken for one of another class.";
  const align = ["right", "right", "right", "right"] as const;
  return `The commonest confusions:\n${plainTable(["class", "taken for", "images", "of the class"], [...align], confused)}`;
}
