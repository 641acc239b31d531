/** Whether the labels in use can teach and test anything: of a sorted set, the first images are all of one class. */
import type { Dataset } from "../bindings/dataset.ts";

const mostListed = 20;

/** Sentences with place and remedy. */
export interface ClassFaults {
  /** Why nothing can be learnt, if so. */
  error?: string;
  warnings: string[];
}

/** @param limits How many images the experiment asks for; all where it says nothing. */
export function classFaults(
  { train, test }: { train: Dataset; test: Dataset }, limits: { train?: number; test?: number },
): ClassFaults {
  const warnings: string[] = [];
  const counts = countsOf(train);
  const present = counts.filter((count) => count > 0).length;
  const place = (part: "train" | "test") => `dataset${limits[part] === undefined ? "" : `.${part} = ${limits[part]}`}`;
  const remedy = (part: "train" | "test") =>
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
  if (countsOf(test).filter((count) => count > 0).length === 1) {
    const message = `every test image in use (${test.size}) is of class ${test.labels[0]}, so the accuracy says little`;
    warnings.push(`${place("test")}: ${message}; ${remedy("test")}`);
  }
  return { warnings };
}

/** How many images each class has. */
function countsOf({ labels, classes }: Dataset): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
}
