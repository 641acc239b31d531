/** Trains one arm with one seed on a worker thread, and shares its passes with threads that have no run. */
import { compile } from "../../bindings/compile.ts";
import { Dataset, type DatasetParts } from "../../bindings/dataset.ts";
import { UsagiError } from "../../bindings/errors.ts";
import type { Network } from "../../bindings/network.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { notStarted } from "../../experiment/not-started.ts";
import type { RunResult } from "../../experiment/results.ts";
import { type Data, evaluate } from "../../experiment/evaluation.ts";
import { aucs } from "../../experiment/auc.ts";
import { histogramsOf } from "../../experiment/histograms.ts";
import { learningRates } from "../../experiment/learning-rate.ts";
import { eachTarget } from "../../experiment/target-scores.ts";
import { predictionsOf } from "../../experiment/predictions.ts";
import { Training } from "../../experiment/training.ts";
import { confusionRows } from "../../report/confusion.ts";
import { nearZeroShare } from "../../report/statistics/weights.ts";
import { type ModelMetadata, saveNetwork } from "../../bindings/model.ts";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import { writeWhole } from "../files/whole.ts";
import { modelFile, runName } from "./folder.ts";
import { readStart } from "./read-start.ts";
import { isInterrupted, trainOn } from "./training-loop.ts";
import { trainTrial, type TrialOutcome, type TrialTask } from "./trial.ts";

/** What all runs train with, in memory that the threads share. */
export interface SharedData {
  train: DatasetParts;
  test: DatasetParts;
  validation?: DatasetParts | undefined;
  targetScales?: Data["targetScales"];
  targetNames?: readonly string[] | undefined;
}

/** What all runs have in common. */
export interface Common {
  data: SharedData;
  /** One number in shared memory; not 0 once the runs shall stop. */
  interrupt: Int32Array;
  /** In shared memory, by slot: on how many threads its run may compute. */
  threads: Int32Array;
  saving: Saving;
}

/** Where and when runs are saved, and what is said of them in the files. */
export interface Saving {
  folder: string;
  /** Iterations between checkpoints; without it there is one at the end of a run only. */
  checkpointEvery?: number | undefined;
  /** Go on from the checkpoints that are there. */
  resume: boolean;
  experimentHash: string;
  /** The hashes of the experiment with fewer iterations, as it was before. */
  extended: readonly string[];
  /**
   * What the files of networks say of all of them. Without it there are none, and nothing is measured of a network as it
   * ended: whoever goes on with the checkpoint does both.
   */
  metadata?: Pick<ModelMetadata, "image" | "experiment" | "data">;
}

export interface Task {
  common: Common;
  /** Of those that train at the same time, from 0. */
  slot: number;
  /** Number of the run, for its updates. */
  run: number;
  /** From 1. */
  armNumber: number;
  arm: ResolvedArm;
  seed: number;
  /** Whether it is of the first seed, of which the results have histograms and the report draws the weights. */
  histograms?: boolean;
  /** Of a search: the trial whose settings the arm has. */
  trial?: number | undefined;
}

/** A run has started. */
export interface Started {
  run: number;
  /** In milliseconds, by a clock that all threads share: when the training began. */
  time: number;
  /** Where it goes on from a checkpoint: of which iteration, and whether there is nothing left to train. */
  restored?: { iteration: number; finished: boolean };
}

/** Something to tell the user, such as a checkpoint that is damaged. */
export interface Warning {
  warning: string;
}

/** How far a run is. */
export interface Update {
  run: number;
  iteration: number;
  loss: number;
  /** As of Started: when that iteration was done. */
  time: number;
  /** Of the last evaluation. */
  /** By the score of its task: accuracy, or RMSE. */
  train?: number | undefined;
  test?: number | undefined;
}

export interface Outcome {
  result: RunResult;
  /** (inputs, units), row-major, of the first seed alone, which is drawn; none of a run that did not start. */
  firstLayerWeight?: Float32Array;
  /** Why the run could not be saved, if so. */
  unsaved?: string;
}

export interface Opened {
  module: WebAssembly.Module;
  data: Data;
}
let opened: Opened | undefined;

/** Checks the data before the first task, where there is time. */
export async function open(data: SharedData): Promise<void> {
  await prepare(data);
}

/** Checks the data, once. */
async function prepare({ train, test, validation, targetScales }: SharedData): Promise<Opened> {
  // What other threads compile of the same file is not compiled again.
  const module = await compile();
  return (opened ??= {
    module,
    data: {
      train: Dataset.fromParts(train),
      test: Dataset.fromParts(test),
      validation: validation && Dataset.fromParts(validation),
      targetScales,
    },
  });
}

/** Trains a trial. */
export async function tryOut(task: TrialTask): Promise<TrialOutcome> {
  return await trainTrial(await prepare(task.common.data), task);
}

/** Trains. Stops after the step during which it is interrupted. */
export async function train(task: Task): Promise<Outcome> {
  const { common: { data: shared, saving }, armNumber, arm, seed, trial, histograms } = task;
  const { module, data } = await prepare(shared);
  // What a checkpoint holds is told even where nothing more is to be trained.
  if (isInterrupted(task.common) && !saving.resume) return { result: notStarted(arm.name, seed, scoreOf(arm).task) };
  let training: Training;
  try {
    training = new Training(module, arm, seed, data, { start: (await readStart(saving.folder, arm, seed))?.state });
  } catch (error) {
    if (!(error instanceof UsagiError || error instanceof InputError)) throw error;
    return { result: { ...notStarted(arm.name, seed, scoreOf(arm).task), status: "failed", failure: error.message } };
  }
  const name = runName(armNumber, arm.name, seed);
  const identity = { experimentHash: saving.experimentHash, arm: arm.name, seed, trial };
  const trained = await trainOn(task, training, { name, identity, evaluate, keepsLast: true });
  if (!trained.begun) return { result: notStarted(arm.name, seed, scoreOf(arm).task) };
  let { unsaved } = trained;

  const { network, metrics, failure, stopped, best, confusion } = training;
  const isMeasured = saving.metadata !== undefined;
  const firstLayerWeight = isMeasured ? network.get("dense1/weight") : undefined;
  const learningRate = learningRates(arm, metrics);
  const digest = await network.digest();
  try {
    const { folder, metadata } = saving;
    if (unsaved === undefined && metadata) {
      const model = saveNetwork(network, { ...metadata, arm: arm.name, seed, digest });
      await writeWhole(modelFile(folder, name), model);
    }
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    unsaved = `the network of ${arm.name}, seed ${seed}, could not be written: ${reasonOf(error)}`;
  }
  const result: RunResult = {
    arm: arm.name,
    seed,
    status: failure !== undefined ? "failed" : training.finished ? "complete" : "interrupted",
    ...(failure === undefined ? {} : { failure }),
    ...(stopped === undefined ? {} : { stopped }),
    ...(best === undefined ? {} : { best }),
    ...metrics,
    layers: training.layers,
    ...(histograms && failure === undefined && { histograms: histogramsOf(network, data.train) }),
    ...(learningRate && { learningRate }),
    ...(isMeasured && failure === undefined && measuredAtEnd(network, data, shared.targetNames, histograms === true)),
    confusion: confusion === undefined ? [] : confusionRows(confusion, Math.sqrt(confusion.length)),
    digest,
    seconds: training.seconds,
    ...(firstLayerWeight && { nearZero: nearZeroShare(firstLayerWeight) }),
  };
  network.dispose();
  return { result, ...(histograms && firstLayerWeight && { firstLayerWeight }), ...(unsaved === undefined ? {} : { unsaved }) };
}

/** What is measured once: how well classes are ranked, or how well each target is met, and of the first seed some predictions. */
function measuredAtEnd(
  network: Network, { test, targetScales }: Data, names: SharedData["targetNames"], isFirst: boolean,
): Pick<RunResult, "auc" | "targets" | "predictions"> {
  if (test.classes !== undefined) return { auc: aucs(test.labels, network.predict(test), test.classes) };
  const targets = eachTarget(network, test, names, targetScales);
  return { ...(targets && { targets }), ...(isFirst && { predictions: predictionsOf(network, test, targetScales) }) };
}
