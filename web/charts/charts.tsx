// The curves of all arms while they train: which charts there are, and what each draws of the runs.

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { defaultLoss } from "../../bindings/parts/losses.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { rateCurve } from "../../report/statistics/series.ts";
import type { Run } from "../race/run.ts";
import { areDigits, chosenSeed, experiment, race, score } from "../state/store.ts";
import { formatLoss, formatPercent } from "../texts/language.ts";
import type { ScaleName } from "./axes.ts";
import { followRuns } from "./beat.ts";
import { LineChart, type LineChartProps, notes } from "./chart.tsx";
import { branchPoints, type Curve, meanPoint, meanPoints, type Point, pointsOf, type Trace } from "./series.ts";
import { texts } from "./texts.ts";

/** What is drawn of a run: values at its evaluations, and one before the first step. */
interface Measure {
  values: (run: Run) => readonly number[];
  start: (run: Run) => number | undefined;
}

export const measures = {
  /** Accuracies, or RMSE where rows have targets. */
  testScore: { values: (run) => run.metrics[scoreOf(run.arm).test] ?? [], start: (run) => run.start.peek()?.[scoreOf(run.arm).test] },
  trainScore: { values: (run) => run.metrics[scoreOf(run.arm).train] ?? [], start: (run) => run.start.peek()?.[scoreOf(run.arm).train] },
  testLoss: { values: (run) => run.metrics.testLoss, start: (run) => run.start.peek()?.testLoss },
  // The loss of the first step is that of the weights before it.
  trainingLoss: { values: (run) => run.meanLoss, start: (run) => run.metrics.loss[0] },
} satisfies Record<string, Measure>;

function traceOf(run: Run, { values, start }: Measure): Trace {
  const first = start(run);
  const [iterations, measured] = [run.metrics.iterations, values(run)];
  const stopped = run.stopped !== undefined;
  return first === undefined
    ? { iterations, values: measured, stopped }
    : { iterations: [0, ...iterations], values: [first, ...measured], stopped };
}

/** Something for each run and measure. */
class Cache<Value> {
  readonly #runs = new WeakMap<Run, Map<Measure, Value>>();

  of(run: Run, measure: Measure): Value | undefined {
    return this.#runs.get(run)?.get(measure);
  }

  set(run: Run, measure: Measure, value: Value): Value {
    const own = this.#runs.get(run) ?? new Map<Measure, Value>();
    this.#runs.set(run, own.set(measure, value));
    return value;
  }
}

const grown = new Cache<Point[]>();

/** The points of a run: of one that goes on, the same array, which grows as the run's arrays do. */
function pointsOfRun(run: Run, measure: Measure): readonly Point[] {
  const trace = traceOf(run, measure);
  let points = grown.of(run, measure);
  if (!points || points.length > trace.values.length || points[0]?.iteration !== trace.iterations[0]) points = grown.set(run, measure, []);
  points.push(...pointsOf(trace, points.length));
  return run.branch ? branchPoints(points, pointsOfRun(run.branch.of, measure), run.branch.at) : points;
}

const means = new Cache<{ runs: readonly Run[]; length: number; points: readonly Point[] }>();

/** The mean of runs that have ended: computed once. */
function meanOf(runs: readonly Run[], measure: Measure): readonly Point[] {
  const [first] = runs;
  if (!first) return [];
  const length = runs.reduce((sum, run) => sum + measure.values(run).length, 0);
  const known = means.of(first, measure);
  if (known?.length === length && known.runs.length === runs.length && known.runs.every((run, i) => run === runs[i])) return known.points;
  return means.set(first, measure, { runs, length, points: meanPoints(runs.map((run) => traceOf(run, measure))) }).points;
}

/** The runs of each arm that its curve is the mean of: those that have ended or, before there are any, the first. */
function groups(): { arm: ResolvedArm; index: number; counted: Run[]; thin: Run | undefined }[] {
  const byArm = new Map<number, Run[]>();
  for (const run of race.value?.runs ?? []) byArm.set(run.index, [...(byArm.get(run.index) ?? []), run]);
  return Array.from(byArm, ([index, runs]) => {
    const ended = runs.filter((run) => run.ended);
    const counted = ended.length > 0 ? ended : runs.filter((run) => run.iteration.peek() > 0 || run === runs[0]).slice(0, 1);
    const others = runs.filter((run) => !counted.includes(run) && run.iteration.peek() > 0);
    // One seed beside the mean: that which trains, else that which is looked at.
    const thin = others.at(-1) ?? (counted.length > 1 ? counted.find(({ seed }) => seed === chosenSeed.value) : undefined);
    return { arm: runs[0]!.arm, index, counted, thin };
  });
}

/** A curve for each arm, with one seed beside it where it is a mean of several. */
export function curvesOf(measure: Measure, kind: "main" | "training" = "main"): Curve[] {
  const all = groups();
  const seeds = all.flatMap(({ arm: { name }, index, thin }): Curve[] =>
    thin && kind === "main" ? [{ name, arm: index, kind: "seed", points: pointsOfRun(thin, measure) }] : []);
  const main = all.map(({ arm: { name }, index, counted }): Curve => {
    const [only] = counted;
    const points = counted.length === 1 ? pointsOfRun(only!, measure) : meanOf(counted, measure);
    return { name, arm: index, kind, points, branched: only?.branch !== undefined };
  });
  return [...seeds, ...main];
}

/** The learning rates of the steps that were made. */
function rateCurves(): Curve[] {
  return groups().map(({ arm, index, counted }) => {
    const made = counted.map(({ metrics: { loss }, learningRate }) => ({ loss, learningRate }));
    const points = rateCurve(arm, made).map(({ iteration, ...found }) => meanPoint(iteration, found));
    return { name: arm.name, arm: index, kind: "main", points };
  });
}

/** The reader's choices, which stay from one experiment to the next. */
const showTraining = signal<boolean | undefined>(undefined);
const chosenScales = {
  testScore: signal<ScaleName>("full"),
  testError: signal<ScaleName>("linear"),
  trainingLoss: signal<ScaleName>("linear"),
  testLoss: signal<ScaleName>("linear"),
  /** By default as the experiment needs it. */
  learningRate: signal<ScaleName | undefined>(undefined),
};

const arms = computed(() => experiment.value?.arms ?? []);
/** Of the axis of iterations. */
export const lastIteration = () => Math.max(1, ...arms.value.map(({ training }) => training.iterations));

/** Rates that are further apart than a factor of 20 are compared on a logarithmic axis. */
const rateScale = computed((): ScaleName => {
  const rates = arms.value.map(({ optimizer }) => optimizer.learningRate);
  return chosenScales.learningRate.value ?? (Math.max(...rates) > 20 * Math.min(...rates) ? "log" : "linear");
});

const measuredOnAll = computed(() => arms.value.every(({ training }) => training.trainAccuracy === "all"));
// What overfits shows in the distance between the two, so there both are shown.
const withTraining = computed(() => showTraining.value ?? measuredOnAll.value);

/** The one that all arms have, if they do. */
function lossNow() {
  const all = new Set(arms.value.map(({ loss }) => loss?.name ?? defaultLoss));
  return all.size === 1 ? [...all][0] : undefined;
}

const ofErrors = { scales: ["linear", "log"], format: formatLoss, best: "lowest" } as const;

/** What an axis of losses has in any case: of ten digits they begin near ln 10, of targets anywhere. */
export function leastOfLosses(): Pick<LineChartProps, "least"> {
  if (score.value.task === "targets") return {};
  return { least: areDigits.value ? { low: 0.1, high: 2.5 } : { low: 0.01, high: 1 } };
}

const scoreCurves = () => [...(withTraining.value ? curvesOf(measures.trainScore, "training") : []), ...curvesOf(measures.testScore)];

const charts = {
  testScore: () => {
    const t = texts.value;
    return {
      title: t.testAccuracy,
      note: <TrainingToggle />,
      foot: <SeedsNote />,
      scales: ["full", "close"],
      format: formatPercent,
      tick: (value) => formatPercent(value, 0),
      best: "highest",
      curves: scoreCurves,
      notes,
    };
  },
  testError: () =>
    ({ ...ofErrors, title: texts.value.testRmse, note: <TrainingToggle />, foot: <SeedsNote />, curves: scoreCurves, notes }),
  trainingLoss: () => {
    const t = texts.value;
    return { ...ofErrors, ...leastOfLosses(), title: t.trainingLoss, note: t.trainingLossNote, curves: () => curvesOf(measures.trainingLoss) };
  },
  testLoss: () => {
    const t = texts.value;
    return { ...ofErrors, ...leastOfLosses(), title: t.testLoss, note: t.testLossNote(lossNow()), curves: () => curvesOf(measures.testLoss) };
  },
  learningRate: () => {
    const t = texts.value;
    return {
      title: t.learningRate, note: t.learningRateNote, scales: ["linear", "log"], format: formatLoss, best: "highest", curves: rateCurves,
    };
  },
} satisfies Record<string, () => Omit<LineChartProps, "scale" | "choose" | "iterations" | "names">>;

/** One of the charts. */
function Chart({ of }: { of: keyof typeof charts }) {
  const scale: ReadonlySignal<ScaleName> = of === "learningRate" ? rateScale : chosenScales[of];
  return (
    <LineChart
      {...charts[of]()}
      scale={scale.value}
      choose={(name) => (chosenScales[of].value = name)}
      iterations={lastIteration()}
      names={arms.value.map(({ name }) => name)}
    />
  );
}

/** All of them; that of the learning rate where it is not constant. */
export function Charts() {
  return (
    <div class="charts">
      <Chart of={score.value.task === "targets" ? "testError" : "testScore"} />
      <Chart of="trainingLoss" />
      <Chart of="testLoss" />
      {arms.value.some(({ schedule }) => schedule) && <Chart of="learningRate" />}
    </div>
  );
}

function TrainingToggle() {
  const t = texts.value;
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={withTraining.value}
        onChange={({ currentTarget }) => (showTraining.value = currentTarget.checked)}
      />
      {(measuredOnAll.value ? t.withTrainingAll : t.withTrainingBatch)(t.training[score.value.task])}
    </label>
  );
}

/** What the lines and the bands are, where there are several seeds. */
function SeedsNote() {
  const all = experiment.value?.seeds.length ?? 1;
  if (all === 1) return null;
  followRuns();
  const t = texts.value;
  const shown = groups();
  const counts = shown.map(({ counted }) => counted.length);
  const thin = shown.find((group) => group.thin)?.thin;
  const count = Math.min(...counts);
  const first = shown[0]?.counted[0];
  return (
    <p class="note">
      {count > 1 ? t.seeds(count, all) : t.oneSeed(first?.seed ?? experiment.value?.seeds[0] ?? 0, all)}
      {thin && ` ${t.thinSeed(thin.seed)}`}
    </p>
  );
}
