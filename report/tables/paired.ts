/** The differences between arms, seed by seed. */
import type { Language } from "../../experiment/language.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import { finalScores } from "../final-scores.ts";
import { decimalsOf } from "../format.ts";
import type { ArmResults } from "../statistics/arms.ts";
import { canTellApart, pairedDifferences } from "../statistics/paired.ts";
import { scoreWords } from "../words.ts";
import { type Column, makeTable, numberColumn, numbersColumn, type Table, textColumn } from "./table.ts";

/** With more arms than this the table is against the leader alone. */
const mostArms = 6;

const signed = (value: number, decimals: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(decimals)}`;

type Pair = ReturnType<typeof pairedDifferences>[number] & { first: string; second: string };

const verdicts = {
  en: { few: "too few seeds", same: "the same", ahead: "ahead", open: "cannot be told apart" },
  ja: { few: "シードが足りない", same: "同じ", ahead: "差がある", open: "差があるとは言えない" },
};

const texts = {
  en: {
    caption: (name: string, score: string) => `${name}: differences of the final test ${score}, seed by seed`,
    to: (caption: string, leader: string) => `${caption}, to ${leader}`,
    arm: "arm", against: "against", difference: "difference", interval: "95% interval", seeds: "seeds higher, lower",
    holm: "p, Holm", verdict: "what can be said",
    ties: (count: number) => ` (${count} equal)`,
  },
  ja: {
    caption: (name: string, score: string) => `${name}：シードごとの最終テスト${score}の差`,
    to: (caption: string, leader: string) => `${caption}（${leader}との差）`,
    arm: "条件", against: "比較相手", difference: "差", interval: "95%信頼区間", seeds: "高い・低いシード数",
    holm: "p（Holm）", verdict: "言えること",
    ties: (count: number) => `（同じ${count}）`,
  },
};

function verdict(pair: Pair, language: Language): string {
  const { mean, deviation, count } = pair;
  const { few, same, ahead, open } = verdicts[language];
  if (count < 2) return few;
  if (deviation === 0 && mean === 0) return same;
  return canTellApart(pair) ? ahead : open;
}

const pText = (p: number) => (Number.isNaN(p) ? "–" : p < 0.001 ? "< 0.001" : p.toFixed(3));

/** The best mean first; those without a value last. */
function bestFirst(arms: readonly ArmResults[], seeds: readonly number[]): ArmResults[] {
  const mean = (arm: ArmResults) => {
    const values = finalScores(arm, seeds).filter(Number.isFinite);
    const { sign } = scoreOf(arm.settings);
    return values.length === 0 ? -Infinity : (sign * values.reduce((sum, value) => sum + value, 0)) / values.length;
  };
  return arms.map((arm) => ({ arm, mean: mean(arm) })).sort((a, b) => b.mean - a.mean).map(({ arm }) => arm);
}

/** Every pair of arms, each with the better first; those of the best arm first. What is not complete is not compared. */
function pairsOf(given: readonly ArmResults[], seeds: readonly number[]): Pair[] {
  const arms = bestFirst(given.filter(({ runs }) => runs.some(({ status }) => status === "complete")), seeds);
  const { sign } = scoreOf(arms[0]?.settings);
  return pairedDifferences(arms.map((arm) => finalScores(arm, seeds)))
    .filter(({ count }) => count > 0)
    .map((pair) => {
      const turned = sign * pair.mean < 0;
      const { a, b, mean, interval: [low, high], ahead, behind } = pair;
      const rest = turned ? { a: b, b: a, mean: -mean, interval: [-high, -low] as typeof pair.interval, ahead: behind, behind: ahead } : {};
      const one = { ...pair, ...rest };
      return { ...one, first: arms[one.a]!.name, second: arms[one.b]!.name };
    });
}

function tableOf(caption: string, pairs: readonly Pair[], decimals: number, language: Language): Table {
  const say = texts[language];
  const columns: Column<Pair>[] = [
    textColumn(say.arm, "arm", ({ first }) => first),
    textColumn(say.against, "against", ({ second }) => second),
    numbersColumn(say.difference, ["mean", "deviation"], ({ mean, deviation }) => [mean, deviation], ({ mean }) => signed(mean, decimals)),
    numbersColumn(
      say.interval, ["low", "high"], ({ interval }) => interval,
      ({ interval: [low, high] }) => (Number.isFinite(low) ? `${signed(low, decimals)} … ${signed(high, decimals)}` : "–"),
    ),
    numbersColumn(
      say.seeds, ["ahead", "behind", "ties", "seeds"], ({ ahead, behind, ties, count }) => [ahead, behind, ties, count],
      ({ ahead, behind, ties }) => `${ahead}, ${behind}${ties > 0 ? say.ties(ties) : ""}`,
    ),
    numberColumn("p", "p", ({ p }) => p, ({ p }) => pText(p)),
    numberColumn(say.holm, "p_holm", ({ adjusted }) => adjusted, ({ adjusted }) => pText(adjusted)),
    textColumn(say.verdict, "verdict", (pair) => verdict(pair, "en"), (pair) => verdict(pair, language)),
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
export function pairedTables(
  name: string, arms: readonly ArmResults[], seeds: readonly number[], language: Language = "en",
): PairedTables | undefined {
  const pairs = pairsOf(arms, seeds);
  if (!pairs.some(({ count }) => count > 1)) return undefined;
  const score = scoreOf(arms[0]?.settings);
  const say = texts[language];
  const caption = say.caption(name, scoreWords[score.name][language]);
  const values = arms.flatMap((arm) => finalScores(arm, seeds)).filter((value) => value > 0);
  const decimals = score.sign < 0 ? decimalsOf(Math.min(...values)) : 4;
  const all = tableOf(caption, pairs, decimals, language);
  if (arms.length <= mostArms) return { all, shown: all, leader: undefined };
  const leader = bestFirst(arms, seeds)[0]!.name;
  const ofLeader = pairs.filter(({ a, b }) => a === 0 || b === 0);
  return { all, shown: tableOf(say.to(caption, leader), ofLeader, decimals, language), leader };
}
