/** What results say, made from the statistics and nothing else. */
import { isBetter, type Score, scoreOf } from "../../experiment/metrics.ts";
import { regularizationOptions } from "../../experiment/options.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import type { Results, RunResult } from "../../experiment/results.ts";
import { type ArmResults, armResults, bestScore, finalIndex, towardsGoal } from "../statistics/arms.ts";
import { statistic } from "../statistics/summary.ts";
import { stepsToTarget } from "../statistics/target.ts";
import { compare, type Comparison, levelOf, type Measured } from "./compare.ts";
import { decimalsOf } from "../format.ts";
import type { Finding, FindingOf, RmseScore } from "./finding.ts";
import { tuningFindings, withoutChoice } from "./tuning.ts";

/** Accuracies, or R², that a sentence may ask for: the highest that half of an arm's runs reached. */
const targets = [0.9, 0.8, 0.7, 0.6, 0.5];
/** Above chance by no more than this, an arm has learned nothing worth the name. */
const chanceMargin = 0.02;
/** R² below which predictions are clearly worse than the mean of the targets. */
const clearlyWorse = -0.05;

/**
 * Train minus test accuracy, or best minus final, from which on it is worth a sentence; of errors the share of the one that
 * it is more than the other.
 */
const wide = { accuracy: 0.05, error: 0.25 };
const isWide = (better: number, worse: number, { sign }: Score) =>
  sign < 0 ? worse - better >= wide.error * better : better - worse >= wide.accuracy;

/** What findings are made of. */
export type Found = Pick<Results, "experiment" | "runs" | "tuning">;

/** In the order in which they read well: who is ahead first, what ± means last. */
export function findings(results: Found): Finding[] {
  const { seeds } = results.experiment;
  const score = scoreOf(results.experiment.arms[0]);
  const arms = armResults(results).map((arm) => ({ ...arm, complete: arm.runs.filter(isComplete) }));
  const missing = missingRuns(results);
  const measured = arms.filter(({ complete }) => complete.length > 0);
  const identical = identicalArms(measured, seeds);
  const copies = new Set(identical.flatMap((same) => same.arms.slice(1)));
  const told = measured.filter(({ name }) => !copies.has(name));
  const tuned = results.tuning !== undefined;
  const unlearned = atChance(measured, tuned, score);
  const never = new Set(unlearned.flatMap((one) => one.arms.filter((arm) => arm.seeds === arm.of).map(({ level }) => level.arm)));
  const ranked = told.filter(({ name }) => !never.has(name));

  const few = seeds.length < 2 || measured.every(({ complete }) => complete.length < 2);
  const order = few ? firstOnes(ranked, told.length) : undefined;
  const final = measured.map((arm) => bySeed(arm, seeds, (run) => run[score.test]?.[finalIndex(run)]));
  const shown = shownBy(score, final);
  const names = few ? [] : comparable(ranked.map(({ name }) => final.find(({ arm }) => arm === name)!));
  const accuracy = compare(final, names, shown ?? { name: "accuracy" });
  const reached = firstReached(told);
  const speed = reached && !few ? speeds(measured, names, seeds, reached.target) : undefined;
  const alone = ranked.length === 1 ? [only(ranked[0]!, told.length)] : [];
  const gap = trainingGap(told, results.experiment);
  const more = fewSeeds(seeds, few, told.length > 1 && (few || accuracy.best.length > 1), tuned);

  const all: (Finding | undefined)[] = [
    missing, ...identical, ...alone, ...(ranked.length > 1 ? [order, ...accuracy.findings] : []), ...unlearned, diverged(arms),
    reached, ...(speed?.findings ?? []), speed && aheadInBoth(accuracy, speed, reached!.target),
    ...gap, fellBack(told, never), ...tuningFindings(results), tuned ? undefined : untuned(results.experiment.arms), more,
  ];
  const said = all.filter((finding) => finding !== undefined).map((finding) => inTermsOf(finding, shown));
  const comparisons = Math.max(accuracy.comparisons, speed?.comparisons ?? 0);
  const method = inTermsOf({ kind: "method", comparisons: said.some(compares) ? comparisons : 0 }, shown);
  return said.some(hasInterval) ? [...said, method] : said;
}

/** How errors are shown: with four digits of the least, whatever their units. */
function shownBy({ sign }: Score, final: readonly Measured[]): RmseScore | undefined {
  if (sign > 0) return undefined;
  const values = final.flatMap(({ values }) => values).filter((value) => value > 0);
  return { name: "rmse", decimals: values.length > 0 ? decimalsOf(Math.min(...values)) : 4 };
}

/** Says of what a finding is, where it is not of the accuracy. */
function inTermsOf(finding: Finding, score: RmseScore | undefined): Finding {
  if (!score) return finding;
  switch (finding.kind) {
    case "alone": case "order": case "unlearned": case "gap": case "remedies": case "fellBack": case "scattered": case "method":
      return { ...finding, score };
    case "reached": case "both": case "sensitivity": return { ...finding, of: "r2" };
    case "ahead": case "together":
      return finding.measure.name === "steps" ? { ...finding, measure: { ...finding.measure, of: "r2" } } : finding;
    default: return finding;
  }
}

type Arm = ArmResults & { complete: RunResult[] };

const isComplete = ({ status, iterations }: RunResult) => status === "complete" && iterations.length > 0;
const hasInterval = (finding: Finding) =>
  compares(finding) || (finding.kind === "gap" && finding.seeds > 1) || (finding.kind === "alone" && finding.seeds > 1);
const compares = ({ kind }: Finding) => kind === "ahead" || kind === "together";

/** A value of each complete run, by the seeds of the experiment. */
function bySeed({ name, complete }: Arm, seeds: readonly number[], value: (run: RunResult) => number | undefined): Measured {
  const at = (seed: number) => complete.find((run) => run.seed === seed);
  return { arm: name, values: seeds.map((seed) => { const run = at(seed); return (run && value(run)) ?? NaN; }) };
}

/** A run without a digest was ended by the machine, for want of memory say. */
const hasDiverged = ({ status, digest }: RunResult) => status === "failed" && digest !== "";

function missingRuns(results: Found): FindingOf<"missing"> | undefined {
  const { runs } = results;
  const count = (test: (run: RunResult) => boolean) => runs.filter(test).length;
  const interrupted = count(({ status }) => status === "interrupted");
  const notStarted = count(({ status }) => status === "not started");
  const unchosen = withoutChoice(results);
  const ended = count((run) => run.status === "failed" && !hasDiverged(run) && !unchosen.includes(run.arm));
  if (interrupted + notStarted + ended === 0) return undefined;
  return { kind: "missing", runs: runs.length, complete: count(isComplete), interrupted, notStarted, ended };
}

function diverged(arms: Arm[]): FindingOf<"diverged"> | undefined {
  const some = arms
    .map(({ name, runs }) => ({ arm: name, seeds: runs.filter(hasDiverged).length, of: runs.length }))
    .filter(({ seeds }) => seeds > 0);
  return some.length > 0 ? { kind: "diverged", arms: some } : undefined;
}

/** Arms whose networks and accuracies are the same with every seed. */
function identicalArms(arms: Arm[], seeds: readonly number[]): FindingOf<"identical">[] {
  const groups = new Map<string, string[]>();
  for (const { name, complete, settings } of arms) {
    if (complete.length < seeds.length) continue;
    const same = JSON.stringify(complete.map((run) => [run.digest, run[scoreOf(settings).test]]));
    groups.set(same, [...(groups.get(same) ?? []), name]);
  }
  return [...groups.values()].filter((group) => group.length > 1)
    .map((arms) => ({ kind: "identical" as const, arms, seeds: seeds.length }));
}

/** What naming always the commonest class gives, in accuracy, or the mean of all targets, in R². */
function chanceOf({ confusion }: RunResult, { task }: Score): { accuracy: number; margin: number } | undefined {
  if (task === "targets") return { accuracy: 0, margin: chanceMargin };
  const classes = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const images = classes.reduce((sum, count) => sum + count, 0);
  if (images === 0) return undefined;
  const accuracy = Math.max(...classes) / images;
  return { accuracy, margin: Math.max(chanceMargin, 3 * Math.sqrt((accuracy * (1 - accuracy)) / images)) };
}

function atChance(arms: Arm[], tuned: boolean, score: Score): FindingOf<"unlearned">[] {
  const stayed = arms.flatMap(({ name, complete, settings }) => {
    const stuck = complete.filter((run) => {
      const chance = chanceOf(run, score);
      return chance && Math.max(...(run[score.goal.metric] ?? [])) <= chance.accuracy + chance.margin;
    });
    if (stuck.length === 0) return [];
    const level = levelOf({ arm: name, values: stuck.map((run) => run[score.test]![finalIndex(run)]!) });
    const { iterations } = settings.training;
    const worse = statistic(stuck.map((run) => run.testR2?.[finalIndex(run)] ?? 0)).mean < clearlyWorse;
    return [{ level, worse, seeds: stuck.length, of: complete.length, steps: iterations, chance: chanceOf(stuck[0]!, score)!.accuracy }];
  });
  if (stayed.length === 0) return [];
  const told = stayed.map(({ level, seeds, of, steps, worse }) => ({ level, seeds, of, steps, ...(worse && { worse }) }));
  return [{ kind: "unlearned", arms: told, chance: stayed[0]!.chance, tuned }];
}

const finalScores = ({ complete, settings }: Arm) => complete.map((run) => run[scoreOf(settings).test]![finalIndex(run)]!);

/** The arms of one seed, the best first. */
function firstOnes(arms: Arm[], of: number): FindingOf<"order"> | undefined {
  if (arms.length < 2) return undefined;
  const levels = arms.map((arm) => levelOf({ arm: arm.name, values: finalScores(arm).slice(0, 1) }));
  const { sign } = scoreOf(arms[0]!.settings);
  levels.sort((a, b) => sign * (b.value - a.value));
  return { kind: "order", levels: levels.slice(0, 3), of, seed: arms[0]!.complete[0]!.seed };
}

function only(arm: Arm, of: number): FindingOf<"alone"> {
  const values = finalScores(arm);
  const level = levelOf({ arm: arm.name, values });
  return { kind: "alone", level, of, lowest: Math.min(...values), highest: Math.max(...values), seeds: values.length };
}

/** The arms that have two seeds in common with every other: without those of fewest runs where need be. */
function comparable(arms: Measured[]): string[] {
  const shared = (one: Measured, other: Measured) =>
    one.values.filter((value, seed) => Number.isFinite(value) && Number.isFinite(other.values[seed])).length;
  const runs = ({ values }: Measured) => values.filter(Number.isFinite).length;
  let left = arms;
  while (left.some((one) => left.some((other) => shared(one, other) < 2))) {
    const fewest = left.reduce((least, one) => (runs(one) < runs(least) ? one : least));
    left = left.filter((one) => one !== fewest);
  }
  return left.map(({ arm }) => arm);
}

function firstReached(arms: Arm[]): FindingOf<"reached"> | undefined {
  const of = (target: number) => arms.map((arm) => ({
    arm: arm.name,
    ...stepsToTarget(towardsGoal(arm, arm.complete), target),
  }));
  const target = targets.find((accuracy) => of(accuracy).some(({ reached, count }) => 2 * reached >= count));
  if (target === undefined) return undefined;
  const all = of(target);
  const times: FindingOf<"reached">["times"] = [];
  for (const { arm, median, reached, count } of all.filter(({ reached }) => reached > 0).sort((a, b) => a.median - b.median)) {
    const last = times.at(-1);
    if (last?.steps === median && last.seeds === reached && last.of === count) last.arms.push(arm);
    else times.push({ steps: median, arms: [arm], seeds: reached, of: count });
  }
  const not = all.filter(({ reached }) => reached === 0).map(({ arm }) => arm);
  return { kind: "reached", target, times, not, seeds: Math.max(...all.map(({ count }) => count)) };
}

/** Steps to the target of the arms that reached it with every seed: the fastest group and whom it is ahead of. */
function speeds(
  measured: Arm[], names: readonly string[], seeds: readonly number[], target: number,
): Comparison | undefined {
  const steps = measured.map((arm) => bySeed(arm, seeds, (run) => {
    const [{ iterations, values }] = towardsGoal(arm, [run]) as [ReturnType<typeof towardsGoal>[number]];
    return iterations[values.findIndex((value) => value >= target)];
  }));
  const everywhere = steps.filter(({ arm, values }) => names.includes(arm) && values.every(Number.isFinite));
  if (everywhere.length < 2) return undefined;
  const speed = compare(steps, everywhere.map(({ arm }) => arm), { name: "steps", target });
  // The medians say the rest.
  return { ...speed, findings: speed.findings.filter((one) => one.kind === "ahead" && one.best) };
}

function aheadInBoth(accuracy: Comparison, speed: Comparison, target: number): FindingOf<"both"> | undefined {
  // Where everything is level, it is no news.
  if (accuracy.leaders.length === 0 || speed.leaders.length === 0) return undefined;
  const highest = accuracy.best;
  const both = highest.filter((arm) => speed.leaders.includes(arm));
  const known = both.length > 0 || highest.every((arm) => speed.told.includes(arm) && !speed.best.includes(arm));
  return known ? { kind: "both", target, highest, both } : undefined;
}

/** Everything of an arm that holds back weights or units, as text; "" of one without. */
function regularizationOf({ network, optimizer, ...whole }: ResolvedArm): string {
  const given = [...network.hidden, network.output].flatMap((layer) => [
    ...Object.entries(regularizationOptions.layers).map(([key, rule]) => [key, layer[key as "l1"] ?? rule.default, rule.default]),
    ["dropout", "dropout" in layer ? layer.dropout : false, false],
  ]);
  const { labelSmoothing = 0, inputNoise = 0, augment } = whole;
  const decay = (optimizer as { weightDecay?: number }).weightDecay ?? 0;
  const all = [
    ...given, ["labelSmoothing", labelSmoothing, 0], ["inputNoise", inputNoise, 0], ["augment", augment, undefined], ["weightDecay", decay, 0],
  ];
  return JSON.stringify(all.filter(([, value, none]) => value !== none && value !== undefined)).replace(/^\[\]$/, "");
}

/** Overfitting, where it is the subject: the arms differ in regularization, or the gap is wide. */
function trainingGap(
  arms: Arm[], { seeds, dataset: { labelNoise } }: Results["experiment"],
): (FindingOf<"gap"> | FindingOf<"remedies">)[] {
  const score = scoreOf(arms[0]?.settings);
  const gaps = arms.map((arm) => {
    const at = (run: RunResult, part: "train" | "test") => run[score[part]]?.[finalIndex(run)] ?? NaN;
    const final = (part: "train" | "test") => statistic(arm.complete.map((run) => at(run, part))).mean;
    const difference = (run: RunResult) => score.sign * (at(run, "train") - at(run, "test"));
    return { arm, train: final("train"), test: final("test"), gap: levelOf(bySeed(arm, seeds, difference)) };
  });
  gaps.sort((a, b) => b.gap.value - a.gap.value);
  const plain = gaps.filter(({ arm }) => regularizationOf(arm.settings) === "");
  const [base = gaps[0]] = plain.length === 1 ? plain : [];
  if (!base) return [];
  const { gap, train, test } = base;
  // What is measured on a batch is coarse: a gap counts where its interval says so.
  const onBatch = base.arm.settings.training.trainAccuracy !== "all";
  if ((onBatch && !(gap.within < gap.value)) || !isWide(train, test, score)) return [];
  const count = base.arm.complete.length;
  const found: FindingOf<"gap"> = { kind: "gap", gap, train, test, seeds: count, ...(labelNoise && { labelNoise }), ...(onBatch && { onBatch }) };
  const others = gaps.filter((one) => one !== base);
  const narrower = others.filter((one) => one.gap.value < gap.value);
  if (plain.length !== 1 || others.length === 0) return [found];
  const higher = narrower.filter((one) => isBetter(score, one.test, test)).map(({ arm }) => arm.name);
  const narrowest = others.at(-1)!.gap;
  const kind = "remedies" as const;
  return [found, { kind, base: base.arm.name, narrower: narrower.length, of: others.length, narrowest, higher, seeds: count }];
}

function fellBack(arms: Arm[], never: ReadonlySet<string>): FindingOf<"fellBack"> | undefined {
  const some = arms.filter(({ name }) => !never.has(name)).map((arm) => ({
    arm: arm.name, best: bestScore(arm).mean, final: statistic(finalScores(arm)).mean,
  })).filter(({ best, final }) => isWide(best, final, scoreOf(arms[0]!.settings)));
  return some.length > 0 ? { kind: "fellBack", arms: some } : undefined;
}

/** Whether optimizers are compared, rather than the rates or strengths of one. */
function untuned(arms: readonly ResolvedArm[]): FindingOf<"untuned"> | undefined {
  return new Set(arms.map(({ optimizer }) => optimizer.name)).size > 1 ? { kind: "untuned" } : undefined;
}

function fewSeeds(
  seeds: readonly number[], few: boolean, wanted: boolean, tuned: boolean,
): FindingOf<"fewSeeds"> | undefined {
  if (!wanted || (!few && seeds.length > 4)) return undefined;
  const [first = 0] = seeds;
  const more = Array.from({ length: seeds.length > 1 ? 10 : 4 }, (_, i) => first + i);
  const set = tuned ? "tuning.rerun=10" : `"seeds=[${more.join(",")}]"`;
  return { kind: "fewSeeds", seeds: few ? 1 : seeds.length, set: `--set ${set}` };
}
