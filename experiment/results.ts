/** What a run of an experiment leaves behind: the shape of `results.json`. */
import type { ResolvedExperiment } from "./resolve.ts";

export type RunStatus = "complete" | "interrupted" | "failed" | "not started";

export interface Results {
  formatVersion: 1;
  /** Version of usagi-nn that made the results. */
  usagi: string;
  experiment: ResolvedExperiment;
  environment: {
    node: string;
    platform: string;
    arch: string;
    cpu: string;
    threads: number;
    /** ISO 8601, UTC. */
    date: string;
  };
  /** "interrupted" wins over "failed", "failed" over "complete". */
  status: "complete" | "interrupted" | "failed";
  /** One for each arm and seed, arms outer, in the experiment's order. */
  runs: RunResult[];
}

export interface RunResult {
  arm: string;
  seed: number;
  status: RunStatus;
  /** Only when the status is "failed": what happened, at which iteration, and a hint. */
  failure?: string;
  /** The iterations, counted from 1, after which the network was evaluated. */
  iterations: number[];
  /** Training loss of every step, penalties included; NaN and Infinity are null in JSON. */
  loss: number[];
  /** One for each of `iterations`, from 0 to 1. */
  trainAccuracy: number[];
  testAccuracy: number[];
  testLoss: number[];
  /** Test images at the last evaluation: confusion[true class][predicted class]; empty without one. */
  confusion: number[][];
  /** SHA-256 (hex) of the final parameters; empty when not started. */
  digest: string;
  seconds: { training: number; evaluation: number };
}

/** The first layer's weights of one run, for the report only. */
export interface FirstLayer {
  arm: string;
  seed: number;
  /** (inputs, units), row-major. */
  weight: Float32Array;
  inputs: number;
  units: number;
  imageRows: number;
  imageColumns: number;
}

/** The result of a run without a step. */
export function notStarted(arm: string, seed: number): RunResult {
  return {
    arm,
    seed,
    status: "not started",
    iterations: [],
    loss: [],
    trainAccuracy: [],
    testAccuracy: [],
    testLoss: [],
    confusion: [],
    digest: "",
    seconds: { training: 0, evaluation: 0 },
  };
}
