/** What became of runs that did not go as asked, in words. */
import type { Language } from "../experiment/language.ts";
import { translated } from "../experiment/messages-ja.ts";
import type { RunResult } from "../experiment/results.ts";
import type { ArmResults } from "./statistics/arms.ts";
import { replaceUnprintable } from "./text.ts";
import { colon, statusWords } from "./words.ts";

const texts = {
  en: {
    seeds: (seeds: readonly number[]) => `seed${seeds.length === 1 ? "" : "s"} ${seeds.join(", ")}`,
    failure: (failure: string) => failure,
    stopped: (at: readonly number[]) => `stopped early at ${at.join(", ")}`,
    kept: (best: readonly number[], networks: number) => `, with the network${networks > 1 ? "s" : ""} of ${best.join(", ")}`,
  },
  ja: {
    seeds: (seeds: readonly number[]) => `シード${seeds.join("、")}`,
    failure: (failure: string) => translated(failure) ?? failure,
    stopped: (at: readonly number[]) => `${at.join("、")}回目で早期終了`,
    kept: (best: readonly number[]) => `（${best.join("、")}回目のネットワークを採用）`,
  },
};

/** Runs that did not complete, those of one arm and one fate together. */
export function incompleteRuns(
  arms: ArmResults[], language: Language = "en",
): { arm: string; seeds: string; fate: string; failed: boolean }[] {
  return arms.flatMap(({ name, runs }) => {
    const fates = new Map<string, RunResult[]>();
    for (const run of runs) {
      if (run.status === "complete") continue;
      const status = statusWords[run.status][language];
      const fate = run.failure === undefined
        ? status
        : `${status}${colon[language]}${texts[language].failure(replaceUnprintable(run.failure))}`;
      fates.set(fate, [...(fates.get(fate) ?? []), run]);
    }
    return Array.from(fates, ([fate, alike]) => ({
      arm: name,
      seeds: texts[language].seeds(alike.map((run) => run.seed)),
      fate,
      failed: alike.some((run) => run.status === "failed"),
    }));
  });
}

/** Runs that stopped early, those of one arm together. */
export function earlyStops(arms: ArmResults[], language: Language = "en"): { arm: string; seeds: string; text: string }[] {
  return arms.flatMap(({ name, runs }) => {
    const stopped = runs.filter((run) => run.stopped !== undefined);
    if (stopped.length === 0) return [];
    const say = texts[language];
    const best = stopped.map((run) => run.best).filter((iteration) => iteration !== undefined);
    const kept = best.length === 0 ? "" : say.kept(best, stopped.length);
    return [{
      arm: name,
      seeds: say.seeds(stopped.map((run) => run.seed)),
      text: `${say.stopped(stopped.map((run) => run.loss.length))}${kept}`,
    }];
  });
}
