// How well a network recognizes each class: the report's numbers, of the last evaluation.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { classScores } from "../../report/confusion.ts";
import { analyse } from "../analysis/client.ts";
import { paced } from "../analysis/paced.ts";
import type { Run } from "../race/run.ts";
import { shownRuns } from "../race/view.ts";
import { formatCount, formatPercent } from "../texts/language.ts";
import { texts } from "./texts.ts";

/** Of more classes those with the lowest F1. */
const most = 30;

const share = (value: number | null) => (value === null ? "–" : formatPercent(value));
const ordinary = (value: number | null | undefined) => value?.toFixed(4) ?? "–";
const meanOf = (values: readonly (number | null | undefined)[]) => {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
};

export function Classes({ run, snapshot, matrix, names }: {
  run: Run; snapshot: Snapshot; matrix: number[][]; names: readonly string[];
}) {
  const t = texts.value;
  const areas = useAreas(run, snapshot);
  const all = classScores(matrix).map((score, label) => ({ ...score, name: names[label]!, auc: areas?.[label] }));
  const worst = all.filter(({ images }) => images > 0).sort((a, b) => (a.f1 ?? 0) - (b.f1 ?? 0));
  const shown = all.length > most ? worst.slice(0, most) : all;
  const mean = {
    name: t.mean, images: all.reduce((sum, { images }) => sum + images, 0), precision: meanOf(all.map(({ precision }) => precision)),
    recall: meanOf(all.map(({ recall }) => recall)), f1: meanOf(all.map(({ f1 }) => f1)), auc: meanOf(all.map(({ auc }) => auc)),
  };
  const cells = ({ name, images, precision, recall, f1, auc }: typeof mean | (typeof all)[number]) => (
    <>
      <th scope="row">{name}</th>
      <td>{formatCount(images)}</td>
      <td>{share(precision)}</td>
      <td>{share(recall)}</td>
      <td>{share(f1)}</td>
      <td>{ordinary(auc)}</td>
    </>
  );
  return (
    <div class="card">
      <h3>{t.classes}</h3>
      <p class="note">{t.classesNote}</p>
      <div class="scroll" role="region" aria-label={t.classes} tabIndex={0}>
        <table class="class-scores">
          <thead>
            <tr>
              <th scope="col">{t.class}</th>
              <th scope="col">{t.rows}</th>
              <th scope="col">{t.precision}</th>
              <th scope="col">{t.recall}</th>
              <th scope="col">F1</th>
              <th scope="col">AUC</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => <tr key={one.name}>{cells(one)}</tr>)}
          </tbody>
          <tfoot><tr>{cells(mean)}</tr></tfoot>
        </table>
      </div>
      {shown.length < all.length && <p class="note">{t.worstClasses(formatCount(most), formatCount(all.length))}</p>}
    </div>
  );
}

/** Of each class, how well the network at the shown moment ranks the test rows, once it is computed. */
function useAreas(run: Run, snapshot: Snapshot): readonly (number | null)[] | undefined {
  const found = useSignal<{ run: Run; areas: readonly (number | null)[] | undefined } | undefined>(undefined);
  const follow = useMemo(paced, []);
  useEffect(() => {
    follow(async () => {
      const areas = await analyse("inside/auc", "auc", { networks: [snapshot] });
      if (areas || !shownRuns.peek().includes(run)) found.value = { run, areas };
    });
  }, [snapshot]);
  return found.value?.run === run ? found.value.areas : undefined;
}
