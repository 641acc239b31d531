/**
 * The table of metrics: what is measured at each evaluation. results.json, metrics.csv, checkpoints, the report and the
 * page read it. A new metric is a row here, and words for it in each language: those of reports in
 * report/claims/words.ts, and the page's.
 */
import type { Evaluation } from "../bindings/network.ts";
import { lossOf, type ResolvedLoss } from "../bindings/parts/losses.ts";

/** What an evaluation measures on the training rows that the arm asks for, on the test data, and on the validation data. */
export interface Evaluations {
  readonly train: Evaluation;
  readonly test: Evaluation;
  /** Where there are such data. */
  readonly validation?: Evaluation;
}

/** What rows have, and so what can be measured on them: a label each, or targets. */
export type Task = ReturnType<typeof lossOf>["of"];

interface MetricRow {
  /** Its column of metrics.csv. */
  readonly column: string;
  /** What the schemas of results call it. */
  readonly label: string;
  /** A share is at most 1; a loss, or an error in the targets' units, is any number from 0 on. */
  readonly format: "share" | "loss";
  readonly better: "higher" | "lower";
  /** Of rows with labels alone, or with targets alone. */
  readonly task?: Task;
  /** It is of the validation data, which not every experiment has. */
  readonly validation?: true;
  readonly of: (evaluations: Evaluations) => number | undefined;
}

const row = <const Row extends MetricRow>(definition: Row) => definition;

export const metrics = {
  trainAccuracy: row({
    column: "train_accuracy", label: "training accuracy", format: "share", better: "higher", task: "labels",
    of: ({ train }) => train.accuracy,
  }),
  testAccuracy: row({
    column: "test_accuracy", label: "test accuracy", format: "share", better: "higher", task: "labels",
    of: ({ test }) => test.accuracy,
  }),
  trainRmse: row({
    column: "train_rmse", label: "training RMSE", format: "loss", better: "lower", task: "targets",
    of: ({ train }) => train.rmse,
  }),
  testRmse: row({
    column: "test_rmse", label: "test RMSE", format: "loss", better: "lower", task: "targets",
    of: ({ test }) => test.rmse,
  }),
  testR2: row({
    column: "test_r2", label: "test R²", format: "share", better: "higher", task: "targets",
    of: ({ test }) => test.r2,
  }),
  /** Mean loss, without penalties. */
  testLoss: row({
    column: "test_loss", label: "test loss", format: "loss", better: "lower",
    of: ({ test }) => test.loss,
  }),
  validationAccuracy: row({
    column: "validation_accuracy", label: "validation accuracy", format: "share", better: "higher", task: "labels",
    validation: true,
    of: ({ validation }) => validation?.accuracy,
  }),
  validationRmse: row({
    column: "validation_rmse", label: "validation RMSE", format: "loss", better: "lower", task: "targets", validation: true,
    of: ({ validation }) => validation?.rmse,
  }),
  validationR2: row({
    column: "validation_r2", label: "validation R²", format: "share", better: "higher", task: "targets", validation: true,
    of: ({ validation }) => validation?.r2,
  }),
  /** Mean loss, without penalties. */
  validationLoss: row({
    column: "validation_loss", label: "validation loss", format: "loss", better: "lower", validation: true,
    of: ({ validation }) => validation?.loss,
  }),
};

export type MetricName = keyof typeof metrics;
/** Something for every metric that there are data for: of rows with labels or with targets, and of validation data. */
export type EachMetric<Value> = Record<"testLoss", Value> & Partial<Record<MetricName, Value>>;

export const metricNames = Object.keys(metrics) as MetricName[];

/** Any row of the table. */
export const metricRow = (name: MetricName): MetricRow => metrics[name];

/** Whether a metric is of the validation data. */
export const isOfValidation = (name: MetricName) => metricRow(name).validation === true;

/** Whether a metric is measured on rows of this kind. */
export const isOfTask = (name: MetricName, task: Task) => (metricRow(name).task ?? task) === task;

/** The metrics that something has a key for. */
export const metricsIn = (something: object) => metricNames.filter((name) => name in something);

/** A value for each metric with one: `value` may give none for those that there are no data for. */
export function eachMetric<Value>(value: (name: MetricName) => Value | undefined): EachMetric<Value> {
  const all = metricNames.map((name) => [name, value(name)] as const);
  return Object.fromEntries(all.filter(([, one]) => one !== undefined)) as EachMetric<Value>;
}

/** The values of one evaluation. */
export const measure = (evaluations: Evaluations) => eachMetric((name) => metrics[name].of(evaluations));

/** What networks are compared by. */
export interface Score {
  readonly task: Task;
  /** What people call it, behind "training" or "test". */
  readonly name: "accuracy" | "RMSE";
  readonly train: MetricName;
  readonly test: MetricName;
  /** What a search chooses by, the higher the better, and its key in an evaluation. */
  readonly chosenBy: { readonly metric: MetricName; readonly key: "accuracy" | "r2" };
  /** 1 where higher is better, −1 where lower is. */
  readonly sign: 1 | -1;
  /** What a network reaches that has learnt its task. */
  readonly goal: { readonly metric: MetricName; readonly value: number };
}

const scores: Readonly<Record<Task, Score>> = {
  labels: {
    task: "labels", name: "accuracy", train: "trainAccuracy", test: "testAccuracy", sign: 1,
    chosenBy: { metric: "validationAccuracy", key: "accuracy" },
    goal: { metric: "testAccuracy", value: 0.9 },
  },
  targets: {
    task: "targets", name: "RMSE", train: "trainRmse", test: "testRmse", sign: -1,
    // Of the same data R² and RMSE rank alike, and R² is a share, as accuracy is.
    chosenBy: { metric: "validationR2", key: "r2" },
    goal: { metric: "testR2", value: 0.9 },
  },
};

/** What the networks of an arm are compared by: its loss says whether rows have labels or targets. */
export const scoreOf = (arm: { readonly loss?: ResolvedLoss | undefined } | undefined): Score => scores[lossOf(arm ?? {}).of];

/** The better of two values of a score; what is not a number is never better. */
export const isBetter = ({ sign }: Pick<Score, "sign">, value: number, other: number) => sign * value > sign * other;

/** The best of some values of a score. */
export const bestOf = ({ sign }: Pick<Score, "sign">, values: readonly number[]) =>
  sign * Math.max(...values.map((value) => sign * value));
