// Training images whose label is wrong, and which networks give that wrong label.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { analyse } from "../analysis/client.ts";
import { AnalysisNotice } from "../analysis/notice.tsx";
import { paced } from "../analysis/paced.ts";
import { paintImage } from "../analysis/pictures.ts";
import type { ByHeart as Found } from "../analysis/tasks/by-heart.ts";
import { rightLabels } from "../data/data.ts";
import { Canvas } from "../parts/canvas.tsx";
import { Swatch } from "../parts/swatch.tsx";
import type { Run } from "../race/run.ts";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { race } from "../state/store.ts";
import { formatCount, formatPercent } from "../texts/language.ts";
import { texts } from "./texts.ts";

const shown = 12;
/** Of many wrong labels the first are looked at. */
const mostRows = 1000;

/** The training images of the race with a wrong label, and their right ones. */
function wrongRows(): { rows: Uint32Array; right: Uint8Array } {
  const data = race.value?.data;
  if (!data) return { rows: new Uint32Array(), right: new Uint8Array() };
  const right = rightLabels(data);
  const rows: number[] = [];
  for (let row = 0; row < right.length && rows.length < mostRows; row++) if (right[row] !== data.train.labels[row]) rows.push(row);
  return { rows: Uint32Array.from(rows), right: Uint8Array.from(rows, (row) => right[row]!) };
}

interface Answer extends Found {
  runs: readonly Run[];
  subject: number;
}

export function ByHeart({ compared: [first, second] }: { compared: readonly [number, number] }) {
  const t = texts.value;
  const answer = useSignal<Answer | undefined>(undefined);
  const follow = useMemo(paced, []);
  const wrong = useMemo(wrongRows, [race.value?.data]);
  const looked = shownRuns.value.flatMap((run) => {
    const snapshot = snapshotAt(run);
    return snapshot ? [{ run, snapshot }] : [];
  });
  const runs = looked.map(({ run }) => run);
  const subject = runs.findIndex(({ index }) => index === first);
  useEffect(() => {
    if (subject < 0) return;
    follow(async () => {
      const networks = looked.map(({ snapshot }) => snapshot);
      const found = await analyse("overfitting/by-heart", "byHeart", { networks, ...wrong, subject, most: shown });
      if (found) answer.value = { ...found, runs, subject };
    });
  }, [wrong, subject, ...looked.map(({ snapshot }) => snapshot)]);
  const known = answer.value && shownRuns.value.includes(answer.value.runs[0]!) ? answer.value : undefined;
  const all = wrong.rows.length;
  return (
    <div class="card by-heart">
      <h3>{t.byHeart}</h3>
      <p class="note">{t.byHeartNote(formatCount(all))}</p>
      <AnalysisNotice />
      {known ? <Counts answer={known} all={all} /> : <p class="note">{looked.length > 0 ? t.looking : t.later}</p>}
      {known && <Examples answer={known} second={second} />}
    </div>
  );
}

function Counts({ answer: { runs, counts }, all }: { answer: Answer; all: number }) {
  const t = texts.value;
  return (
    <table class="counts">
      <tbody>
        {runs.map(({ arm: { name }, index }, i) => {
          const count = counts[i];
          return (
            <tr key={index}>
              <th scope="row"><Swatch index={index} /> {name}</th>
              <td>
                {count ? (
                  <>
                    <span class="share"><span style={{ width: `${(100 * count.wrong) / Math.max(1, all)}%` }} /></span>
                    <strong>{t.wrongOf(formatCount(count.wrong), formatCount(all))}</strong>
                    <span class="note">{t.rightOf(formatCount(count.right))}</span>
                  </>
                ) : t.noOpinion}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Examples({ answer: { runs, subject, examples }, second }: { answer: Answer; second: number }) {
  const t = texts.value;
  const other = runs.findIndex(({ index }) => index === second);
  const name = runs[subject]!.arm.name;
  if (examples.length === 0) return <p class="note">{t.noExamples(name)}</p>;
  return (
    <>
      <h4>{t.examples(name)}</h4>
      <ul class="learnt">
        {examples.map(({ row, label, right, pixels, answers }) => (
          <li key={row}>
            <Canvas class="digit" label={t.image(formatCount(row))} when={[row, pixels]} paint={(canvas) => paintImage(canvas, pixels)} />
            <span>{t.isLabelled(right, label)}</span>
            {[...new Set([subject, other])].map((i) => {
              const said = answers[i];
              const run = runs[i];
              return run && said && (
                <span key={i} class={said.label === right ? "answer right" : "answer wrong"}>
                  {t.says(run.arm.name, said.label, formatPercent(said.probability, 0))}
                </span>
              );
            })}
          </li>
        ))}
      </ul>
    </>
  );
}
