// Where two variants know their training images better than others, and the wrong labels that they have learnt by heart.

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { followRuns } from "../charts/beat.ts";
import { LineChart, type Note } from "../charts/chart.tsx";
import { curvesOf, lastIteration, measures } from "../charts/charts.tsx";
import { lastKnown } from "../charts/reading.ts";
import type { Curve, Point } from "../charts/series.ts";
import { betweenPath, type View } from "../charts/view.ts";
import type { ScaleName } from "../charts/axes.ts";
import { spread } from "../../report/spread.ts";
import { armColor, Swatch } from "../parts/swatch.tsx";
import { draft, edit, experiment, moment, open, race } from "../state/store.ts";
import { presetDraft } from "../state/presets.ts";
import { formatCount, formatLoss, formatPercent, language } from "../texts/language.ts";
import { ByHeart } from "./by-heart.tsx";
import { texts } from "./texts.ts";
import { formatPoints } from "../texts/numbers.ts";

const preset = "experiments/wrong-labels.json";

const arms = computed(() => experiment.value?.arms ?? []);
/** The reader's choice; by default the first and the last. */
const chosen = signal<readonly [number | undefined, number | undefined]>([undefined, undefined]);
const compared: ReadonlySignal<readonly [number, number]> = computed(() => {
  const last = Math.max(0, arms.value.length - 1);
  const [first, second] = chosen.value;
  return [Math.min(first ?? 0, last), Math.min(second ?? last, last)];
});

export function Overfitting() {
  const t = texts.value;
  const noise = experiment.value?.dataset.labelNoise ?? 0;
  const seen = noise > 0 || arms.value.some(({ training }) => training.trainAccuracy === "all");
  return (
    <section id="overfitting" aria-labelledby="overfitting-title">
      <h2 id="overfitting-title">{t.title}</h2>
      <p class="note">{t.note}</p>
      {seen ? (
        <>
          <div class="choices">
            <Compare />
            <WrongLabels />
          </div>
          <div class="charts">
            <Gap />
            <TestLoss />
          </div>
          {noise > 0 && <ByHeart compared={compared.value} />}
        </>
      ) : (
        <p class="invitation">
          {t.invitation}{" "}
          <button type="button" onClick={() => open(presetDraft(preset), { train: true })}>{t.open}</button>
        </p>
      )}
    </section>
  );
}

function Compare() {
  const t = texts.value;
  const [first, second] = compared.value;
  const choice = (label: string, value: number, choose: (index: number) => void) => (
    <label>
      {label} <Swatch index={value} />
      <select value={value} onChange={({ currentTarget }) => choose(Number(currentTarget.value))}>
        {arms.value.map(({ name }, index) => <option key={index} value={index}>{name}</option>)}
      </select>
    </label>
  );
  return (
    <div class="compare">
      {choice(t.compare, first, (index) => (chosen.value = [index, second]))}
      {choice(t.with, second, (index) => (chosen.value = [first, index]))}
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
  [...curvesOf(measures.trainAccuracy, "training"), ...curvesOf(measures.testAccuracy)].filter(isCompared);

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

const gapScale = signal<ScaleName>("full");

function Gap() {
  const t = texts.value;
  return (
    <LineChart
      title={t.gapTitle}
      note={t.gapNote}
      foot={<Gaps />}
      scales={["full", "close"]}
      scale={gapScale.value}
      choose={(name) => (gapScale.value = name)}
      format={formatPercent}
      tick={(value) => formatPercent(value, 0)}
      best="highest"
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
/** A smaller one is none. */
const leastGap = 0.01;

/** The size of each gap, written into it. */
function GapSizes({ view }: { view: View }) {
  const t = texts.value;
  const { frame: { left, top, bottom }, x, y } = view;
  const sizes = pairsOf(view.curves).flatMap(({ arm, now }) => {
    if (!now) return [];
    const place = { x: x(now.test.iteration) - 8, y: (y(now.train.value) + y(now.test.value)) / 2 };
    const gap = now.train.value - now.test.value;
    return place.x > left + 90 && gap >= leastGap ? [{ arm, gap, ...place }] : [];
  });
  const heights = spread(sizes.map((size) => size.y), textHeight, top + textHeight, bottom - textHeight);
  return (
    <g class="gap-sizes">
      {sizes.map(({ arm, gap, x: right }, i) => (
        <text key={arm} transform={`translate(${right},${heights[i]!})`} dy=".32em" text-anchor="end" style={{ fill: armColor(arm) }}>
          {t.gap(formatPoints(language.value, gap))}
        </text>
      ))}
    </g>
  );
}

function gapIn({ train: { value: train }, test: { value: test } }: { train: Point; test: Point }): string {
  const t = texts.value;
  const both = [formatPercent(train), formatPercent(test)] as const;
  return train - test >= leastGap ? t.gapOf(...both, formatPoints(language.value, train - test)) : t.noGap(...both);
}

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
      least={{ low: 0.5, high: 2.5 }}
      format={formatLoss}
      best="lowest"
      iterations={lastIteration()}
      names={namesOf()}
      curves={lossCurves}
      notes={minima}
    />
  );
}
