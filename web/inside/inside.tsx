// One arm from the inside: dropout masks, near-zero weights of each layer, confusions, the worst mistakes.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { expand } from "../../bindings/expand.ts";
import { confusionCells, confusionRows } from "../../report/confusion.ts";
import { nearZeroShare } from "../../report/statistics/weights.ts";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { Canvas } from "../parts/canvas.tsx";
import { classes, testImage } from "../data/data.ts";
import { formatCount, formatPercent, texts } from "../texts/language.ts";
import type { Mistake } from "../analysis/networks.ts";
import { worstMistakes } from "../analysis/networks.ts";
import { paintDigit, paintMask, paintWeights } from "../analysis/pictures.ts";
import { showTestImage } from "../pad/digit.ts";
import { activity, chosenArm, experiment, race } from "../state/store.ts";
import { Swatch } from "../parts/swatch.tsx";

const mistakesShown = 12;
/** While it trains, the mistakes are looked for again after this time. */
const mistakesMilliseconds = 1500;

export function Inside() {
  const t = texts.value;
  const run = shownRuns.value.find(({ index }) => index === chosenArm.value);
  const name = experiment.value?.arms[chosenArm.value]?.name ?? "";
  const snapshot = run && snapshotAt(run);
  return (
    <section id="inside" aria-labelledby="inside-title">
      <h2 id="inside-title">
        {t.inside} <Swatch index={chosenArm.value} /> <span class="name">{name}</span>
      </h2>
      {snapshot ? (
        <div class="inside">
          <div>
            <Weights snapshot={snapshot} name={name} />
            <Confusion snapshot={snapshot} />
          </div>
          <div>
            <Mistakes snapshot={snapshot} />
            <Sparsity snapshot={snapshot} />
            <Masks snapshot={snapshot} />
          </div>
        </div>
      ) : (
        <p class="note">{t.insideLater}</p>
      )}
    </section>
  );
}

function Weights({ snapshot: { tensors, description }, name }: { snapshot: Snapshot; name: string }) {
  const t = texts.value;
  const weight = tensors["dense1/weight"]!;
  const { units } = [...description.hidden, description.output][0]!;
  return (
    <div class="card">
      <h3>{t.weights}</h3>
      <p class="note">{t.weightsNote}</p>
      <Canvas
        class="weights"
        label={t.weightsOf(name, units)}
        when={[weight]}
        paint={(canvas) => paintWeights(canvas, weight, units)}
      />
    </div>
  );
}

function Confusion({ snapshot: { confusion } }: { snapshot: Snapshot }) {
  const t = texts.value;
  const digits = Array.from({ length: classes }, (_, digit) => digit);
  return (
    <div class="card">
      <h3>{t.confusion}</h3>
      {confusion ? (
        <table class="matrix">
          <caption class="note">{t.confusionNote}</caption>
          <thead>
            <tr>
              <td />
              {digits.map((digit) => <th scope="col">{digit}</th>)}
            </tr>
          </thead>
          <tbody>
            {confusionCells(confusionRows(confusion, classes)).map((cells, label) => (
              <tr>
                <th scope="row">{label}</th>
                {cells.map(({ count, right, heat }) => <td class={`${right ? "right" : "wrong"}-${heat}`}>{count}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p class="note">{t.confusionLater}</p>
      )}
    </div>
  );
}

function Mistakes({ snapshot }: { snapshot: Snapshot }) {
  const t = texts.value;
  const found = useSignal<{ of: Snapshot; mistakes: Mistake[] | undefined } | undefined>(undefined);
  const busy = useSignal(false);
  const { value: now } = race;
  useEffect(() => {
    if (busy.value || found.value?.of === snapshot || !now) return;
    busy.value = true;
    void worstMistakes(snapshot, now.data.test, mistakesShown).then((mistakes) => {
      found.value = { of: snapshot, mistakes };
      setTimeout(() => (busy.value = false), activity.value === "running" ? mistakesMilliseconds : 0);
    });
  }, [snapshot, busy.value]);
  const mistakes = found.value?.mistakes;
  return (
    <div class="card">
      <h3>{t.mistakes}</h3>
      <p class="note">{t.mistakesNote}</p>
      <ul class="mistakes">
        {mistakes?.map(({ row, label, predicted, probability }) => (
          <li key={row}>
            <button type="button" onClick={() => showTestImage(row)}>
              <Canvas
                class="digit"
                label={t.testImage(formatCount(row))}
                when={[row]}
                paint={(canvas) => paintDigit(canvas, testImage(row))}
              />
              <span>{t.mistake(label, predicted, formatPercent(probability, 0))}</span>
            </button>
          </li>
        ))}
      </ul>
      {mistakes?.length === 0 && <p class="note">{t.noMistakes}</p>}
      {found.value && !mistakes && <p class="note">{t.noOpinion}</p>}
    </div>
  );
}

function Sparsity({ snapshot: { tensors } }: { snapshot: Snapshot }) {
  const t = texts.value;
  const weights = Object.entries(tensors).filter(([name]) => name.endsWith("/weight"));
  return (
    <div class="card">
      <h3>{t.sparsity}</h3>
      <p class="note">{t.sparsityNote}</p>
      <table class="shares">
        <thead class="hidden">
          <tr>
            <th scope="col">{t.layer}</th>
            <th scope="col">{t.nearZero}</th>
          </tr>
        </thead>
        <tbody>
          {weights.map(([name, weight]) => {
            const share = nearZeroShare(weight);
            return (
              <tr>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>
                  <meter value={share} aria-label={name}>
                    {formatPercent(share)}
                  </meter>{" "}
                  <span>{formatPercent(share)}</span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Masks({ snapshot: { dropoutMasks, description } }: { snapshot: Snapshot }) {
  const t = texts.value;
  const masks = Object.entries(dropoutMasks);
  const layers = expand(description);
  if (masks.length === 0) return null;
  return (
    <div class="card">
      <h3>{t.mask}</h3>
      <p class="note">{t.maskNote}</p>
      <ul class="masks">
        {masks.map(([name, mask]) => {
          const { units } = layers.find((layer) => layer.name === name)!;
          const dropped = mask.reduce((sum, kept) => sum + (kept === 0 ? 1 : 0), 0) / mask.length;
          const text = t.dropped(name, formatPercent(dropped));
          return (
            <li>
              <Canvas class="mask" label={text} when={[mask]} paint={(canvas) => paintMask(canvas, mask, units)} />
              <span aria-hidden="true">{text}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
