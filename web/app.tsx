import { useEffect, useState } from "preact/hooks";
import { valueAt } from "../experiment/problems.ts";
import { Announcer } from "./parts/announcer.tsx";
import { Arms } from "./race/arms.tsx";
import { Charts } from "./charts/charts.tsx";
import { Controls, Notices } from "./race/controls.tsx";
import { Downloads } from "./sharing/downloads.tsx";
import { readDraft, readFile } from "./state/draft.ts";
import { JsonEditor, Settings } from "./settings/forms.tsx";
import { Inside } from "./inside/inside.tsx";
import type { Language } from "./texts/language.ts";
import { language, languages, setLanguage, texts } from "./texts/language.ts";
import { Mark } from "./parts/mark.tsx";
import { Draw } from "./pad/pad.tsx";
import { draft, open } from "./state/state.ts";

export function App() {
  const t = texts.value;
  useEffect(() => {
    document.documentElement.lang = language.value;
    document.title = t.title;
  }, [language.value]);
  return (
    <>
      {/* The address holds the experiment: it is not to be replaced by the place. */}
      <a
        class="skip"
        href="#curves"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("curves")?.focus();
        }}
      >
        {t.skip}
      </a>
      <Header />
      <main class="page">
        <ExperimentPanel />
        <div class="work">
          <Controls />
          <Notices />
          <section id="curves" tabIndex={-1} aria-labelledby="curves-title">
            <h2 id="curves-title" class="hidden">
              {t.curves}
            </h2>
            <Charts />
          </section>
          <Arms />
          <Draw />
          <Inside />
          <Downloads />
        </div>
      </main>
      <footer>
        <p>{t.footer}</p>
        <p>usagi-nn {BUILD.version}</p>
      </footer>
      <Announcer />
      <DropTarget />
    </>
  );
}

function Header() {
  const t = texts.value;
  return (
    <header>
      <Mark />
      <p class="brand">usagi-nn</p>
      <h1>{t.heading}</h1>
      <p class="lead">{t.lead}</p>
      <nav aria-label={t.languageChoice}>
        {Object.entries(languages).map(([tag, name]) => (
          <a
            href={`?lang=${tag}`}
            lang={tag}
            hreflang={tag}
            aria-current={language.value === tag ? "true" : undefined}
            onClick={(event) => {
              event.preventDefault();
              setLanguage(tag as Language);
            }}
          >
            {name}
          </a>
        ))}
      </nav>
    </header>
  );
}

/** There is room for all that may be folded. */
const wide = matchMedia("(min-width: 60rem)");

function ExperimentPanel() {
  const t = texts.value;
  const { file, text, value, experiment } = draft.value;
  const bundled = BUILD.experiments.find((candidate) => candidate.file === file);
  const names: Readonly<Record<string, string>> = t.experimentNames;
  const descriptions: Readonly<Record<string, string>> = t.descriptions;
  const own = !bundled || bundled.text !== text;
  const description =
    (!own && descriptions[file]) ||
    valueAt(value, ["description"]);
  return (
    <div class="panel">
      <section class="card" aria-labelledby="experiment-title">
        <h2 id="experiment-title">{t.experiment}</h2>
        <label class="hidden" for="experiment">
          {t.choose}
        </label>
        <select
          id="experiment"
          value={own ? "" : file}
          onChange={({ currentTarget }) => {
            const chosen = BUILD.experiments.find((candidate) => candidate.file === currentTarget.value);
            if (chosen) open(readDraft(chosen.file, chosen.text));
          }}
        >
          {own && <option value="">{t.ownExperiment(experiment?.name ?? file)}</option>}
          {BUILD.experiments.map((candidate) => (
            <option value={candidate.file}>{names[candidate.file] ?? candidate.file}</option>
          ))}
        </select>
        {typeof description === "string" && description && (
          <details class="description" open={wide.matches}>
            <summary>{t.lookFor}</summary>
            <p>{description}</p>
          </details>
        )}
        <OpenFile />
        <AllProblems />
      </section>
      <details class="card" open={wide.matches}>
        <summary>
          <h2>{t.settings}</h2>
        </summary>
        <Settings />
        <JsonEditor setText={(next) => (draft.value = readDraft(draft.value.file, next))} />
      </details>
    </div>
  );
}

async function openFile(files: FileList | null | undefined): Promise<void> {
  const file = files?.[0];
  if (file) open(await readFile(file));
}

function OpenFile() {
  const t = texts.value;
  return (
    <p class="open">
      <label class="button">
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

function AllProblems() {
  const { problems, lines, warnings, file } = draft.value;
  const t = texts.value;
  return (
    <div role="alert">
      {problems.length > 0 && (
        <div class="notice bad" id="all-problems">
          <p>{t.problems(file, problems.length)}</p>
          <ul class="problems" lang="en">
            {lines.map((line) => <li>{line}</li>)}
          </ul>
        </div>
      )}
      {warnings.length > 0 && problems.length === 0 && (
        <div class="notice" id="all-warnings">
          <p>{t.warnings}</p>
          <ul class="problems" lang="en">
            {warnings.map((line) => <li>{line}</li>)}
          </ul>
        </div>
      )}
    </div>
  );
}

/** The whole window takes a file. */
function DropTarget() {
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
