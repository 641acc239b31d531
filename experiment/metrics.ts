/**
 * The table of metrics: what is measured at each evaluation. results.json, metrics.csv, checkpoints, the report and the
 * page read it. A new metric is a row here and a label in each language of the page.
 */
import type { Evaluation } from "../bindings/network.ts";

/** What an evaluation measures on the training rows that the arm asks for, on the test data, and on the validation data. */
export interface Evaluations {
  readonly train: Evaluation;
  readonly test: Evaluation;
  /** Where there are such data. */
  readonly validation?: Evaluation;
}

interface MetricRow {
  /** Its column of metrics.csv. */
  readonly column: string;
  /** What the report calls it. */
  readonly label: string;
  /** A share is from 0 to 1; a loss is any number from 0 on. */
  readonly format: "share" | "loss";
  /** It is of the validation data, which not every experiment has. */
  readonly validation?: true;
  readonly of: (evaluations: Evaluations) => number | undefined;
}

const row = <const Row extends MetricRow>(definition: Row) => definition;

export const metrics = {
  trainAccuracy: row({
    column: "train_accuracy", label: "training accuracy", format: "share",
    of: ({ train }) => train.accuracy,
  }),
  testAccuracy: row({
    column: "test_accuracy", label: "test accuracy", format: "share",
    of: ({ test }) => test.accuracy,
  }),
  /** Mean cross-entropy, without penalties. */
  testLoss: row({
    column: "test_loss", label: "test loss", format: "loss",
    of: ({ test }) => test.loss,
  }),
  validationAccuracy: row({
    column: "validation_accuracy", label: "validation accuracy", format: "share", validation: true,
    of: ({ validation }) => validation?.accuracy,
  }),
  /** Mean cross-entropy, without penalties. */
  validationLoss: row({
    column: "validation_loss", label: "validation loss", format: "loss", validation: true,
    of: ({ validation }) => validation?.loss,
  }),
};

type Table = typeof metrics;
export type MetricName = keyof Table;
export type ValidationMetric = {
  [Name in MetricName]: Table[Name] extends { validation: true } ? Name : never;
}[MetricName];
/** Something for every metric, and for those of the validation data where there are such data. */
export type EachMetric<Value> = Record<Exclude<MetricName, ValidationMetric>, Value> & Partial<Record<ValidationMetric, Value>>;

export const metricNames = Object.keys(metrics) as MetricName[];

/** Whether a metric is of the validation data. */
export const isOfValidation = (name: MetricName) => "validation" in metrics[name];

/** The metrics that something has a key for. */
export const metricsIn = (something: object) => metricNames.filter((name) => name in something);

/** A value for each metric with one: `value` may give none for those of the validation data. */
export function eachMetric<Value>(value: (name: MetricName) => Value | undefined): EachMetric<Value> {
  const all = metricNames.map((name) => [name, value(name)] as const);
  return Object.fromEntries(all.filter(([, one]) => one !== undefined)) as EachMetric<Value>;
}

/** The values of one evaluation. */
export const measure = (evaluations: Evaluations) => eachMetric((name) => metrics[name].of(evaluations));
