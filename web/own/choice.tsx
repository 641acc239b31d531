// Which data are trained on: MNIST, made points, files of one's own, or points that are drawn.

import { madeNames, madeSets } from "../../experiment/data/made-sets.ts";
import { isShare } from "../../experiment/data/split.ts";
import { openFile } from "../experiments/presets.tsx";
import { Message } from "../parts/message.tsx";
import { draft, edit, editAll, openPreset } from "../state/store.ts";
import { formatCount, formatPercent } from "../texts/language.ts";
import { presetFiles } from "../state/presets.ts";
import { drawing } from "./drawing.ts";
import { drawnFile } from "./drawn.ts";
import { editData, predict, trainOn } from "./experiments.ts";
import { adopt, attempt, chosenFiles, idxSets, likelyTask, reading, tables, trouble } from "./files.ts";
import { texts } from "./texts.ts";

/** What is chosen, of the list; undefined of a file. */
function chosenSet(): keyof typeof texts.value.sets | undefined {
  const dataset = draft.value.experiment?.dataset;
  if (drawing.value || (dataset?.name === "csv" && dataset.path === drawnFile)) return "drawn";
  const name = dataset?.name;
  return name === "mnist" || madeNames.some((one) => one === name) ? (name as "mnist") : undefined;
}

function choose(set: keyof typeof texts.value.sets): void {
  drawing.value = set === "drawn";
  if (set === "mnist") void openPreset(presetFiles[0]!);
  else if (set !== "drawn") void trainOn({ name: set }, { task: set === "sine" ? "targets" : "labels" });
}

export function DataChoice() {
  const t = texts.value;
  const now = chosenSet();
  return (
    <section id="data" class="card" aria-labelledby="data-title">
      <div class="heading">
        <h2 id="data-title">{t.title}</h2>
        <div class="actions">
          <FileButton text={t.file} accept=".csv,.tsv,.txt,.npz,.zip,.gz,image/png,image/jpeg,*/*" />
          <FileButton text={t.folder} />
        </div>
      </div>
      <fieldset class="chips">
        <legend class="hidden">{t.title}</legend>
        {(["mnist", ...madeNames, "drawn"] as const).map((set) => (
          <label class="chip" key={set}>
            <input type="radio" name="data-set" checked={now === set} onChange={() => choose(set)} />
            <span>{t.sets[set]}</span>
          </label>
        ))}
      </fieldset>
      <MadeOptions />
      <p class="note" role="status">{reading.value && t.reading}</p>
      {trouble.value && <p class="problem" role="alert">{trouble.value.ofReader ? <Message message={trouble.value.text} /> : trouble.value.text}</p>}
      <SetChoice />
      <AnswerColumn />
      <Done />
      <p class="note">{t.note}</p>
    </section>
  );
}

/** Data, or what else it is. */
async function openChosen(input: HTMLInputElement): Promise<void> {
  const chosen = chosenFiles(input.files!);
  if (!(await adopt(chosen))) await openFile(chosen[0]?.file);
  input.value = "";
}

/** @param accept Kinds of files; without any a folder is chosen. */
function FileButton({ text, accept }: { text: string; accept?: string }) {
  return (
    <label class="button small">
      <input
        type="file"
        {...(accept === undefined ? {} : { multiple: true, accept })}
        ref={(input) => void input?.toggleAttribute("webkitdirectory", accept === undefined)}
        onChange={({ currentTarget }) => void openChosen(currentTarget)}
      />
      {text}
    </label>
  );
}

/** Of a made set: its noise, and its classes where it can have any number of them. */
function MadeOptions() {
  const t = texts.value;
  const dataset = draft.value.experiment?.dataset;
  const name = madeNames.find((one) => one === dataset?.name);
  if (!name || !dataset || !("noise" in dataset)) return null;
  const { noise, seed, classes } = dataset as { noise: number; seed: number; classes?: number };
  const { options } = madeSets[name];
  // The draft may hold the name alone.
  const change = (key: string, value: number) => {
    if (typeof (draft.value.value as { dataset?: unknown }).dataset === "object") edit(["dataset", key], value);
    else editAll([[["dataset"], { name, [key]: value }]]);
  };
  const most = Math.max(0.5, 2 * options.noise.default);
  return (
    <p class="made-options">
      <label>
        {t.noise}{" "}
        <input type="range" min="0" max={most} step="0.01" value={noise} onChange={({ currentTarget }) => change("noise", currentTarget.valueAsNumber)} />{" "}
        <output>{noise}</output>
      </label>{" "}
      {classes !== undefined && "classes" in options && (
        <label>
          {t.classes}{" "}
          <input
            type="number" min={options.classes.min} max={options.classes.max} value={classes}
            onChange={({ currentTarget }) => currentTarget.reportValidity() && change("classes", currentTarget.valueAsNumber)}
          />
        </label>
      )}{" "}
      <button type="button" class="small" onClick={() => change("seed", seed + 1)}>{t.again}</button>
    </p>
  );
}

/** Of IDX files of several sets: which of them. */
function SetChoice() {
  const t = texts.value;
  const dataset = draft.value.experiment?.dataset;
  const sets = dataset?.name === "idx" ? idxSets.value.get(dataset.path) : undefined;
  if (dataset?.name !== "idx" || !sets) return null;
  return (
    <label class="inline">
      {t.set}{" "}
      <select value={dataset.set ?? ""} onChange={({ currentTarget: { value } }) => void attempt(() => editData([[["dataset", "set"], value]]))}>
        {sets.map((set) => <option key={set} value={set}>{set}</option>)}
      </select>
    </label>
  );
}

/** What is done with the rows of files. */
function Done() {
  const t = texts.value;
  const dataset = draft.value.experiment?.dataset;
  if (!dataset || !("path" in dataset) || dataset.path === drawnFile) return null;
  return (
    <>
      {isShare(dataset.test) && <p class="note">{t.share(formatPercent(dataset.test, 0))}</p>}
      {"standardizeTargets" in dataset && dataset.standardizeTargets && <p class="note">{t.standardizedTargets}</p>}
    </>
  );
}

/** Of a CSV file: which of its columns is predicted, and a number whether as a class or as a number. */
function AnswerColumn() {
  const t = texts.value;
  const dataset = draft.value.experiment?.dataset;
  if (dataset?.name !== "csv" || dataset.path === drawnFile) return null;
  const table = tables.value.get(dataset.path);
  if (!table) return null;
  const { columns } = table.survey;
  const task = dataset.target === undefined ? "labels" : "targets";
  const place = columns.findIndex(({ name }) => name === String(dataset.target ?? dataset.label));
  const chosen = columns[place];
  const ignored = columns.filter(({ name }, i) => (dataset.ignore ?? []).some((one) => one === name || one === i + 1));
  const missing = columns.reduce((sum, column, i) => sum + (i === place || ignored.includes(column) ? 0 : column.missing), 0);
  const asWhat = (own: typeof task) => (
    <label class="chip" key={own}>
      <input type="radio" name="answer-task" checked={task === own} onChange={() => void attempt(() => predict(chosen!.name, own))} />
      <span>{t.tasks[own]}</span>
    </label>
  );
  return (
    <>
      <div class="answer-column">
        <label>
          {t.answer}{" "}
          <select
            value={chosen?.name}
            onChange={({ currentTarget: { selectedIndex: i } }) => void attempt(() => predict(columns[i]!.name, likelyTask(table, i)))}
          >
            {columns.map(({ name, different }) => <option key={name} value={name}>{t.column(name, formatCount(different))}</option>)}
          </select>
        </label>
        {chosen?.isNumbers && (
          <fieldset class="chips">
            <legend class="hidden">{t.answer}</legend>
            {(["labels", "targets"] as const).map(asWhat)}
          </fieldset>
        )}
      </div>
      {ignored.length > 0 && <p class="note">{t.ignored(ignored.map(({ name }) => name).join(", "))}</p>}
      {dataset.decimal === "," && <p class="note">{t.decimalComma}</p>}
      {missing > 0 && dataset.missing === "mean" && <p class="note">{t.missing(formatCount(missing))}</p>}
    </>
  );
}
