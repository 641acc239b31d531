// What a TrainingWorker and its thread say to each other.

import type { DatasetParts } from "../../bindings/dataset.ts";
import type { ResolvedDescription } from "../../bindings/description.ts";
import type { TargetScale } from "../data/coding.ts";
import type { LayerNorms } from "../layers.ts";
import type { EachMetric } from "../metrics.ts";
import type { ResolvedArm } from "../resolve.ts";
import type { Metrics } from "../training.ts";

/** One evaluation, after `iteration` steps: a value of every metric that there are data for. */
export interface EvaluationPoint extends EachMetric<number> {
  iteration: number;
  /** Of each trained layer at that step. */
  layers: LayerNorms<number>[];
}

/** How far a training is, and what is new since the progress before. */
export interface Progress {
  /** Steps taken, of `iterations`. */
  iteration: number;
  iterations: number;
  /** Loss of every new step, penalties included. */
  loss: number[];
  evaluations: EvaluationPoint[];
  /** Once, where the network is evaluated before its first step: as after 0 iterations, on the first batch, without norms. */
  start?: EvaluationPoint;
  /** Once, where the start is evaluated: norms of each trained layer at the first step, whether that is evaluated or not. */
  firstStep?: LayerNorms<number>[];
  /** "finished", "failed" and "stopped" are final. */
  state: "running" | "paused" | "finished" | "failed" | "stopped";
  /** Only when the state is "failed": what happened, and a hint. */
  failure?: string;
  /** Only where it finished before its last step: why. */
  stopped?: string;
}

/** A training at one moment. All arrays are yours. */
export interface Snapshot {
  iteration: number;
  /** What the network is; `new Network(module, description)` and `set` of every tensor make the same one. */
  description: ResolvedDescription;
  /** Every array of the network, by the names of `Network.tensorNames()`. */
  tensors: Record<string, Float32Array>;
  /** The last batch's masks, (batchSize, units) for each `dropoutN`: 0 where dropped. None before a step. */
  dropoutMasks: Record<string, Float32Array>;
  /** Rows of the last batch in the training data; empty before a step. */
  batchRows: Uint32Array;
  /** Once it is over and ends with its best network, as `tensors` has it: after how many iterations that was. */
  best?: number;
  /** Counts of the last evaluation, or of the `best`, on the test images, [label * classes + predicted]; none before it. */
  confusion?: Uint32Array;
  metrics: Metrics;
  /** Norms of each trained layer, one for each of the metrics' iterations. */
  layers: LayerNorms<number[]>[];
  /** SHA-256 of all tensors; empty where the page is not secure (https or localhost) and so has none. */
  digest: string;
}

/** Another arm takes over after so many iterations. */
export interface Change {
  at: number;
  arm: ResolvedArm;
}

/** To the thread; "start" comes first and once. */
export type Request =
  | {
      type: "start";
      module: WebAssembly.Module;
      arm: ResolvedArm;
      seed: number;
      train: DatasetParts;
      test: DatasetParts;
      validation?: DatasetParts;
      targetScales?: readonly TargetScale[] | undefined;
      paused: boolean;
      evaluateStart: boolean;
      changes: readonly Change[];
    }
  | { type: "pause" | "resume" | "stop" }
  | { type: "step"; steps: number }
  | { type: "snapshot"; id: number };

/** From the thread, which is to be ended after "ended" or "error". */
export type Reply =
  /** `lock`: the name of one that the thread holds as long as it lives. */
  | { type: "started"; progress: Progress; lock?: string }
  | { type: "progress"; progress: Progress }
  | { type: "snapshot"; id: number; snapshot: Snapshot }
  | { type: "ended"; progress: Progress; snapshot: Snapshot }
  | { type: "error"; message: string };
