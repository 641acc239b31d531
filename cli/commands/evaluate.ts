/** `evaluate`: how well trained networks do on a labelled set of images or rows. */
import { basename } from "node:path";
import type { Command } from "commander";
import stringWidth from "string-width";
import { compile } from "../../bindings/compile.ts";
import { type Model, networkOf } from "../../bindings/model.ts";
import { classesOf, lossOf } from "../../bindings/parts/losses.ts";
import { parseCoding } from "../../experiment/data/coding.ts";
import { aucs } from "../../experiment/auc.ts";
import { inUnitOf } from "../../experiment/evaluation.ts";
import { eachTarget, type NamedTargetScore } from "../../experiment/target-scores.ts";
import { datasetOf, nounOf } from "../../experiment/data/prepare.ts";
import { highest } from "../../experiment/data/table.ts";
import { printable, printableJson } from "../../experiment/printable.ts";
import { type ClassScore, classScores, commonestConfusions, confusionRows } from "../../report/confusion.ts";
import { formatPercent, formatScore } from "../../report/format.ts";
import { compactJson } from "../../report/json.ts";
import { InputError } from "../errors.ts";
import { readTestSet, type TestSet } from "../files/dataset.ts";
import { findModels, inFile, readModel, requireSize, type Selection } from "../files/models.ts";
import { type Host, printAll } from "../host.ts";
import { gap, plainTable } from "../report/plain-table.ts";
import { pathText, seedNumber } from "./command.ts";
import { facts } from "./inspect/text.ts";
import { said, warningLine } from "../texts/language.ts";

export interface EvaluateOptions extends Selection {
  /** One JSON document instead of text. */
  json?: boolean;
}

export function define(command: Command, host: Host): void {
  command
    .argument("<path>", "a trained network (.safetensors), or the folder of a run", pathText)
    .argument("<data>", "mnist (its test images), a folder of IDX files (their test part) or of classes, an IDX, CSV or .npz file", pathText)
    .argument("[labels]", "the IDX file of their labels (default: the one beside, named alike)", pathText)
    .option("--arm <name>", "only the networks of this arm")
    .option("--seed <number>", "only the networks of this seed", seedNumber)
    .option("--json", "print one JSON document")
    .action(async (path: string, data: string, labels: string | undefined, options: EvaluateOptions) => {
      const warn = (text: string) => host.stderr.write(warningLine(text));
      await printAll(host.stdout, evaluate(path, data, labels, options, warn));
    });
}

interface Score {
  model: string;
  arm?: string;
  seed?: number;
  /** Mean loss; no number where the network's sums overflow. */
  loss: number;
  /** Of rows with labels. */
  accuracy?: number;
  /** In the order of the classes; left out where they are their numbers. */
  classNames?: readonly string[];
  classes?: ClassScore[];
  /** Of each class, the area under the ROC curve against all others; null without rows of it, or of others. */
  auc?: (number | null)[];
  /** [true class][predicted class] */
  confusion?: number[][];
  /** Of rows with targets. */
  rmse?: number;
  r2?: number;
  /** Of rows with several targets: each in its own unit. */
  targets?: NamedTargetScore[];
}

/**
 * What to print of every selected network of a file or a run's folder, in parts.
 * @param given "mnist" (its 10,000 test images), a folder of IDX files (their test part), a folder with a folder for each
 * class, an IDX file of images, a CSV file, or a .npz file.
 * @param labels The file of their labels; default the one of MNIST's naming beside the images.
 * @param warn Called with what is valid but probably a mistake.
 * @throws InputError, before the first part, where the set cannot be used; after the last, where some networks cannot.
 */
export async function* evaluate(
  path: string, given: string, labels: string | undefined, options: EvaluateOptions, warn?: (text: string) => void,
): AsyncGenerator<string> {
  const models = await findModels(path, options);
  const sets = new Map<string | undefined, Promise<TestSet>>();
  /** Read once for all networks that were trained on the same data. */
  const setFor = (file: string, data: string | undefined) => {
    const set = sets.get(data) ?? readTestSet(given, labels, data === undefined ? undefined : inFile(file, () => parseCoding(data)));
    sets.set(data, set);
    return set;
  };
  const [first] = models;
  const set = await setFor(first!.file, first!.metadata.data);
  const module = await compile();
  // They take the predictions once more, and the summary of several networks does not show them.
  const withAuc = options.json === true || models.length === 1;
  const scores: Score[] = [];
  const problems: string[] = [];
  for (const { file, metadata } of models) {
    try {
      scores.push(scoreOf(file, await readModel(file), await setFor(file, metadata.data), module, withAuc));
    } catch (error) {
      if (!(error instanceof InputError) || models.length === 1) throw error;
      problems.push(error.message);
    }
  }
  const { rowFile, labelFile, warnings = [], table: { size: count } } = set;
  const noun = nounOf(set.table);
  for (const text of warnings) warn?.(text);
  if (options.json) {
    yield `${printableJson(compactJson({ [`${noun}s`]: rowFile, labels: labelFile, count, networks: scores }))}\n`;
  } else if (scores.length > 0) {
    yield `${printable(said().evaluated(count.toLocaleString("en"), noun, rowFile))}\n\n`;
    yield models.length === 1 ? details(scores[0]!, noun, set.table.targetScales?.length) : `${summary(scores)}\n\n${said().detailsOfOne}\n`;
  }
  if (problems.length > 0) throw new InputError(...problems);
}

function scoreOf(file: string, { description, tensors, metadata }: Model, set: TestSet, module: WebAssembly.Module, withAuc: boolean): Score {
  const { table, rowFile, labelFile } = set;
  const { labels, targets, outputs } = table;
  const { output: { units } } = description;
  const classes = classesOf(lossOf(description), units);
  if (classes === undefined && !targets) throw new InputError(`${labelFile}: has labels, and ${file} predicts numbers, ${units} a row`);
  if (classes !== undefined && !labels) throw new InputError(`${labelFile}: has targets, and ${file} predicts classes`);
  requireSize(file, { description, metadata }, table, rowFile);
  if (classes === undefined && outputs !== units) {
    throw new InputError(`${file}: predicts ${units} numbers a row; ${labelFile} has ${outputs}`);
  }
  const most = classes === undefined ? -1 : highest(labels!);
  if (classes !== undefined && most >= classes) {
    throw new InputError(`${file}: knows the classes 0 to ${classes - 1}; ${labelFile} has a label ${most}`);
  }
  const { confusion, auc, ...measured } = inFile(file, () => {
    const network = networkOf(module, { description, tensors });
    const data = datasetOf(classes === undefined ? table : { ...table, classes });
    const evaluation = inUnitOf(table.targetScales, network.evaluate(data));
    const each = eachTarget(network, data, table.targetNames, table.targetScales);
    const ranks = withAuc && classes !== undefined && Number.isFinite(evaluation.loss);
    return { ...evaluation, ...(each && { targets: each }), auc: ranks ? aucs(data.labels, network.predict(data), classes) : undefined };
  });
  const matrix = confusion && confusionRows(confusion, classes!);
  const { classNames } = table;
  const { arm, seed } = metadata;
  return {
    model: file, ...(arm !== undefined && { arm }), ...(seed !== undefined && { seed }), ...measured,
    ...(matrix && { ...(classNames && { classNames }), classes: classScores(matrix), ...(auc && { auc }), confusion: matrix }),
  };
}

/** A line a network. */
function summary(scores: Score[]): string {
  const isError = scores.some(({ rmse }) => rmse !== undefined);
  const rows = scores.map(({ arm, seed, model, loss, accuracy, rmse, r2 }) => [
    printable(arm ?? basename(model)), String(seed ?? "–"),
    ...(isError ? [errorText(rmse), r2?.toFixed(4) ?? "–"] : [accuracy?.toFixed(4) ?? "–"]),
    isError ? errorText(loss) : lossText(loss),
  ]);
  const heads = ["arm", "seed", ...(isError ? ["RMSE", "R²"] : ["accuracy"]), "loss"];
  return plainTable(heads, heads.map((_, i) => (i === 0 ? "left" : "right")), rows);
}

const errorText = (value: number | undefined) =>
  value === undefined ? "–" : Number.isFinite(value) ? formatScore(value, { sign: -1 }) : said().overflow;

const lossText = (loss: number) => (Number.isFinite(loss) ? loss.toFixed(4) : said().overflow);

/** All about one network. @param scales How many targets were standardized, if they were. */
function details({ model, loss, accuracy = NaN, classes, auc, confusion, classNames, rmse, r2, targets: each = [] }: Score, noun: "image" | "row", scales = 0): string {
  if (!classes || !confusion) {
    const of = (value: number | undefined, isStandardized: boolean) =>
      `${errorText(value)}${isStandardized ? `  (${said().ofStandardized(scales)})` : ""}`;
    const top = `${printable(model)}\n${facts([["RMSE", of(rmse, scales > 1)], ["R²", r2!.toFixed(4)], ["loss", of(loss, scales > 0)]])}\n`;
    if (each.length === 0) return top;
    const rows = each.map(({ name, ...score }, k) => [printable(name ?? said().output(k)), errorText(score.rmse), score.r2.toFixed(4)]);
    return `${top}\n${plainTable(["target", "RMSE", "R²"], ["left", "right", "right"], rows)}\n`;
  }
  const nameOf = (k: number) => printable(classNames?.[k] ?? String(k));
  const total = classes.reduce((sum, { images }) => sum + images, 0);
  const right = confusion.reduce((sum, row, k) => sum + row[k]!, 0);
  const { right: rightOf, crossEntropy } = said();
  const top = `${printable(model)}\n${facts([
    ["accuracy", `${accuracy.toFixed(4)}  (${rightOf(right.toLocaleString("en"), total.toLocaleString("en"))})`],
    ["loss", `${lossText(loss)}  (${crossEntropy})`],
  ])}`;
  const share = (value: number | null) => (value === null ? "–" : formatPercent(value));
  const scores = plainTable(
    ["class", `${noun}s`, "precision", "recall", "F1", "AUC"], ["right", "right", "right", "right", "right", "right"],
    classes.map(({ images, precision, recall, f1 }, k) => [
      nameOf(k), String(images), share(precision), share(recall), share(f1), auc?.[k]?.toFixed(4) ?? "–",
    ]),
  );
  return `${[top, scores, confusionText(confusion, noun, nameOf)].join("\n\n")}\n`;
}

/** The matrix where it has room in 80 columns, else the commonest confusions. */
function confusionText(matrix: number[][], noun: "image" | "row", nameOf: (k: number) => string): string {
  const head = ["", ...matrix.map((_, predicted) => nameOf(predicted))];
  const rows = matrix.map((counts, truth) => [nameOf(truth), ...counts.map((count) => (count === 0 ? "·" : String(count)))]);
  const width = Math.max(...[head, ...rows].flat().map((cell) => stringWidth(cell))) + gap.length;
  if (width * head.length <= 80) {
    const table = plainTable(head, head.map(() => "right"), rows, head.map(() => width - gap.length));
    return `${said().confusionMatrix}\n${table}`;
  }
  const confused = commonestConfusions(matrix).map(({ truth, predicted, count, share }) => [
    nameOf(truth), nameOf(predicted), String(count), formatPercent(share),
  ]);
  if (confused.length === 0) return said().noConfusion(noun);
  const align = ["right", "right", "right", "right"] as const;
  return `${said().commonest}\n${plainTable(["class", "taken for", `${noun}s`, "of the class"], [...align], confused)}`;
}
