/** How near each arm comes to each of several targets, in the target's own unit. */
import type { Language } from "../../experiment/language.ts";
import { formatStatistic } from "../format.ts";
import type { ArmResults } from "../statistics/arms.ts";
import { type Statistic, statistic } from "../statistics/summary.ts";
import { targetName } from "../words.ts";
import { makeTable, numbersColumn, type Table, textColumn } from "./table.ts";

const texts = {
  en: { target: "target", arm: "arm", caption: (name: string) => `${name}: final test RMSE and R² of each target, over the seeds` },
  ja: { target: "目標", arm: "条件", caption: (name: string) => `${name}：目標ごとの最終テストRMSEとR²（シード全体）` },
};

/** Of more targets, those with the lowest R² are shown. */
const most = 30;

interface Row {
  /** The target's place. */
  target: number;
  /** Its name, where it has one. */
  named: string | undefined;
  arm: string;
  isFirst: boolean;
  rmse: Statistic;
  r2: Statistic;
}

/** Arms are beside each other, as no two targets have a unit in common. */
function rowsOf(arms: readonly ArmResults[]): Row[][] {
  const measured = arms.flatMap(({ name, counted }) => {
    const runs = counted.flatMap(({ targets }) => (targets ? [targets] : []));
    return runs.length > 0 ? [{ arm: name, runs }] : [];
  });
  const targets = measured[0]?.runs[0] ?? [];
  return targets.map(({ name }, target) => measured.map(({ arm, runs }, index) => ({
    target, named: name, arm, isFirst: index === 0,
    rmse: statistic(runs.map((scores) => scores[target]!.rmse)), r2: statistic(runs.map((scores) => scores[target]!.r2)),
  })));
}

export interface TargetTables {
  /** Every target. */
  all: Table;
  /** As many as one reads: of more those that are met worst. */
  shown: Table;
  /** How many targets there are, and how many of them are shown. */
  count: { all: number; shown: number };
}

/** Undefined where no run has several targets. */
export function targetTables(name: string, arms: readonly ArmResults[], language: Language = "en"): TargetTables | undefined {
  const groups = rowsOf(arms);
  if (groups.length === 0) return undefined;
  const say = texts[language];
  const tableOf = (rows: readonly Row[]) => makeTable("targets", say.caption(name), [
    textColumn<Row>(
      say.target, "target", ({ named, target }) => targetName(named, target, "en"),
      ({ named, target, isFirst }) => (isFirst ? targetName(named, target, language) : ""),
    ),
    textColumn<Row>(say.arm, "arm", ({ arm }) => arm),
    numbersColumn<Row>("RMSE", ["rmse_mean", "rmse_deviation"], ({ rmse }) => [rmse.mean, rmse.deviation], ({ rmse }) => formatStatistic(rmse, true)),
    numbersColumn<Row>("R²", ["r2_mean", "r2_deviation"], ({ r2 }) => [r2.mean, r2.deviation], ({ r2 }) => formatStatistic(r2)),
  ], rows);
  // A target that no number could be measured of is met worst of all.
  const met = (group: readonly Row[]) => {
    const { mean, count } = statistic(group.map(({ r2 }) => r2.mean));
    return count > 0 ? mean : -Infinity;
  };
  const shown = groups.length > most ? [...groups].sort((a, b) => met(a) - met(b)).slice(0, most) : groups;
  return { all: tableOf(groups.flat()), shown: tableOf(shown.flat()), count: { all: groups.length, shown: shown.length } };
}
