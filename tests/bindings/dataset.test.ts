/** The records of a data set, byte by byte as DatasetParts describes them, and rows of floats. */
import { describe, expect, test } from "vitest";
import { Dataset, UsagiError } from "../../bindings/index.ts";

/** The bytes of all records and where each begins, in 4-byte words. */
function recordsOf(images: Uint8Array, inputs: number) {
  const bytes: number[] = [];
  const offsets = [0];
  for (let start = 0; start < images.length; start += inputs) {
    const row = Array.from(images.subarray(start, start + inputs), (pixel, column) => ({ pixel, column }));
    const kept = row.filter(({ pixel }) => pixel !== 0);
    const halves = [kept.length, ...kept.map(({ column }) => column), 65535];
    bytes.push(...halves.flatMap((half) => [half & 255, half >> 8]), ...kept.map(({ pixel }) => pixel));
    while (bytes.length % 8 !== 0) bytes.push(0);
    offsets.push(bytes.length / 4);
  }
  return { bytes, offsets };
}

/** Rows that are empty, full, and of every pattern of pixels that are 0 in between. */
function pixels(rows: number, inputs: number): Uint8Array {
  return Uint8Array.from({ length: rows * inputs }, (_, i) => {
    const row = Math.floor(i / inputs);
    if (row % 5 === 3) return 0;
    if (row % 5 === 4) return 255 - (i % 255);
    return ((i % inputs) * 7 + row * row) % 11 < 6 ? 0 : 1 + ((i * 37) % 255);
  });
}

// Four pixels are looked at once, from wherever the images lie in their memory.
for (const inputs of [1, 3, 4, 5, 6, 7, 8, 31, 300]) {
  for (const at of [0, 1, 2, 3]) {
    test(`rows of ${inputs}, from byte ${at} on`, () => {
      const rows = 40;
      const memory = new Uint8Array(at + rows * inputs + 5).fill(9);
      const images = memory.subarray(at, at + rows * inputs);
      images.set(pixels(rows, inputs));
      const { records, offsets } = Dataset.fromImages({ images, labels: new Uint8Array(rows), inputs, classes: 1 });
      const expected = recordsOf(images, inputs);
      expect(Array.from(offsets)).toEqual(expected.offsets);
      expect(Array.from(new Uint8Array(records.buffer))).toEqual(expected.bytes);
    });
  }
}

describe("rows of floats", () => {
  const rows = Float32Array.from({ length: 30 * 5 }, (_, i) => (i % 3 === 0 ? 0 : ((i * 37) % 101) / 50 - 1));
  const labels = Uint8Array.from({ length: 30 }, (_, i) => i % 3);
  const targets = Float32Array.from({ length: 30 * 2 }, (_, i) => i / 7 - 3);

  test.each([false, true])("are copied, and come back from their parts over the same memory; shared: %s", (shared) => {
    const given = rows.slice();
    const data = Dataset.fromRows({ rows: given, labels, inputs: 5, classes: 3, shared });
    given.fill(NaN);
    expect(String(data)).toBe("Dataset: 30 rows of 5 inputs, 3 classes");
    expect(data.rows).toEqual(rows);
    expect(data.rows.buffer).toBeInstanceOf(shared ? SharedArrayBuffer : ArrayBuffer);
    for (const one of [data, data.slice(4, 9), data.take(0)]) {
      const again = Dataset.fromParts(one.parts());
      expect(again).toEqual(one);
      if (one.size > 0) expect(again.rows.buffer).toBe(data.rows.buffer);
    }
    expect(data.slice(4, 9).rows).toEqual(rows.subarray(20, 45));
  });

  test("may have targets in place of labels, as images may", () => {
    const images = Uint8Array.from({ length: 30 * 5 }, (_, i) => (i * 7) % 256);
    for (const data of [
      Dataset.fromRows({ rows, targets, inputs: 5, outputs: 2 }), Dataset.fromImages({ images, targets, inputs: 5, outputs: 2 }),
    ]) {
      expect(String(data)).toBe("Dataset: 30 rows of 5 inputs, 2 outputs");
      expect([data.size, data.classes, data.outputs, data.labels.length]).toEqual([30, undefined, 2, 0]);
      const part = data.slice(3, 5);
      expect(part.targets).toEqual(targets.subarray(6, 10));
      expect(Dataset.fromParts(part.parts())).toEqual(part);
    }
  });

  const wrong = rows.map((value, i) => (i === 7 ? Infinity : value));
  test.each<[string, () => unknown, string]>([
    ["a value that is not finite", () => Dataset.fromRows({ rows: wrong, labels, inputs: 5, classes: 3 }),
      "rows[7] is Infinity; every value must be finite"],
    ["a target that is not", () => Dataset.fromRows({ rows, targets: targets.map(() => NaN), inputs: 5, outputs: 2 }),
      "targets[0] is NaN; every value must be finite"],
    ["too few rows", () => Dataset.fromRows({ rows: rows.subarray(5), labels, inputs: 5, classes: 3 }),
      "rows has 145 floats; 30 labels and 5 inputs need 150"],
    ["targets of other rows", () => Dataset.fromRows({ rows, targets: targets.subarray(2), inputs: 5, outputs: 2 }),
      "rows has 150 floats; targets of 29 rows and 5 inputs need 145"],
    ["half a row of targets", () => Dataset.fromRows({ rows, targets: targets.subarray(1), inputs: 5, outputs: 2 }),
      "targets has 59 floats; it must have a whole number of rows of 2"],
    ["no outputs", () => Dataset.fromRows({ rows, targets, inputs: 5 } as never), "outputs is undefined; it must be"],
    ["labels and targets", () => Dataset.fromRows({ rows, targets, labels, inputs: 5, outputs: 2, classes: 3 }),
      "source has labels and targets; it must have labels with classes, or targets with outputs"],
    ["a label too high", () => Dataset.fromRows({ rows, labels, inputs: 5, classes: 2 }), "labels[2] is 2; it must be below 2"],
    ["parts that are not finite", () =>
      Dataset.fromParts({ ...Dataset.fromRows({ rows, labels, inputs: 5, classes: 3 }).parts(), rows: wrong }),
      "parts.rows[7] is Infinity"],
    ["parts of too few rows", () =>
      Dataset.fromParts({ ...Dataset.fromRows({ rows, labels, inputs: 5, classes: 3 }).parts(), rows: rows.subarray(1) }),
      "parts.rows has 149 floats"],
  ])("refuse %s", (_, call, message) => {
    expect(call).toThrow(UsagiError);
    expect(call).toThrow(message);
  });
});
