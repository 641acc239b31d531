/** Whether the labels in use can teach and test anything: of a sorted set, the first images are all of one class. */
import type { Dataset } from "../bindings/dataset.ts";
import type { Data } from "./evaluation.ts";

const mostListed = 20;

/** Sentences with place and remedy. */
export interface ClassFaults {
  /** Why nothing can be learnt, if so. */
  error?: string;
  warnings: string[];
}

type Limits = { [Part in keyof Data]?: number | string | undefined };

/** What rows are called, and their classes where they have names. */
interface Words {
  noun?: "image" | "row";
  classNames?: readonly string[] | undefined;
}

/** @param limits How many rows the experiment asks for; all where it says nothing. */
export function classFaults({ train, ...others }: Data, limits: Limits, { noun = "image", classNames }: Words = {}): ClassFaults {
  const warnings: string[] = [];
  const nameOf = (label: number) => classNames?.[label] ?? String(label);
  if (train.classes === undefined) return { warnings };
  const counts = countsOf(train);
  const present = counts.filter((count) => count > 0).length;
  const place = (part: keyof Data) => `dataset${limits[part] === undefined ? "" : `.${part} = ${limits[part]}`}`;
  const remedy = (part: keyof Data) =>
    limits[part] === undefined
      ? noun === "image" ? "mend the label files" : "mend the labels"
      : `use more ${noun}s or, where the files are sorted by class, mix them`;
  if (present === 1) {
    const error = `${place("train")}: every training ${noun} in use (${train.size}) is of class ${nameOf(train.labels[0]!)}, so there is nothing to learn`;
    return { error: `${error}; ${remedy("train")}`, warnings };
  }
  const missing = counts.flatMap((count, label) => (count === 0 ? [label] : []));
  if (missing.length > 0) {
    const listed = missing.slice(0, mostListed).map(nameOf).join(", ") + (missing.length > mostListed ? ", …" : "");
    const each = counts.length > mostListed ? "" : ` (${noun}s of each class from ${nameOf(0)}: ${counts.join(", ")})`;
    warnings.push(
      `${place("train")}: no training ${noun} in use is of class ${listed}${each}, so the network never learns ` +
        `${missing.length === 1 ? "it" : "them"}; ${remedy("train")}`,
    );
  }
  for (const part of ["test", "validation"] as const) {
    const data = others[part];
    if (!data || countsOf(data).filter((count) => count > 0).length > 1) continue;
    const message = `every ${part} ${noun} in use (${data.size}) is of class ${nameOf(data.labels[0]!)}, so the accuracy says little`;
    warnings.push(`${place(part)}: ${message}; ${remedy(part)}`);
  }
  return { warnings };
}

/** How many images each class has. */
function countsOf({ labels, classes = 0 }: Dataset): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}
