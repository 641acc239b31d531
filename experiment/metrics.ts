/**
 * The table of metrics: what is measured at each evaluation. results.json, metrics.csv, checkpoints, the report and the
 * page read it. A new metric is a row here and a label in each language of the page.
 */
import type { Evaluation } from "../bindings/network.ts";

/** What an evaluation measures on the training rows that the arm asks for, and on the test data. */
export interface Evaluations {
  readonly train: Evaluation;
  readonly test: Evaluation;
}

interface MetricRow {
  /** Its column of metrics.csv. */
  readonly column: string;
  /** What the report calls it. */
  readonly label: string;
  /** A share is from 0 to 1; a loss is any number from 0 on. */
  readonly format: "share" | "loss";
  readonly of: (evaluations: Evaluations) => number;
}

const row = (definition: MetricRow) => definition;

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
};

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as MetricName[];

/** A value for every metric. */
export function eachMetric<Value>(value: (name: MetricName) => Value): Record<MetricName, Value> {
  return Object.fromEntries(metricNames.map((name) => [name, value(name)])) as Record<MetricName, Value>;
}

/** The values of one evaluation. */
export const measure = (evaluations: Evaluations) => eachMetric((name) => metrics[name].of(evaluations));
