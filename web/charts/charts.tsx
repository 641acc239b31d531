// Accuracy and loss of all arms, drawn while they train.

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { rateCurve } from "../../report/statistics/series.ts";
import { type Statistic, statistic } from "../../report/statistics/summary.ts";
import type { Curve, Look, Point } from "./curves.ts";
import { formatCount, formatLoss, formatPercent, language, texts } from "../texts/language.ts";
import type { Run } from "../race/run.ts";
import { activity, experiment, race } from "../state/store.ts";

const showTraining = signal<boolean | undefined>(undefined);
const library = signal<typeof import("./curves.ts") | undefined>(undefined);

export async function loadCharts(): Promise<void> {
  library.value = await import("./curves.ts");
}

type Series = (run: Run) => readonly number[];

/** Mean over the seeds that have come so far; one that stopped early keeps its last value while others go on. */
function pointsOf(runs: Run[], series: Series): Point[] {
  const longest = runs.reduce((best, run) => (run.evaluations.value > best.evaluations.value ? run : best), runs[0]!);
  const valueAt = (run: Run, i: number) => series(run)[i] ?? (run.stopped === undefined ? undefined : series(run).at(-1));
  return longest.metrics.iterations.flatMap((iteration, i) => {
    return pointOf(iteration, statistic(runs.flatMap((run) => valueAt(run, i) ?? [])));
  });
}

function pointOf(iteration: number, { mean, deviation, count }: Statistic): Point[] {
  const spread = Number.isFinite(deviation) ? deviation : 0;
  return count > 0 ? [{ iteration, value: mean, low: mean - spread, high: mean + spread }] : [];
}

function curvesOf(series: Series, secondary: boolean): Curve[] {
  return eachArm(secondary, (runs) => (runs.length > 0 ? pointsOf(runs, series) : []));
}

function eachArm(secondary: boolean, points: (runs: Run[]) => Point[]): Curve[] {
  const runs = race.value?.runs ?? [];
  return (experiment.value?.arms ?? []).map(({ name }, arm) => {
    return { name, arm, secondary, points: points(runs.filter((run) => run.index === arm)) };
  });
}

/** The learning rates of the steps that were made. */
function rateCurves(): Curve[] {
  return eachArm(false, (runs) => {
    const [first] = runs;
    if (!first) return [];
    const made = runs.map(({ iteration, metrics, learningRate }) => ({ loss: metrics.loss.slice(0, iteration.value), learningRate }));
    return rateCurve(first.arm, made).flatMap(({ iteration, ...rate }) => pointOf(iteration, rate));
  });
}

export function Charts() {
  const t = texts.value;
  const arms = experiment.value?.arms ?? [];
  const iterations = Math.max(1, ...arms.map((arm) => arm.training.iterations));
  const all = arms.every((arm) => arm.training.trainAccuracy === "all");
  // What overfits shows in the distance between the two, so there both are shown.
  const withTraining = showTraining.value ?? all;
  return (
    <div class="charts">
      <Chart
        title={t.testAccuracy}
        note={<TrainingToggle all={all} checked={withTraining} />}
        measure="accuracy"
        iterations={iterations}
        curves={() => [
          ...(withTraining ? curvesOf((run) => run.metrics.trainAccuracy, true) : []),
          ...curvesOf((run) => run.metrics.testAccuracy, false),
        ]}
      />
      <Chart
        title={t.trainingLoss}
        note={t.lossNote}
        measure="loss"
        iterations={iterations}
        curves={() => curvesOf((run) => run.meanLoss, false)}
      />
      {arms.some(({ schedule }) => schedule) && (
        <Chart title={t.learningRate} note={t.learningRateNote} measure="rate" iterations={iterations} curves={rateCurves} />
      )}
    </div>
  );
}

function TrainingToggle({ all, checked }: { all: boolean; checked: boolean }) {
  const t = texts.value;
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => (showTraining.value = currentTarget.checked)}
      />
      {all ? t.withTrainingAll : t.withTrainingBatch}
    </label>
  );
}

interface ChartProps {
  title: string;
  note: preact.ComponentChildren;
  measure: Look["measure"];
  iterations: number;
  curves: () => Curve[];
}

function Chart({ title, note, measure, iterations, curves }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const t = texts.value;
  const drawn = curves();
  const format = measure === "accuracy" ? (value: number) => formatPercent(value, 0) : formatLoss;
  const formatExact = measure === "accuracy" ? (value: number) => formatPercent(value) : formatLoss;
  const library_ = library.value;
  const readable = activity.value !== "running";

  useEffect(() => {
    if (!library_ || width === 0) return;
    const look = { width, iterations, measure, xLabel: t.iteration, format, formatExact, formatCount, readable };
    frame.current?.replaceChildren(library_.drawCurves(drawn, look));
  }, [library_, width, iterations, measure, readable, drawn, language.value]);

  const ends = drawn.flatMap(({ name, points, secondary }) => {
    const end = points.at(-1);
    return end && !secondary ? [`${name} ${formatExact(end.value)}`] : [];
  });
  return (
    <figure class="card chart">
      <figcaption>
        <h3>{title}</h3>
        <div class="note">{note}</div>
      </figcaption>
      <div
        ref={frame}
        class="plot"
        role="img"
        aria-label={ends.length > 0 ? t.chartSummary(title, ends.join(", ")) : t.chartEmpty(title)}
      />
    </figure>
  );
}

/** Width of an element in pixels, as it changes. */
function useWidth(element: preact.RefObject<HTMLElement | null>): number {
  const width = useRef(signal(0)).current;
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => (width.value = Math.floor(entry?.contentRect.width ?? 0)));
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width.value;
}
