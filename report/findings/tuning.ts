/** What is found in the search for settings that went before. */
import type { ResolvedArm } from "../../experiment/resolve.ts";
import type { Results, TuningResults } from "../../experiment/results.ts";
import type { SearchRange } from "../../experiment/tuning/space.ts";
import { widerEnd } from "../../experiment/tuning/wider.ts";
import { sensitivity } from "../statistics/sensitivity.ts";
import { replaceUnprintable } from "../text.ts";
import type { Finding, FindingOf } from "./finding.ts";

const ratePath = "optimizer.learningRate";
/** Accuracies, or R², that differ by no more than this are near. */
const near = 0.01;

type SearchedArm = TuningResults["arms"][number];

/** Names of the arms no trial of which came to its end, so that no settings could be chosen and their runs failed. */
export function withoutChoice({ tuning, runs }: Pick<Results, "tuning" | "runs">): string[] {
  const none = tuning?.arms.filter(({ chosen, trials }) => chosen === null && trials.every((trial) => hasFailed(trial) || wasHalved(trial))) ?? [];
  return none.map(({ arm }) => arm).filter((name) => runs.every(({ arm, status }) => arm !== name || status === "failed"));
}

type Trial = SearchedArm["trials"][number];
const hasFailed = ({ runs }: Trial) => runs.some(({ status }) => status === "failed");
const wasHalved = ({ runs }: Trial) => runs.some(({ status }) => status === "halved");

export function tuningFindings(results: Pick<Results, "experiment" | "runs" | "tuning">): Finding[] {
  const { experiment, tuning } = results;
  if (!tuning) return [];
  const { arms } = tuning;
  // A grid or a short list may have fewer than were asked for.
  const counts = arms.map((arm) => arm.trials.length);
  const all = arms.flatMap((arm) => arm.trials);
  const untuned = experiment.arms.filter(({ name }) => !arms.some(({ arm }) => arm === name));
  const tuned: FindingOf<"tuned"> = {
    kind: "tuned", trials: Math.max(...counts), fewest: Math.min(...counts), arms: arms.length, seeds: experiment.seeds.length,
    untuned: untuned.map(({ name }) => replaceUnprintable(name)),
    diverged: all.filter(hasFailed).length, halved: all.filter(wasHalved).length,
  };
  const chosen = arms.flatMap(({ arm, trials, chosen }) => {
    const settings = chosen === null ? undefined : trials[chosen]?.settings;
    if (!settings) return [];
    return [{ arm: replaceUnprintable(arm), settings: Object.entries(settings).map(([path, value]) => ({ path, value })) }];
  });
  const edges = arms.flatMap(({ arm, space, edges }) => edges.map(({ path, value, end }) => {
    const range = space[path];
    const fromOne = range !== undefined && "of" in range && range.of === "1-x";
    return {
      arm: replaceUnprintable(arm), path, value: fromOne ? 1 - (value as number) : value, end, fromOne,
      wider: range && widened(range, end, path, experiment.arms.find(({ name }) => name === arm)),
    };
  }));
  const unchosen = withoutChoice(results).map(replaceUnprintable);
  const rates = arms.flatMap(({ arm, trials }) => {
    const points = trials.map(({ settings, value }) => ({ x: Number(settings[ratePath]), y: value ?? NaN }));
    const found = points.every(({ x }) => x > 0) ? sensitivity(points, near) : undefined;
    // Of one trial there is no width.
    if (!found || found.width === 0) return [];
    return [{ arm: replaceUnprintable(arm), decades: found.width, open: found.open.low || found.open.high }];
  }).sort((a, b) => b.decades - a.decades);
  return [
    tuned,
    ...(chosen.length > 0 ? [{ kind: "chosen" as const, arms: chosen }] : []),
    ...(rates.length > 1 ? [{ kind: "sensitivity" as const, within: near, arms: rates }] : []),
    ...(unchosen.length > 0 ? [{ kind: "unchosen" as const, arms: unchosen }] : []),
    ...(edges.length > 0 ? [{ kind: "edge" as const, edges }] : []),
  ];
}

/** A range that goes on beyond one of its ends, as a file has it; undefined where there is none. */
function widened(range: SearchRange, end: "min" | "max", path: string, arm: ResolvedArm | undefined): object | undefined {
  const further = widerEnd(range, end, path, arm);
  if ("values" in range || further === undefined) return undefined;
  const { min, max, scale, of } = range;
  return { min, max, [end]: further, scale, ...(of === "1-x" && { of }) };
}
