// What came of the race so far, in one or two sentences, and a table of all variants.

import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { usePaced } from "../parts/paced.ts";
import { Swatch } from "../parts/swatch.tsx";
import { edit, activity, experiment, moment, race, score } from "../state/store.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import { formatCount, formatPercent, language } from "../texts/language.ts";
import { formatMetric } from "../texts/metric.ts";
import { joinSentences } from "../texts/names.ts";
import { formatPoints, short } from "../texts/numbers.ts";
import { type Column, columns, columnsOf, ordered, pressed, type Row, type Sorting } from "./columns.ts";
import { Conclusion } from "./conclusion.tsx";
import { lookedOf, seenRuns, useLooks } from "./seen.ts";
import { say } from "./sentences.ts";
import { find, type Standing, standings, type Threshold, thresholds } from "./standing.ts";
import { texts } from "./texts.ts";
import { Verify } from "./verify.tsx";

/** The test accuracy, or R², that is asked for. */
export const threshold = signal<Threshold>(0.9);
const sorting = signal<Sorting | undefined>(undefined);

const goalText = (value: number) => (score.value.task === "labels" ? formatPercent(value, 0) : `R² ${value}`);

export function Findings() {
  const t = texts.value;
  return (
    <section id="findings" aria-labelledby="findings-title">
      <div class="heading">
        <h2 id="findings-title">{t.title}</h2>
        <label class="inline">
          {t.threshold}{" "}
          <select
            value={threshold.value}
            onChange={({ currentTarget }) => (threshold.value = Number(currentTarget.value) as Threshold)}
          >
            {thresholds.map((one) => <option value={one}>{goalText(one)}</option>)}
          </select>
        </label>
      </div>
      <Sentences />
      <Table />
      <Verify />
    </section>
  );
}

/** At the end of several seeds the report's own, which say what the seeds bear. */
function Sentences() {
  const over = race.value !== undefined && activity.value === "finished" && moment.value === undefined;
  return over && race.value!.experiment.seeds.length > 1
    ? <Conclusion race={race.value!} meanwhile={<Found />} />
    : <Found />;
}

/** In words, as of now, without what else there is to say, for a file; empty before the first evaluation. */
export function foundText(): string {
  const found = find(seenRuns(), threshold.value);
  return found ? joinSentences(say(found, language.value).main, language.value) : "";
}

export function Found() {
  const t = texts.value;
  const found = usePaced(() => find(seenRuns(), threshold.value));
  const seeds = race.value?.experiment.seeds ?? [];
  if (!found) return <p class="finding">{t.nothing}</p>;
  const { main, more } = say(found, language.value);
  if (found.over && found.seeds < seeds.length) more.push(t.seedsSoFar(found.seeds, seeds.length));
  return (
    <div class="finding">
      <p>{joinSentences(main, language.value)}</p>
      {more.length > 0 && <p class="note">{joinSentences(more, language.value)}</p>}
      {seeds.length === 1 && <Anecdote seed={seeds[0]!} />}
    </div>
  );
}

const seedsWanted = 5;

function Anecdote({ seed }: { seed: number }) {
  const t = texts.value;
  const more = Array.from({ length: seedsWanted }, (_, i) => seed + i);
  return (
    <p class="note anecdote">
      {t.anecdote}{" "}
      <button type="button" class="small" onClick={() => edit(["seeds"], more)}>
        {t.moreSeeds(seedsWanted)}
      </button>{" "}
      <span>
        {t.orInTerminal} <code>--set "seeds=[{more.join()}]"</code>
      </span>
    </p>
  );
}

/** A variant of which nothing is measured. */
const blank = (arm: ResolvedArm, index: number): Row => ({
  name: arm.name, index, seeds: [], score: scoreOf(arm), test: NaN, deviation: NaN, train: NaN, testR2: NaN, testLoss: NaN, best: NaN, gap: NaN,
  onAllRows: arm.training.trainAccuracy === "all", reached: { at: NaN, seeds: 0 }, over: false, failed: [], stopped: [], nearZero: NaN, distance: NaN,
});

/** The order that was shown last, for as long as it stays. */
interface Order {
  readonly of: string;
  readonly places: readonly number[];
}

function Table() {
  const t = texts.value;
  const { runs, all } = usePaced(() => {
    const seen = seenRuns();
    return { runs: seen, all: standings(seen, threshold.value) };
  });
  useLooks(all);
  const known = new Map(all.map((one): [number, Row] => [one.index, { ...one, ...lookedOf(one) }]));
  const rows = (experiment.value?.arms ?? []).map((arm, index) => {
    const row = known.get(index);
    return row?.name === arm.name ? row : blank(arm, index);
  });
  const seeds = Math.max(1, ...rows.map((row) => row.seeds.length));
  const last = useRef<Order | undefined>(undefined);
  // Rows that change places while somebody reads them cannot be read.
  const of = JSON.stringify([sorting.value, rows.map(({ name }) => name)]);
  if (activity.value !== "running" || last.current?.of !== of) last.current = { of, places: ordered(rows, sorting.value) };
  const iteration = Math.max(0, ...runs.map(({ metrics, shown: count }) => metrics.iterations[count - 1] ?? 0));
  // A gap to what is measured on a batch would be coarse.
  const onAllRows = rows.every((row) => row.onAllRows);
  const shown = columnsOf(score.value).filter((column) => column !== "gap" || onAllRows);
  const atEnd = rows.length > 0 && rows.every(({ over }) => over);
  return (
    <>
      <p class="note" id="standings-caption">
        {known.size === 0 ? t.tableEmpty : atEnd ? t.tableAtEnd(seeds) : t.table(formatCount(iteration), seeds)}
      </p>
      <div class="scroll" role="region" aria-labelledby="standings-caption" tabIndex={0}>
        <table class={`standings ${score.value.task}`} aria-labelledby="standings-caption">
          <thead>
            <tr>
              <th scope="col">{t.variant}</th>
              {shown.map((column) => <Heading key={column} column={column} onAllRows={onAllRows} />)}
            </tr>
          </thead>
          <tbody>
            {last.current.places.map((place) => {
              const row = rows[place]!;
              return (
                <tr key={row.name}>
                  <th scope="row">
                    <Swatch index={row.index} /> <span class="name">{row.name}</span>
                  </th>
                  {shown.map((column) => <td key={column}>{cell(row, column)}</td>)}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Meanings shown={shown} onAllRows={onAllRows} />
    </>
  );
}

/** What the columns of a task are called, and what they say. */
const namesNow = () => ({ ...texts.value.columns, ...texts.value.columnsOf[score.value.task] });
const meaningsNow = () => ({ ...texts.value.meanings, ...texts.value.meaningsOf[score.value.task] });
const nameOf = (column: Column) => (column === "reached" ? texts.value.reached(goalText(threshold.value)) : namesNow()[column]);
const meaningOf = (column: Column, onAllRows: boolean) => meaningsNow()[column === "train" && !onAllRows ? "trainBatch" : column];

function Meanings({ shown, onAllRows }: { shown: readonly Column[]; onAllRows: boolean }) {
  return (
    <details class="meanings">
      <summary>{texts.value.meaningsTitle}</summary>
      <dl>
        {shown.map((column) => (
          <div key={column}>
            <dt>{nameOf(column)}</dt>
            <dd>{meaningOf(column, onAllRows)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Heading({ column, onAllRows }: { column: Column; onAllRows: boolean }) {
  const by = sorting.value?.column === column ? sorting.value.direction : undefined;
  return (
    <th scope="col" aria-sort={by}>
      <button type="button" title={meaningOf(column, onAllRows)} onClick={() => (sorting.value = pressed(sorting.value, column, score.value))}>
        {nameOf(column)}
        <span class="way" aria-hidden="true">{by === "ascending" ? "▲" : by === "descending" ? "▼" : ""}</span>
      </button>
    </th>
  );
}

function cell(row: Row, column: Column): string {
  const t = texts.value;
  const value = columns[column].of(row);
  if (Number.isNaN(value)) return "–";
  if (column === "reached") return reachedText(row);
  const shares = row.score.task === "labels";
  switch (columns[column].format) {
    case "percent":
      return formatPercent(value);
    case "r2":
      return formatMetric("testR2", value);
    case "score": {
      const deviation = shares ? formatPoints(language.value, row.deviation) : short(row.deviation, 2);
      return (shares ? formatPercent(value) : short(value, 3)) + (column === "test" && row.deviation >= 0 ? t.deviation(deviation) : "");
    }
    case "gap":
      return shares ? t.points(formatPoints(language.value, value)) : short(value, 2);
    default:
      return short(value, 3);
  }
}

function reachedText({ reached, seeds }: Standing): string {
  const at = formatCount(Math.round(reached.at));
  return reached.seeds < seeds.length ? texts.value.some(at, reached.seeds, seeds.length) : at;
}
