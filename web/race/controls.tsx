// Train, pause, step, reset; and what is being trained on.

import { useMemo } from "preact/hooks";
import { classFaults } from "../../experiment/classes.ts";
import { arrived, dataFailure, request, totals } from "../data/data.ts";
import { formatCount, texts } from "../texts/language.ts";
import type { Session } from "./session.ts";
import { changed, draft, experiment, fatal, linkDamaged, needs, pause, followTraining, reset, session, step, train } from "../state/state.ts";

export function Controls() {
  followTraining();
  const t = texts.value;
  const now = session.value;
  const edited = changed.value;
  const valid = draft.value.experiment !== undefined && fatal.value === undefined;
  const state = now?.state ?? "ready";
  const running = state === "running";
  return (
    <div class="controls" role="group" aria-label={t.controls}>
      <button type="button" class="primary" disabled={!valid && !running} onClick={running ? pause : train}>
        <Icon of={running ? "pause" : "train"} />
        {edited && !running ? t.trainChanged : t.trainWords[state]}
      </button>
      {edited && running && (
        <button type="button" disabled={!valid} onClick={train}>
          <Icon of="train" />
          {t.trainChanged}
        </button>
      )}
      <button type="button" disabled={!valid || (state === "finished" && !edited)} onClick={step}>
        <Icon of="step" />
        <span class="word">{t.step}</span>
      </button>
      <button type="button" disabled={!valid} onClick={reset}>
        <Icon of="reset" />
        <span class="word">{t.reset}</span>
      </button>
      {now && <Summary now={now} />}
    </div>
  );
}

const shapes = {
  train: "M4 2.5v11l9-5.5z",
  pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
  step: "M3 2.5v11l7-5.5zM11 2.5h2.5v11H11z",
  reset: "M8 3a5 5 0 1 1-4.9 6h1.6A3.5 3.5 0 1 0 8 4.5V7L4 3.7 8 .5z",
};

function Icon({ of }: { of: keyof typeof shapes }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={shapes[of]} />
    </svg>
  );
}

function Summary({ now }: { now: Session }) {
  followTraining();
  const t = texts.value;
  const ended = now.runs.filter((run) => run.ended).length;
  const steps = now.runs.reduce((sum, run) => sum + run.iteration, 0);
  // What has stopped early makes no more.
  const all = now.runs.reduce((sum, run) => sum + (run.ended ? run.iteration : run.arm.training.iterations), 0);
  return (
    <p class="summary">
      <span>{t.sessionStates[now.state]}</span>
      <span>{t.runsDone(formatCount(ended), formatCount(now.runs.length))}</span>
      <progress value={steps} max={all} aria-label={t.progressOfAll} />
    </p>
  );
}

/** What the accuracies are measured on, while that is not all, and what stands in the way. */
export function Notices() {
  followTraining();
  const t = texts.value;
  const now = session.value;
  const wanted = experiment.value && needs(experiment.value);
  return (
    <>
      {fatal.value !== undefined && (
        <p class="notice bad" role="alert" lang="en">
          {fatal.value}
        </p>
      )}
      {linkDamaged.value && (
        <p class="notice bad" role="alert">
          {t.linkDamaged}
        </p>
      )}
      {dataFailure.value !== undefined && (
        <p class="notice bad" role="alert">
          {t.dataFailed} <span lang="en">{dataFailure.value}</span>{" "}
          <button type="button" class="small" onClick={() => wanted && request(wanted)}>
            {t.again}
          </button>
        </p>
      )}
      {wanted && !now && dataFailure.value === undefined && fatal.value === undefined && (
        <p class="notice">{t.firstImagesComing}</p>
      )}
      {now && !now.preview && <ClassFaults now={now} />}
      {wanted && now && (now.preview ? <Preview now={now} /> : <Basis now={now} />)}
    </>
  );
}

/** What the labels in use cannot teach or test. */
function ClassFaults({ now: { data, experiment: { dataset } } }: { now: Session }) {
  const { error, warnings } = useMemo(() => classFaults(data, dataset), [data, dataset]);
  const lines = error === undefined ? warnings : [error, ...warnings];
  return (
    <>
      {lines.map((line) => (
        <p class="notice bad" lang="en">
          {line}
        </p>
      ))}
    </>
  );
}

function Preview({ now }: { now: Session }) {
  followTraining();
  const t = texts.value;
  const { train, test } = now.data;
  const wanted = needs(now.experiment);
  const here = Math.min(arrived.value.train, wanted.train) + Math.min(arrived.value.test, wanted.test);
  const all = wanted.train + wanted.test;
  return (
    <div class="notice preview">
      <p>
        <strong>{t.preview}</strong> {t.previewBasis(formatCount(train.size), formatCount(test.size))}
      </p>
      <p>
        {here < all ? t.previewNext(formatCount(all)) : t.previewReady}{" "}
        <progress value={here} max={all} aria-label={t.imagesArrived} />
      </p>
    </div>
  );
}

function Basis({ now }: { now: Session }) {
  const { train, test, validation } = now.data;
  const part = train.size < totals.train || test.size < totals.test;
  const { labelNoise = 0 } = now.experiment.dataset;
  const t = texts.value;
  return (
    <p class="notice">
      {(part ? t.basisPart : t.basisAll)(formatCount(train.size), formatCount(test.size))}{" "}
      {validation && t.basisValidation(formatCount(validation.size))}{" "}
      {labelNoise > 0 && t.basisNoise(formatCount(Math.round(labelNoise * train.size)))}
    </p>
  );
}
