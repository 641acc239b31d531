// Where the variants trained: a map of the loss, and how far each has come.

import { useEffect } from "preact/hooks";
import { AnalysisNotice } from "../analysis/notice.tsx";
import { save } from "../parts/save.ts";
import { Swatch } from "../parts/swatch.tsx";
import { iterationAt, shownRuns } from "../race/view.ts";
import { activity, experiment } from "../state/store.ts";
import { formatCount, formatLoss, language } from "../texts/language.ts";
import { fileOf } from "./file.ts";
import { columnsOf, heightsOf, rowsOf } from "./frame.ts";
import { dotsEvery, farthestOff, Picture, strength } from "./picture.tsx";
import { chosenPair, type Missing, mostWeights, type Survey, survey, watch } from "./survey.ts";
import { texts } from "./texts.ts";
import { momentAt } from "./walk.ts";
import { formatNumber } from "../texts/format.ts";

export function Landscape() {
  const t = texts.value;
  useEffect(watch, []);
  const found = survey.value;
  return (
    <section id="landscape" aria-labelledby="landscape-title">
      <h2 id="landscape-title">{t.title}</h2>
      <p class="note">{t.note}</p>
      <AnalysisNotice />
      {found === "waiting" && <p class="note">{activity.value === "running" || started() ? t.measuring : t.waiting}</p>}
      {typeof found === "object" && "tooLarge" in found && (
        <p class="note">{t.tooLarge(formatCount(found.tooLarge), formatCount(mostWeights))}</p>
      )}
      {found === "straight" && (
        <div class="card">
          <div class="plane-choice">
            <Choice pair={chosenPair.value ?? ["", ""]} />
          </div>
          <p class="note">{t.straight}</p>
        </div>
      )}
      {typeof found === "object" && "walks" in found && (
        <div class="landscape">
          <div class="card plane-map">
            <div class="plane-choice">
              <Choice pair={shownPair(found)} />
              <Download />
            </div>
            <div class="plane-picture">
              <Picture survey={found} />
            </div>
            <Legend survey={found} />
            <Ridge survey={found} />
            <Measured survey={found} />
          </div>
          <Distances survey={found} />
        </div>
      )}
    </section>
  );
}

/** Whether a network has taken a step. */
const started = () => shownRuns.value.some((run) => run.iteration.value > 0);

/** The names of the pair on the map, or what was chosen since, whose map is not there yet. */
function shownPair({ pair, chosen }: Survey): readonly [string, string] {
  const since = chosenPair.value;
  return since && since !== chosen ? since : [pair[0].arm.name, pair[1].arm.name];
}

/** Two selects: the variants through whose ends the plane goes. The same twice is the way of one alone. */
function Choice({ pair: [first, second] }: { pair: readonly [string, string] }) {
  const t = texts.value;
  const names = experiment.value?.arms.map(({ name }) => name) ?? [];
  return (
    <>
      <label class="inline">
        {t.first}{" "}
        <select
          value={first}
          onChange={({ currentTarget: { value } }) => (chosenPair.value = [value, value === second ? first : second])}
        >
          {names.map((name) => <option>{name}</option>)}
        </select>
      </label>
      <label class="inline">
        {t.second}{" "}
        <select value={second} onChange={({ currentTarget: { value } }) => (chosenPair.value = [first, value])}>
          {names.map((name) => <option value={name}>{name === first ? t.itsWay : name}</option>)}
        </select>
      </label>
    </>
  );
}

function Download() {
  const t = texts.value;
  const download = () => {
    const svg = document.querySelector<SVGSVGElement>("#landscape-picture")!;
    const background = getComputedStyle(svg.closest(".card")!).backgroundColor;
    save(t.file, new Blob([fileOf(svg, background)], { type: "image/svg+xml" }));
  };
  return (
    <button type="button" class="small" aria-label={t.downloadLabel} onClick={download}>
      {t.download}
    </button>
  );
}

function Legend({ survey: found }: { survey: Survey }) {
  const t = texts.value;
  const farthest = farthestOff(found);
  const finite = heightsOf(found.heights, found.step).filter(Number.isFinite);
  const parts = 12;
  return (
    <p class="plane-legend" aria-hidden="true">
      <span>
        <svg width="60" height="10">
          {Array.from({ length: parts }, (_, i) => <rect class="height" x={(60 * i) / parts} width={60 / parts} height="10" fill-opacity={(0.3 * i) / (parts - 1)} />)}
          <rect class="frame" x=".5" y=".5" width="59" height="9" />
        </svg>{" "}
        {t.lowToHigh(formatLoss(Math.min(...finite)), formatLoss(Math.max(...finite)))}
      </span>
      <span>
        <svg width="60" height="10">
          {Array.from({ length: parts }, (_, i) => (
            <line class="path" x1={(60 * i) / parts} x2={(60 * (i + 1)) / parts} y1="5" y2="5" stroke="currentColor" stroke-opacity={strength(i, parts - 1)} />
          ))}
        </svg>{" "}
        {t.onPlane} … {t.offPlane(formatLoss(farthest))}
      </span>
      <span>
        <svg width="10" height="10">
          <circle cx="5" cy="5" r="2.4" fill="currentColor" />
        </svg>{" "}
        {t.dots(formatCount(dotsEvery(found)))}
      </span>
      <span>
        <svg width="14" height="14">
          <circle class="now" cx="7" cy="7" r="5.5" stroke="currentColor" />
        </svg>{" "}
        {t.now(formatCount(Math.max(...found.walks.map(({ run }) => iterationAt(run)))))}
      </span>
    </p>
  );
}

/** Whether there is a ridge between the two ends, from what was measured. */
function Ridge({ survey: { line, pair: [a, b] } }: { survey: Survey }) {
  if (!line) return null;
  const { kind, first, last, between } = line;
  return (
    <p class="plane-ridge">
      {texts.value[kind](a.arm.name, b.arm.name, formatLoss(first), formatLoss(last), formatLoss(between))}
    </p>
  );
}

function Measured({ survey: { step, finest, images, weights, batchNorm, missing } }: { survey: Survey }) {
  const t = texts.value;
  const running = activity.value === "running";
  const names = (why: Missing) => missing.filter((one) => one.why === why).map(({ run }) => run.arm.name);
  const whys = (["diverged", "other", "waiting"] as const).filter((why) => names(why).length > 0);
  return (
    <>
      {whys.map((why) => <p class="note">{t.missing[why](t.list(names(why)))}</p>)}
      <p class="note">
        {t.measured(formatCount(columnsOf(step) * rowsOf(step)), formatCount(images))}{" "}
        {running ? t.whileTraining : step > finest ? t.refining : finest > 1 ? t.coarse(formatCount(weights)) : ""}{" "}
        {batchNorm && t.batchNorm}
      </p>
    </>
  );
}

const formatDistance = (distance: number) => {
  return formatNumber(language.value, distance, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
};

/** How far from its start each variant is at the moment that is shown. */
function Distances({ survey: { walks } }: { survey: Survey }) {
  const t = texts.value;
  const all = walks.map((walk) => ({ run: walk.run, distance: walk.points[momentAt(walk, iterationAt(walk.run))]!.distance }));
  const farthest = Math.max(...walks.flatMap(({ points }) => points.map(({ distance }) => distance))) || 1;
  return (
    <div class="card distances">
      <h3 id="distances-title">{t.distance}</h3>
      <p class="note">{t.distanceNote}</p>
      <table aria-labelledby="distances-title">
        <thead class="hidden">
          <tr>
            <th scope="col">{t.variant}</th>
            <th scope="col">{t.distance}</th>
          </tr>
        </thead>
        <tbody>
          {all.map(({ run, distance }) => (
            <tr key={run.index}>
              <th scope="row">
                <Swatch index={run.index} /> <span class="name">{run.arm.name}</span>
              </th>
              <td>
                <i class="how-far" style={{ "--share": distance / farthest }} />
                <span>{formatDistance(distance)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
