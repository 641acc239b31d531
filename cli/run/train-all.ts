/** Trains every arm with every seed; where settings are searched, first the trials, by which each arm's are chosen. */
import { scoreOf } from "../../experiment/metrics.ts";
import { notStarted } from "../../experiment/not-started.ts";
import type { ResolvedArm, ResolvedExperiment, ResolvedTuning } from "../../experiment/resolve.ts";
import type { RunResult, TrialRun, TuningResults } from "../../experiment/results.ts";
import { judgedExperiment, judgedSeeds, trialSettings, tuningSeeds, withSettings } from "../../experiment/tuning/trials.ts";
import { errorCode, reasonOf } from "../errors.ts";
import { CheckpointFiles, runName } from "./folder.ts";
import type { Progress } from "./progress.ts";
import type { Executor } from "./queue.ts";
import { type Shard, shardOf } from "./shard.ts";
import { type Attempt, searchArm, type Searched } from "./search-arm.ts";
import { asTrial } from "./trial-arm.ts";
import type { TrialLog } from "./trial-log.ts";
import type { TrialOutcome, TrialTask } from "./trial.ts";
import { TuningProgress } from "./tuning-progress.ts";
import { type ImageCounts, workOfRun, workOfTrial } from "./work.ts";
import type { Outcome, Saving, Started, Update, Warning } from "./worker.ts";

export interface Trained {
  /** As it was run: with the settings that were chosen, and the seeds that they ran with. */
  experiment: ResolvedExperiment;
  /** Of each arm and seed, arms outer. */
  outcomes: Outcome[];
  /** What led to the settings, where they were searched. */
  tuning?: TuningResults;
  /** Whether there are trials that have begun and are not over. */
  begun?: boolean;
  /** Trials and runs that could be trained now and are not over, by their places in the lists of both (`shardOf`). */
  left: number[];
  /** Why trials could not be saved, if so. */
  unsaved?: string;
}

export interface Watching {
  /** Which part of the trials and runs is trained; all of them without one. */
  shard?: Shard | undefined;
  progress: Progress | TuningProgress | undefined;
  images: ImageCounts;
  warn: (text: string) => void;
  /** A run of an arm and a seed is over, no trial. */
  ended: (outcome: Outcome) => Promise<void>;
}

/** What is said while something trains. */
export interface Messages {
  on(event: "message", listener: (message: Update | Started | Warning) => void): unknown;
}

/**
 * Trials come first, and an arm's runs as soon as its settings are chosen. Where there are fewer of both than threads,
 * those that go on use the others as well. No result depends on the number of threads.
 * @param log Where settings are searched.
 */
export async function trainAll(
  executor: Executor, messages: Messages, experiment: ResolvedExperiment, { folder, resume }: Saving,
  log: TrialLog | undefined, { shard, progress, images, warn, ended }: Watching,
): Promise<Trained> {
  const tuningProgress = progress instanceof TuningProgress ? progress : undefined;
  const seeds = judgedSeeds(experiment);
  /** By the number of a run. */
  const seedOf: number[] = [];
  const numbered = (seed: number) => seedOf.push(seed) - 1;
  messages.on("message", (message) => {
    if ("warning" in message) {
      warn(message.warning);
    } else if ("loss" in message) {
      progress?.update(message);
    } else {
      progress?.started(message, seedOf[message.run]!);
    }
  });

  let unsaved: string | undefined;
  let begun = false as boolean;
  // What cannot be saved is not worth training.
  const stop = (reason: string) => {
    unsaved ??= reason;
    executor.interrupt();
  };
  const stopped = (error: unknown) => `the worker thread stopped: ${reasonOf(error)}`;
  const left: number[] = [];
  const isOwn = (place: number) => !shard || shardOf(place, shard.of) === shard.index;

  const attempt = async (i: number, { choose, trials, seeds: each }: ResolvedTuning, { trial, arm, seed, steps }: Attempt) => {
    const place = (i * trials + trial) * each + seed - experiment.seeds[0]!;
    const run = numbered(seed);
    const work = workOfTrial(asTrial(arm, choose), steps, images);
    tuningProgress?.queued(run, { arm: i, kind: "trial", iterations: steps, work });
    const known = log!.find(arm.name, steps, { trial, seed });
    const tried = known ?? (isOwn(place) ? await tryOut({ run, armNumber: i + 1, arm, seed, trial, steps, choose }) : undefined);
    tuningProgress?.tried(run, known ? undefined : tried?.steps);
    if (!tried) left.push(place);
    return tried;
  };
  const tryOut = async (task: Omit<TrialTask, "common" | "slot">): Promise<TrialRun | undefined> => {
    const { trial, seed, arm, armNumber, steps } = task;
    const outcome = await executor.run<TrialOutcome>("tryOut", task, "first")
      .catch((error: unknown): TrialOutcome => ({ failure: stopped(error) }));
    if (outcome.unsaved !== undefined) stop(outcome.unsaved);
    const { run, failure } = outcome;
    if (!run && outcome.begun) begun = true;
    if (failure !== undefined) return { trial, seed, status: "failed", failure, steps: 0, [scoreOf(arm).chosenBy.key]: null, loss: null, digest: "" };
    // Before it is over: with halving it may go on at once, with checkpoints of its own.
    if (run) await keep(arm.name, steps, run, runName(armNumber, arm.name, seed, trial));
    return run;
  };
  const keep = async (arm: string, steps: number, run: TrialRun, name: string) => {
    try {
      await log!.add(arm, steps, run);
      await new CheckpointFiles(folder, name).remove();
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      stop(`trials could not be written: ${reasonOf(error)}`);
    }
  };

  const search = async (arm: ResolvedArm, i: number, tuning: ResolvedTuning) => {
    const seeds = tuningSeeds(experiment);
    const searched = await searchArm(arm, tuning, trialSettings(arm, tuning, experiment.seeds[0]!), seeds, {
      attempt: (one) => attempt(i, tuning, one),
      measured: (value) => tuningProgress?.measured(i, value),
      decided: () => tuningProgress?.decided(i),
    });
    // Of a process that was killed when it had logged a trial: till now another stage could go on from them.
    if (searched.over && resume) {
      const names = searched.arm.trials.flatMap((_, trial) => seeds.map((seed) => runName(i + 1, arm.name, seed, trial)));
      for (const name of names) await new CheckpointFiles(folder, name).remove();
    }
    return searched;
  };

  const score = scoreOf(experiment.arms[0]);
  /** @param fate Of a run that is not trained: its settings are not known. */
  const runOne = async (i: number, arm: ResolvedArm, seed: number, trial: number | undefined, fate: Fate | undefined) => {
    const run = numbered(seed);
    const place = i * seeds.length + seeds.indexOf(seed);
    tuningProgress?.queued(run, { arm: i, kind: "run", iterations: arm.training.iterations, work: workOfRun(arm, images) });
    const outcome = fate || !isOwn(place)
      ? { result: { ...notStarted(arm.name, seed, score.task), ...fate } }
      : await executor.run<Outcome>("train", { run, armNumber: i + 1, arm, seed, histograms: seed === seeds[0], trial }, "last")
          .catch((error: unknown): Outcome => ({
            result: { ...notStarted(arm.name, seed, score.task), status: "failed", failure: stopped(error) },
          }));
    if (outcome.unsaved !== undefined) stop(outcome.unsaved);
    const { status, loss } = outcome.result;
    if (!fate && ["interrupted", "not started"].includes(status)) left.push(place);
    progress?.ended(run, status, { steps: loss.length, test: outcome.result[score.test]?.at(-1) });
    await ended(outcome);
    return outcome;
  };

  const trained = await Promise.all(experiment.arms.map(async (arm, i) => {
    const searched = arm.search ? await search(arm, i, experiment.tuning!) : undefined;
    const choice = searched?.arm.chosen ?? undefined;
    const settings = choice === undefined ? undefined : searched!.arm.trials[choice]!.settings;
    const own = withSettings(arm, settings ?? {});
    const fate = searched && choice === undefined ? fateOf(searched) : undefined;
    const outcomes = await Promise.all(seeds.map((seed) => runOne(i, own, seed, choice, fate)));
    return { own, searched: searched?.arm, outcomes };
  }));
  const { tuning } = experiment;
  return {
    experiment: { ...judgedExperiment(experiment, []), arms: trained.map(({ own }) => own) },
    outcomes: trained.flatMap(({ outcomes }) => outcomes),
    ...(tuning && {
      tuning: { ...tuning, seeds: tuningSeeds(experiment), arms: trained.flatMap(({ searched }) => searched ?? []) },
    }),
    left,
    ...(begun && { begun }),
    ...(unsaved !== undefined && { unsaved }),
  };
}

type Fate = Pick<RunResult, "status" | "failure">;

/** Why the runs of an arm have no settings. */
function fateOf({ arm: { trials }, over }: Searched): Fate {
  if (over) {
    const halved = trials.filter(({ runs }) => runs.some(({ status }) => status === "halved")).length;
    const all = trials.length === 1 ? "its trial" : halved === 0 ? `all ${trials.length} trials` : "all trials that halving had left";
    return { status: "failed", failure: `${all} diverged, so there are no settings to run with: search smaller learning rates` };
  }
  const ended = trials.flatMap(({ runs }) => runs).find(({ digest }) => digest === "");
  return ended ? { status: "failed", failure: `trial ${ended.trial} could not be trained: ${ended.failure}` } : { status: "not started" };
}
