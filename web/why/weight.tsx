// How one step made one weight: its parts, and the lines of the optimizer's arithmetic.

import { signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { shortest, type Working } from "../../experiment/explain/float32.ts";
import { analyse, analysisFailure, cancel } from "../analysis/client.ts";
import type { Choice, Explained } from "../analysis/tasks/explain.ts";
import { about } from "../data/held.ts";
import { images } from "../pad/images.ts";
import { usePaced } from "../parts/paced.ts";
import { Swatch } from "../parts/swatch.tsx";
import type { Run } from "../race/run.ts";
import { iterationAt, shownRuns } from "../race/view.ts";
import { activity, chooseArm, chosenArm, race } from "../state/store.ts";
import { formatCount } from "../texts/language.ts";
import { short, times } from "../texts/numbers.ts";
import { bars, denominatorOf, positionOf } from "./parts.ts";
import { texts } from "./texts.ts";

type Answer = Explained | { readonly ended: number };

const slot = "explain";
/** Answers to what was asked before, the latest last. */
const known = new Map<string, Answer>();
const mostKnown = 60;

const choice = signal<Choice>({ by: "largest" });

export function Weight() {
  const t = texts.value;
  const chosen = usePaced(() => {
    const run = shownRuns.value.find(({ index }) => index === chosenArm.value);
    return run && { run, now: Math.max(1, iterationAt(run)) };
  });
  return (
    <div class="card weight-card">
      <h3>{t.weight}</h3>
      <p class="note">{t.weightNote}</p>
      {chosen && <OfRun key={chosen.run.key} {...chosen} />}
    </div>
  );
}

function VariantChoice() {
  const t = texts.value;
  return (
    <label>
      {t.variant}{" "}
      <select value={chosenArm.value} onChange={({ currentTarget }) => chooseArm(Number(currentTarget.value))}>
        {shownRuns.value.map(({ index, arm }) => <option value={index}>{arm.name}</option>)}
      </select>
    </label>
  );
}

function OfRun({ run, now }: { run: Run; now: number }) {
  const t = texts.value;
  const rests = activity.value !== "running";
  /** The step that is explained: that which is shown, as soon as it rests there. */
  const step = useSignal(now);
  const shown = useSignal<Answer | undefined>(undefined);
  const busy = useSignal(false);
  useEffect(() => {
    if (rests) step.value = now;
  }, [rests, now]);
  const asked = JSON.stringify([run.key, step.value, choice.value]);
  // A run that is drawn a moment longer than its race is not of the data that are there now.
  const racing = race.value?.runs.includes(run) ?? false;
  useEffect(() => {
    if (!race.peek()?.runs.includes(run)) return;
    const before = known.get(asked);
    if (before) {
      cancel(slot);
      [shown.value, busy.value] = [before, false];
      return;
    }
    busy.value = true;
    void analyse(slot, "explain", { networks: [], course: run.course, step: step.value, choice: choice.value }).then((answer) => {
      if (!answer) return;
      known.set(asked, answer);
      if (known.size > mostKnown) known.delete(known.keys().next().value!);
      [shown.value, busy.value] = [answer, false];
    });
  }, [asked, race.value?.data, racing]);
  return (
    <>
      <div class="fields">
        <VariantChoice />
        <div class="note state">
          <span role="status">{busy.value && analysisFailure.value === undefined ? t.computing(formatCount(step.value)) : rests ? "" : t.pauseFirst}</span>
          {!rests && <button type="button" class="small" onClick={() => (step.value = now)}>{t.explainNow}</button>}
        </div>
      </div>
      <Picker answer={shown.value} />
      {shown.value && ("ended" in shown.value
        ? <p class="note">{t.endedBefore(formatCount(shown.value.ended))}</p>
        : <Explanation explained={shown.value} arm={run.index} />)}
    </>
  );
}

function Picker({ answer }: { answer: Answer | undefined }) {
  const t = texts.value;
  if (!answer || "ended" in answer) return <div class="fields picker" />;
  const { arrays, weight: { array, index } } = answer;
  const at = positionOf(array.shape, index);
  const go = (name: string, shape: readonly number[], position: readonly number[]) => {
    const [row = 0, column] = position.map((place, i) => Math.min(Math.max(0, Math.floor(place) || 0), shape[i]! - 1));
    choice.value = { by: "place", array: name, index: column === undefined ? row : row * shape[1]! + column };
  };
  return (
    <div class="fields picker">
      <label>
        {t.array}{" "}
        <select
          value={array.name}
          onChange={({ currentTarget }) => (choice.value = { by: "number", array: currentTarget.value, number: 0 })}
        >
          {arrays.map(({ name }) => <option value={name}>{name}</option>)}
        </select>
      </label>
      {at.map((place, i) => (
        <label key={i}>
          {at.length === 1 ? t.place : i === 0 ? t.row : t.column}{" "}
          <input
            type="number" min={0} max={array.shape[i]! - 1} value={place}
            onChange={({ currentTarget }) => go(array.name, array.shape, at.map((old, k) => (k === i ? currentTarget.valueAsNumber : old)))}
          />
        </label>
      ))}
      <button type="button" class="small" onClick={() => (choice.value = { by: "largest" })} disabled={choice.value.by === "largest"}>
        {t.largest}
      </button>
      <button
        type="button" class="small"
        onClick={() => {
          const { value: before } = choice;
          choice.value = { by: "number", array: array.name, number: before.by === "number" ? before.number + 1 : index + 1 };
        }}
      >
        {t.another}
      </button>
    </div>
  );
}

function Explanation({ explained: { step, weight }, arm }: { explained: Explained; arm: number }) {
  const t = texts.value;
  const { array, index, before, after, gradient, step: stepLines, limit, parts } = weight;
  const position = positionOf(array.shape, index);
  const drawn = bars(parts);
  const denominator = denominatorOf(stepLines);
  return (
    <div class="explanation">
      <p>
        <Swatch index={arm} /> <strong>{t.ofStep(array.name, position.join(", "), formatCount(step))}</strong>{" "}
        <span class="note">{placeText(array.name, position)}</span>
      </p>
      <div class="scroll" role="region" aria-label={t.partsTitle} tabIndex={0}>
        <table class="parts">
          <caption class="hidden">{t.partsTitle}</caption>
          <tbody>
            {drawn.map(({ name, value, length }) => (
              <tr key={name}>
                <th scope="row">{t.parts[name]}</th>
                <td class="value">{short(value, 3)}</td>
                <td class="signed" aria-hidden="true">
                  <span class={length < 0 ? "less" : "more"} style={{ width: `${50 * Math.abs(length)}%` }} />
                </td>
              </tr>
            ))}
            <tr class="total">
              <th scope="row">{t.total}</th>
              <td class="value">{short(after - before, 3)}</td>
              <td />
            </tr>
          </tbody>
        </table>
      </div>
      {denominator && denominator.value > 0 && (
        <p class="note">
          {t.divided(denominator.symbols, short(denominator.value, 3), denominator.value < 1 ? times(1 / denominator.value) : short(1 / denominator.value))}
        </p>
      )}
      <Lines title={t.gradientLines} working={gradient} note={gradient.lines.length === 0 ? t.isData : undefined} />
      <Lines title={t.stepLines} working={stepLines} before={before} />
      {limit.lines.length > 0 && <Lines title={t.limitLines} working={limit} />}
    </div>
  );
}

function placeText(array: string, [row, column]: readonly number[]): string {
  const t = texts.value;
  if (column === undefined) return t.ofUnit(row!);
  if (array !== "dense1/weight") return t.fromUnit(row!, column);
  const columns = images.value?.size.columns;
  if (columns !== undefined) return t.fromPixel(Math.floor(row! / columns), row! % columns, column);
  return t.fromInput((race.value && about.get(race.value.data)?.features?.[row!]) ?? String(row), column);
}

type Lines = Pick<Working, "given" | "constants" | "lines">;

/** What is given, and each line as a formula, then with its numbers. */
function Lines({ title, working: { given, constants, lines }, before, note }: {
  title: string; working: Lines; before?: number; note?: string | undefined;
}) {
  const t = texts.value;
  const all = new Map([...(before === undefined ? [] : [["w", before] as const]), ...given.map(({ symbol, value }) => [symbol, value] as const)]);
  return (
    <div class="working">
      <h4>{title}</h4>
      <p class="given note">
        {t.given} {Array.from(all, ([symbol, value], i) => <>{i > 0 && ", "}<code>{symbol} = {shortest(value)}</code></>)}
        {note && ` – ${note}`}
      </p>
      <dl>
        {constants.map(({ symbol, formula, value }) => (
          <div key={symbol}>
            <dt><code>{symbol} = {formula}</code></dt>
            <dd><code>= <b>{shortest(value)}</b></code></dd>
          </div>
        ))}
        {lines.map(({ symbol, symbols, numbers, value }, i) => (
          <div key={i}>
            <dt><code>{symbol} ← {symbols}</code></dt>
            <dd><code>= {numbers} = <b>{shortest(value)}</b></code></dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
