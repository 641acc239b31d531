// How well a network recognizes each class: the report's numbers, of the last evaluation.

import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { classScores } from "../../report/confusion.ts";
import { analyse } from "../analysis/client.ts";
import type { Run } from "../race/run.ts";
import { formatCount, formatPercent } from "../texts/language.ts";
import { useFound } from "./found.ts";
import { Scores } from "./scores.tsx";
import { texts } from "./texts.ts";

/** Of more classes those with the lowest F1. */
const most = 30;

const share = (value: number | null) => (value === null ? "–" : formatPercent(value));
const ordinary = (value: number | null | undefined) => value?.toFixed(4) ?? "–";
const meanOf = (values: readonly (number | null | undefined)[]) => {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
};

/** Of each class, how well a network ranks the test rows. */
const areasOf = (snapshot: Snapshot) => analyse("inside/auc", "auc", { networks: [snapshot] });

export function Classes({ run, snapshot, matrix, names }: {
  run: Run; snapshot: Snapshot; matrix: number[][]; names: readonly string[];
}) {
  const t = texts.value;
  const areas = useFound(run, snapshot, areasOf);
  const all = classScores(matrix).map((score, label) => ({ ...score, name: names[label]!, auc: areas?.[label] }));
  const worst = all.filter(({ images }) => images > 0).sort((a, b) => (a.f1 ?? 0) - (b.f1 ?? 0));
  const shown = all.length > most ? worst.slice(0, most) : all;
  const mean = {
    name: t.mean, images: all.reduce((sum, { images }) => sum + images, 0), precision: meanOf(all.map(({ precision }) => precision)),
    recall: meanOf(all.map(({ recall }) => recall)), f1: meanOf(all.map(({ f1 }) => f1)), auc: meanOf(all.map(({ auc }) => auc)),
  };
  const row = ({ name, images, precision, recall, f1, auc }: typeof mean | (typeof all)[number]) =>
    ({ name, cells: [formatCount(images), share(precision), share(recall), share(f1), ordinary(auc)] });
  return (
    <Scores
      title={t.classes}
      note={t.classesNote}
      heads={[t.class, t.rows, t.precision, t.recall, "F1", "AUC"]}
      rows={shown.map(row)}
      mean={row(mean)}
      choice={shown.length < all.length ? t.worstClasses(formatCount(most), formatCount(all.length)) : undefined}
    />
  );
}
