/** What led to the settings of each arm, trial by trial, as the figures and tables of tuning need it. */
import { reachedBy } from "../experiment/tuning/choose.ts";
import type { Results, TuningResults } from "../experiment/results.ts";
import { sensitivity } from "./statistics/sensitivity.ts";
import { statistic } from "./statistics/summary.ts";
import { replaceUnprintable } from "./text.ts";

type TuningArm = TuningResults["arms"][number];
export type Range = TuningArm["space"][string];

/** "halved": ended early; "unfinished": the search was interrupted. */
export type Fate = "complete" | "diverged" | "halved" | "unfinished";

export interface Trial {
  /** Its place in the sequence, from 0. */
  index: number;
  settings: Readonly<Record<string, unknown>>;
  /** Validation accuracy, or R², that the choice goes by; NaN where it diverged or was ended early. */
  value: number;
  /** What it had come to where it was ended early. */
  reached: number;
  fate: Fate;
  chosen: boolean;
}

export interface TunedArm {
  name: string;
  /** Its place among all arms, which its colour goes by. */
  index: number;
  space: TuningArm["space"];
  trials: Trial[];
  /** None where no trial came to its end. */
  chosen: Trial | undefined;
  edges: TuningArm["edges"];
}

function fateOf({ value, runs }: TuningArm["trials"][number]): Fate {
  if (value !== null) return "complete";
  if (runs.some(({ status }) => status === "failed")) return "diverged";
  return runs.some(({ status }) => status === "halved") ? "halved" : "unfinished";
}

/** The arms that were tuned; none without tuning. */
export function tunedArms({ experiment, tuning }: Pick<Results, "experiment" | "tuning">): TunedArm[] {
  return (tuning?.arms ?? []).map(({ arm, space, trials, chosen, edges }) => {
    const all = trials.map((trial, index): Trial => ({
      index, settings: trial.settings, value: trial.value ?? NaN, fate: fateOf(trial), chosen: index === chosen,
      reached: trial.value ?? statistic(trial.runs.map(reachedBy)).mean,
    }));
    return {
      name: replaceUnprintable(arm),
      index: experiment.arms.findIndex(({ name }) => name === arm),
      space, trials: all, chosen: all.find((trial) => trial.chosen), edges,
    };
  });
}

/** The learning rate's path in an arm. */
export const ratePath = "optimizer.learningRate";

/** A path as the axes and tables call it: without the part that says where it belongs, unless two would be alike. */
export function pathLabels(arms: readonly TunedArm[]): Map<string, string> {
  const paths = [...new Set(arms.flatMap(({ space }) => Object.keys(space)))];
  const last = (path: string) => path.split(".").at(-1)!;
  const alone = (path: string) => paths.filter((other) => last(other) === last(path)).length === 1;
  return new Map(paths.map((path) => [path, replaceUnprintable(alone(path) ? last(path) : path)]));
}

/** Whether its values have an order and distances; the others are names, or on and off. */
export const isNumeric = (range: Range): boolean => !("values" in range) || range.values.every((value) => typeof value === "number");

export interface Width {
  /** The least and the highest value of a trial within one point of the best, whatever its other settings were. */
  from: number;
  to: number;
  /** How far they are apart on a logarithmic range; undefined on others. */
  decades: number | undefined;
}

/** How wide the good part of a searched range is; undefined where it is a list, or no trial came to its end. */
export function widthOf({ space, trials }: TunedArm, path: string): Width | undefined {
  const range = space[path]!;
  if ("values" in range) return undefined;
  // Distances are those on the range's scale.
  const turn = (x: number) => (range.of === "1-x" ? 1 - x : x);
  const close = sensitivity(trials.map(({ settings, value }) => ({ x: turn(Number(settings[path])), y: value })));
  if (!close) return undefined;
  const [from = NaN, to = NaN] = [turn(close.from), turn(close.to)].sort((a, b) => a - b);
  return { from, to, decades: range.scale === "log" ? close.width : undefined };
}

/** A choice as people read it: the name of what has one. */
export const choiceText = (value: unknown): string =>
  typeof value === "object" && value !== null && "name" in value ? String(value.name) : typeof value === "string" ? value : JSON.stringify(value);
