// Why the variants differ: how large each layer's gradient and step are, how one weight was made, how weights are spread.

import { signal } from "@preact/signals";
import type { LayerNorms } from "../../experiment/layers.ts";
import { AnalysisNotice } from "../analysis/notice.tsx";
import { usePaced } from "../parts/paced.ts";
import { armColor, Swatch } from "../parts/swatch.tsx";
import type { Run } from "../race/run.ts";
import { evaluationAt, shownRuns } from "../race/view.ts";
import { formatCount, language } from "../texts/language.ts";
import { WeightHistograms } from "./histograms.tsx";
import { type ArmNorms, contrast, layerNames, lengthOf, normsOf, type Scale, scaleOf } from "./norms.ts";
import { joinSentences } from "../texts/names.ts";
import { powerOfTen, short } from "../texts/numbers.ts";
import { say } from "./sentences.ts";
import { texts } from "./texts.ts";
import { Weight } from "./weight.tsx";

export function Why() {
  const t = texts.value;
  return (
    <section id="why" aria-labelledby="why-title">
      <h2 id="why-title">{t.title}</h2>
      <AnalysisNotice />
      <div class="why">
        <Layers />
        <Weight />
        <WeightHistograms />
      </div>
    </section>
  );
}

/** Step 1 is where the variants have the same gradients; otherwise the last that was evaluated. */
const atFirst = signal(false);

interface Shown extends ArmNorms {
  /** Of which step: before the first evaluation the first one; 0 before that. */
  readonly step: number;
}

function normsAt(run: Run, first: boolean): Shown {
  const { arm: { name }, index } = run;
  const at = first ? undefined : evaluationAt(run);
  const begin = run.firstStep.value;
  if (at !== undefined) return { name, index, step: run.metrics.iterations[at]!, layers: pick(run.layers, at) };
  return begin ? { name, index, step: 1, layers: begin } : { name, index, step: 0, layers: [] };
}

const pick = (layers: readonly LayerNorms<readonly number[]>[], at: number): LayerNorms<number>[] =>
  layers.map(({ name, gradient, update, weight }) =>
    ({ name, gradient: gradient[at] ?? NaN, update: update[at] ?? NaN, weight: weight[at] ?? NaN }));

/** The gradient and the step of each layer, of all variants. */
export function Layers() {
  const t = texts.value;
  const { all, scale } = usePaced(() => {
    const runs = shownRuns.value;
    const known = runs.flatMap((run) => [run.layers, ...(run.firstStep.value ? [run.firstStep.value] : [])]);
    return { all: runs.map((run) => normsAt(run, atFirst.value)), scale: scaleOf(known) };
  });
  const names = layerNames(all);
  const step = Math.max(0, ...all.map((one) => one.step));
  const found = contrast(all.filter(({ layers }) => layers.length > 0));
  return (
    <div class="card layers-card">
      <div class="heading">
        <h3>{t.layers}</h3>
        <StepChoice step={atFirst.value ? undefined : step} />
      </div>
      <p class="finding">{found ? joinSentences(say(found, language.value), language.value) : t.layersLater}</p>
      {names.length > 0 && (
        <>
          <div class="scroll" role="region" aria-label={t.layers} tabIndex={0}>
            <table class="norms">
              <thead>
                <tr>
                  <th scope="col">{t.layer}</th>
                  {all.map(({ name, index }) => (
                    <th scope="col" key={index}>
                      <Swatch index={index} /> <span class="name">{name}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {names.map((name) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    {all.map((arm) => <Cell key={arm.index} norms={normsOf(arm, name)} arm={arm.index} scale={scale} />)}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p class="note">{t.layersNote(powerOfTen(scale.low), powerOfTen(scale.high))}</p>
        </>
      )}
    </div>
  );
}

function StepChoice({ step }: { step: number | undefined }) {
  const t = texts.value;
  const choice = (first: boolean, label: string) => (
    <button type="button" class="small" aria-pressed={atFirst.value === first} onClick={() => (atFirst.value = first)}>
      {label}
    </button>
  );
  return (
    <div class="choice" role="group" aria-label={t.which}>
      {choice(true, t.firstStep)}
      {choice(false, step ? t.shownStep(formatCount(step)) : t.shown)}
    </div>
  );
}

function Cell({ norms, arm, scale }: { norms: LayerNorms<number> | undefined; arm: number; scale: Scale }) {
  const t = texts.value;
  if (!norms) return <td>{t.none}</td>;
  return (
    <td>
      <Bar label={t.gradient} value={norms.gradient} arm={arm} scale={scale} kind="gradient" />
      <Bar label={t.update} value={norms.update} arm={arm} scale={scale} kind="update" />
    </td>
  );
}

function Bar({ label, value, arm, scale, kind }: {
  label: string; value: number; arm: number; scale: Scale; kind: "gradient" | "update";
}) {
  const { low, high } = scale;
  return (
    <div class="norm">
      <span class="label">{label}</span>
      <span class="value">{short(value)}</span>
      <span class="track" aria-hidden="true" style={{ backgroundSize: `${100 / (high - low)}% 100%` }}>
        <span class={kind} style={{ width: `${100 * lengthOf(value, scale)}%`, "--arm": armColor(arm) }} />
      </span>
    </div>
  );
}
