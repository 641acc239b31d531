// A network from the inside: first weights, confusions or predicted against true, each class, worst mistakes, near-zero
// weights, dropout masks; of the variant that is chosen, at the moment that is shown.

import { expand } from "../../bindings/expand.ts";
import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { commonestConfusions, confusionCells, confusionRows, mostMatrixClasses } from "../../report/confusion.ts";
import { fullLevel } from "../../report/tiles.ts";
import { colorOf } from "../analysis/level.ts";
import { AnalysisNotice } from "../analysis/notice.tsx";
import { paintMask, paintPicture } from "../analysis/pictures.ts";
import { classNamesOf } from "../data/held.ts";
import { Predicted } from "../own/predicted.tsx";
import { texts as own } from "../own/texts.ts";
import { Canvas } from "../parts/canvas.tsx";
import { Swatch } from "../parts/swatch.tsx";
import type { Run } from "../race/run.ts";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { chooseArm, chosenArm, chosenName, experiment, race } from "../state/store.ts";
import { formatCount, formatLoss, formatPercent } from "../texts/language.ts";
import { areImages } from "../pad/images.ts";
import { Classes } from "./classes.tsx";
import { Mistakes } from "./mistakes.tsx";
import { picturedOf, WeightPicture, weightScale } from "./pictures.tsx";
import { Targets } from "./targets.tsx";
import { texts } from "./texts.ts";

/** Columns and rows of a mask that is shown. */
const mostMaskUnits = 200;
const mostMaskRows = 100;

export function Inside() {
  const t = texts.value;
  const run = shownRuns.value.find(({ index }) => index === chosenArm.value);
  const name = chosenName.value;
  const snapshot = run && snapshotAt(run);
  const { outputs = 0 } = race.value?.data.train ?? {};
  const ofNumbers = outputs > 0;
  const matrix = snapshot && matrixOf(snapshot);
  return (
    <section id="inside" aria-labelledby="inside-title">
      <h2 id="inside-title">{t.title}</h2>
      <Tabs />
      <AnalysisNotice />
      <div role="tabpanel" id="inside-panel" aria-labelledby={`inside-tab-${chosenArm.value}`}>
        {run && snapshot ? (
          <div class="inside">
            <div>
              <Weights run={run} name={name} />
              {!ofNumbers && <Confusion confusion={matrix} />}
            </div>
            <div>
              {ofNumbers && <PredictedCard />}
              {outputs > 1 && <Targets run={run} snapshot={snapshot} />}
              {areImages.value && <Mistakes run={run} snapshot={snapshot} />}
              {matrix && <Classes run={run} snapshot={snapshot} {...matrix} />}
              <Sparsity run={run} />
              <Masks snapshot={snapshot} />
            </div>
          </div>
        ) : (
          <p class="note">{t.later}</p>
        )}
      </div>
    </section>
  );
}

/** A tab a variant; the arrow keys go from one to the next. */
function Tabs() {
  const arms = experiment.value?.arms ?? [];
  const choose = (index: number) => {
    chooseArm(index);
    document.getElementById(`inside-tab-${index}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = arms.length - 1;
    const to = { ArrowRight: chosenArm.value + 1, ArrowLeft: chosenArm.value - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose((to + arms.length) % arms.length);
  };
  return (
    <div class="variant-tabs" role="tablist" aria-label={texts.value.variants} onKeyDown={onKeyDown}>
      {arms.map(({ name }, index) => (
        <button
          key={index}
          type="button"
          role="tab"
          id={`inside-tab-${index}`}
          aria-controls="inside-panel"
          aria-selected={chosenArm.value === index}
          tabIndex={chosenArm.value === index ? 0 : -1}
          onClick={() => chooseArm(index)}
        >
          <Swatch index={index} /> <span>{name}</span>
        </button>
      ))}
    </div>
  );
}

function Weights({ run, name }: { run: Run; name: string }) {
  const t = texts.value;
  const pictured = picturedOf(run);
  return (
    <div class="card">
      <h3>{t.weights}</h3>
      <p class="note">{areImages.value ? t.weightsNote : t.rowWeightsNote}</p>
      <WeightPicture run={run} name={name} />
      <Scale />
      {pictured && pictured.shown < pictured.units && (
        <p class="note">{t.firstUnits(formatCount(pictured.shown), formatCount(pictured.units))}</p>
      )}
    </div>
  );
}

const scaleColors = Array.from({ length: 2 * fullLevel + 1 }, (_, i) => colorOf(i - fullLevel));

/** What the colours stand for: it is right in the light and in the dark. */
function Scale() {
  const t = texts.value;
  const scale = formatLoss(weightScale());
  const picture = { width: scaleColors.length, height: 1, pixels: new Uint8ClampedArray(scaleColors.flat()) };
  return (
    <p class="weight-scale">
      <span>
        {t.negative} −{scale}
      </span>
      <Canvas label={t.scale(`−${scale}`, scale)} class="weight-colors" when={[]} paint={(canvas) => paintPicture(canvas, picture)} />
      <span>
        +{scale} {t.positive}
      </span>
    </p>
  );
}

function PredictedCard() {
  return (
    <div class="card">
      <h3>{own.value.predicted}</h3>
      <Predicted slot="inside/predicted" />
    </div>
  );
}

/** Counts by [true class][predicted class], and what the classes are called. */
interface Counts {
  readonly matrix: number[][];
  readonly names: readonly string[];
}

/** None before the first evaluation. */
function matrixOf({ confusion }: Snapshot): Counts | undefined {
  const names = classNamesOf(race.value?.data);
  return confusion?.length === names.length ** 2 && names.length > 0 ? { matrix: confusionRows(confusion, names.length), names } : undefined;
}

function Confusion({ confusion }: { confusion: Counts | undefined }) {
  const t = texts.value;
  return (
    <div class="card">
      <h3>{t.confusion}</h3>
      {!confusion && <p class="note">{t.confusionLater}</p>}
      {confusion && (confusion.names.length > mostMatrixClasses ? <Commonest {...confusion} /> : <Matrix {...confusion} />)}
    </div>
  );
}

function Matrix({ matrix, names }: Counts) {
  return (
    <div class="scroll" role="region" aria-label={texts.value.confusion} tabIndex={0}>
      <table class="matrix">
        <caption class="note">{texts.value.confusionNote}</caption>
        <thead>
          <tr>
            <td />
            {names.map((name) => <th scope="col">{name}</th>)}
          </tr>
        </thead>
        <tbody>
          {confusionCells(matrix).map((cells, label) => (
            <tr>
              <th scope="row">{names[label]}</th>
              {cells.map(({ count, right, heat }) => <td class={`${right ? "right" : "wrong"}-${heat}`}>{count}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Of many classes a matrix could not be read. */
function Commonest({ matrix, names }: Counts) {
  const t = texts.value;
  const found = commonestConfusions(matrix);
  if (found.length === 0) return <p class="note">{t.noMistakes}</p>;
  return (
    <>
      <p class="note">{t.commonestNote}</p>
      <ol class="commonest">
        {found.map(({ truth, predicted, count, share }) => (
          <li>{t.confused(names[truth]!, names[predicted]!, formatCount(count), formatPercent(share, 0))}</li>
        ))}
      </ol>
    </>
  );
}

function Sparsity({ run }: { run: Run }) {
  const t = texts.value;
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
          {Object.entries(picturedOf(run)?.nearZero ?? {}).map(([name, share]) => (
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
          ))}
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
      <p class="mask-keys">
        <span class="mask-key dropped" /> {t.droppedUnit} <span class="mask-key kept" /> {t.kept}
      </p>
      <ul class="masks">
        {masks.map(([name, mask]) => {
          const { units } = layers.find((layer) => layer.name === name)!;
          const columns = Math.min(units, mostMaskUnits);
          const dropped = mask.reduce((sum, kept) => sum + (kept === 0 ? 1 : 0), 0) / mask.length;
          const text = t.dropped(name, formatPercent(dropped));
          return (
            <li>
              <Canvas
                class="mask"
                label={text}
                when={[mask]}
                paint={(canvas) => paintMask(canvas, mask, units, { columns, rows: mostMaskRows })}
              />
              <span aria-hidden="true">{text}</span>
              {columns < units && <span> {t.firstUnits(formatCount(columns), formatCount(units))}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
