/** IDX of every type, and EMNIST's and QMNIST's peculiarities. */
import { gzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { decodeIdx, idxTable, openIdx, parseIdxName, readMapping } from "../../../experiment/data/idx.ts";

const DecompressionStreamOfEngine = DecompressionStream;

function idx(type: number, sizes: number[], bytes: number, write: (view: DataView, at: number, i: number) => void): Uint8Array {
  const count = sizes.reduce((product, size) => product * size, 1);
  const start = 4 + 4 * sizes.length;
  const file = new Uint8Array(start + count * bytes);
  const view = new DataView(file.buffer);
  file.set([0, 0, type, sizes.length]);
  sizes.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  for (let i = 0; i < count; i++) write(view, start + i * bytes, i);
  return file;
}
const bytes = (sizes: number[], of: (i: number) => number) => idx(8, sizes, 1, (view, at, i) => view.setUint8(at, of(i)));
const labels = (values: number[]) => decodeIdx("labels", bytes([values.length], (i) => values[i]!), "labels");

test.each<[string, Uint8Array, number[]]>([
  ["signed bytes", idx(9, [2, 2], 1, (view, at, i) => view.setInt8(at, i - 2)), [-2, -1, 0, 1]],
  ["int16", idx(0xb, [2, 2], 2, (view, at, i) => view.setInt16(at, 300 * i - 600)), [-600, -300, 0, 300]],
  ["int32", idx(0xc, [2, 2], 4, (view, at, i) => view.setInt32(at, 70_000 * i)), [0, 70_000, 140_000, 210_000]],
  ["float32", idx(0xd, [2, 2], 4, (view, at, i) => view.setFloat32(at, i / 2)), [0, 0.5, 1, 1.5]],
  ["float64", idx(0xe, [2, 2], 8, (view, at, i) => view.setFloat64(at, i / 10)), [0, 0.1, 0.2, 0.3].map(Math.fround)],
])("rows of %s stay as they are", (_, file, values) => {
  const table = idxTable(decodeIdx("rows", file, "images"), labels([1, 0]));
  expect(table).toEqual({ size: 2, inputs: 2, rows: Float32Array.from(values), labels: Uint8Array.of(1, 0), classes: 2 });
});

test("bytes are pixels, over the same memory, transposed where they are said to be", () => {
  const images = decodeIdx("images", bytes([2, 2, 3], (i) => i), "images");
  const table = idxTable(images, labels([0, 1]));
  expect(table).toMatchObject({ size: 2, inputs: 6, image: { rows: 2, columns: 3 } });
  expect(table.pixels!.buffer).toBe(images.values.buffer);
  const turned = idxTable(images, labels([0, 1]), { transposed: true });
  expect(turned.image).toEqual({ rows: 3, columns: 2 });
  expect([...turned.pixels!]).toEqual([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
});

test("labels of int32 in several columns, as QMNIST has them: the first is the class", () => {
  const images = decodeIdx("images", bytes([2, 1, 1], (i) => i), "images");
  const qmnist = decodeIdx("q", idx(0xc, [2, 8], 4, (view, at, i) => view.setInt32(at, i === 0 ? 5 : i === 8 ? 4 : 4000)), "labels");
  expect([...idxTable(images, qmnist).labels!]).toEqual([5, 4]);
  const far = decodeIdx("q", idx(0xc, [2], 4, (view, at) => view.setInt32(at, 256)), "labels");
  expect(() => idxTable(images, far)).toThrow("q: row 0: the label is 256; a label is a whole number from 0 to 255");
});

test("labels of floats are targets", () => {
  const images = decodeIdx("images", bytes([2, 1, 1], (i) => i), "images");
  const targets = decodeIdx("t", idx(0xd, [2, 3], 4, (view, at, i) => view.setFloat32(at, i)), "labels");
  expect(idxTable(images, targets)).toMatchObject({ outputs: 3, targets: Float32Array.of(0, 1, 2, 3, 4, 5) });
  const broken = decodeIdx("t", idx(0xd, [2, 3], 4, (view, at, i) => view.setFloat32(at, i === 4 ? Infinity : 0)), "labels");
  expect(() => idxTable(images, broken)).toThrow("t: row 1, column 1: the value is Infinity; every value must be a finite number");
});

test("EMNIST's mapping names the classes, and counts them from the first label on", () => {
  const mapping = readMapping("m.txt", "1 65 97\n2 66 98\n3 67 99\n");
  expect(mapping).toEqual({ classLabels: [1, 2, 3], classNames: ["Aa", "Bb", "Cc"] });
  const images = decodeIdx("images", bytes([2, 1, 1], (i) => i), "images");
  expect(idxTable(images, labels([3, 1]), mapping)).toMatchObject({ classes: 3, labels: Uint8Array.of(2, 0), classNames: ["Aa", "Bb", "Cc"] });
  expect(() => idxTable(images, labels([3, 0]), mapping)).toThrow("labels: row 1: the label is 0, which the mapping of the classes has not");
  expect(() => readMapping("m.txt", "1 65\nx\n")).toThrow("m.txt: line 2: a line is a label and the codes of its characters");
  // Of digits they say no more than the labels do.
  const digits = readMapping("m.txt", "0 48\n1 49\n");
  expect(idxTable(images, labels([1, 0]), digits)).not.toHaveProperty("classNames");
});

test.each([
  ["train-images-idx3-ubyte", { set: "", part: "train", kind: "images" }],
  ["t10k-labels.idx1-ubyte.gz", { set: "", part: "test", kind: "labels" }],
  ["emnist-letters-test-images-idx3-ubyte.gz", { set: "emnist-letters", part: "test", kind: "images" }],
  ["qmnist-train-labels-idx2-int.gz", { set: "qmnist", part: "train", kind: "labels" }],
  ["qmnist-test-labels-idx1-ubyte.gz", { set: "qmnist", part: "test", kind: "labels" }],
  ["emnist-byclass-train-labels-idx1-ubyte.gz", { set: "emnist-byclass", part: "train", kind: "labels" }],
  ["qmnist-test-labels.tsv.gz", undefined],
  ["xnist-labels-idx2-int.xz", undefined],
  ["train-images-idx2-float32", { set: "", part: "train", kind: "images" }],
  ["emnist-letters-mapping.txt", undefined],
  ["my-train-images.png", undefined],
])("%s is known by its name", (name, expected) => {
  expect(parseIdxName(name)).toEqual(expected);
});

afterEach(() => vi.unstubAllGlobals());

test("gzipped files are unpacked in whatever pieces they come, and no further than their header says", async () => {
  // Engines may cut anywhere, within the header too.
  vi.stubGlobal("DecompressionStream", function bytewise(format: CompressionFormat) {
    const { writable, readable } = new DecompressionStreamOfEngine(format);
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, to) => chunk.forEach((_, i) => to.enqueue(chunk.subarray(i, i + 1))),
    });
    return { writable, readable: readable.pipeThrough(cut) };
  });
  const file = bytes([50, 2, 2], (i) => i);
  expect((await openIdx("images.gz", gzipSync(file), "images")).values).toHaveLength(200);
  const more = gzipSync(Uint8Array.of(...file, 0));
  await expect(openIdx("images.gz", more, "images")).rejects.toThrow("images.gz: unpacks to more than 216 bytes");
  await expect(openIdx("images.gz", gzipSync(file.subarray(0, 9)), "images")).rejects.toThrow("images.gz: is truncated: 9 bytes, and the header alone has 16");
  await expect(openIdx("images.gz", gzipSync(Uint8Array.of()), "images")).rejects.toThrow("images.gz: holds, gzipped,");
});
