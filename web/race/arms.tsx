// A card a variant: how far it is, what it reached, its first layer's weights, its digest.

import { isOfTask, isOfValidation, type MetricName, metricNames, scoreOf } from "../../experiment/metrics.ts";
import { scheduleText } from "../../report/schedule.ts";
import { picturedOf, WeightPicture } from "../inside/pictures.tsx";
import { CopyButton } from "../parts/copy.tsx";
import { reveal } from "../parts/lazy.tsx";
import { Message } from "../parts/message.tsx";
import { Swatch } from "../parts/swatch.tsx";
import { Twins } from "../settings/twin.tsx";
import { chooseArm, chosenArm, experiment, moment, race, retry, unfork } from "../state/store.ts";
import { formatCount, formatLoss, formatPercent, texts as common } from "../texts/language.ts";
import { formatMetric } from "../texts/metric.ts";
import type { Run } from "./run.ts";
import { texts } from "./texts.ts";
import { evaluationAt, iterationAt, meanAt, shownRuns, snapshotAt } from "./view.ts";

export function Arms() {
  const t = texts.value;
  return (
    <section id="variants" aria-labelledby="arms-title">
      <h2 id="arms-title">{t.variants}</h2>
      <p class="note">{t.variantsNote}</p>
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
  const words = common.value;
  const arm = experiment.value?.arms[index];
  const score = scoreOf(arm);
  const iterations = arm?.training.iterations ?? 0;
  const validation = experiment.value?.dataset.validation !== undefined;
  const end = run && evaluationAt(run);
  const iteration = run ? iterationAt(run) : 0;
  const state = run?.state.value ?? "waiting";
  const measured = (metric: MetricName) => {
    const start = run && iteration === 0 ? run.start.value?.[metric] : undefined;
    return end === undefined ? start : run?.metrics[metric]?.[end];
  };
  const loss = end === undefined ? run?.metrics.loss[iteration - 1] : run?.meanLoss[end];
  const nearZero = picturedOf(run)?.nearZero["dense1/weight"];
  const chosen = chosenArm.value === index;
  return (
    <li class={`card arm${chosen ? " chosen" : ""}`} data-state={state}>
      <h3>
        <Swatch index={index} />
        <span class="name">{name}</span>
      </h3>
      <Score metric={score.test} run={run} own={measured(score.test)} />
      <progress value={iteration} max={iterations} aria-label={words.progressOf(name)} />
      <p class="state">
        {words.ofIterations(formatCount(iteration), formatCount(iterations))}
        {moment.value === undefined && ` · ${run?.stopped === undefined ? words.states[state] : words.stoppedEarly}`}
      </p>
      {run?.branch && <p class="note">{t.branched(run.branch.of.arm.name, formatCount(run.branch.at))}</p>}
      {run?.stopped !== undefined && <p class="note"><Message message={run.stopped} /></p>}
      {state === "failed" && run?.failure !== undefined && <Failure run={run} failure={run.failure} />}
      <dl class="numbers">
        {metricNames.filter((metric) => metric !== score.test && isOfTask(metric, score.task) && (validation || !isOfValidation(metric))).map((metric) => (
          <div>
            <dt>{words.metrics[metric]}</dt>
            <dd>{shown(metric, measured(metric))}</dd>
          </div>
        ))}
        <div>
          <dt>{words.loss}</dt>
          <dd>{loss === undefined ? "–" : formatLoss(loss)}</dd>
        </div>
        {arm?.schedule && (
          <div>
            <dt>{words.schedule}</dt>
            <dd lang="en">{scheduleText(arm.schedule)}</dd>
          </div>
        )}
        <div>
          <dt>{words.nearZero}</dt>
          <dd>{nearZero === undefined ? "–" : formatPercent(nearZero)}</dd>
        </div>
      </dl>
      <WeightPicture run={run} name={name} />
      <Digest run={run} name={name} />
      <p class="actions">
        <button
          type="button"
          class="small"
          aria-pressed={chosen}
          onClick={() => {
            chooseArm(index);
            void reveal("inside");
          }}
        >
          {words.lookInto}
          <span class="hidden"> {name}</span>
        </button>
        <Twins arm={index} name={name} />
        {run?.branch && (
          <button type="button" class="small" onClick={() => unfork(index)}>
            {t.remove}
            <span class="hidden"> {name}</span>
          </button>
        )}
      </p>
    </li>
  );
}

/** Of several seeds the mean, as the line shows it, and beside it the chosen one's own. */
function Score({ metric, run, own }: { metric: MetricName; run: Run | undefined; own: number | undefined }) {
  const t = texts.value;
  const several = (race.value?.experiment.seeds.length ?? 1) > 1;
  const mean = several && run ? meanAt(run, metric) : undefined;
  const value = mean?.value ?? own;
  return (
    <p class="accuracy">
      <strong>{shown(metric, value)}</strong> <span>{common.value.metrics[metric]}</span>
      {mean && run && (
        <span class="seeds">
          {mean.seeds.length > 1 ? t.meanOf(formatCount(mean.seeds.length)) : t.ofSeed(String(mean.seeds[0]))}
          {own !== undefined && (mean.seeds.length > 1 || mean.seeds[0] !== run.seed) && ` · ${t.ofSeed(String(run.seed))}: ${formatMetric(metric, own)}`}
        </span>
      )}
    </p>
  );
}

function Failure({ run, failure }: { run: Run; failure: string }) {
  return (
    <p class="problem">
      <Message message={failure} />
      {run.crashed && (
        <>
          {" "}
          <button type="button" class="small" onClick={retry}>
            {texts.value.again}
          </button>
        </>
      )}
    </p>
  );
}

const shown = (name: MetricName, value: number | undefined) => (value === undefined ? "–" : formatMetric(name, value));

function Digest({ run, name }: { run: Run | undefined; name: string }) {
  const t = texts.value;
  const words = common.value;
  const snapshot = run && snapshotAt(run);
  if (!snapshot) return <p class="digest note">{words.digestLater}</p>;
  if (snapshot.digest === "") return <p class="digest note">{words.digestNeedsSecurity}</p>;
  return (
    <p class="digest">
      <span class="note">{t.verify(formatCount(snapshot.iteration))}</span>
      <code title={snapshot.digest}>{snapshot.digest}</code>
      <CopyButton class="small" label={words.copy} text={() => snapshot.digest}>
        <span class="hidden"> {words.digestOf(name)}</span>
      </CopyButton>
      {run.branch && <span class="note">{t.ownBits}</span>}
    </p>
  );
}
