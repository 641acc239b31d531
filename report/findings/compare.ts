/**
 * Who is ahead of whom, and who cannot be told apart. The best arm and those that no difference to it can be shown of
 * make a group; of the rest, all of which it is ahead of, the same is said again.
 */
import { canTellApart, pairedDifferences } from "../statistics/paired.ts";
import { summarize } from "../statistics/summary.ts";
import type { Difference, FindingOf, Level, Measure } from "./finding.ts";

/** Groups of which something is said. */
const mostGroups = 3;
/** An arm whose seeds differ by more than this share cannot be placed, unless it is behind for certain. */
const mostScatter = 0.1;
/** Of errors: by more than this share of the least. */
const mostErrorScatter = 0.5;

/** An arm's values by seed, NaN where there is none. */
export interface Measured {
  arm: string;
  values: readonly number[];
}

export interface Comparison {
  findings: (FindingOf<"together"> | FindingOf<"ahead"> | FindingOf<"scattered">)[];
  /** The best arm and those that cannot be told apart from it. */
  best: string[];
  /** Those of them that are ahead of others. */
  leaders: string[];
  /** All that were spoken of. */
  told: readonly string[];
  /** Pairs that were compared. */
  comparisons: number;
}

/** Half of the 95% interval of a mean; 0 where all values are the same, NaN of fewer than two. */
export function levelOf({ arm, values }: Measured): Level {
  const { mean, interval: [low, high] } = summarize(values);
  return { arm, value: mean, within: (high - low) / 2 };
}

/**
 * @param all Everything measured: the correction is for all pairs.
 * @param told The arms to speak of.
 */
export function compare(all: readonly Measured[], told: readonly string[], measure: Measure): Comparison {
  // The lower the better, of steps and errors.
  const sign = measure.name === "accuracy" ? 1 : -1;
  const pairs = pairedDifferences(all.map(({ values }) => values)).filter(({ count }) => count > 1);
  const byName = new Map(all.map(({ arm, values }, index) => [arm, { index, values }]));
  const byIndices = new Map(pairs.map((pair) => [`${pair.a} ${pair.b}`, pair]));
  const indexOf = (arm: string) => byName.get(arm)!.index;
  const valuesOf = (arm: string) => byName.get(arm)!.values;
  /** By how much one arm is better than another, and whether that can be told. */
  const difference = (one: string, other: string): (Difference & { counts: boolean; reach: number }) | undefined => {
    const [i, j] = [indexOf(one), indexOf(other)];
    const pair = byIndices.get(`${Math.min(i, j)} ${Math.max(i, j)}`);
    if (!pair) return undefined;
    const way = sign * (pair.a === i ? 1 : -1);
    // None where all seeds differ by the same.
    const within = Number.isNaN(pair.interval[0]) ? 0 : (pair.interval[1] - pair.interval[0]) / 2;
    return {
      mean: way * pair.mean, within, ahead: way > 0 ? pair.ahead : pair.behind, seeds: pair.count,
      counts: canTellApart(pair) && way * pair.mean > 0, reach: Math.abs(pair.mean) + within,
    };
  };
  const ahead = (one: string, other: string) => difference(one, other)?.counts === true;

  const rangeOf = (arm: string) => {
    const values = valuesOf(arm).filter(Number.isFinite);
    return { arm, lowest: Math.min(...values), highest: Math.max(...values) };
  };
  const isScattered = ({ arm }: Level) => {
    const { lowest, highest } = rangeOf(arm);
    const most = { accuracy: mostScatter, rmse: mostErrorScatter * lowest, steps: Infinity };
    return highest - lowest > most[measure.name];
  };

  const levels = told.map((arm) => levelOf({ arm, values: valuesOf(arm) })).sort((a, b) => sign * (b.value - a.value));
  const findings: Comparison["findings"] = [];
  const scattered: Level[] = [];
  let best: string[] | undefined;
  let left = levels;
  for (let group = 0; left.length > 0 && group < mostGroups; group++) {
    // Where seeds are missing, the highest mean may be of easier seeds: nobody is ahead of the leader.
    const leader = left.find(({ arm }) => !left.some((other) => ahead(other.arm, arm))) ?? left[0]!;
    const others = left.filter((level) => level !== leader);
    const isAhead = ({ arm }: Level) => ahead(leader.arm, arm);
    const near = others.filter((level) => !isAhead(level) && !ahead(level.arm, leader.arm));
    const together = [leader, ...near.filter((level) => !isScattered(level))];
    const rest = others.filter(isAhead);
    scattered.push(...near.filter(isScattered));
    best ??= together.map(({ arm }) => arm);
    if (together.length > 1) findings.push(apartFrom(together, group === 0 && rest.length > 0));
    if (rest.length > 0) findings.push(aheadOf(together, rest, group === 0));
    left = rest;
  }
  if (scattered.length > 0) {
    const seeds = Math.max(...told.map((arm) => valuesOf(arm).filter(Number.isFinite).length));
    findings.push({ kind: "scattered", arms: scattered.map(({ arm }) => rangeOf(arm)), seeds });
  }
  const first = findings.find((one) => one.kind === "ahead" && one.best) as FindingOf<"ahead"> | undefined;
  const leaders = first?.leaders.map(({ arm }) => arm) ?? [];
  return { findings, best: best ?? [], leaders, told, comparisons: pairs.length };

  function apartFrom(levels: Level[], best: boolean): FindingOf<"together"> {
    const names = levels.map(({ arm }) => arm);
    const allPairs = names.every((one) => names.every((other) => one === other || !ahead(one, other)));
    const toldOf = allPairs ? names : names.slice(0, 1);
    const told = toldOf.flatMap((one, i) => names.slice(i + 1).map((other) => difference(one, other)!));
    const byLevel = names.map(valuesOf);
    const leads = byLevel[0]!.filter((value, seed) =>
      byLevel.slice(1).every((values) => sign * (value - values[seed]!) > 0));
    return {
      kind: "together", measure, levels, allPairs, within: Math.max(...told.map(({ reach }) => reach)), best,
      leads: leads.length, seeds: Math.min(...told.map(({ seeds }) => seeds)),
    };
  }

  function aheadOf(together: Level[], [other, ...further]: Level[], best: boolean): FindingOf<"ahead"> {
    const leaders = together.filter(({ arm }) => ahead(arm, other!.arm));
    const differences = leaders.map(({ arm }) => difference(arm, other!.arm)!);
    const smallest = differences.reduce((least, one) => (one.mean < least.mean ? one : least));
    const also = further.filter(({ arm }) => leaders.every((leader) => ahead(leader.arm, arm)));
    const { mean, within, seeds } = smallest;
    return {
      kind: "ahead", measure, leaders, only: leaders.length < together.length, other: other!,
      difference: { mean, within, ahead: Math.min(...differences.map(({ ahead }) => ahead)), seeds },
      also: also.map(({ arm }) => arm), best,
    };
  }
}
