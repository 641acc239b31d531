/** How far the search of a run's settings is. */
import { printable } from "../../../experiment/printable.ts";
import type { Results } from "../../../experiment/results.ts";
import { reachedBy } from "../../../experiment/tuning/choose.ts";
import { rungsOf } from "../../../experiment/tuning/halving.ts";
import { type Settings, trialSettings } from "../../../experiment/tuning/trials.ts";
import { TRIALS } from "../../run/folder.ts";
import type { StartedRun } from "../../run/run-file.ts";
import { type LoggedTrials, readTrials } from "../../run/trial-log.ts";
import { said, translated } from "../../texts/language.ts";
import { tableOf } from "./text.ts";

interface ArmSearch {
  arm: string;
  /** Trainings of trials that are over, and how many there will be: one a seed, with halving one for each stage. */
  trained: number;
  of: number;
  diverged: number;
  /** Validation accuracy, or R². */
  best?: number;
  /** Once every trial is over. */
  chosen?: Settings;
}

export interface SearchReport {
  arms: ArmSearch[];
  /** Lines of the trials' log that cannot be used. */
  faults: LoggedTrials["faults"];
}

/** Undefined where nothing is searched. @param run None where run.json is missing: then results tell what they can. */
export async function readSearch(
  folder: string, run: StartedRun | undefined, results: Results | undefined,
): Promise<SearchReport | undefined> {
  const chosenOf = (name: string) => {
    const tuned = results?.tuning?.arms.find(({ arm }) => arm === name);
    return tuned?.trials[tuned.chosen ?? -1]?.settings;
  };
  const tuning = run?.resolved.tuning;
  if (!run || !tuning) return undefined;
  const { entries, faults } = await readTrials(folder, run.experimentHash);
  const arms = run.resolved.arms.filter(({ search }) => search).map((arm): ArmSearch => {
    const own = entries.filter((entry) => entry.arm === arm.name).map((entry) => entry.run);
    const reached = own.flatMap((one) => reachedBy(one) ?? []);
    const settings = trialSettings(arm, tuning, run.resolved.seeds[0]!);
    const rungs = rungsOf(settings.length, tuning.halving?.factor, tuning.halving?.from);
    const chosen = chosenOf(arm.name);
    return {
      arm: arm.name,
      trained: own.length,
      of: tuning.seeds * rungs.reduce((sum, { trials }) => sum + trials, 0),
      diverged: own.filter(({ status }) => status === "failed").length,
      ...(reached.length > 0 && { best: Math.max(...reached) }),
      ...(chosen && { chosen }),
    };
  });
  return { arms, faults };
}

export function searchText({ arms, faults }: SearchReport): string {
  const right = "right" as const;
  const rows = arms.map(({ arm, trained, of, diverged, best }) => [
    arm, `${trained}/${of}`, String(diverged || "–"), best?.toFixed(4) ?? "–",
  ]);
  const table = tableOf(["search", "trials", "diverged", "best validation"], ["left", right, right, right], rows);
  if (faults.length === 0) return table;
  const lines = faults.map(({ line, reason }) => printable(said().badLine(TRIALS, line, translated(reason))));
  return `${table}\n\n${lines.join("\n")}`;
}
