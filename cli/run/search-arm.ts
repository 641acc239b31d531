/** The search of an arm: which trials are trained how far, and which of them is chosen. */
import type { ResolvedArm, ResolvedTuning } from "../../experiment/resolve.ts";
import type { TrialRun, TunedArm } from "../../experiment/results.ts";
import { chosen, edgesOf, valueOf } from "../../experiment/tuning/choose.ts";
import { rungsOf, stepsAt, survivors } from "../../experiment/tuning/halving.ts";
import { type Settings, withSettings } from "../../experiment/tuning/trials.ts";

/** A trial with one of its seeds, to be trained so many steps. */
export interface Attempt {
  trial: number;
  arm: ResolvedArm;
  seed: number;
  steps: number;
}

export interface Searching {
  /** Undefined where the attempt goes on later, because the runs shall stop. */
  attempt: (attempt: Attempt) => Promise<TrialRun | undefined>;
  /** A trial has come to a value, after all of its steps or with halving after some; null where it diverged. */
  measured: (value: number | null) => void;
  /** A trial is over. */
  decided: () => void;
}

export interface Searched {
  arm: TunedArm;
  /** Whether every trial has come to its own end: what the machine ended can be tried again. */
  over: boolean;
}

/** @param settings Of each trial. @param seeds Of every trial. */
export async function searchArm(
  arm: ResolvedArm, { halving }: ResolvedTuning, settings: readonly Settings[], seeds: readonly number[],
  { attempt, measured, decided }: Searching,
): Promise<Searched> {
  const arms = settings.map((own) => withSettings(arm, own));
  const runs: TrialRun[][] = settings.map(() => []);
  const rungs = rungsOf(settings.length, halving?.factor, halving?.from);
  let running = Array.from(settings.keys());
  /** Of those that have come to their end: a stage before it tells less. */
  const worth: (number | null)[] = settings.map(() => null);
  let over = true;
  for (const [i, rung] of rungs.entries()) {
    const isLast = i === rungs.length - 1;
    const values: (number | null)[] = settings.map(() => null);
    await Promise.all(running.map(async (trial) => {
      const own = arms[trial]!;
      const steps = stepsAt(rung, own.training.iterations);
      const tried = await Promise.all(seeds.map((seed) => attempt({ trial, arm: own, seed, steps })));
      const ended = tried.filter((run) => run !== undefined);
      if (ended.length > 0) runs[trial] = ended;
      if (ended.length < seeds.length || ended.some(({ digest }) => digest === "")) {
        over = false;
        return;
      }
      const value = (values[trial] = valueOf(ended));
      if (isLast) worth[trial] = value;
      measured(value);
      if (isLast || value === null) decided();
    }));
    if (!over) break;
    if (isLast) continue;
    const better = survivors(values, rungs[i + 1]!.trials);
    for (const trial of running) {
      if (values[trial] === null || better.includes(trial)) continue;
      runs[trial] = runs[trial]!.map((run) => ({ ...run, status: "halved" }));
      decided();
    }
    running = better;
  }
  const best = over ? chosen(worth) : undefined;
  const tuned: TunedArm = {
    arm: arm.name,
    space: arm.search!.space as TunedArm["space"],
    trials: settings.map((own, trial) => ({ settings: own, value: worth[trial]!, runs: runs[trial]! })),
    chosen: best ?? null,
    edges: best === undefined ? [] : edgesOf(arm, settings[best]!),
  };
  return { arm: tuned, over };
}
