// Two parameters and five optimizers: a picture of how each goes downhill.

import { batch, signal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type OptimizerName, optimizerNames, type ResolvedOptimizer } from "../../bindings/parts/optimizers.ts";
import { prose } from "../../report/optimizers.ts";
import { Formula } from "../formulas/formula.tsx";
import { formatCount, texts as pageTexts } from "../texts/language.ts";
import { Swatch } from "../parts/swatch.tsx";
import {
  balls, chooseBall, chooseSurface, paths, putBack, setOption, shownStep, slidersOf, surface, surfaceName,
} from "./balls.ts";
import { formatNumber } from "./numbers.ts";
import type { Path } from "./path.ts";
import { Plane } from "./plane.tsx";
import { type SliderOption, sliderOf } from "./sliders.ts";
import { type SurfaceName, surfaces } from "./surfaces.ts";
import { texts } from "./texts.ts";

/** How long the whole way takes to watch. */
const playMilliseconds = 8000;

const playing = signal(false);

export function Valley() {
  const t = texts.value;
  return (
    <section id="valley" aria-labelledby="valley-title">
      <h2 id="valley-title">{t.title}</h2>
      <p class="note">{t.note}</p>
      <div class="valley">
        <div class="card slope">
          <p class="actions" role="group" aria-label={t.surface}>
            {(Object.keys(surfaces) as SurfaceName[]).map((name) => (
              <button
                type="button"
                class="small"
                aria-pressed={surfaceName.value === name}
                onClick={() => {
                  playing.value = false;
                  chooseSurface(name);
                }}
              >
                {t.surfaces[name]}
              </button>
            ))}
          </p>
          <p class="note about">{t.about[surfaceName.value]}</p>
          <Plane />
          <Walk />
          <Order />
        </div>
        <ul class="balls">
          {balls.value.map((ball, index) => <Ball key={index} ball={ball} index={index} />)}
        </ul>
      </div>
    </section>
  );
}

/** Play, step and the step itself. */
function Walk() {
  const t = texts.value;
  const { steps } = surface.value;
  usePlaying();
  const play = () => {
    if (playing.value) {
      playing.value = false;
    } else if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      shownStep.value = steps;
    } else {
      batch(() => {
        if (shownStep.value >= steps) shownStep.value = 0;
        playing.value = true;
      });
    }
  };
  const goTo = (step: number) => {
    batch(() => {
      playing.value = false;
      shownStep.value = step;
    });
  };
  return (
    <div class="walk">
      <p class="actions">
        <button type="button" class="small" onClick={play}>
          {playing.value ? t.pause : t.play}
        </button>
        <button
          type="button"
          class="small"
          onClick={() => goTo(shownStep.value >= steps ? 1 : Math.floor(shownStep.value) + 1)}
        >
          {t.step}
        </button>
        <button type="button" class="small" onClick={() => batch(() => (putBack(), (playing.value = false)))}>
          {t.again}
        </button>
      </p>
      <label>
        <span class="hidden">{t.steps}</span>
        <input
          type="range"
          min={0}
          max={steps}
          value={shown()}
          aria-valuetext={t.stepOf(formatCount(shown()), formatCount(steps))}
          onInput={({ currentTarget }) => goTo(Number(currentTarget.value))}
        />
        <output>{t.stepOf(formatCount(shown()), formatCount(steps))}</output>
      </label>
    </div>
  );
}

/** A frame at a time, while it plays. */
function usePlaying(): void {
  useSignalEffect(() => {
    if (!playing.value) return;
    let frame = 0;
    let last = performance.now();
    const move = (now: number) => {
      const { steps } = surface.peek();
      const next = shownStep.peek() + ((now - last) / playMilliseconds) * steps;
      last = now;
      batch(() => {
        shownStep.value = Math.min(steps, next);
        if (next >= steps) playing.value = false;
      });
      if (next < steps) frame = requestAnimationFrame(move);
    };
    frame = requestAnimationFrame(move);
    return () => cancelAnimationFrame(frame);
  });
  useEffect(() => () => void (playing.value = false), []);
}

/** The whole step that is shown. */
const shown = () => Math.floor(shownStep.value);
/** The step at which a ball stands. */
const stepOf = (path: Path) => Math.min(path.steps, shown());

const nameOf = (ball: ResolvedOptimizer) => pageTexts.value.optimizers[ball.name];

/** Who is down, in the order in which they came there. */
function Order() {
  const t = texts.value;
  const ways = balls.value.map((ball, index) => ({ name: nameOf(ball), path: paths.value?.[index] }));
  const down = ways
    .flatMap(({ name, path }) => (path?.down !== undefined && path.down <= shown() ? [{ name, step: path.down }] : []))
    .sort((a, b) => a.step - b.step);
  const flown = ways.filter(({ path }) => path?.flown && path.steps <= shown()).map(({ name }) => name);
  const [winner, ...others] = down;
  const then = others.map(({ name, step }) => t.atStep(name, formatCount(step))).join(t.comma);
  const sentences = [
    winner ? t.firstDown(winner.name, formatCount(winner.step)) + (then && t.thenDown(then)) : t.nobodyDown,
    ...(flown.length > 0 ? [t.diverged(flown.join(t.comma))] : []),
  ];
  return (
    <p class="order" aria-live={playing.value ? "polite" : "off"}>
      {sentences.map((sentence) => sentence + t.end).join("").trim()}
    </p>
  );
}

function Ball({ ball, index }: { ball: ResolvedOptimizer; index: number }) {
  const t = texts.value;
  const labels = pageTexts.value.optimizers;
  const path = paths.value?.[index];
  return (
    <li class="card ball">
      <p class="who">
        <Swatch index={index} />
        <select
          aria-label={t.ball(index + 1)}
          value={ball.name}
          onChange={({ currentTarget }) => chooseBall(index, currentTarget.value as OptimizerName)}
        >
          {optimizerNames.map((name) => <option value={name}>{labels[name]}</option>)}
        </select>
        {path && <State path={path} />}
      </p>
      <Formula lines={prose[ball.name].formula} />
      {path && <Numbers path={path} />}
      {slidersOf(ball).map(([option, value]) => (
        <OptionSlider key={option} name={labels[ball.name]} index={index} option={option} value={value} />
      ))}
    </li>
  );
}

function State({ path }: { path: Path }) {
  const t = texts.value;
  const step = stepOf(path);
  const height = formatNumber(path.height[step]!);
  if (path.flown && step === path.steps) return <span class="state bad">{t.flown(formatCount(step))}</span>;
  if (path.down !== undefined && path.down <= step) return <span class="state">{t.down(formatCount(path.down))}</span>;
  return <span class="state">{isInside(path, step) ? t.above(height) : t.outside(height)}</span>;
}

function isInside({ w }: Path, step: number): boolean {
  const { x, y } = surface.value;
  const within = (value: number, [from, to]: readonly [number, number]) => value >= from && value <= to;
  return within(w[2 * step]!, x) && within(w[2 * step + 1]!, y);
}

/** As formulas have what the optimizers keep. */
const symbols: Readonly<Record<string, string>> = { velocity: "v" };

/** What went into the last step and what came out, as the formula names it. */
function Numbers({ path }: { path: Path }) {
  const step = stepOf(path);
  const pair = (values: Float32Array, at: number) => `(${formatNumber(values[2 * at]!)}, ${formatNumber(values[2 * at + 1]!)})`;
  const before = Math.max(0, step - 1);
  const moved = new Float32Array([0, 1].map((i) => path.w[2 * step + i]! - path.w[2 * before + i]!));
  const terms = [
    ["g", pair(path.g, before)],
    ...Object.entries(path.state).map(([name, values]) => [symbols[name] ?? name, pair(values, step)]),
    ["Δw", pair(moved, 0)],
    ["w", pair(path.w, step)],
  ];
  return (
    <dl class="terms">
      {terms.map(([symbol, value]) => (
        <div>
          <dt>{symbol}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function OptionSlider({ name, index, option, value }: { name: string; index: number; option: SliderOption; value: number }) {
  const [symbol, label] = texts.value.options[option];
  const { min, max, step, ...slider } = sliderOf(option);
  return (
    <label class="slide">
      <span aria-hidden="true">{symbol}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={slider.place(value)}
        aria-label={`${name}: ${label} ${symbol}`}
        aria-valuetext={formatNumber(value)}
        onInput={({ currentTarget }) => setOption(index, option, slider.value(Number(currentTarget.value)))}
      />
      <output>{formatNumber(value)}</output>
    </label>
  );
}
