/** The differences between arms, seed by seed. */
import { finalAccuracies } from "../final-accuracies.ts";
import type { ArmResults } from "../statistics/arms.ts";
import { canTellApart, pairedDifferences } from "../statistics/paired.ts";
import { type Column, makeTable, numberColumn, numbersColumn, type Table, textColumn } from "./table.ts";

/** With more arms than this the table is against the leader alone. */
const mostArms = 6;

const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;

type Pair = ReturnType<typeof pairedDifferences>[number] & { first: string; second: string };

function verdict(pair: Pair): string {
  const { mean, deviation, count } = pair;
  if (count < 2) return "too few seeds";
  if (deviation === 0 && mean === 0) return "the same";
  return canTellApart(pair) ? "ahead" : "cannot be told apart";
}

const pText = (p: number) => (Number.isNaN(p) ? "–" : p < 0.001 ? "< 0.001" : p.toFixed(3));

/** The highest mean first; those without a value last. */
function bestFirst(arms: readonly ArmResults[], seeds: readonly number[]): ArmResults[] {
  const mean = (arm: ArmResults) => {
    const values = finalAccuracies(arm, seeds).filter(Number.isFinite);
    return values.length === 0 ? -1 : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return arms.map((arm) => ({ arm, mean: mean(arm) })).sort((a, b) => b.mean - a.mean).map(({ arm }) => arm);
}

/** Every pair of arms, each with the better first; those of the best arm first. What is not complete is not compared. */
function pairsOf(given: readonly ArmResults[], seeds: readonly number[]): Pair[] {
  const arms = bestFirst(given.filter(({ runs }) => runs.some(({ status }) => status === "complete")), seeds);
  return pairedDifferences(arms.map((arm) => finalAccuracies(arm, seeds)))
    .filter(({ count }) => count > 0)
    .map((pair) => {
      const turned = pair.mean < 0;
      const { a, b, mean, interval: [low, high], ahead, behind } = pair;
      const rest = turned ? { a: b, b: a, mean: -mean, interval: [-high, -low] as typeof pair.interval, ahead: behind, behind: ahead } : {};
      const one = { ...pair, ...rest };
      return { ...one, first: arms[one.a]!.name, second: arms[one.b]!.name };
    });
}

function tableOf(caption: string, pairs: readonly Pair[]): Table {
  const columns: Column<Pair>[] = [
    textColumn("arm", "arm", ({ first }) => first),
    textColumn("against", "against", ({ second }) => second),
    numbersColumn("difference", ["mean", "deviation"], ({ mean, deviation }) => [mean, deviation], ({ mean }) => signed(mean)),
    numbersColumn(
      "95% interval", ["low", "high"], ({ interval }) => interval,
      ({ interval: [low, high] }) => (Number.isFinite(low) ? `${signed(low)} … ${signed(high)}` : "–"),
    ),
    numbersColumn(
      "seeds higher, lower", ["ahead", "behind", "ties", "seeds"], ({ ahead, behind, ties, count }) => [ahead, behind, ties, count],
      ({ ahead, behind, ties }) => `${ahead}, ${behind}${ties > 0 ? ` (${ties} equal)` : ""}`,
    ),
    numberColumn("p", "p", ({ p }) => p, ({ p }) => pText(p)),
    numberColumn("p, Holm", "p_holm", ({ adjusted }) => adjusted, ({ adjusted }) => pText(adjusted)),
    textColumn("what can be said", "verdict", verdict),
  ];
  return makeTable("paired", caption, columns, pairs);
}

export interface PairedTables {
  /** Every pair. */
  all: Table;
  /** As many as one reads: of many arms the leader's. */
  shown: Table;
  /** Where these are not all: whose. */
  leader: string | undefined;
}

/** Undefined with fewer than two seeds or arms, of which no difference can be told. */
export function pairedTables(name: string, arms: readonly ArmResults[], seeds: readonly number[]): PairedTables | undefined {
  const pairs = pairsOf(arms, seeds);
  if (!pairs.some(({ count }) => count > 1)) return undefined;
  const caption = `${name}: differences of the final test accuracy, seed by seed`;
  const all = tableOf(caption, pairs);
  if (arms.length <= mostArms) return { all, shown: all, leader: undefined };
  const leader = bestFirst(arms, seeds)[0]!.name;
  return { all, shown: tableOf(`${caption}, to ${leader}`, pairs.filter(({ a, b }) => a === 0 || b === 0)), leader };
}
