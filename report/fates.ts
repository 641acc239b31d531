/** What became of runs that did not go as asked, in words. */
import type { RunResult } from "../experiment/results.ts";
import type { ArmResults } from "./statistics/arms.ts";
import { replaceUnprintable } from "./text.ts";

/** Runs that did not complete, those of one arm and one fate together. */
export function incompleteRuns(arms: ArmResults[]): { arm: string; seeds: string; fate: string; failed: boolean }[] {
  return arms.flatMap(({ name, runs }) => {
    const fates = new Map<string, RunResult[]>();
    for (const run of runs) {
      if (run.status === "complete") continue;
      const fate = run.failure === undefined ? run.status : `${run.status}: ${replaceUnprintable(run.failure)}`;
      fates.set(fate, [...(fates.get(fate) ?? []), run]);
    }
    return Array.from(fates, ([fate, alike]) => ({
      arm: name,
      seeds: `${alike.length === 1 ? "seed" : "seeds"} ${alike.map((run) => run.seed).join(", ")}`,
      fate,
      failed: alike.some((run) => run.status === "failed"),
    }));
  });
}

/** Runs that stopped early, those of one arm together. */
export function earlyStops(arms: ArmResults[]): { arm: string; seeds: string; text: string }[] {
  return arms.flatMap(({ name, runs }) => {
    const stopped = runs.filter((run) => run.stopped !== undefined);
    if (stopped.length === 0) return [];
    const several = stopped.length > 1 ? "s" : "";
    const best = stopped.map((run) => run.best).filter((iteration) => iteration !== undefined);
    const kept = best.length === 0 ? "" : `, with the network${several} of ${best.join(", ")}`;
    return [{
      arm: name,
      seeds: `seed${several} ${stopped.map((run) => run.seed).join(", ")}`,
      text: `stopped early at ${stopped.map((run) => run.loss.length).join(", ")}${kept}`,
    }];
  });
}
