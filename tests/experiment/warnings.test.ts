import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Dataset } from "../../bindings/dataset.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { classFaults } from "../../experiment/classes.ts";
import { formatProblem } from "../../experiment/problems.ts";

/** What is reported of a file: problems, or else warnings. */
function reported(file: object): string[] {
  const checked = checkExperiment({ name: "test", ...file });
  return ("problems" in checked ? checked.problems : checked.warnings).map(formatProblem);
}

const root = new URL("../../", import.meta.url);
const inFolder = readdirSync(new URL("experiments", root), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
const bundled = ["experiment.json", ...inFolder.map((file) => `experiments/${file}`)];

describe("settings that are right alone and useless together", () => {
  test.each(bundled)("%s has none", (file) => {
    expect(reported(JSON.parse(readFileSync(new URL(file, root), "utf8")) as object)).toEqual([]);
  });

  const size = { training: { batchSize: 1 } };
  const reason = "batch norm of a single row is the same for every row";
  test.each<[object, string[]]>([
    [
      { network: { batchNorm: true }, ...size },
      [`training.batchSize = 1: ${reason}; give 2 or more, or leave batchNorm out`],
    ],
    [
      { network: { hidden: [4, { units: 3, batchNorm: {} }] }, ...size },
      [`training.batchSize = 1: ${reason}; give 2 or more, or leave batchNorm out`],
    ],
    [
      { ...size, arms: [{ name: "a" }, { name: "b", network: { batchNorm: true } }] },
      [`arms[1].network.batchNorm = true: ${reason}; leave it out, or give a batchSize of 2 or more`],
    ],
    [{ network: { batchNorm: true, hidden: [{ units: 5, batchNorm: false }] }, ...size }, []],
    [
      { network: { hidden: [], dropout: 0.5, batchNorm: true, activation: "tanh" } },
      [
        'network.activation = "tanh": has no effect, because there are no hidden layers',
        "network.batchNorm = true: has no effect, because there are no hidden layers",
        "network.dropout = 0.5: has no effect, because there are no hidden layers",
      ],
    ],
    // What one arm has a use for is not in doubt.
    [{ network: { dropout: 0.5 }, arms: [{ name: "a" }, { name: "b", network: { hidden: [] } }] }, []],
    [
      { arms: [{ name: "a" }, { name: "b", network: { hidden: [], dropout: 0.5 } }] },
      ["arms[1].network.dropout = 0.5: has no effect, because there are no hidden layers"],
    ],
    [
      { regularization: { l2Penalty: "root" } },
      ['regularization.l2Penalty = "root": has no effect, because l2 is 0'],
    ],
    [{ regularization: { l2Penalty: "root" }, arms: [{ name: "a" }, { name: "b", regularization: { l2: 1 } }] }, []],
    [
      { network: { output: { trainable: false, l2: 0.1 } } },
      ["network.output.l2 = 0.1: has no effect, because the layer is not trainable"],
    ],
    [
      { network: { hidden: [{ units: 3, trainable: false, l1: 0.1 }] } },
      ["network.hidden[0].l1 = 0.1: has no effect, because the layer is not trainable"],
    ],
    [
      { network: { hidden: [{ units: 3, trainable: false }], output: { trainable: false } } },
      ["network.output.trainable = false: leaves nothing to train, because no other layer is trainable either"],
    ],
    [
      { network: { init: 0 } },
      ["network.init = 0: gives all units of a hidden layer the same weights, and they stay the same; give another value"],
    ],
    [{ network: { hidden: [], init: 0 } }, []],
    [{ network: { output: { init: 0 } } }, []],
    [
      { dataset: { name: "mnist", train: 50 } , training: { batchSize: 60 } },
      ["training.batchSize = 60: is more than the 50 training rows in use, so a batch holds some of them several times"],
    ],
    [
      { arms: [{ name: "a" }, { name: "b", network: { dropout: false } }, { name: "c", network: { dropout: 0.1 } }] },
      ['arms[1].name = "b": has the settings of "a", and comes to the same'],
    ],
  ])("%j", (file, expected) => expect(reported(file)).toEqual(expected));
});

describe("labels that teach nothing", () => {
  const data = (labels: number[], classes = 3) =>
    Dataset.fromImages({ images: new Uint8Array(labels.length), labels: Uint8Array.from(labels), inputs: 1, classes });
  const faults = (train: number[], test: number[], limits = {}) =>
    classFaults({ train: data(train), test: data(test) }, limits);

  test("all classes, and more than one to test", () => {
    expect(faults([0, 1, 2], [0, 1])).toEqual({ warnings: [] });
  });

  test("one class", () => {
    expect(faults([1, 1], [0, 1], { train: 2 })).toEqual({
      error:
        "dataset.train = 2: every training image in use (2) is of class 1, so there is nothing to learn; " +
        "use more images or, where the files are sorted by class, mix them",
      warnings: [],
    });
    expect(faults([0, 0], [0]).error).toMatch(/^dataset: every training image .* mend the label files$/);
  });

  test("classes that are missing, and one class to test", () => {
    expect(faults([0, 0, 1], [2, 2], { train: 3, test: 2 }).warnings).toEqual([
      "dataset.train = 3: no training image in use is of class 2 (images of each class from 0: 2, 1, 0), so the network " +
        "never learns it; use more images or, where the files are sorted by class, mix them",
      "dataset.test = 2: every test image in use (2) is of class 2, so the accuracy says little; " +
        "use more images or, where the files are sorted by class, mix them",
    ]);
  });
});
