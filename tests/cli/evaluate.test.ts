import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { compile, loadNetwork } from "../../bindings/index.ts";
import { classScores, commonestConfusions, confusionCells } from "../../report/confusion.ts";
import { cli, idx, images, temporaryFolder, writeDataset, writeModels } from "./helpers.ts";

test("scores of a class, by hand", () => {
  const matrix = [[3, 1, 0], [2, 4, 0], [0, 0, 0]];
  expect(classScores(matrix)).toEqual([
    { images: 4, precision: 3 / 5, recall: 3 / 4, f1: 6 / 9 },
    { images: 6, precision: 4 / 5, recall: 4 / 6, f1: 8 / 11 },
    { images: 0, precision: null, recall: null, f1: null },
  ]);
  expect(commonestConfusions(matrix)).toEqual([
    { truth: 1, predicted: 0, count: 2, share: 1 / 3 }, { truth: 0, predicted: 1, count: 1, share: 1 / 4 },
  ]);
});

test("the heat of a confusion is the root of its share, rounded up", () => {
  const heats = confusionCells([[96, 1, 3], [0, 100, 0], [0, 0, 0]]).map((row) => row.map(({ heat }) => heat));
  expect(heats).toEqual([[9, 1, 2], [0, 9, 0], [0, 0, 0]]);
  expect(confusionCells([[1, 2]])[0]!.map(({ right }) => right)).toEqual([true, false]);
});

async function scene() {
  const folder = temporaryFolder();
  const data = join(folder, "data");
  writeDataset(data);
  const [file] = await writeModels(folder, ["plain", "other"], [0, 1]);
  const network = loadNetwork(await compile(), readFileSync(file!));
  const { pixels, labels } = images(30, 3, 5, 3);
  const expected = network.evaluate(Float32Array.from(pixels, (pixel) => pixel / 255), labels);
  return { folder, data, file: file!, expected };
}

test("one network on a folder, on a file, as text and as JSON", async () => {
  const { data, file, expected } = await scene();
  const { code, out, err } = await cli("evaluate", file, data);
  expect([code, err]).toEqual([0, ""]);
  const right = Math.round(30 * expected.accuracy);
  expect(out).toContain(`30 images of ${join(data, "t10k-images-idx3-ubyte")}`);
  expect(out).toContain(`accuracy  ${expected.accuracy.toFixed(4)}  (${right} of 30)`);
  expect(out).toContain(`loss      ${expected.loss.toFixed(4)}  (mean cross-entropy)`);
  expect(out).toContain("class  images  precision  recall");
  expect(out).toContain("True class by row, predicted class by column:");
  expect(Math.max(...out.split("\n").slice(3).map((line) => line.length))).toBeLessThanOrEqual(80);
  const imageFile = join(data, "t10k-images-idx3-ubyte");
  const json = JSON.parse((await cli("evaluate", file, imageFile, "--json")).out) as { networks: unknown[] };
  expect(json).toMatchObject({ images: imageFile, labels: join(data, "t10k-labels-idx1-ubyte"), count: 30 });
  const confusion = [0, 1, 2].map((k) => Array.from(expected.confusion.subarray(3 * k, 3 * k + 3)));
  expect(json.networks).toEqual([{
    model: file, arm: "plain", seed: 0, loss: expect.closeTo(expected.loss, 6) as number, accuracy: expected.accuracy,
    classes: classScores(confusion), auc: [0, 1, 2].map(() => expect.any(Number) as number), confusion,
  }]);
  const [{ auc }] = json.networks as [{ auc: number[] }];
  expect(auc.map((area) => area.toFixed(4))).toEqual(Array.from(out.matchAll(/^ *\d +\d+ .*% +([01]\.\d{4})$/gm), ([, area]) => area));
});

test("every network of a run, a line each; one that is chosen", async () => {
  const { folder, data } = await scene();
  const all = await cli("evaluate", folder, data);
  expect(all.out.split("\n").filter((line) => /^(plain|other) +[01] +\d\.\d{4} +\d/.test(line))).toHaveLength(4);
  expect((await cli("evaluate", folder, data, "--arm", "other", "--seed", "1")).out).toContain("2-other-seed1.safetensors");
  const broken = join(folder, "models", "1-plain-seed0.safetensors");
  const bytes = readFileSync(broken);
  bytes[bytes.length - 1]! ^= 0x7f;
  writeFileSync(broken, bytes);
  expect((await cli("evaluate", folder, data)).err).toContain(`${broken}: its arrays do not have the digest`);
});

test("the labels lie beside the images, or are named", async () => {
  const { data, file } = await scene();
  const [imageFile, labelFile] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"].map((name) => join(data, name));
  const expected = (await cli("evaluate", file, data)).out;
  writeFileSync(`${labelFile}.gz`, gzipSync(readFileSync(labelFile!)));
  rmSync(labelFile!);
  expect((await cli("evaluate", file, imageFile!)).out).toBe(expected);
  expect((await cli("evaluate", file, imageFile!, `${labelFile}.gz`)).out).toBe(expected);
  rmSync(`${labelFile}.gz`);
  expect((await cli("evaluate", file, imageFile!)).err).toContain("there is no t10k-labels-idx1-ubyte with its labels beside it");
});

test("what does not go together", async () => {
  const { folder, data, file } = await scene();
  const imageFile = join(data, "t10k-images-idx3-ubyte");
  const labelFile = join(folder, "labels");
  const failure = async (...argv: string[]) => {
    const { code, out, err } = await cli("evaluate", ...argv);
    expect([code, out]).toEqual([2, ""]);
    return err;
  };
  writeFileSync(labelFile, idx([30], new Uint8Array(30).fill(3)));
  expect(await failure(file, imageFile, labelFile)).toContain(`${file}: knows the classes 0 to 2; ${labelFile} has a label 3`);
  writeFileSync(labelFile, idx([29], new Uint8Array(29)));
  expect(await failure(file, imageFile, labelFile)).toContain("has 30 images");
  expect(await failure(file, "mnist")).toMatch(/takes images of 3 × 5; those of .*t10k-images-idx3-ubyte are 28 × 28/);
  expect(await failure(file, "mnist", labelFile)).toContain("mnist has labels of its own");
  expect(await failure(file, data, labelFile)).toContain("with a file of labels, name the file of images");
  expect(await failure(imageFile, data)).toContain("an IDX file of bytes, 30 × 3 × 5, not a trained network (.safetensors)");
  expect(await failure(file, labelFile, imageFile)).toContain("is an IDX file of bytes, 29; images are");
});
