/** Trains one arm with one seed on a worker thread, and shares its passes with threads that have no run. */
import { parentPort } from "node:worker_threads";
import { compile } from "../../bindings/compile.ts";
import { Dataset, type DatasetParts } from "../../bindings/dataset.ts";
import { UsagiError } from "../../bindings/errors.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { notStarted } from "../../experiment/not-started.ts";
import type { RunResult } from "../../experiment/results.ts";
import { type Data, evaluate } from "../../experiment/evaluation.ts";
import { learningRates } from "../../experiment/learning-rate.ts";
import { Training } from "../../experiment/training.ts";
import { confusionRows } from "../../report/confusion.ts";
import { saveNetwork } from "../../bindings/model.ts";
import { encodeCheckpoint } from "./checkpoint.ts";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import { writeWhole } from "../files/whole.ts";
import { CheckpointFiles, modelFile, runName } from "./folder.ts";
import { LentThreads } from "./lent-threads.ts";
import { restore } from "./restore.ts";

/** What all runs train with, in memory that the threads share. */
export interface SharedData {
  train: DatasetParts;
  test: DatasetParts;
  validation?: DatasetParts | undefined;
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
  experiment: string;
  experimentHash: string;
  /** The hashes of the experiment with fewer iterations, as it was before. */
  extended: readonly string[];
  /** Rows x columns of the images. */
  image: string;
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
  trainAccuracy?: number | undefined;
  testAccuracy?: number | undefined;
}

export interface Outcome {
  result: RunResult;
  /** (inputs, units), row-major; none of a run that did not start. */
  firstLayerWeight?: Float32Array;
  /** Why the run could not be saved, if so. */
  unsaved?: string;
}

const updateMilliseconds = 100;
/** Messages wait while the main thread is busy, so they carry their time. */
const sharedTime = () => performance.timeOrigin + performance.now();

let opened: { module: WebAssembly.Module; data: Data } | undefined;
/** Of the task at hand. */
let saving: Saving;
let interrupt: Int32Array;
const interrupted = () => Atomics.load(interrupt, 0) !== 0;

/** Checks the data, once: with the first task, or before it where there is time. */
export async function open({ train, test, validation }: SharedData): Promise<void> {
  // What other threads compile of the same file is not compiled again.
  const module = await compile();
  opened ??= {
    module,
    data: {
      train: Dataset.fromParts(train),
      test: Dataset.fromParts(test),
      validation: validation && Dataset.fromParts(validation),
    },
  };
}

async function begin(common: Common) {
  ({ saving, interrupt } = common);
  await open(common.data);
  return opened!;
}

/** Trains. Stops after the step during which `interrupt` is set. */
export async function train({ common, slot, run, armNumber, arm, seed }: Task): Promise<Outcome> {
  const { module, data } = await begin(common);
  // What a checkpoint holds is told even where nothing more is to be trained.
  if (interrupted() && !saving.resume) return { result: notStarted(arm.name, seed) };

  let training: Training;
  try {
    training = new Training(module, arm, seed, data);
  } catch (error) {
    if (!(error instanceof UsagiError)) throw error;
    return { result: { ...notStarted(arm.name, seed), status: "failed", failure: error.message } };
  }
  const name = runName(armNumber, arm.name, seed);
  const checkpoints = new CheckpointFiles(saving.folder, name);
  const identity = { experimentHash: saving.experimentHash, arm: arm.name, seed };
  let unsaved: string | undefined;
  try {
    const restored = saving.resume && (await restore(training, checkpoints, identity, arm.training, saving.extended));
    if (interrupted() && !restored) return { result: notStarted(arm.name, seed) };
    const lent = new LentThreads(training, arm.training.iterations, () => Atomics.load(common.threads, slot));
    const save = async () => {
      const bytes = encodeCheckpoint(training.state(), identity, {
        description: training.network.description, shape: (array) => training.network.shape(array),
      });
      await checkpoints.write(training.iteration, bytes);
    };
    await trainOn(run, training, lent, restored ? training.iteration : -1, save).finally(() => lent.settled());
  } catch (error) {
    const cause = error instanceof InputError ? error.cause : error;
    if (errorCode(cause) === undefined) throw error;
    const failed = error === cause ? "written" : "read";
    unsaved = `a checkpoint of ${arm.name}, seed ${seed}, could not be ${failed}: ${reasonOf(cause)}`;
  }

  const { network, metrics, failure, stopped, best, confusion } = training;
  const learningRate = learningRates(arm, metrics);
  const digest = await network.digest();
  try {
    const { folder, image, experiment } = saving;
    if (unsaved === undefined) {
      const model = saveNetwork(network, { image, experiment, arm: arm.name, seed, digest });
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
    ...(learningRate && { learningRate }),
    confusion: confusion === undefined ? [] : confusionRows(confusion, data.test.classes),
    digest,
    seconds: training.seconds,
  };
  const firstLayerWeight = network.get("dense1/weight");
  network.dispose();
  return { result, firstLayerWeight, ...(unsaved === undefined ? {} : { unsaved }) };
}

/** Trains until it is finished or interrupted. `saved` is the iteration of which there is a checkpoint already. */
async function trainOn(
  run: number, training: Training, lent: LentThreads, saved: number, save: () => Promise<void>,
): Promise<void> {
  const { metrics } = training;
  const { checkpointEvery = Infinity } = saving;
  const restored = saved < 0 ? {} : { restored: { iteration: saved, finished: training.finished } };
  parentPort?.postMessage({ run, time: sharedTime(), ...restored } satisfies Started);
  const report = () => parentPort?.postMessage({
    run,
    iteration: training.iteration,
    loss: metrics.loss.at(-1) ?? NaN,
    time: sharedTime(),
    trainAccuracy: metrics.trainAccuracy.at(-1),
    testAccuracy: metrics.testAccuracy.at(-1),
  } satisfies Update);
  if (saved > 0) report();
  // The clock decides when progress is reported; nothing that is computed depends on it.
  let due = 0;
  while (!training.finished && !interrupted()) {
    await lent.adjust();
    training.step();
    if (training.due) training.record(evaluate(training));
    if (training.iteration % checkpointEvery === 0) {
      await save();
      saved = training.iteration;
    }
    const now = performance.now();
    if (now < due && !training.finished) continue;
    due = now + updateMilliseconds;
    report();
  }
  if (training.iteration !== saved) await save();
}
