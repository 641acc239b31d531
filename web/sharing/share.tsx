// What can be taken along and handed on: links, pictures, the film, files.

import { useSignal } from "@preact/signals";
import { CopyButton } from "../parts/copy.tsx";
import { saveExperiment } from "../parts/save.ts";
import type { Race } from "../race/race.ts";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { changed, chosenArm, draft, link, race } from "../state/store.ts";
import { type Claim, withClaim } from "./claim.ts";
import { embedCode } from "./embed-code.ts";
import { ended } from "./ended.ts";
import { canCopyPictures, copyPicture, pngOf } from "./picture.ts";
import { drawingOf, saveDrawing, saveFilm, savePicture, saveTable, saveWeights } from "./results.ts";
import { texts } from "./texts.ts";

export function Share() {
  const t = texts.value;
  return (
    <section id="sharing" aria-labelledby="sharing-title">
      <h2 id="sharing-title">{t.title}</h2>
      <div class="sharing">
        <Links />
        <Pictures />
        <Files />
      </div>
    </section>
  );
}

/** The chosen variant's run of the chosen seed. */
const chosen = () => shownRuns.value.find(({ index }) => index === chosenArm.value);
/** The race, as soon as there is something to save of it. */
const measured = () => (race.value?.runs.some(({ evaluations }) => evaluations.value > 0) ? race.value : undefined);

function Links() {
  const t = texts.value;
  const { experiment } = draft.value;
  const claim = claimOfChosen();
  return (
    <div class="card">
      <h3>{t.links}</h3>
      <p class="note">{t.linksNote}</p>
      <p class="actions">
        <CopyButton label={t.copyLink} text={link} disabled={!experiment} />
        <CopyButton
          label={t.copyResult(chosen()?.arm.name ?? "")}
          text={async () => withClaim(await link(), claim!)}
          disabled={!claim}
        />
        <CopyButton
          label={t.copyEmbed}
          text={async () => embedCode(await link(), t.embedTitle(experiment!.name))}
          disabled={!experiment}
        />
      </p>
    </div>
  );
}

/** What the chosen run has come to; nothing before its end, of a fork, without a digest, or where settings have changed. */
function claimOfChosen(): Claim | undefined {
  const run = chosen();
  if (!run || changed.value || run.branch || run.state.value !== "complete") return undefined;
  const { score, ...others } = ended(run);
  if (others.digest === "" || score === undefined) return undefined;
  return { arm: run.arm.name, seed: run.seed, score, ...others };
}

/** A button that does what takes a moment, and says where that fails. */
function Action({ label, of, run }: { label: string; of: Race | undefined; run: (race: Race) => Promise<void> }) {
  const failure = useSignal<string | undefined>(undefined);
  const act = () => {
    failure.value = undefined;
    run(of!).catch((error: unknown) => (failure.value = (error as Error).message));
  };
  return (
    <>
      <button type="button" disabled={!of} onClick={act}>
        {label}
      </button>
      {failure.value !== undefined && (
        <span class="problem" role="alert">
          {texts.value.failed(failure.value)}
        </span>
      )}
    </>
  );
}

function Pictures() {
  const t = texts.value;
  const now = measured();
  return (
    <div class="card">
      <h3>{t.pictures}</h3>
      <p class="note">{t.picturesNote}</p>
      <p class="actions">
        {canCopyPictures() && (
          <Action label={t.copyPicture} of={now} run={(race) => copyPicture(drawingOf(race, "score").then((svg) => pngOf(svg)))} />
        )}
        <Action label={t.picture("PNG")} of={now} run={savePicture} />
        <Action label={t.picture("SVG")} of={now} run={(race) => saveDrawing(race, "score")} />
        <Action label={t.loss} of={now} run={(race) => saveDrawing(race, "loss")} />
        <Action label={t.film} of={now} run={saveFilm} />
      </p>
    </div>
  );
}

function Files() {
  const t = texts.value;
  const now = measured();
  const run = chosen();
  const looked = run && snapshotAt(run);
  return (
    <div class="card">
      <h3>{t.files}</h3>
      <p class="note">{t.filesNote}</p>
      <p class="actions">
        <button
          type="button"
          disabled={!draft.value.experiment}
          onClick={() => saveExperiment(draft.value.text)}
        >
          experiment.json
        </button>
        <Action label="metrics.csv" of={now} run={(race) => saveTable(race, "metrics")} />
        <Action label="layers.csv" of={now} run={(race) => saveTable(race, "layers")} />
        <button type="button" disabled={!looked} onClick={() => saveWeights(race.value!, run!)}>
          {t.weights(run?.arm.name ?? "")}
        </button>
      </p>
      <p class="note">
        {t.sameBits} <code>npx usagi-nn run experiment.json</code>
      </p>
    </div>
  );
}
