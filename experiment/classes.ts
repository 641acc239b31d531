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

type Limits = { [Part in keyof Data]?: number | undefined };

/** @param limits How many images the experiment asks for; all where it says nothing. */
export function classFaults({ train, ...others }: Data, limits: Limits): ClassFaults {
  const warnings: string[] = [];
  const counts = countsOf(train);
  const present = counts.filter((count) => count > 0).length;
  const place = (part: keyof Data) => `dataset${limits[part] === undefined ? "" : `.${part} = ${limits[part]}`}`;
  const remedy = (part: keyof Data) =>
    limits[part] === undefined
      ? "mend the label files"
      : "use more images or, where the files are sorted by class, mix them";
  if (present === 1) {
    const label = train.labels[0];
    const error = `${place("train")}: every training image in use (${train.size}) is of class ${label}, so there is nothing to learn`;
    return { error: `${error}; ${remedy("train")}`, warnings };
  }
  const missing = counts.flatMap((count, label) => (count === 0 ? [label] : []));
  if (missing.length > 0) {
    const listed = missing.slice(0, mostListed).join(", ") + (missing.length > mostListed ? ", …" : "");
    const each = counts.length > mostListed ? "" : ` (images of each class from 0: ${counts.join(", ")})`;
    warnings.push(
      `${place("train")}: no training image in use is of class ${listed}${each}, so the network never learns ` +
        `${missing.length === 1 ? "it" : "them"}; ${remedy("train")}`,
    );
  }
  for (const part of ["test", "validation"] as const) {
    const data = others[part];
    if (!data || countsOf(data).filter((count) => count > 0).length > 1) continue;
    const message = `every ${part} image in use (${data.size}) is of class ${data.labels[0]}, so the accuracy says little`;
    warnings.push(`${place(part)}: ${message}; ${remedy(part)}`);
  }
  return { warnings };
}

/** How many images each class has. */
function countsOf({ labels, classes }: Dataset): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}
