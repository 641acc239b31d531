// The bar of the race: train, pause, step, speed, reset; and the notices of what is trained on and what stands in the way.

import { useEffect, useMemo } from "preact/hooks";
import { classFaults } from "../../experiment/classes.ts";
import { dataFailure, loading, request, totals } from "../data/data.ts";
import { about } from "../data/held.ts";
import { Message } from "../parts/message.tsx";
import { parametersOf, stepsOf } from "../state/cost.ts";
import {
  activity, areDigits, changed, chooseSeed, chosenSeed, draft, experiment, fatal, film, linkDamaged, moment, pause, play, presetMissing, race, refused,
  reset, setSpeed, type Speed, speed, step, trainOnAll, unasked,
} from "../state/store.ts";
import { formatCount, texts as frame } from "../texts/language.ts";
import { Icon } from "./icons.tsx";
import type { Race } from "./race.ts";
import { speeds } from "./scheduler.ts";
import { texts } from "./texts.ts";

export function Controls() {
  const t = texts.value;
  const edited = changed.value;
  const valid = draft.value.experiment !== undefined && fatal.value === undefined;
  const state = activity.value;
  const running = state === "running";
  const rested = { loading: t.play, ready: t.play, running: t.pause, paused: t.resume, finished: t.replay }[state];
  useSpace();
  const still = !valid || (state === "finished" && !edited && moment.value === undefined);
  return (
    <div class="controls" role="group" aria-label={t.controls}>
      <button type="button" class="primary" disabled={!valid && !running} onClick={running ? pause : play}>
        <Icon of={running ? "pause" : "play"} />
        {edited && !running ? t.playChanged : rested}
      </button>
      <div class="steps" role="group" aria-label={t.steps}>
        <button type="button" disabled={still} data-short="1" onClick={() => step(1)}>
          <Icon of="step" />
          <span class="word">{t.step1}</span>
        </button>
        <button type="button" disabled={still} data-short="10" onClick={() => step(10)}>
          <span class="word">{t.step10}</span>
        </button>
        <button type="button" disabled={still} data-short={t.evaluationShort} onClick={() => step("evaluation")}>
          <span class="word">{t.stepEvaluation}</span>
        </button>
      </div>
      <label class="inline">
        <span class="hidden">{t.speed}</span>
        <select
          class="speed"
          value={String(speed.value)}
          onChange={({ currentTarget: { value } }) => setSpeed(value === "full" ? value : (Number(value) as Speed))}
        >
          {speeds.map((one) => <option value={String(one)}>{t.speeds[one]}</option>)}
        </select>
      </label>
      <button type="button" class="reset" disabled={!race.value} title={t.reset} onClick={reset}>
        <Icon of="reset" />
        <span class="hidden">{t.reset}</span>
      </button>
      <SeedChoice />
      {race.value ? <Summary now={race.value} /> : <Loading />}
    </div>
  );
}

function Loading() {
  const t = texts.value;
  const waits = dataFailure.value === undefined && fatal.value === undefined;
  return (
    <p class="summary">
      {waits && <span>{t.activities.loading}</span>}
      {waits && <progress value={loading.value ?? 0} max={1} aria-label={t.loading} />}
    </p>
  );
}

const controlsOfOwn = 'a, button, input, select, textarea, summary, [tabindex="0"], [contenteditable]';

/** The space bar trains and pauses, where no control has the focus that takes it for itself. */
function useSpace(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== " " || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest(controlsOfOwn)) return;
      event.preventDefault();
      if (activity.peek() === "running") pause();
      else play();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

/** Whose cards and networks are shown. */
function SeedChoice() {
  const seeds = experiment.value?.seeds ?? [];
  if (seeds.length < 2) return null;
  return (
    <label class="inline">
      {texts.value.seed}{" "}
      <select value={chosenSeed.value} onChange={({ currentTarget }) => chooseSeed(Number(currentTarget.value))}>
        {seeds.map((seed) => <option value={seed}>{seed}</option>)}
      </select>
    </label>
  );
}

function Summary({ now }: { now: Race }) {
  const t = texts.value;
  const { seed, heat, heats, iteration, end } = now.standing.value;
  const { seeds } = now.experiment;
  const steps = now.runs.reduce((sum, run) => sum + run.at, 0);
  // What has stopped early makes no more.
  const all = now.runs.reduce((sum, run) => sum + (run.ended ? run.at : run.end), 0);
  const at = moment.value ?? iteration;
  return (
    <p class="summary">
      <span class="activity">{film.value ? t.film : t.activities[activity.value]}</span>
      <span>{t.iterationOf(formatCount(at), formatCount(end))}</span>
      {seeds.length > 1 && <span>{t.seedOf(formatCount(seeds.indexOf(seed) + 1), formatCount(seeds.length))}</span>}
      {heats > 1 && <span>{t.heatOf(formatCount(heat + 1), formatCount(heats))}</span>}
      <progress value={steps} max={all} aria-label={t.progressOfAll} />
    </p>
  );
}

/** What the accuracies are measured on, and what stands in the way. */
export function Notices() {
  const t = texts.value;
  const now = race.value;
  const racing = experiment.value;
  return (
    <>
      {fatal.value !== undefined && (
        <p class="notice bad" role="alert">
          <Message message={fatal.value} />
        </p>
      )}
      {linkDamaged.value && (
        <p class="notice bad" role="alert">
          {t.linkDamaged}{" "}
          <button type="button" class="small" onClick={() => (linkDamaged.value = false)}>
            {t.close}
          </button>
        </p>
      )}
      {presetMissing.value && (
        <p class="notice bad" role="alert">
          {frame.value.partMissing}
        </p>
      )}
      {dataFailure.value !== undefined && (
        <p class="notice bad" role="alert">
          {t.dataFailed} <Message message={dataFailure.value} />{" "}
          <button type="button" class="small" onClick={() => racing && request(racing.dataset)}>
            {t.again}
          </button>
        </p>
      )}
      {racing && unasked.value && (
        <p class="notice" id="unasked">
          {t.unasked(formatCount(stepsOf(racing)), formatCount(Math.max(...racing.arms.map((arm) => parametersOf(arm, racing.dataset)))))}{" "}
          <button type="button" class="small" onClick={play}>
            {t.startIt}
          </button>
        </p>
      )}
      {refused.value && (
        <p class="notice bad" role="alert">
          {t.refused[refused.value]}
        </p>
      )}
      {now && <ClassFaults now={now} />}
      {now && <Basis now={now} />}
    </>
  );
}

/** What is probably a mistake in the data, and what the labels in use cannot teach or test. */
function ClassFaults({ now: { data, experiment: { dataset } } }: { now: Race }) {
  const { image, classNames, warnings: ofReader = [] } = about.get(data) ?? {};
  const { error, warnings } = useMemo(
    () => classFaults(data, dataset, { noun: areDigits.peek() || image ? "image" : "row", classNames }), [data, dataset],
  );
  const lines = error === undefined ? warnings : [error, ...warnings];
  return (
    <>
      {ofReader.length === 1 && <p class="notice"><Message message={ofReader[0]!} /></p>}
      {ofReader.length > 1 && (
        <details class="notice">
          <summary>{texts.value.ofReader(formatCount(ofReader.length))}</summary>
          <ul>{ofReader.map((line) => <li><Message message={line} /></li>)}</ul>
        </details>
      )}
      {lines.map((line) => (
        <p class="notice bad">
          <Message message={line} />
        </p>
      ))}
    </>
  );
}

function Basis({ now }: { now: Race }) {
  const { train, test, validation } = now.data;
  const digits = areDigits.value;
  const part = train.size < totals.train || test.size < totals.test;
  const { labelNoise = 0, train: asked, test: measured } = now.experiment.dataset;
  const t = texts.value;
  return (
    <p class="notice basis">
      {(!digits ? t.basisRows : part ? t.basisPart : t.basisAll)(formatCount(train.size), formatCount(test.size))}{" "}
      {validation && t.basisValidation(formatCount(validation.size))}{" "}
      {labelNoise > 0 && t.basisNoise(formatCount(Math.round(labelNoise * train.size)))}{" "}
      {now.runs.some(({ revived }) => revived) && t.revived}{" "}
      {digits && (asked !== undefined || measured !== undefined) && (
        <button type="button" class="small" onClick={trainOnAll}>
          {t.trainOnAll}
        </button>
      )}
    </p>
  );
}
