/** The records of a data set, byte by byte as DatasetParts describes them. */
import { expect, test } from "vitest";
import { Dataset } from "../../bindings/index.ts";

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
