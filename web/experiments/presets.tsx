// Which experiment it is: those that come with the page, in the order of a lesson, or a file.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { reveal } from "../parts/lazy.tsx";
import { readFile } from "../state/draft.ts";
import { presetDraft, presetOf } from "../state/presets.ts";
import { draft, open } from "../state/store.ts";
import { texts } from "../texts/language.ts";
import { names } from "./texts.ts";

const bundled = BUILD.experiments.map(({ file }) => file);

export function PresetChoice() {
  const t = texts.value;
  const { file, experiment } = draft.value;
  const current = presetOf(draft.value);
  const files = [...new Set([...Object.keys(names.value), ...bundled])].filter((name) => bundled.includes(name));
  return (
    <select
      id="experiment"
      aria-label={t.choose}
      value={current ?? ""}
      onChange={({ currentTarget }) => {
        if (currentTarget.value) open(presetDraft(currentTarget.value));
      }}
    >
      {!current && <option value="">{t.ownExperiment(experiment?.name ?? file)}</option>}
      {files.map((name) => <option value={name}>{names.value[name] ?? name}</option>)}
    </select>
  );
}

async function openFile(files: FileList | null | undefined): Promise<void> {
  const file = files?.[0];
  if (!file) return;
  const read = await readFile(file);
  open(read);
  if (!read.experiment) await reveal("problems");
}

export function OpenFile() {
  const t = texts.value;
  return (
    <p class="open">
      <label class="button small">
        <input
          type="file"
          accept=".json,.jsonc,application/json"
          onChange={({ currentTarget }) => {
            void openFile(currentTarget.files).then(() => (currentTarget.value = ""));
          }}
        />
        {t.open}
      </label>{" "}
      <span class="note">{t.orDrop}</span>
    </p>
  );
}

/** What is wrong with the experiment in the settings: its sentences come when there is something. */
export function AllProblems() {
  const [Summary, setSummary] = useState<ComponentType | undefined>(undefined);
  const [missing, setMissing] = useState(false);
  const { problems, warnings } = draft.value;
  const some = problems.length + warnings.length > 0;
  useEffect(() => {
    if (some) void import("../settings/problems.tsx").then(({ ProblemSummary }) => setSummary(() => ProblemSummary), () => setMissing(true));
  }, [some]);
  return (
    <div role="alert" id="problems">
      {some && Summary && <Summary />}
      {some && missing && (
        <ul class="notice bad problems" lang="en">{[...problems, ...warnings].map(({ sentence }) => <li>{sentence}</li>)}</ul>
      )}
    </div>
  );
}

/** The whole window takes a file. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const carries = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const hover = (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!event.relatedTarget) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(false);
      void openFile(event.dataTransfer?.files);
    };
    addEventListener("dragover", hover);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", hover);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return over ? <div class="drop" aria-hidden="true">{texts.value.dropHere}</div> : null;
}
