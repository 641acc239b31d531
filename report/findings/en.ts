/** Findings in English. */
import type { Kind, FindingOf, Level, RmseScore } from "./finding.ts";
import { bound, percent, plusMinus, rangeText, settingText, share } from "./numbers.ts";

export type Sentences = { readonly [Name in Kind]: (finding: FindingOf<Name>) => string };

/** Names that look like a part of the sentence stand in quotes. */
const named = (arm: string) => (/^\p{Ll}|[,;:]/u.test(arm) ? `“${arm}”` : arm);

function list(parts: readonly string[], most = 5): string {
  const shown = parts.length > most ? parts.slice(0, most - 1) : parts;
  const rest = parts.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  return all.length < 2 ? all.join() : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

const names = (arms: readonly string[], most?: number) => list(arms.map(named), most);
const levelText = ({ arm, value, within }: Level, limit?: number) => `${named(arm)} (${share(value, within, limit)})`;
const levels = (all: readonly Level[], limit?: number) => list(all.map((level) => levelText(level, limit)));
const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;
const inSeeds = (some: number, all: number) =>
  some < all ? `in ${some} of ${all} seeds` : all === 1 ? "in the one seed" : `in ${all} of ${all} seeds`;

/** How scores are spoken of: `sign` is −1 where lower is better, `limit` the most decimals. */
const wordsOf = (score?: RmseScore) => score
  ? { noun: "RMSE", best: "lowest", better: "lower", worse: "higher", sign: -1, limit: score.decimals }
  : { noun: "accuracy", best: "highest", better: "higher", worse: "lower", sign: 1, limit: undefined };
/** The least, the greatest or the best of several: two digits of an accuracy, or what an error's size bears. */
const endText = (value: number, score?: RmseScore) => (score ? share(value, undefined, score.decimals) : share(value, 0.01));
/** A target of accuracies, or of R². */
const goalText = (target: number, of?: "r2") => (of ? `R² ${target}` : percent(target));

/** What people call the settings that are searched most; others go by their paths. */
const settingNames: Readonly<Record<string, string>> = {
  "optimizer.learningRate": "learning rate", "optimizer.momentum": "momentum", "optimizer.decay": "ρ",
  "optimizer.beta1": "β₁", "optimizer.beta2": "β₂", "optimizer.epsilon": "ε", "optimizer.weightDecay": "weight decay",
  "regularization.l1": "L1", "regularization.l2": "L2", "network.dropout": "dropout", "training.batchSize": "batch size",
};
const settingName = (path: string) => settingNames[path] ?? path;
const edgeName = ({ path, fromOne }: { path: string; fromOne: boolean }) => `${fromOne ? "1 − " : ""}${settingName(path)}`;

export const en: Sentences = {
  missing: ({ runs, complete, interrupted, notStarted, ended }) => {
    const parts = [
      ...(interrupted > 0 ? [`${interrupted} interrupted`] : []), ...(notStarted > 0 ? [`${notStarted} not started`] : []),
      ...(ended > 0 ? [`${ended} ended by the machine`] : []),
    ].join(", ");
    if (complete === 0) return `No run is complete (${parts}), so nothing can be said yet.`;
    return `${complete} of ${runs} runs ${complete === 1 ? "is" : "are"} complete (${parts}); only ` +
      `${complete === 1 ? "that counts" : "those count"} here.`;
  },

  identical: ({ arms, seeds }) =>
    `${names(arms)} come to the same network, to the last bit, with ` +
    `${seeds > 1 ? `each of the ${seeds} seeds` : "this seed"}: there is no difference at all.`,

  alone: ({ level: { arm, value, within }, of, lowest, highest, seeds, score }) => {
    const { noun, limit } = wordsOf(score);
    const [low, high] = [lowest, highest].map((end) => share(end, undefined, limit));
    const spread = seeds > 1 ? ` (mean of ${seeds} seeds, from ${low} to ${high})` : "";
    const text = seeds > 1 ? plusMinus(value, within, limit) : share(value, undefined, limit);
    return `${of > 1 ? `Only ${named(arm)} learned: it` : named(arm)} ends at a test ${noun} of ${text}${spread}.`;
  },

  order: ({ levels: [first, ...others], of, seed, score }) => {
    const { noun, best, worse, limit } = wordsOf(score);
    const then = levels(others, limit) + (of > others.length + 1 ? `; ${of - others.length - 1} more are ${worse}` : "");
    return `With seed ${seed}, ${named(first!.arm)} ends with the ${best} test ${noun} (${share(first!.value, undefined, limit)}), ` +
      `then ${then}.`;
  },

  together: ({ measure, levels: all, allPairs, within, best, leads, seeds }) => {
    const [first, ...others] = all as [Level, ...Level[]];
    const whole = measure.name === "steps";
    const words = wordsOf(measure.name === "rmse" ? measure : undefined);
    const limit = whole ? 0 : words.limit;
    const what = all.length > 2 ? "the 95% intervals of the differences lie" : "the 95% interval of the difference lies";
    const top = best && !whole ? `end ${words.best} and ` : "";
    const told = allPairs
      ? `${levels(all, words.limit)} ${top}cannot be told apart with ${count(seeds, "seed")}`
      : `With ${count(seeds, "seed")}, ${levels(others, words.limit)} cannot be told apart from ${levelText(first, words.limit)}` +
        (best ? `, which ends ${words.best}` : "");
    const though = leads === seeds && !whole ? `, though ${named(first.arm)} is the ${words.best} with every seed` : "";
    return `${told}: ${what} within ${bound(within, limit)}${though}.`;
  },

  ahead: ({ measure, leaders, only, other, difference: { mean, within, ahead, seeds }, also, best }) => {
    const several = leaders.length > 1;
    const many = several && ahead < seeds ? `in at least ${ahead} of ${seeds} seeds` : inSeeds(ahead, seeds);
    const least = several ? "at least " : "";
    // Of the others some may be ahead of these as well: “only” is said of the first alone.
    const [they, are, doSo] = several ? ["they", "are", "do so"] : ["it", "is", "does so"];
    if (measure.name === "steps") {
      const who = `${only ? "Only " : ""}${names(leaders.map(({ arm }) => arm))}`;
      const further = also.length === 0 ? "" : only ? `; ${they} also ${doSo} before ${names(also)}` : `, and before ${names(also)}`;
      const reach = only ? `${are} shown to reach` : several ? "reach" : "reaches";
      return `${who} ${reach} ${goalText(measure.target, measure.of)} before ${named(other.arm)}, ` +
        `by ${least}${plusMinus(mean, within, 0)} steps, ${many}${further}.`;
    }
    const { noun, best: lead, sign, limit } = wordsOf(measure.name === "rmse" ? measure : undefined);
    const further = also.length === 0 ? "" : only ? `; ${they} ${are} also ahead of ${names(also)}` : `, and of ${names(also)}`;
    const by = `ahead of ${levelText(other, limit)} by ${least}${plusMinus(mean, within, limit)}, ${many}`;
    if (only) return `Of these, only ${names(leaders.map(({ arm }) => arm))} ${are} ${by}${further}.`;
    if (leaders.length > 3) return `All ${leaders.length} are ${by}${further}.`;
    if (several) return `${names(leaders.map(({ arm }) => arm))} are ${leaders.length === 2 ? "both" : "all"} ${by}${further}.`;
    const [leader] = leaders as [Level];
    // With other seeds missing, the other's mean may be higher.
    return best && sign * (leader.value - other.value) > 0
      ? `${named(leader.arm)} ends with the ${lead} test ${noun} (${share(leader.value, leader.within, limit)}), ${by}${further}.`
      : `${levelText(leader, limit)} is ${by}${further}.`;
  },

  scattered: ({ arms, score }) =>
    `${list(arms.map(({ arm, lowest, highest }) => `${named(arm)} (${endText(lowest, score)} to ${endText(highest, score)})`))} ` +
    `${arms.length > 1 ? "depend" : "depends"} too much on the seed to be placed among the others.`,

  unlearned: ({ arms, chance, tuned, score }) => {
    const { limit } = wordsOf(score);
    const settings = tuned ? "" : " at these settings";
    const always = arms.filter(({ seeds, of }) => seeds === of);
    const some = arms.filter(({ seeds, of }) => seeds < of);
    const sometimes = some.map(({ level, seeds, of }) => `${named(level.arm)} did not learn${settings} ${inSeeds(seeds, of)}`);
    const rest = sometimes.length > 0 ? `${list(sometimes)}.` : "";
    const never = [false, true].flatMap((isWorse) => {
      const alike = always.filter(({ worse = false }) => worse === isWorse);
      const [one] = alike;
      if (!one) return [];
      const better = score
        ? `${isWorse ? "worse" : "no better"} than always giving the mean of the targets`
        : `no better than always naming the commonest class (${share(chance, 0)})`;
      return alike.length === 1
        ? `${named(one.level.arm)} did not learn${settings}: ${share(one.level.value, 0, limit)} after ${one.steps} steps, ${better}.`
        : `${levels(alike.map(({ level }) => level), limit)} did not learn${settings}: that is ${better}.`;
    });
    return [...never, ...(rest ? [rest] : [])].join(" ");
  },

  diverged: ({ arms }) => {
    const text = arms.map(({ arm, seeds, of }, i) => `${named(arm)} ${i === 0 ? "diverged " : ""}${inSeeds(seeds, of)}`);
    const some = arms.filter(({ seeds, of }) => seeds < of).length;
    const rest = some === 0 ? "" : `; ${some > 1 ? "their numbers are" : "its numbers are"} those of the others, which flatters ` +
      (some > 1 ? "them" : "it");
    return `${list(text)}${rest}.`;
  },

  reached: ({ target, times, not, seeds, of: metric }) => {
    const text = times.map(({ steps, arms, seeds, of }, i) =>
      `${names(arms, 4)} after ${steps}${i === 0 ? " steps" : ""}${seeds < of ? ` (${inSeeds(seeds, of)})` : ""}`);
    const median = seeds > 1 ? `In the median of ${seeds} seeds, a` : "A";
    const goal = metric ? `test R² of ${target}` : `test accuracy of ${percent(target)}`;
    const missed = not.length > 0 ? `, but not by ${names(not)}` : "";
    return `${median} ${goal} is reached by ${list(text, 6)}${missed}.`;
  },

  both: ({ target, highest, both, of }) => {
    const several = (arms: readonly string[]) => arms.length > 1;
    const first = `among the first to reach ${goalText(target, of)}`;
    const best = of ? "lowest" : "highest";
    if (both.length === 0) {
      return `${names(highest)}, which ${several(highest) ? `end ${best}, are` : `ends ${best}, is`} not ${first}.`;
    }
    return several(highest)
      ? `${names(both)} ${several(both) ? "are" : "is"} among the ${best} at the end and ${first}.`
      : `${names(both)}, which ends ${best}, is also ${first}.`;
  },

  gap: ({ gap, train, test, seeds, labelNoise, onBatch, score }) => {
    const within = seeds > 1 ? gap.within : 0;
    const { limit } = wordsOf(score);
    const width = seeds > 1 ? plusMinus(gap.value, within, limit) : share(gap.value, within, limit);
    const of = score ? "an RMSE of " : "";
    const part = onBatch ? `the last batch${seeds > 1 ? "es" : ""} of ` : "";
    const noise = labelNoise === undefined ? "" : `, ${percent(labelNoise)} of which have wrong labels,`;
    return `Overfitting: ${named(gap.arm)} ends at ${of}${share(train, within, limit)} on ${part}the training data` +
      `${noise} and ${share(test, within, limit)} on the test data, a gap of ${width}.`;
  },

  remedies: ({ base, narrower, of, narrowest, higher, seeds, score }) => {
    const { better, limit } = wordsOf(score);
    if (narrower === 0) return `No other arm narrows the gap of ${named(base)}.`;
    const who = of === 1 ? "The other arm narrows" : narrower === of ? `All ${of} others narrow` :
      `${narrower} of the ${of} others narrow${narrower === 1 ? "s" : ""}`;
    const to = `(to ${share(narrowest.value, narrowest.within || 0, limit)})`;
    const most = of === 1 ? ` ${to}` : `, ${named(narrowest.arm)} the most ${to}`;
    const what = higher.length > 0
      ? `and ${names(higher)} ${higher.length === 1 ? "ends" : "end"} ${better}`
      : of === 1 ? `but does not end ${better}` : `but none of these ends ${better}`;
    const means = seeds > 1 ? `, in the mean of ${seeds} seeds` : "";
    return `${who} the gap of ${named(base)}${most}, ${what} on the test data${means}.`;
  },

  fellBack: ({ arms, score }) => {
    const { noun } = wordsOf(score);
    const all = list(arms.map(({ arm, best, final }) => `${named(arm)} (${endText(best, score)} at best, ${endText(final, score)} at the end)`));
    return `${all} ${arms.length > 1 ? "do" : "does"} not keep the test ${noun} that was reached.`;
  },

  tuned: ({ trials, fewest, arms, seeds, untuned, diverged, halved }) => {
    const lost = [
      ...(diverged > 0 ? [`${diverged} diverged`] : []), ...(halved > 0 ? [`${halved} were given up early`] : []),
    ].join(" and ");
    const not = untuned.length > 0 ? ` ${names(untuned)} ${untuned.length > 1 ? "were" : "was"} not tuned.` : "";
    const each = arms === 1 ? "" : " each";
    const from = fewest < trials ? `${fewest} to ` : "";
    return `${count(arms, "arm")} ${arms === 1 ? "was" : "were"} tuned by ${from}${count(trials, "trial")}${each} on validation data` +
      `${lost ? ` (${lost})` : ""}; the chosen settings were trained again with ${count(seeds, "fresh seed")}.${not}`;
  },

  chosen: ({ arms }) => {
    const text = arms.map(({ arm, settings }) =>
      `${named(arm)} with ${list(settings.map(({ path, value }) => `${settingName(path)} ${settingText(value)}`))}`);
    const shown = text.length > 6 ? [...text.slice(0, 6), `${text.length - 6} more`] : text;
    return `Chosen: ${shown.join("; ")}.`;
  },

  edge: ({ edges }) => {
    const side = { min: "lower", max: "upper" };
    const [first] = edges;
    const further = first!.wider ? ` Search further: ${rangeText(first!.path, first!.wider)}` : "";
    if (edges.length === 1) {
      const { arm, value, end, fromOne } = first!;
      return `${fromOne ? "" : "The "}${edgeName(first!)} of ${named(arm)} was chosen at the ${side[end]} end of its range ` +
        `(${settingText(value)}), so a better one may lie beyond.${further}`;
    }
    const text = edges.map(({ arm, value, end, ...edge }) =>
      `${edge.fromOne ? "" : "the "}${edgeName(edge)} of ${named(arm)} (${settingText(value)}, the ${side[end]} end)`);
    return `Chosen at the ends of their ranges, beyond which better ones may lie: ${list(text)}.${further}`;
  },

  sensitivity: ({ within, arms, of }) => {
    const text = arms.map(({ arm, decades, open }, i) =>
      `${decades.toFixed(1)}${i === 0 ? " decades" : ""}${open ? " or more" : ""} for ${named(arm)}`);
    return `Learning rates within ${within} of the best validation ${of ? "R²" : "accuracy"} span ${list(text)}.`;
  },

  unchosen: ({ arms }) =>
    `Nothing could be chosen for ${names(arms)}: no trial came to its end without diverging. Search lower learning rates.`,

  untuned: () =>
    "Nothing was tuned, so this compares settings as much as optimizers: “search” in the experiment file tunes them.",

  fewSeeds: ({ seeds, set }) => (seeds === 1
    ? `One seed tells little: with another seed, the order may differ. For more seeds: ${set}`
    : `With ${seeds} seeds only large differences show. For more seeds: ${set}`),

  method: ({ comparisons }) => {
    const half = "± is half of a 95% interval (in the table of results, the standard deviation)";
    return comparisons === 0
      ? `${half}.`
      : `${half}; “ahead” and “before” mean p < 0.05 in paired t-tests, after Holm's correction for ` +
        `${count(comparisons, "comparison")}.`;
  },
};
