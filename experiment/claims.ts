/** Claims: what somebody says that an experiment shows, in a form that its results can answer. */
import type { OptionRule, OptionRules } from "../bindings/parts/options.ts";
import type { Conflict } from "./check.ts";
import { isOfTask, isOfValidation, type MetricName, metricNames, metricRow, metrics, type Score, scoreOf } from "./metrics.ts";
import type { ResolvedArm, ResolvedExperiment } from "./resolve.ts";
import type { ClaimFile } from "./schema.ts";
import { didYouMean, oneOf } from "./suggest.ts";

/** The same in each language. */
export interface LocalText {
  en: string;
  ja: string;
}
export type Language = keyof LocalText;

/** What a claim may be about, beside the metrics of each evaluation. */
export const ownMetrics = {
  /** Mean training loss of the steps since the evaluation before. */
  loss: { of: "evaluation" },
  /** Training accuracy less test accuracy; where rows have targets, test RMSE less training RMSE. */
  gap: { of: "evaluation" },
  /** √ΣW² over the layers that are trained. */
  weightNorm: { of: "evaluation" },
  /** How far the test accuracy fell, or the test RMSE rose, from one evaluation to the next, added up. */
  falls: { of: "run" },
  /** Share of the first layer's weights that are nearly 0. */
  nearZero: { of: "run" },
} as const;
export type ClaimMetric = MetricName | keyof typeof ownMetrics;
export const claimMetricNames = [...metricNames, ...Object.keys(ownMetrics)] as ClaimMetric[];

/** Those that a run comes to as it trains: a target can be reached. */
export const isReachable = (name: ClaimMetric): name is MetricName | "loss" => name in metrics || name === "loss";
/** Whether it is better where it is lower. */
export const isLoss = (name: ClaimMetric) => name === "loss" || (name in metrics && metricRow(name as MetricName).better === "lower");
const isOfRun = (name: ClaimMetric) => name in ownMetrics && ownMetrics[name as keyof typeof ownMetrics].of === "run";

export const directions = ["higher", "lower", "equal"] as const;
export type Direction = (typeof directions)[number];
const moments = ["final", "best"] as const;
/** When it is measured: at the end, at the best evaluation, after so many iterations, or how many it takes to a target. */
export type Moment = (typeof moments)[number] | number | { reach: number };

/** The options of a claim that are a single value. */
export const claimOptions = {
  metric: { kind: "choice", default: "testAccuracy", choices: claimMetricNames, about: "What is compared; where rows have targets by default testRmse." },
  direction: {
    kind: "choice", choices: directions,
    about: "What is claimed of the first: that it is higher than the second, lower, or as good as equal.",
  },
  margin: {
    kind: "number", default: 0, min: -1e9, max: 1e9,
    about:
      "By how much it is higher or lower at least; below 0, it may be that much on the other side. Where they are " +
      "equal, how far they may differ at most.",
  },
} as const satisfies OptionRules;
export const momentChoices = {
  kind: "choice", choices: moments, about: "At the end of training, or at the best evaluation.",
} as const satisfies OptionRule;

/** An arm, and what it is compared with: an arm or a number. */
export type ClaimSides = [string, string | number];

export interface ResolvedClaim {
  claim: LocalText;
  /** Where it stands. */
  source?: LocalText;
  compare: ClaimSides;
  metric: ClaimMetric;
  /** For each of the two. */
  at: [Moment, Moment];
  direction: Direction;
  margin: number;
}

const inEach = (text: string | LocalText): LocalText => (typeof text === "string" ? { en: text, ja: text } : { ...text });

/**
 * Of one that is wrong, check.ts has taken keys away: what comes of it is not used.
 * @param score What the arms are compared by.
 */
export function resolveClaim(
  { claim, source, compare, metric, at = "final", direction, margin }: ClaimFile, score: Pick<Score, "test">,
): ResolvedClaim {
  return {
    claim: inEach(claim),
    ...(source !== undefined && { source: inEach(source) }),
    compare: [...((compare as ClaimSides | undefined) ?? [])] as ClaimSides,
    metric: (metric ?? score.test) as ClaimMetric,
    at: Array.isArray(at) ? ([...at] as [Moment, Moment]) : [at, at],
    direction: direction as Direction,
    margin: margin ?? claimOptions.margin.default,
  };
}

/** The claims of an experiment that is left with these arms. */
export const claimsAbout = <Claim extends Pick<ResolvedClaim, "compare">>(claims: readonly Claim[], arms: readonly string[]) =>
  claims.filter(({ compare }) => compare.every((side) => typeof side === "number" || arms.includes(side)));

/** Claims that the results could not answer. */
export function claimConflicts({ claims = [], arms, dataset }: ResolvedExperiment): Conflict[] {
  const score = scoreOf(arms[0]);
  return claims.flatMap((claim, i) => {
    const { compare, metric, at, direction, margin } = claim;
    const twice = JSON.stringify(at[0]) === JSON.stringify(at[1]);
    const found: Conflict[] = [];
    const wrong = (key: string, message: string, index?: number) => {
      const place = { path: ["claims", i, key], message };
      const inside = { path: [...place.path, ...(index === undefined ? [] : [index])], message };
      found.push({ depends: [["claims", i], ["arms"], ["training"], ["dataset"]], places: index === undefined ? [place] : [inside, place] });
    };
    const compared = compare.map((name) => arms.find((arm) => arm.name === name));
    compare.forEach((name, side) => {
      if (typeof name === "number" || compared[side]) return;
      // An arm whose name is wrong has none here; that is reported by itself.
      const names = arms.flatMap(({ name: other }: { name?: string }) => other ?? []);
      wrong("compare", `is no arm${didYouMean(name, names) || `; there is ${oneOf(names)}`}`, side);
    });
    if (compare[0] === compare[1] && twice) {
      wrong("compare", 'compares an arm with itself; name two, or give two moments: "at": [600, "final"]', 1);
    }
    if (metric in metrics && isOfValidation(metric as MetricName) && dataset.validation === undefined) {
      wrong("metric", "needs dataset.validation, the number of training rows that are set aside");
    }
    if (metric in metrics && !isOfTask(metric as MetricName, score.task)) {
      wrong("metric", `is of ${metricRow(metric as MetricName).task}, and the loss is of ${score.task}; give ${score.test}, say`);
    }
    if (direction === "equal" && margin <= 0) {
      wrong("margin", "must be above 0 where two are claimed to be equal: how far they may differ");
    }
    const faults = at.map((moment, side) => momentFault(moment, metric, compared[side] ?? compared[0]));
    faults.forEach((message, side) => {
      if (message !== undefined && !(twice && side === 1 && faults[0] !== undefined)) wrong("at", message, side);
    });
    if (typeof at[0] === "object" !== (typeof at[1] === "object")) {
      wrong("at", "compares a number of iterations with a value; give { \"reach\": … } twice or not at all", 1);
    }
    return found;
  });
}

function momentFault(moment: Moment, metric: ClaimMetric, arm: ResolvedArm | undefined): string | undefined {
  if (isOfRun(metric)) return moment === "final" ? undefined : `${metric} is of a whole run: leave it out`;
  if (typeof moment === "object") {
    if (!isReachable(metric)) return `${metric} reaches no target; one of ${oneOf(claimMetricNames.filter(isReachable))} does`;
    return isLoss(metric) || moment.reach <= 1 ? undefined : `is a share: reach ${moment.reach} is above 1`;
  }
  if (typeof moment !== "number" || !arm) return undefined;
  const { iterations, evaluateEvery } = arm.training;
  if (moment === iterations || (moment < iterations && moment % evaluateEvery === 0)) return undefined;
  const name = JSON.stringify(arm.name);
  if (moment > iterations) return `is after the end: ${name} makes ${iterations} iterations`;
  const before = Math.floor(moment / evaluateEvery) * evaluateEvery;
  const near = [...(before > 0 ? [before] : []), Math.min(before + evaluateEvery, iterations)].join(" or ");
  return `is never evaluated: ${name} is after every ${evaluateEvery} iterations; give ${near}, or another evaluateEvery`;
}
