// A card an arm: how far it is, what it reached, its first layer's weights, its digest.

import { isOfValidation, type MetricName, metricNames, metrics } from "../../experiment/metrics.ts";
import { scheduleText } from "../../report/schedule.ts";
import { picturedOf, WeightPicture } from "../inside/pictures.tsx";
import { reveal } from "../parts/lazy.tsx";
import { CopyButton } from "../parts/copy.tsx";
import { formatCount, formatLoss, formatPercent, texts } from "../texts/language.ts";
import type { Run } from "./run.ts";
import { evaluationAt, iterationAt, shownRuns, snapshotAt } from "./view.ts";
import { chooseArm, chooseSeed, chosenArm, chosenSeed, experiment } from "../state/store.ts";
import { Swatch } from "../parts/swatch.tsx";

export function Arms() {
  const t = texts.value;
  const seeds = experiment.value?.seeds ?? [];
  return (
    <section id="variants" aria-labelledby="arms-title">
      <div class="heading">
        <h2 id="arms-title">{t.arms}</h2>
        {seeds.length > 1 && (
          <label class="inline">
            {t.seed}{" "}
            <select value={chosenSeed.value} onChange={({ currentTarget }) => chooseSeed(Number(currentTarget.value))}>
              {seeds.map((seed) => <option value={seed}>{seed}</option>)}
            </select>
          </label>
        )}
      </div>
      <p class="note">{t.armsNote}</p>
      <ul class="arms">
        {experiment.value?.arms.map(({ name }, index) => (
          <ArmCard key={name} name={name} index={index} run={shownRuns.value.find((run) => run.index === index)} />
        ))}
      </ul>
    </section>
  );
}

function ArmCard({ name, index, run }: { name: string; index: number; run: Run | undefined }) {
  const t = texts.value;
  const iterations = experiment.value?.arms[index]?.training.iterations ?? 0;
  const { schedule } = experiment.value?.arms[index] ?? {};
  const validation = experiment.value?.dataset.validation !== undefined;
  const end = run && evaluationAt(run);
  const iteration = run ? iterationAt(run) : 0;
  const state = run?.state.value ?? "waiting";
  const measured = (name: MetricName) => (end === undefined ? undefined : run?.metrics[name]?.[end]);
  const accuracy = measured("testAccuracy");
  const loss = end === undefined ? run?.metrics.loss[iteration - 1] : run?.meanLoss[end];
  const nearZero = picturedOf(run)?.nearZero["dense1/weight"];
  const chosen = chosenArm.value === index;
  return (
    <li class={`card arm${chosen ? " chosen" : ""}`} data-state={state}>
      <h3>
        <Swatch index={index} />
        <span class="name">{name}</span>
      </h3>
      <p class="accuracy">
        <strong>{accuracy === undefined ? "–" : formatPercent(accuracy)}</strong> <span>{t.metrics.testAccuracy}</span>
      </p>
      <progress
        value={iteration}
        max={iterations}
        aria-label={t.progressOf(name)}
      />
      <p class="state">
        {t.ofIterations(formatCount(iteration), formatCount(iterations))}
        {" · "}
        {run?.stopped === undefined ? t.states[state] : t.stoppedEarly}
      </p>
      {run?.stopped !== undefined && <p class="note" lang="en">{run.stopped}</p>}
      {run?.failure !== undefined && (
        <p class="problem" lang="en">
          {run.failure}
        </p>
      )}
      <dl class="numbers">
        {metricNames.filter((name) => name !== "testAccuracy" && (validation || !isOfValidation(name))).map((name) => (
          <div>
            <dt>{t.metrics[name]}</dt>
            <dd>{formatMetric(name, measured(name))}</dd>
          </div>
        ))}
        <div>
          <dt>{t.loss}</dt>
          <dd>{loss === undefined ? "–" : formatLoss(loss)}</dd>
        </div>
        {schedule && (
          <div>
            <dt>{t.schedule}</dt>
            <dd lang="en">{scheduleText(schedule)}</dd>
          </div>
        )}
        <div>
          <dt>{t.nearZero}</dt>
          <dd>{nearZero === undefined ? "–" : formatPercent(nearZero)}</dd>
        </div>
      </dl>
      <WeightPicture run={run} name={name} />
      <Digest run={run} name={name} />
      <button
        type="button"
        class="small"
        aria-pressed={chosen}
        onClick={() => {
          chooseArm(index);
          void reveal("inside");
        }}
      >
        {t.lookInto}
        <span class="hidden"> {name}</span>
      </button>
    </li>
  );
}

function formatMetric(name: MetricName, value: number | undefined): string {
  if (value === undefined) return "–";
  return metrics[name].format === "share" ? formatPercent(value) : formatLoss(value);
}

function Digest({ run, name }: { run: Run | undefined; name: string }) {
  const t = texts.value;
  const snapshot = run && snapshotAt(run);
  if (!snapshot || snapshot.iteration === 0) return <p class="digest note">{t.digestLater}</p>;
  if (snapshot.digest === "") return <p class="digest note">{t.digestNeedsSecurity}</p>;
  return (
    <p class="digest">
      <span class="note">{t.digestAt(formatCount(snapshot.iteration))}</span>
      <code title={snapshot.digest}>{snapshot.digest}</code>
      <CopyButton class="small" label={t.copy} text={() => snapshot.digest}>
        <span class="hidden"> {t.digestOf(name)}</span>
      </CopyButton>
    </p>
  );
}
