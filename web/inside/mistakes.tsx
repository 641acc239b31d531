// The test images that a network is most confidently wrong about.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { analyse } from "../analysis/client.ts";
import { paced } from "../analysis/paced.ts";
import { paintImage } from "../analysis/pictures.ts";
import { type Mistake, worst } from "../analysis/tasks/mistakes.ts";
import { showTestImage } from "../pad/digit.ts";
import { images } from "../pad/images.ts";
import { Canvas } from "../parts/canvas.tsx";
import type { Run } from "../race/run.ts";
import { race } from "../state/store.ts";
import { formatCount, formatPercent } from "../texts/language.ts";
import { texts } from "./texts.ts";

const shown = 12;
/** Multiplications of one request, which takes some hundredths of a second, and images. */
const mostWork = 2e8;
const mostImages = 2000;

export function Mistakes({ run, snapshot }: { run: Run; snapshot: Snapshot }) {
  const t = texts.value;
  const found = useSignal<{ run: Run; mistakes: Mistake[] | "no opinion" } | undefined>(undefined);
  const follow = useMemo(paced, []);
  const wanted = useRef(run);
  wanted.current = run;
  useEffect(() => {
    follow(async () => {
      const mistakes = await mistakesOf(snapshot, () => wanted.current === run);
      if (mistakes) found.value = { run, mistakes };
    });
  }, [snapshot]);
  const of = images.value;
  const mistakes = of && found.value?.run === run ? found.value.mistakes : undefined;
  return (
    <div class="card">
      <h3>{t.mistakes}</h3>
      <p class="note">{t.mistakesNote}</p>
      {mistakes === undefined && <p class="note">{t.looking}</p>}
      {mistakes === "no opinion" && <p class="note">{t.noOpinion}</p>}
      {mistakes?.length === 0 && <p class="note">{t.noMistakes}</p>}
      {Array.isArray(mistakes) && (
        <ul class="mistakes">
          {mistakes.map(({ row, label, predicted, probability }) => (
            <li key={row}>
              <button type="button" onClick={() => showTestImage(row)}>
                <Canvas
                  class="digit"
                  label={t.testImage(formatCount(row))}
                  when={[row, of!.of]}
                  paint={(canvas) => paintImage(canvas, of!.at(row).map((value) => value * 255), of!.size)}
                />
                <span>{t.mistake(of!.names[label]!, of!.names[predicted]!, formatPercent(probability, 0))}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Looked for some images at a time, so that others are answered meanwhile; undefined once nobody wants to know. */
async function mistakesOf(snapshot: Snapshot, wanted: () => boolean): Promise<Mistake[] | "no opinion" | undefined> {
  const size = race.peek()?.data.test.size ?? 0;
  const weights = Object.values(snapshot.tensors).reduce((sum, { length }) => sum + length, 0);
  const rows = Math.max(1, Math.min(mostImages, Math.floor(mostWork / weights)));
  let mistakes: Mistake[] = [];
  for (let first = 0; first < size; first += rows) {
    const input = { networks: [snapshot], first, last: first + rows, most: shown } as const;
    const answer = await analyse("inside/mistakes", "mistakes", input);
    if (!answer || !wanted()) return undefined;
    if (answer === "no opinion") return answer;
    mistakes = worst([...mistakes, ...answer], shown);
  }
  return mistakes;
}
