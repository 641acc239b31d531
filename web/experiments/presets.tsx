// Which experiment it is: those that come with the page, in the order of a lesson, or a file.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { reveal } from "../parts/lazy.tsx";
import { readFile } from "../state/draft.ts";
import { presetFiles, presetOf } from "../state/presets.ts";
import { draft, open, openPreset } from "../state/store.ts";
import { texts } from "../texts/language.ts";
import { names } from "./texts.ts";

export function PresetChoice() {
  const t = texts.value;
  const { file, experiment } = draft.value;
  const current = presetOf(draft.value);
  const files = [...new Set([...Object.keys(names.value), ...presetFiles])].filter((name) => presetFiles.includes(name));
  return (
    <select
      id="experiment"
      aria-label={t.choose}
      value={current ?? ""}
      onChange={({ currentTarget }) => {
        if (currentTarget.value) void openPreset(currentTarget.value);
      }}
    >
      {!current && <option value="">{t.ownExperiment(experiment?.name ?? file)}</option>}
      {files.map((name) => <option value={name}>{names.value[name] ?? name}</option>)}
    </select>
  );
}

/** An experiment. */
export async function openFile(file: File | undefined): Promise<void> {
  if (!file) return;
  const read = await readFile(file);
  open(read);
  if (!read.experiment) await reveal("problems");
}

/**
 * An experiment, or data of one's own, in files and folders.
 * @param entries What was dropped has; of it folders are read too.
 */
async function openFiles(list: FileList, entries: readonly FileSystemEntry[] = []): Promise<void> {
  // What was dropped is only there now: the code for it comes later.
  const files = Array.from(list);
  const [file] = files;
  if (files.length === 1 && /\.jsonc?$/i.test(file!.name)) return openFile(file);
  const { adopt, chosenFiles, filesIn } = await import("../own/files.ts");
  // What does not come from a file system has no entries.
  if (await adopt(entries.length > 0 ? await filesIn(entries) : chosenFiles(files))) await reveal("data");
  else await openFile(file);
}

export function OpenFile() {
  const t = texts.value;
  return (
    <p class="open">
      <label class="button small">
        <input
          type="file"
          multiple
          onChange={({ currentTarget }) => {
            if (currentTarget.files?.length) void openFiles(currentTarget.files).then(() => (currentTarget.value = ""));
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
      const { files, items } = event.dataTransfer ?? {};
      if (files && items) void openFiles(files, Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null));
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
