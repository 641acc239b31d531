// Where two variants know their training data better than others, and the wrong labels that they have learnt by heart.

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { followRuns } from "../charts/beat.ts";
import { LineChart, type Note } from "../charts/chart.tsx";
import { curvesOf, lastIteration, leastOfLosses, measures } from "../charts/charts.tsx";
import { lastKnown } from "../charts/reading.ts";
import type { Curve, Point } from "../charts/series.ts";
import { betweenPath, type View } from "../charts/view.ts";
import type { ScaleName } from "../charts/axes.ts";
import { spread } from "../../report/spread.ts";
import { armColor, Swatch } from "../parts/swatch.tsx";
import { areDigits, draft, edit, experiment, moment, openPreset, race, score } from "../state/store.ts";
import { formatCount, formatLoss, formatPercent, language } from "../texts/language.ts";
import { formatMetric } from "../texts/metric.ts";
import { ByHeart } from "./by-heart.tsx";
import { texts } from "./texts.ts";
import { formatPoints } from "../texts/numbers.ts";

const preset = "experiments/wrong-labels.json";

const arms = computed(() => experiment.value?.arms ?? []);
/** The names of the reader's choice; where there are none of these names, it is the first and the last. */
const chosen = signal<readonly [string, string] | undefined>(undefined);
const compared: ReadonlySignal<readonly [number, number]> = computed(() => {
  const [first, second] = (chosen.value ?? []).map((name) => arms.value.findIndex((arm) => arm.name === name));
  const known = (index: number | undefined) => (index === undefined || index < 0 ? undefined : index);
  return [known(first) ?? 0, known(second) ?? Math.max(0, arms.value.length - 1)];
});

export function Overfitting() {
  const t = texts.value;
  const noise = experiment.value?.dataset.labelNoise ?? 0;
  const seen = noise > 0 || arms.value.some(({ training }) => training.trainAccuracy === "all");
  return (
    <section id="overfitting" aria-labelledby="overfitting-title">
      <h2 id="overfitting-title">{t.title}</h2>
      <p class="note">{t.note[score.value.task]}</p>
      {seen ? (
        <>
          <div class="choices">
            <Compare />
            {score.value.task === "labels" && <WrongLabels />}
          </div>
          <div class="charts">
            <Gap />
            <TestLoss />
          </div>
          {noise > 0 && areDigits.value && <ByHeart compared={compared.value} />}
        </>
      ) : (
        <>
          <p class="invitation">
            {t.onBatches[score.value.task]}{" "}
            <button type="button" onClick={() => edit(["training", "trainAccuracy"], "all")}>{t.onAll}</button>
          </p>
          <p class="invitation">
            {t.invitation}{" "}
            <button type="button" onClick={() => void openPreset(preset, { train: true })}>{t.open}</button>
          </p>
        </>
      )}
    </section>
  );
}

function Compare() {
  const t = texts.value;
  const [first, second] = compared.value;
  const choose = (...pair: readonly [number, number]) => {
    const [a, b] = pair.map((index) => arms.value[index]!.name) as [string, string];
    chosen.value = [a, b];
  };
  const choice = (label: string, value: number, set: (index: number) => void) => (
    <label>
      {label} <Swatch index={value} />
      <select value={value} onChange={({ currentTarget }) => set(Number(currentTarget.value))}>
        {arms.value.map(({ name }, index) => <option key={index} value={index}>{name}</option>)}
      </select>
    </label>
  );
  return (
    <div class="compare">
      {choice(t.compare, first, (index) => choose(index, second))}
      {choice(t.with, second, (index) => choose(first, index))}
    </div>
  );
}

/** While the slider is held. */
const held = signal<number | undefined>(undefined);

function WrongLabels() {
  const t = texts.value;
  const { experiment: drafted, value } = draft.value;
  const share = held.value ?? drafted?.dataset.labelNoise ?? 0;
  const size = drafted?.dataset.train ?? race.value?.data.train.size ?? 0;
  const set = (noise: number) => {
    held.value = undefined;
    const { dataset } = value as { dataset?: unknown };
    if (typeof dataset === "object") edit(["dataset", "labelNoise"], noise || undefined);
    else edit(["dataset"], { name: drafted?.dataset.name ?? "mnist", labelNoise: noise });
  };
  return (
    <label class="wrong-labels">
      {t.wrongLabels}
      <input
        type="range" min="0" max="0.6" step="0.05" value={share} disabled={!drafted}
        aria-valuetext={formatPercent(share, 0)}
        onInput={({ currentTarget }) => (held.value = currentTarget.valueAsNumber)}
        onChange={({ currentTarget }) => set(currentTarget.valueAsNumber)}
      />
      <output>{formatPercent(share, 0)}</output>
      <span class="note">{t.wrongLabelsNote(formatCount(Math.round(share * size)), formatCount(size))}</span>
    </label>
  );
}

const isCompared = ({ arm }: Curve) => compared.value.includes(arm);
const namesOf = () => arms.value.flatMap(({ name }, index) => (compared.value.includes(index) ? [name] : []));
const gapCurves = () =>
  [...curvesOf(measures.trainScore, "training"), ...curvesOf(measures.testScore)].filter(isCompared);

interface Pair {
  arm: number;
  name: string;
  train: readonly Point[];
  test: readonly Point[];
  /** The points that are shown. */
  now?: { train: Point; test: Point };
}

/** Training and test of each compared arm, up to the shown iteration. */
function pairsOf(curves: readonly Curve[]): Pair[] {
  const shown = moment.value ?? Infinity;
  return curves.filter(({ kind }) => kind === "main").map(({ arm, name, points: test }) => {
    const train = curves.find((curve) => curve.kind === "training" && curve.arm === arm)?.points ?? [];
    const [trainNow, testNow] = [lastKnown(train, shown), lastKnown(test, shown)];
    return { arm, name, train, test, ...(trainNow && testNow && { now: { train: trainNow, test: testNow } }) };
  });
}

const gapScales = { labels: signal<ScaleName>("full"), targets: signal<ScaleName>("linear") };

function Gap() {
  const t = texts.value;
  const { task } = score.value;
  const scale = gapScales[task];
  return (
    <LineChart
      title={t.gapTitle}
      note={t.gapNote[task]}
      foot={<Gaps />}
      scales={task === "labels" ? ["full", "close"] : ["linear", "log"]}
      scale={scale.value}
      choose={(name) => (scale.value = name)}
      format={formatScore}
      {...(task === "labels" && { tick: (value: number) => formatPercent(value, 0) })}
      best={task === "labels" ? "highest" : "lowest"}
      iterations={lastIteration()}
      names={namesOf()}
      curves={gapCurves}
      below={(view) => pairsOf(view.curves).map(({ arm, train, test }) => (
        <path key={`gap ${arm}`} class="gap" d={betweenPath(view, train, test)} fill={armColor(arm)} />
      ))}
      above={(view) => <GapSizes view={view} />}
    />
  );
}

const textHeight = 16;
const formatScore = (value: number) => formatMetric(score.value.test, value);

/** By how much training is better than test, in words; undefined where that is nothing to speak of. */
function gapBetween({ train: { value: train }, test: { value: test } }: { train: Point; test: Point }): string | undefined {
  const t = texts.value;
  const { task, sign } = score.value;
  const gap = sign * (train - test);
  if (gap < (task === "labels" ? 0.01 : 0.05 * test)) return undefined;
  return task === "labels" ? t.gap(formatPoints(language.value, gap)) : t.gapOfErrors(formatLoss(gap));
}

/** The size of each gap, written into it. */
function GapSizes({ view }: { view: View }) {
  const { frame: { left, top, bottom }, x, y } = view;
  const sizes = pairsOf(view.curves).flatMap(({ arm, now }) => {
    if (!now) return [];
    const place = { x: x(now.test.iteration) - 8, y: (y(now.train.value) + y(now.test.value)) / 2 };
    const gap = gapBetween(now);
    return place.x > left + 90 && gap !== undefined ? [{ arm, gap, ...place }] : [];
  });
  const heights = spread(sizes.map((size) => size.y), textHeight, top + textHeight, bottom - textHeight);
  return (
    <g class="gap-sizes">
      {sizes.map(({ arm, gap, x: right }, i) => (
        <text key={arm} transform={`translate(${right},${heights[i]!})`} dy=".32em" text-anchor="end" style={{ fill: armColor(arm) }}>
          {gap}
        </text>
      ))}
    </g>
  );
}

const gapIn = (now: { train: Point; test: Point }) =>
  texts.value.both(formatScore(now.train.value), formatScore(now.test.value), gapBetween(now) ?? texts.value.noGap);

function Gaps() {
  followRuns();
  const t = texts.value;
  return (
    <ul class="gaps">
      {pairsOf(gapCurves()).map(({ arm, name, now }) => (
        <li key={arm}>
          <Swatch index={arm} /> <span class="name">{name}</span>{" "}
          <span class="note">{now ? gapIn(now) : t.later}</span>
        </li>
      ))}
    </ul>
  );
}

const lossScale = signal<ScaleName>("linear");
const lossCurves = () => curvesOf(measures.testLoss).filter(isCompared);

/** Where a test loss was lowest, once it has risen again by a tenth. */
const minima = computed((): Note[] => {
  followRuns();
  const shown = moment.value ?? Infinity;
  return lossCurves().filter(({ kind }) => kind === "main").flatMap(({ arm, points }): Note[] => {
    const until = points.filter(({ iteration }) => iteration <= shown);
    const [first, ...others] = until;
    if (!first) return [];
    const { iteration, value } = others.reduce((best, point) => (point.value < best.value ? point : best), first);
    const rose = until.at(-1)!.value > 1.1 * value;
    return rose ? [{ iteration, arm, text: texts.value.lowest(formatLoss(value), formatCount(iteration)) }] : [];
  });
});

function TestLoss() {
  const t = texts.value;
  return (
    <LineChart
      title={t.lossTitle}
      note={t.lossNote}
      scales={["linear", "log"]}
      scale={lossScale.value}
      choose={(name) => (lossScale.value = name)}
      {...leastOfLosses()}
      format={formatLoss}
      best="lowest"
      iterations={lastIteration()}
      names={namesOf()}
      curves={lossCurves}
      notes={minima}
    />
  );
}
