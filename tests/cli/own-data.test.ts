/** Data sets of every kind as the command line loads them, and what networks are fed that were trained on them. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { compile, Network, saveNetwork } from "../../bindings/index.ts";
import { InputError } from "../../cli/errors.ts";
import { isSmall, loadDataset } from "../../cli/files/dataset.ts";
import { hashData } from "../../cli/run/run-file.ts";
import { formatCoding } from "../../experiment/data/coding.ts";
import { checkExperiment } from "../../experiment/check.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import { cli, idx, images, temporaryFolder } from "./helpers.ts";
import { png } from "./png.ts";

/** The data set as an experiment resolves it. */
function resolved(dataset: object): ResolvedDataset {
  const checked = checkExperiment({ name: "t", dataset, ...("target" in dataset && { loss: "huber" }) });
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.experiment.dataset;
}
const load = (folder: string, dataset: object) => loadDataset(resolved(dataset), folder);

async function failure(folder: string, dataset: object): Promise<string> {
  const error: unknown = await load(folder, dataset).catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw error;
  return error.message.replaceAll(`${folder}/`, "");
}

describe("idx", () => {
  function emnist(folder: string, set: string) {
    for (const [part, count] of [["train", 12], ["test", 6]] as const) {
      const { pixels } = images(count, 3, 5, 3);
      const labels = Uint8Array.from({ length: count }, (_, i) => 1 + (i % 3));
      writeFileSync(join(folder, `${set}-${part}-images-idx3-ubyte.gz`), gzipSync(idx([count, 3, 5], pixels)));
      writeFileSync(join(folder, `${set}-${part}-labels-idx1-ubyte.gz`), gzipSync(idx([count], labels)));
    }
    writeFileSync(join(folder, `${set}-mapping.txt`), "1 65 97\n2 66 98\n3 67 99\n");
  }

  test("EMNIST as it is downloaded: one of several sets, upright, with the letters as classes", async () => {
    const folder = temporaryFolder();
    emnist(folder, "emnist-letters");
    const alone = await load(folder, { name: "idx", path: "." });
    expect(alone).toMatchObject({ imageRows: 5, imageColumns: 3, classNames: ["Aa", "Bb", "Cc"], warnings: [] });
    expect(alone.coding).toEqual({ kind: "idx", classNames: ["Aa", "Bb", "Cc"] });
    expect([alone.train.classes, [...alone.train.labels.subarray(0, 3)]]).toEqual([3, [0, 1, 2]]);
    emnist(folder, "emnist-other");
    expect(await failure(folder, { name: "idx", path: "." })).toContain(
      'holds several sets: emnist-letters, emnist-other; choose one: "set": "emnist-letters"',
    );
    const chosen = await load(folder, { name: "idx", path: ".", set: "emnist-letters" });
    expect(hashData(chosen)).toBe(hashData(alone));
    expect((await load(folder, { name: "idx", path: ".", set: "emnist-letters", transposed: false })).imageRows).toBe(3);
    expect(await failure(folder, { name: "idx", path: ".", set: "emnist" })).toContain('holds no set "emnist"; there is "emnist-letters", "emnist-other"');
  });

  test("QMNIST as it is downloaded: int32 labels of eight columns", async () => {
    const folder = temporaryFolder();
    for (const [part, count] of [["train", 12], ["test", 6]] as const) {
      const labels = Buffer.alloc(count * 32);
      for (let i = 0; i < count; i++) labels.writeInt32BE(i % 3, 32 * i);
      writeFileSync(join(folder, `qmnist-${part}-images-idx3-ubyte.gz`), gzipSync(idx([count, 3, 5], images(count, 3, 5, 3).pixels)));
      writeFileSync(join(folder, `qmnist-${part}-labels-idx2-int.gz`), gzipSync(idx([count, 8], labels, 0xc02)));
    }
    const { train, test: held } = await load(folder, { name: "idx", path: "." });
    expect([train.size, held.size, train.classes, [...held.labels]]).toEqual([12, 6, 3, [0, 1, 2, 0, 1, 2]]);
  });

  test("rows of floats, standardized on request", async () => {
    const folder = temporaryFolder();
    for (const [part, count] of [["train", 4], ["t10k", 2]] as const) {
      const rows = Buffer.alloc(count * 8);
      for (let i = 0; i < count; i++) {
        rows.writeFloatBE(i, 8 * i);
        rows.writeFloatBE(7, 8 * i + 4);
      }
      writeFileSync(join(folder, `${part}-images-idx2-float`), idx([count, 2], rows, 0xd02));
      writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idx([count], Uint8Array.from({ length: count }, (_, i) => i % 2)));
    }
    const { train, imageRows } = await load(folder, { name: "idx", path: "." });
    expect([imageRows, [...train.rows]]).toEqual([undefined, [0, 7, 1, 7, 2, 7, 3, 7]]);
    const standardized = await load(folder, { name: "idx", path: ".", standardize: true, train: 2 });
    expect([...standardized.train.rows]).toEqual([-1, 0, 1, 0]);
    expect([...standardized.test.rows]).toEqual([-1, 0, 1, 0]);
    expect(standardized.coding!.features).toEqual([
      { name: "input 0", mean: 0.5, deviation: 0.5 }, { name: "input 1", mean: 7, deviation: 0 },
    ]);
  });
});

test("a made set has the rows that are set aside besides", async () => {
  const { train, test: held, validation, coding } = await load("/", { name: "moons", train: 20, validation: 8 });
  expect([train.size, validation!.size, held.size]).toEqual([20, 8, 200]);
  expect((await load("/", { name: "moons", train: 20 })).train.rows).toEqual(train.rows);
  expect(coding!.features!.map(({ name }) => name)).toEqual(["x", "y"]);
});

const flowers = ["width,length,colour,kind", ...Array.from({ length: 20 }, (_, i) =>
  `${i},${(i * 7) % 20},${i % 2 === 0 ? "red" : "blue"},${i < 10 ? "rose" : "lily"}`)].join("\n");

describe("csv", () => {
  const dataset = { name: "csv", path: "flowers.csv", label: "kind" };

  test("is standardized by the training rows in use", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "flowers.csv"), flowers);
    const { train, validation, test: held, coding, classNames } = await load(folder, { ...dataset, validation: 4 });
    expect([train.size, validation!.size, held.size, train.inputs]).toEqual([12, 4, 4, 4]);
    expect(classNames).toEqual(["lily", "rose"]);
    const widths = Array.from({ length: 12 }, (_, row) => train.rows[4 * row]!);
    expect(widths.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
    expect(widths.reduce((sum, value) => sum + value ** 2, 0) / 12).toBeCloseTo(1, 5);
    expect(coding!.features).toHaveLength(3);
  });

  test("another file tests, whose path starts where the first one is", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data", "flowers.csv"), flowers);
    writeFileSync(join(folder, "data", "test.csv"), "kind,width,length,colour\nrose,1,2,red\nlily,2,3,blue\n");
    const { train, test: held } = await load(folder, { ...dataset, path: "data/flowers.csv", test: "test.csv" });
    expect([train.size, [...held.labels]]).toEqual([20, [1, 0]]);
  });

  test("targets far from where outputs begin are warned of, and those that never change", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.csv"), ["x,price,zero,share", ...Array.from({ length: 20 }, (_, i) => `${i},${200000 + 1000 * i},0,${i / 20}`)].join("\n"));
    const { warnings } = await load(folder, { name: "csv", path: "a.csv", target: ["price", "zero", "share"] });
    expect(warnings).toEqual([
      expect.stringMatching(/^"price": training rows have 2\d{5} on average \(deviation \d{4}\); outputs begin near 0 /),
      '"zero": every training row in use has the value 0, so there is nothing to learn',
    ]);
    expect(warnings[0]).toContain('with "standardizeTargets": true in the dataset');
    // Temperatures, too, are farther from 0 than outputs come in some hundred steps.
    writeFileSync(join(folder, "c.csv"), ["x,warm", ...Array.from({ length: 20 }, (_, i) => `${i},${10 + i}`)].join("\n"));
    expect((await load(folder, { name: "csv", path: "c.csv", target: "warm" })).warnings).toEqual([expect.stringMatching(/^"warm": training rows have \d+(\.\d)? on average/)]);
    writeFileSync(join(folder, "b.csv"), "x,price,year\n1,100,1999\n2,900,1999\n3,500,1999\n");
    const standardized = await load(folder, { name: "csv", path: "b.csv", target: ["price", "year"], standardizeTargets: true, test: "b.csv" });
    expect(standardized.warnings).toEqual(['"year": every training row in use has the value 2000, so there is nothing to learn']);
    expect(standardized.targetScales).toEqual(standardized.coding!.targetScales);
  });

  test("targets that were standardized are predicted and measured in their own unit", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.csv"), ["x,price", ...Array.from({ length: 20 }, (_, i) => `${i},${200000 + 1000 * i}`)].join("\n"));
    const { train, coding } = await load(folder, { name: "csv", path: "a.csv", target: "price", standardizeTargets: true });
    const network = new Network(await compile(), {
      inputs: 1, hidden: [{ units: 4, activation: "tanh" }], output: { units: 1 }, loss: "meanSquaredError", optimizer: { name: "adam", learningRate: 0.05 }, batchSize: 16,
    });
    for (let step = 0; step < 300; step++) network.trainStep(train, Uint32Array.from({ length: 16 }, (_, row) => row));
    const [model, rows] = [join(folder, "net.safetensors"), join(folder, "a.csv")];
    writeFileSync(model, saveNetwork(network, { data: formatCoding(coding!) }));
    const { predictions } = JSON.parse((await cli("predict", model, rows, "--json")).out) as { predictions: { outputs: number[] }[] };
    const errors = predictions.map(({ outputs }, i) => outputs[0]! - (200000 + 1000 * i));
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(1500);
    const rmse = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    const { networks } = JSON.parse((await cli("evaluate", model, rows, "--json")).out) as { networks: { rmse: number; loss: number }[] };
    expect(networks[0]!.rmse).toBeCloseTo(rmse, 1);
    expect(networks[0]!.loss).toBeCloseTo((rmse / coding!.targetScales![0]!.deviation) ** 2, 5);
    expect((await cli("evaluate", model, rows)).out).toMatch(/^RMSE {2}\d+\.\d+\nR² {4}0\.99\d\d\nloss {2}0\.\d+ {2}\(of the standardized target\)$/m);
    expect((await cli("inspect", model)).out).toMatch(/^targets +price \(− 2\.\d+e\+5|^targets +price \(− 2\d{5}, ÷ \d{4}\)/m);

    const scale = { mean: 1, deviation: 2 };
    writeFileSync(model, saveNetwork(network, { data: formatCoding({ ...coding!, targetScales: [scale, scale] }) }));
    const wrong = await cli("predict", model, rows);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("its metadata say how 2 targets were standardized; it has 1")]);
  });

  test("of several targets each has its error in its own unit", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.csv"), ["x,price,share", ...Array.from({ length: 20 }, (_, i) => `${i},${200000 + 1000 * i},${i / 20}`)].join("\n"));
    const network = async (target: string[], standardizeTargets: boolean) => {
      const { coding } = await load(folder, { name: "csv", path: "a.csv", target, standardizeTargets });
      const made = new Network(await compile(), { inputs: coding!.features!.length, hidden: [3], output: { units: target.length }, loss: "huber", optimizer: "sgd", batchSize: 4 });
      writeFileSync(join(folder, "net.safetensors"), saveNetwork(made, { data: formatCoding(coding!) }));
      const ask = async (command: string) => JSON.parse((await cli(command, join(folder, "net.safetensors"), join(folder, "a.csv"), "--json")).out) as {
        networks: { rmse: number; r2: number; targets?: { name: string; rmse: number; r2: number }[] }[]; predictions: { outputs: number[] }[];
      };
      return { score: (await ask("evaluate")).networks[0]!, given: (await ask("predict")).predictions.map(({ outputs }) => outputs), coding: coding! };
    };
    const truth = (i: number) => [200000 + 1000 * i, i / 20];
    for (const isStandardized of [true, false]) {
      const { score, given, coding } = await network(["price", "share"], isStandardized);
      expect(score.targets!.map(({ name }) => name)).toEqual(["price", "share"]);
      score.targets!.forEach(({ rmse }, k) => {
        const byHand = Math.sqrt(given.reduce((sum, outputs, i) => sum + (outputs[k]! - truth(i)[k]!) ** 2, 0) / 20);
        expect(rmse / byHand).toBeCloseTo(1, 3);
      });
      // One number for all is what it was: of standardized targets in their deviations, R² the mean.
      const squares = score.targets!.map(({ rmse }, k) => (rmse / (coding.targetScales?.[k]!.deviation ?? 1)) ** 2);
      expect(score.rmse / Math.sqrt((squares[0]! + squares[1]!) / 2)).toBeCloseTo(1, 5);
      expect(score.r2 / ((score.targets![0]!.r2 + score.targets![1]!.r2) / 2)).toBeCloseTo(1, 5);
    }
    const text = await cli("evaluate", join(folder, "net.safetensors"), join(folder, "a.csv"));
    expect(text.out).toMatch(/^target +RMSE +R²\nprice +\S+ +\S+\nshare +\S+ +\S+$/m);
    expect((await network(["price"], true)).score).not.toHaveProperty("targets");
  });

  test("is refused where it is none", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "flowers.csv"), gzipSync(flowers));
    expect(await failure(folder, dataset)).toBe("flowers.csv: is a gzip file; a CSV file is a text");
    expect(await failure(folder, { ...dataset, path: "no.csv" })).toBe("no.csv: there is no such file or folder");
    expect(await failure(folder, { ...dataset, path: "." })).toContain("is a folder, not a file");
  });

  test("is refused by a network that takes none, which says what it takes", async () => {
    const folder = temporaryFolder();
    const [model, rows] = [join(folder, "net.safetensors"), join(folder, "a.csv")];
    writeFileSync(rows, flowers);
    const network = new Network(await compile(), { inputs: 4, hidden: [], output: { units: 2 }, optimizer: "sgd", batchSize: 1 });
    const takes = async (metadata: Record<string, string>, ...options: string[]) => {
      writeFileSync(model, saveNetwork(network, metadata));
      return (await cli("evaluate", model, rows, ...options)).err;
    };
    expect(await takes({})).toBe(
      `error: ${rows}: is a CSV file; the network takes images: give mnist, a folder of IDX files, or an IDX file of images with that of their labels beside it\n`,
    );
    expect(await takes({ data: formatCoding({ kind: "images", size: [2, 2] }) })).toContain("the network takes pictures: give a folder with a folder for each class");
    expect(await takes({ data: formatCoding({ kind: "npz" }) })).toContain("the network takes arrays: give a .npz file");
    expect(await takes({}, "--lang", "ja")).toContain("CSVファイルです。このネットワークの入力は画像です。mnist か、");
  });

  test("predict and evaluate feed a network other rows as it was fed its own", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "flowers.csv"), flowers);
    const { train, coding } = await load(folder, dataset);
    const network = new Network(await compile(), {
      inputs: 4, hidden: [{ units: 4 }], output: { units: 2 }, optimizer: { name: "adam", learningRate: 0.1 }, batchSize: 16,
    });
    for (let step = 0; step < 60; step++) network.trainStep(train, Uint32Array.from({ length: 16 }, (_, row) => row));
    const [model, rows] = [join(folder, "net.safetensors"), join(folder, "new.csv")];
    writeFileSync(model, saveNetwork(network, { data: formatCoding(coding!) }));
    writeFileSync(rows, "colour,width,length\nred,1,3\nblue,18,3\ngreen,18,3\n");

    const text = await cli("predict", model, rows);
    expect(text.out).toMatch(/^row {4}class {2}probability\n {4}0 {3}rose {7}[01]\.\d{4}\n {4}1 {3}lily {7}[01]\.\d{4}\n/);
    expect(text.err).toContain('new.csv: line 4, column "colour": no training row has "green", so its inputs are all 0');
    const { predictions } = JSON.parse((await cli("predict", model, rows, "--json")).out) as { predictions: object[] };
    expect(predictions[0]).toMatchObject({ class: 1, className: "rose" });

    const scores = await cli("evaluate", model, join(folder, "flowers.csv"));
    expect(scores.out).toContain("20 rows of ");
    expect(scores.out).toMatch(/^ lily {4}10 /m);
    const { networks } = JSON.parse((await cli("evaluate", model, join(folder, "flowers.csv"), "--json")).out) as { networks: object[] };
    expect(networks[0]).toMatchObject({ classNames: ["lily", "rose"] });
    expect((await cli("inspect", model)).out).toMatch(/^inputs +width \(− [\d.]+, ÷ [\d.]+\), length .*colour\s+\(blue, red\)$/ms);

    const wrong = await cli("predict", model, join(folder, "net.safetensors"));
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("is a safetensors file; a CSV file is a text")]);
  });
});

test("images: a folder a class, and predict prepares others alike", async () => {
  const folder = temporaryFolder();
  const picture = (seed: number, bright: boolean) =>
    png({ width: 6, height: 4, lines: Array.from({ length: 4 }, (_, y) => Array.from({ length: 6 }, (_, x) => (bright === y < 2 ? 200 + ((seed * 7 + x) % 50) : 5))) });
  for (const path of ["pictures/above", "elsewhere"]) mkdirSync(join(folder, path), { recursive: true });
  // A class's folder may lie elsewhere.
  symlinkSync(join(folder, "elsewhere"), join(folder, "pictures", "below"), "junction");
  for (const [name, bright] of [["above", true], ["below", false]] as const) {
    for (let i = 0; i < 10; i++) writeFileSync(join(folder, "pictures", name, `${i}.png`), picture(i, bright));
    writeFileSync(join(folder, "pictures", name, "notes.txt"), "no picture");
  }
  const { train, test: held, imageRows, imageColumns, classNames, coding } = await load(folder, { name: "images", path: "pictures", size: [4, 6] });
  expect([train.size, held.size, imageRows, imageColumns, classNames]).toEqual([16, 4, 4, 6, ["above", "below"]]);
  const network = new Network(await compile(), {
    inputs: 24, hidden: [], output: { units: 2 }, optimizer: { name: "adam", learningRate: 0.1 }, batchSize: 16,
  });
  for (let step = 0; step < 40; step++) network.trainStep(train, Uint32Array.from({ length: 16 }, (_, row) => row));
  const model = join(folder, "net.safetensors");
  writeFileSync(model, saveNetwork(network, { image: "4x6", data: formatCoding(coding!) }));
  const { out } = await cli("predict", model, join(folder, "pictures", "below", "3.png"));
  expect(out).toMatch(/^class {2}probability.*\n *below +[01]\.\d{4} /m);
  const { out: scores } = await cli("evaluate", model, join(folder, "pictures"));
  expect(scores).toContain("accuracy  1.0000  (20 of 20)");

  writeFileSync(join(folder, "pictures", "below", "3.png"), "GIF89a");
  expect(await failure(folder, { name: "images", path: "pictures" })).toBe("pictures/below/3.png: is a GIF image; images are PNG or JPEG");
  mkdirSync(join(folder, "empty", "a"), { recursive: true });
  expect(await failure(folder, { name: "images", path: "empty" })).toBe("empty: holds no PNG or JPEG pictures in its folders (a)");
});

test("what is read at once is read before threads are started", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.csv"), flowers);
  writeFileSync(join(folder, "large.csv"), "1\n".repeat(2 ** 20));
  const small = (dataset: object) => isSmall(resolved(dataset), folder);
  const csv = (path: string, test?: string) => ({ name: "csv", path, label: 1, ...(test !== undefined && { test }) });
  expect(await Promise.all([csv("a.csv"), csv("none.csv"), csv("large.csv"), csv("a.csv", "large.csv"), { name: "idx", path: "." }].map(small)))
    .toEqual([true, true, false, false, false]);
  // Made ones are not read, and of pictures a glance does not tell.
  expect(await Promise.all([{ name: "moons" }, { name: "mnist" }, { name: "images", path: "." }].map(small))).toEqual([false, false, false]);
});

test("npz: Keras' names", async () => {
  const folder = fileURLToPath(new URL("../fixtures/npz", import.meta.url));
  const { train, test: held, imageRows } = await load(folder, { name: "npz", path: "keras.npz" });
  expect([train.size, held.size, train.classes, imageRows]).toEqual([5, 2, 3, 2]);
});

describe("npz for networks that are trained", () => {
  const keras = fileURLToPath(new URL("../fixtures/npz/keras.npz", import.meta.url));

  test("evaluate takes the part to test on, and predict asks about it", async () => {
    const folder = temporaryFolder();
    const { train, test: held, imageRows, imageColumns } = await load(dirname(keras), { name: "npz", path: "keras.npz" });
    const network = new Network(await compile(), {
      inputs: train.inputs, hidden: [], output: { units: 3 }, optimizer: "adam", batchSize: 5,
    });
    const file = join(folder, "net.safetensors");
    writeFileSync(file, saveNetwork(network, { image: `${imageRows}x${imageColumns}` }));
    const { out } = await cli("evaluate", file, keras);
    expect(out).toContain(`2 images of ${keras}`);
    expect(out).toContain(`loss      ${network.evaluate(held).loss.toFixed(4)}`);
    const { images: given, predictions } = JSON.parse((await cli("predict", file, keras, "--json")).out) as { images: string; predictions: { probabilities: number[] }[] };
    expect(given).toBe(keras);
    const expected = network.predict(held);
    expect(predictions.flatMap(({ probabilities }) => probabilities)).toEqual([...expected].map((value) => expect.closeTo(value, 6) as number));
    expect((await cli("evaluate", file, keras, keras)).err).toContain("is a .npz file; with a file of labels, name the file of images");
  });

  test("the arrays that an experiment names are those that others are read of", async () => {
    const { coding } = await load(dirname(keras), { name: "npz", path: "medmnist.npz", features: "images", label: "labels" });
    expect(coding).toEqual({ kind: "npz", arrays: { features: "images", label: "labels" } });
    const folder = temporaryFolder();
    const { train, test: held } = await load(dirname(keras), { name: "npz", path: "medmnist.npz", features: "images", label: "labels" });
    const network = new Network(await compile(), { inputs: train.inputs, hidden: [], output: { units: train.classes! }, optimizer: "adam", batchSize: 2 });
    const file = join(folder, "net.safetensors");
    writeFileSync(file, saveNetwork(network, { data: formatCoding(coding!) }));
    expect((await cli("evaluate", file, join(dirname(keras), "medmnist.npz"))).out).toContain(`${held.size} `);
    writeFileSync(file, saveNetwork(network, {}));
    expect((await cli("evaluate", file, join(dirname(keras), "medmnist.npz"))).err).toContain("medmnist.npz: has no array x, nor x_train and x_test; its arrays are");
  });
});

test("rows of IDX files are standardized as a network's own were, in evaluate and in predict", async () => {
  const folder = temporaryFolder();
  for (const [part, count] of [["train", 8], ["t10k", 4]] as const) {
    const rows = Buffer.alloc(count * 8);
    for (let i = 0; i < count; i++) {
      rows.writeFloatBE(100 + i, 8 * i);
      rows.writeFloatBE(i % 2, 8 * i + 4);
    }
    writeFileSync(join(folder, `${part}-images-idx2-float`), idx([count, 2], rows, 0xd02));
    writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idx([count], Uint8Array.from({ length: count }, (_, i) => i % 2)));
  }
  const { train, test: held, coding } = await load(folder, { name: "idx", path: ".", standardize: true });
  const network = new Network(await compile(), { inputs: train.inputs, hidden: [{ units: 3 }], output: { units: 2 }, optimizer: "adam", batchSize: 2 });
  const file = join(folder, "net.safetensors");
  writeFileSync(file, saveNetwork(network, { data: formatCoding(coding!) }));
  expect(await failure(folder, { name: "idx", path: ".", standardizeTargets: true })).toContain("the data set has no targets; leave it out");
  expect((await cli("evaluate", file, folder)).out).toContain(`loss      ${network.evaluate(held).loss.toFixed(4)}`);
  const { rows, predictions } = JSON.parse((await cli("predict", file, join(folder, "t10k-images-idx2-float"), "--json")).out) as {
    rows: string; predictions: { probabilities: number[] }[];
  };
  expect(rows).toContain("t10k-images-idx2-float");
  expect(predictions.flatMap(({ probabilities }) => probabilities)).toEqual([...network.predict(held)].map((value) => expect.closeTo(value, 6) as number));
});
