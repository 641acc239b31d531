/** Data of one's own, read for the page as the command line reads them; and a network that the page saves, which the command line reads. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { expect, test, vi } from "vitest";
import { compile, Dataset } from "../../../bindings/index.ts";
import { loadDataset } from "../../../cli/files/dataset.ts";
import { hashData } from "../../../cli/run/run-file.ts";
import { checkExperiment } from "../../../experiment/check.ts";
import { Training } from "../../../experiment/training.ts";
import { lookAtIdx, lookAtNpz, type OwnFile, pathsIn, readSet, surveyTable } from "../../../web/data/read-own.ts";
import { modelFile } from "../../../web/sharing/model-file.ts";
import { cli, idx, images, temporaryFolder } from "../../cli/helpers.ts";
import { png } from "../../cli/png.ts";

type Files = Readonly<Record<string, Uint8Array>>;

const held = (files: Files): OwnFile[] => Object.entries(files).map(([path, bytes]) => ({ path, file: new Blob([bytes as Uint8Array<ArrayBuffer>]) }));
const fixture = (name: string) => readFileSync(new URL(`../../fixtures/npz/${name}`, import.meta.url));

const picture = (bright: boolean, seed: number) =>
  png({ width: 6, height: 4, lines: Array.from({ length: 4 }, (_, y) => Array.from({ length: 6 }, (_, x) => (bright === y < 2 ? 200 + ((seed * 7 + x) % 50) : 5))) });
const pictures: Files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`pets/${i % 2 === 0 ? "cat" : "dog"}/${i}.png`, picture(i % 2 === 0, i)]));
const pair = (part: string, count: number): Files => {
  const { pixels, labels } = images(count, 3, 5, 3);
  return { [`${part}-images-idx3-ubyte`]: idx([count, 3, 5], pixels), [`${part}-labels-idx1-ubyte`]: idx([count], labels) };
};
const emnist = (set: string): Files => {
  const gzipped = Object.entries({ ...pair(`${set}-train`, 12), ...pair(`${set}-test`, 6) }).map(([name, bytes]) => [`gzip/${name}.gz`, gzipSync(bytes)] as const);
  return { ...Object.fromEntries(gzipped), [`gzip/${set}-mapping.txt`]: strToU8("0 65 97\n1 66 98\n2 67 99\n") };
};
const flowers = strToU8(["number,width,colour,kind", ...Array.from({ length: 20 }, (_, i) =>
  `${i},${i % 6 === 1 ? "" : (i * 7) % 20},${i % 2 === 0 ? "red" : "blue"},${i < 10 ? "rose" : "lily"}`)].join("\n"));
const komma = strToU8(["laenge;breite;art", ...Array.from({ length: 20 }, (_, i) => `${i},5;-${i % 3},25;${i < 10 ? "rose" : "lily"}`)].join("\r\n"));
const points = strToU8("x,y\n0.5,1\n-1,0.25\n");

interface Case {
  readonly dataset: { readonly name: string; readonly path?: string; readonly [key: string]: unknown };
  readonly files: Files;
  /** What `predict` is asked about, and `evaluate` on, if it reads such. */
  readonly predict: string;
  readonly evaluate?: string;
}

const cases: Readonly<Record<string, Case>> = {
  "a CSV file of classes": {
    dataset: { name: "csv", path: "flowers.csv", label: "kind", ignore: ["number"], missing: "mean" },
    files: { "flowers.csv": flowers }, predict: "flowers.csv", evaluate: "flowers.csv",
  },
  "a CSV file with decimal commas": {
    dataset: { name: "csv", path: "komma.csv", label: "art", decimal: "," }, files: { "komma.csv": komma }, predict: "komma.csv", evaluate: "komma.csv",
  },
  "a CSV file of numbers": {
    dataset: { name: "csv", path: "flowers.csv", target: "number", missing: "mean", standardizeTargets: true },
    files: { "flowers.csv": flowers }, predict: "flowers.csv", evaluate: "flowers.csv",
  },
  "a folder of pictures": { dataset: { name: "images", path: "pets", size: [4, 6] }, files: pictures, predict: "pets/cat/0.png", evaluate: "pets" },
  "four IDX files": {
    dataset: { name: "idx", path: "." }, files: { ...pair("train", 12), ...pair("t10k", 6) }, predict: "t10k-images-idx3-ubyte", evaluate: ".",
  },
  "EMNIST": {
    dataset: { name: "idx", path: "gzip", set: "emnist-letters" }, files: { ...emnist("emnist-letters"), ...emnist("emnist-mnist") },
    predict: "gzip/emnist-letters-test-images-idx3-ubyte.gz", evaluate: "gzip/emnist-letters-test-images-idx3-ubyte.gz",
  },
  "two IDX files, of whose rows a share is tested on": {
    dataset: { name: "idx", path: ".", test: 0.25, seed: 3 }, files: pair("t10k", 12), predict: "t10k-images-idx3-ubyte", evaluate: ".",
  },
  "IDX files of numbers, standardized": {
    dataset: { name: "idx", path: ".", standardize: true },
    files: Object.fromEntries(["train", "t10k"].flatMap((part) => [
      [`${part}-images-idx2-short`, idx([4, 2], Uint8Array.of(0, 1, 0, 2, 0, 3, 0, 5, 0, 8, 0, 0, 0, 9, 0, 1), 0xb02)],
      [`${part}-labels-idx1-ubyte`, idx([4], Uint8Array.of(0, 1, 1, 0))],
    ])),
    predict: "t10k-images-idx2-short", evaluate: ".",
  },
  "a .npz file": {
    dataset: { name: "npz", path: "medmnist.npz", features: "images", label: "labels" },
    files: { "medmnist.npz": fixture("medmnist.npz") }, predict: "medmnist.npz", evaluate: "medmnist.npz",
  },
  "a made set": { dataset: { name: "moons", train: 20, test: 10 }, files: {}, predict: "points.csv" },
  "a made set of numbers": { dataset: { name: "sine", train: 20, test: 10, validation: 5 }, files: {}, predict: "points.csv" },
};

test.each(Object.entries(cases))("%s: the page reads what the command line reads, which reads its networks", async (_, { dataset, files, predict, evaluate }) => {
  const folder = temporaryFolder();
  for (const [path, bytes] of Object.entries({ ...files, "points.csv": points })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const isOfNumbers = "target" in dataset || dataset.name === "sine";
  const checked = checkExperiment({ name: "t", dataset, network: { hidden: [3] }, training: { batchSize: 4 }, ...(isOfNumbers && { loss: "huber" }) });
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  const { experiment: { arms, dataset: resolved } } = checked;
  const loaded = await loadDataset(resolved, folder);
  const set = await readSet(resolved, held(files));
  const [train, tested, validation] = [set.train, set.test, set.validation].map((parts) => parts && Dataset.fromParts(parts));
  const data = { train: train!, test: tested!, ...(validation && { validation }) };
  expect(hashData({ ...loaded, ...data })).toBe(hashData(loaded));
  expect([set.coding, set.classNames, set.targetScales]).toEqual([loaded.coding, loaded.classNames, loaded.targetScales]);

  const training = new Training(await compile(), arms[0]!, 0, data, { layers: false });
  for (let step = 0; step < 3; step++) training.step();
  const { network } = training;
  const tensors = Object.fromEntries(network.tensorNames().map((name) => [name, network.get(name)]));
  const model = join(folder, "net.safetensors");
  writeFileSync(model, modelFile({ description: network.description, tensors }, { experiment: "t", arm: "a", seed: 0, steps: 3 }, set));
  expect(await cli("predict", model, join(folder, predict))).toMatchObject({ code: 0, err: "" });
  if (evaluate !== undefined) expect(await cli("evaluate", model, join(folder, evaluate))).toMatchObject({ code: 0, err: "" });
  for (const format of ["c", "torch", "onnx"]) {
    expect(await cli("export", model, "--format", format, "--out", join(folder, `net.${format}`))).toMatchObject({ code: 0 });
  }
});

test("a ZIP file holds what a folder does", async () => {
  const zipped = (files: Files) => held({ "pets.zip": zipSync(files) });
  const images = { name: "images", path: "pets", test: 0.2, seed: 0 } as const;
  expect(await readSet(images, zipped({ ...pictures, "__MACOSX/pets/cat/._0.png": strToU8("") }))).toEqual(await readSet(images, held(pictures)));
  const letters = { ...emnist("emnist-letters"), ...emnist("emnist-mnist") };
  const set = { name: "idx", path: "gzip", set: "emnist-letters" } as const;
  const [zip] = zipped(letters);
  const reads = vi.spyOn(zip!.file, "arrayBuffer");
  expect(await readSet(set, [zip!])).toEqual(await readSet(set, held(letters)));
  expect(reads).toHaveBeenCalledOnce();
  expect(await pathsIn(zipped({ "a/rows.csv": flowers }))).toEqual(["a/rows.csv"]);
  const csv = { name: "csv", path: "rows.csv", label: "kind", missing: "mean", test: 0.2, seed: 0 } as const;
  expect((await readSet(csv, zipped({ "a/rows.csv": flowers }))).classNames).toEqual(["lily", "rose"]);
  await expect(pathsIn(held({ "a.zip": strToU8("PK, it says") }))).rejects.toThrow("a.zip: is no intact ZIP file");
});

test("what files hold is looked at before they are trained on", async () => {
  expect(await surveyTable(held({ "flowers.csv": flowers }))).toMatchObject({ answer: 3, isClass: true, ignore: [0], areClasses: [false, false, true, true] });
  expect(await surveyTable(held({ "komma.csv": komma }))).toMatchObject({ answer: 2, survey: { decimal: "," } });
  expect(await surveyTable(held({ "ids.csv": strToU8("[id],x,kind\n1,2,a\n2,3,b\n3,4,a\n") }))).toMatchObject({ answer: 2 });
  expect(await lookAtIdx("data", held({ ...pair("train", 12), ...pair("t10k", 6) }))).toEqual({ task: "labels", isWhole: false });
  expect(await lookAtIdx("data", held(pair("t10k", 6)))).toEqual({ task: "labels", isWhole: true });
  expect(await lookAtIdx("gzip", held({ ...emnist("emnist-letters"), ...emnist("emnist-mnist") })))
    .toEqual({ task: "labels", isWhole: false, sets: ["emnist-letters", "emnist-mnist"] });
  const [alone] = held(pair("train", 6));
  await expect(lookAtIdx("data", [alone!])).rejects.toThrow("data: there is no train-labels-idx1-ubyte (nor with .idx1-ubyte, nor with .gz at the end)");
  const npz = (name: string) => lookAtNpz(held({ [name]: fixture(name) })[0]!);
  expect(await npz("keras.npz")).toEqual({ task: "labels", isWhole: false });
  expect(await npz("medmnist.npz")).toEqual({ task: "labels", isWhole: false, features: "images", answers: "labels" });
  expect(await npz("rows.npz")).toEqual({ task: "targets", isWhole: true });
});

test.each([
  ["rows.csv", picture(true, 0), "rows.csv: is a PNG image; a CSV file is a text"],
  ["rows.csv", strToU8(""), "rows.csv: is empty"],
  ["rows.csv", strToU8('[{ "x": 1 }]'), "rows.csv: is a JSON file; a CSV file is a text"],
] as const)("%s that is none says what it is", async (name, bytes, reason) => {
  await expect(surveyTable(held({ [name]: bytes }))).rejects.toThrow(reason);
});

test("what is likely to be predicted is whole, and numbers of rows are not used", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${100 + i},${i % 2},${i % 3 === 0 ? "" : "S"},${i % 5},${["a", "b", ""][i % 3]}`);
  const table = (name: string) => strToU8([`PassengerId,${name},deck,age,port`, ...rows].join("\n"));
  expect(await surveyTable(held({ "a.csv": table("survived") }))).toMatchObject({ answer: 1, isClass: true, ignore: [0] });
  // A last column that lacks values is none.
  expect(await surveyTable(held({ "a.csv": table("sex") }))).toMatchObject({ answer: 3, isClass: true, ignore: [0] });
});
