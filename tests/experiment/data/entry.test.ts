/** What usagi-nn/data has beside the readers: MNIST, gzip, and data sets of tables. */
import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { datasetsOf, inOwnUnits, loadMnist, makeSet, readIdx, scaledTable, standardize, standardizeTargets } from "../../../experiment/data/index.ts";
import { idx, images, temporaryFolder, writeDataset } from "../../cli/helpers.ts";

test("loadMnist reads a folder, raw or gzipped, by its path or address", async () => {
  const folder = temporaryFolder();
  writeDataset(folder);
  const { train, test: held } = await loadMnist({ from: folder });
  expect([train.size, held.size, train.inputs, train.classes]).toEqual([60, 30, 15, 3]);
  const limited = await loadMnist({ from: pathToFileURL(folder), train: 10, validation: 20, test: 5, shared: true });
  expect([limited.train.size, limited.validation!.size, limited.test.size]).toEqual([10, 20, 5]);
  expect(limited.train.records.buffer).toBeInstanceOf(SharedArrayBuffer);
  await expect(loadMnist({ from: join(folder, "no") })).rejects.toThrow("there is no train-images-idx3-ubyte, nor with .gz at the end");
  await expect(loadMnist({ from: folder, train: 61 })).rejects.toThrow("dataset.train = 61: the data set has 60 such images");
});

test("loadMnist reads an address, as browsers do", async () => {
  const folder = temporaryFolder();
  writeDataset(folder);
  const name = join(folder, "train-images-idx3-ubyte");
  writeFileSync(`${name}.gz`, gzipSync(readFileSync(name)));
  const server = createServer(({ url }, response) => {
    const file = url!.slice("/data/".length);
    if (file === "train-images-idx3-ubyte") response.writeHead(404).end();
    else response.end(readFileSync(join(folder, file)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const { train } = await loadMnist({ from: `http://127.0.0.1:${port}/data` });
  expect(train.parts()).toEqual((await loadMnist({ from: folder })).train.parts());
});

test("loadMnist has MNIST in Node", async () => {
  const { train, test: held } = await loadMnist({ train: 3 });
  expect([[...train.labels], held.size]).toEqual([[5, 0, 4], 10_000]);
});

test("readIdx unpacks what is gzipped, up to a limit, and says what is damaged", async () => {
  const { pixels, labels } = images(4, 2, 3, 2);
  const [raw, answers] = [idx([4, 2, 3], pixels), idx([4], labels)];
  const table = await readIdx({ name: "i", bytes: gzipSync(raw) }, { name: "l", bytes: answers });
  expect([...table.pixels!]).toEqual([...pixels]);
  await expect(readIdx({ name: "i.gz", bytes: gzipSync(raw).subarray(0, 30) }, { name: "l", bytes: answers })).rejects.toThrow(
    "i.gz: is no intact gzip file",
  );
  const bomb = gzipSync(Buffer.concat([raw, Buffer.alloc(1e6)]));
  await expect(readIdx({ name: "i.gz", bytes: bomb }, { name: "l", bytes: answers })).rejects.toThrow(`i.gz: unpacks to more than ${raw.length} bytes`);
});

test("a table of floats is standardized by the rows in use, and others as those were", () => {
  const table = { size: 4, inputs: 2, rows: Float32Array.of(1, 10, 3, 10, 5, 10, 100, 30), labels: new Uint8Array(4), classes: 2 };
  const other = { ...table, size: 1, rows: Float32Array.of(3, 99), labels: new Uint8Array(1) };
  const { train, test: held, features } = standardize({ train: table, test: other }, 3);
  expect(features).toEqual([
    { name: "input 0", mean: 3, deviation: Math.sqrt(8 / 3) }, { name: "input 1", mean: 10, deviation: 0 },
  ]);
  expect([...train.rows!.subarray(0, 4)]).toEqual([Math.fround(-2 / Math.sqrt(8 / 3)), 0, 0, 0]);
  expect([...held.rows!]).toEqual([0, 0]);
  expect(scaledTable(other, { features }).rows).toEqual(held.rows);
});

test("targets of a table are standardized by the rows in use, and turned back", () => {
  const table = { size: 3, inputs: 1, rows: new Float32Array(3), targets: Float32Array.of(10, 5, 30, 5, 900, 900), outputs: 2 };
  const tables = standardizeTargets({ train: table, test: table }, 2);
  expect(tables.test.targetScales).toEqual([{ mean: 20, deviation: 10 }, { mean: 5, deviation: 1 }]);
  expect([...tables.train.targets!]).toEqual([-1, 0, 1, 0, 88, 895]);
  expect([...tables.train.targets!].map((value, i) => inOwnUnits(value, tables.train.targetScales![i % 2]))).toEqual([...table.targets]);
  expect(datasetsOf(tables).targetScales).toEqual(tables.train.targetScales);
  expect(() => standardizeTargets(makeSet("moons"), 2)).toThrow("the data set has no targets");
});

test("data sets of tables: limits, wrong labels, targets", () => {
  const { train, validation } = datasetsOf(makeSet("blobs", { train: 30 }), { validation: 6, labelNoise: 0.5 });
  expect([train.size, validation!.size]).toEqual([24, 6]);
  expect(train.labels.filter((label, row) => label !== row % 3)).toHaveLength(12);
  expect([...validation!.labels]).toEqual([0, 1, 2, 0, 1, 2]);
  const sine = datasetsOf(makeSet("sine"), {});
  expect([sine.train.outputs, sine.train.classes]).toEqual([1, undefined]);
  expect(() => datasetsOf(makeSet("sine"), { labelNoise: 0.1 })).toThrow("dataset.labelNoise = 0.1: the data set has no labels");
});
