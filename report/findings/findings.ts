/** What results say, made from the statistics and nothing else. */
import { regularizationOptions } from "../../experiment/options.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import type { Results, RunResult } from "../../experiment/results.ts";
import { type ArmResults, armResults, bestTestAccuracy, finalIndex } from "../statistics/arms.ts";
import { statistic } from "../statistics/summary.ts";
import { stepsToTarget } from "../statistics/target.ts";
import { compare, type Comparison, levelOf, type Measured } from "./compare.ts";
import type { Finding, FindingOf } from "./finding.ts";
import { tuningFindings, withoutChoice } from "./tuning.ts";

/** Accuracies that a sentence may ask for: the highest that half of an arm's runs reached. */
const targets = [0.9, 0.8, 0.7, 0.6, 0.5];
/** Above chance by no more than this, an arm has learned nothing worth the name. */
const chanceMargin = 0.02;
/** Train minus test accuracy, or best minus final, from which on it is worth a sentence. */
const wide = 0.05;

/** What findings are made of. */
export type Found = Pick<Results, "experiment" | "runs" | "tuning">;

/** In the order in which they read well: who is ahead first, what ± means last. */
export function findings(results: Found): Finding[] {
  const { seeds } = results.experiment;
  const arms = armResults(results).map((arm) => ({ ...arm, complete: arm.runs.filter(isComplete) }));
  const missing = missingRuns(results);
  const measured = arms.filter(({ complete }) => complete.length > 0);
  const identical = identicalArms(measured, seeds);
  const copies = new Set(identical.flatMap((same) => same.arms.slice(1)));
  const told = measured.filter(({ name }) => !copies.has(name));
  const tuned = results.tuning !== undefined;
  const unlearned = atChance(measured, tuned);
  const never = new Set(unlearned.flatMap((one) => one.arms.filter((arm) => arm.seeds === arm.of).map(({ level }) => level.arm)));
  const ranked = told.filter(({ name }) => !never.has(name));

  const few = seeds.length < 2 || measured.every(({ complete }) => complete.length < 2);
  const order = few ? firstOnes(ranked, told.length) : undefined;
  const final = measured.map((arm) => bySeed(arm, seeds, (run) => run.testAccuracy[finalIndex(run)]));
  const names = few ? [] : comparable(ranked.map(({ name }) => final.find(({ arm }) => arm === name)!));
  const accuracy = compare(final, names, { name: "accuracy" });
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
  const said = all.filter((finding) => finding !== undefined);
  const comparisons = Math.max(accuracy.comparisons, speed?.comparisons ?? 0);
  return said.some(hasInterval) ? [...said, { kind: "method", comparisons: said.some(compares) ? comparisons : 0 }] : said;
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
  for (const { name, complete } of arms) {
    if (complete.length < seeds.length) continue;
    const same = JSON.stringify(complete.map(({ digest, testAccuracy }) => [digest, testAccuracy]));
    groups.set(same, [...(groups.get(same) ?? []), name]);
  }
  return [...groups.values()].filter((group) => group.length > 1)
    .map((arms) => ({ kind: "identical" as const, arms, seeds: seeds.length }));
}

/** What naming always the commonest class gives. */
function chanceOf({ confusion }: RunResult): { accuracy: number; margin: number } | undefined {
  const classes = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const images = classes.reduce((sum, count) => sum + count, 0);
  if (images === 0) return undefined;
  const accuracy = Math.max(...classes) / images;
  return { accuracy, margin: Math.max(chanceMargin, 3 * Math.sqrt((accuracy * (1 - accuracy)) / images)) };
}

function atChance(arms: Arm[], tuned: boolean): FindingOf<"unlearned">[] {
  const stayed = arms.flatMap(({ name, complete, settings }) => {
    const stuck = complete.filter((run) => {
      const chance = chanceOf(run);
      return chance && Math.max(...run.testAccuracy) <= chance.accuracy + chance.margin;
    });
    if (stuck.length === 0) return [];
    const level = levelOf({ arm: name, values: stuck.map((run) => run.testAccuracy[finalIndex(run)]!) });
    const { iterations } = settings.training;
    return [{ level, seeds: stuck.length, of: complete.length, steps: iterations, chance: chanceOf(stuck[0]!)!.accuracy }];
  });
  if (stayed.length === 0) return [];
  const told = stayed.map(({ level, seeds, of, steps }) => ({ level, seeds, of, steps }));
  return [{ kind: "unlearned", arms: told, chance: stayed[0]!.chance, tuned }];
}

const finalAccuracies = ({ complete }: Arm) => complete.map((run) => run.testAccuracy[finalIndex(run)]!);

/** The arms of one seed, highest first. */
function firstOnes(arms: Arm[], of: number): FindingOf<"order"> | undefined {
  if (arms.length < 2) return undefined;
  const levels = arms.map((arm) => levelOf({ arm: arm.name, values: finalAccuracies(arm).slice(0, 1) }));
  levels.sort((a, b) => b.value - a.value);
  return { kind: "order", levels: levels.slice(0, 3), of, seed: arms[0]!.complete[0]!.seed };
}

function only(arm: Arm, of: number): FindingOf<"alone"> {
  const values = finalAccuracies(arm);
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
    ...stepsToTarget(arm.complete.map(({ iterations, testAccuracy }) => ({ iterations, values: testAccuracy })), target),
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
    const first = run.testAccuracy.findIndex((value) => value >= target);
    return run.iterations[first];
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
  const smoothing = (whole as { labelSmoothing?: number }).labelSmoothing ?? 0;
  const decay = (optimizer as { weightDecay?: number }).weightDecay ?? 0;
  const all = [...given, ["labelSmoothing", smoothing, 0], ["weightDecay", decay, 0]];
  return JSON.stringify(all.filter(([, value, none]) => value !== none && value !== undefined)).replace(/^\[\]$/, "");
}

/** Overfitting, where it is the subject: the arms differ in regularization, or the gap is wide. */
function trainingGap(
  arms: Arm[], { seeds, dataset: { labelNoise } }: Results["experiment"],
): (FindingOf<"gap"> | FindingOf<"remedies">)[] {
  const gaps = arms.map((arm) => {
    const final = (metric: "trainAccuracy" | "testAccuracy") =>
      statistic(arm.complete.map((run) => run[metric][finalIndex(run)] ?? NaN)).mean;
    const difference = (run: RunResult) => run.trainAccuracy[finalIndex(run)]! - run.testAccuracy[finalIndex(run)]!;
    return {
      arm, train: final("trainAccuracy"), test: final("testAccuracy"), gap: levelOf(bySeed(arm, seeds, difference)),
    };
  });
  gaps.sort((a, b) => b.gap.value - a.gap.value);
  const plain = gaps.filter(({ arm }) => regularizationOf(arm.settings) === "");
  const [base = gaps[0]] = plain.length === 1 ? plain : [];
  if (!base) return [];
  const { gap, train, test } = base;
  // What is measured on a batch is coarse: a gap counts where its interval says so.
  const known = base.arm.settings.training.trainAccuracy === "all" || gap.within < gap.value;
  if (!known || !(gap.value >= wide)) return [];
  const count = base.arm.complete.length;
  const found: FindingOf<"gap"> = { kind: "gap", gap, train, test, seeds: count, ...(labelNoise && { labelNoise }) };
  const others = gaps.filter((one) => one !== base);
  const narrower = others.filter((one) => one.gap.value < gap.value);
  if (plain.length !== 1 || others.length === 0) return [found];
  const higher = narrower.filter((one) => one.test > test).map(({ arm }) => arm.name);
  const narrowest = others.at(-1)!.gap;
  const kind = "remedies" as const;
  return [found, { kind, base: base.arm.name, narrower: narrower.length, of: others.length, narrowest, higher, seeds: count }];
}

function fellBack(arms: Arm[], never: ReadonlySet<string>): FindingOf<"fellBack"> | undefined {
  const some = arms.filter(({ name }) => !never.has(name)).map((arm) => ({
    arm: arm.name, best: bestTestAccuracy(arm).mean, final: statistic(finalAccuracies(arm)).mean,
  })).filter(({ best, final }) => best - final >= wide);
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
