// The bytes of a data set's rows, which it keeps compressed.

import type { Dataset } from "../bindings/dataset.ts";

/** The pixels of one row of a data set of bytes, 0 to 255. */
export function pixelsOf({ inputs, records, offsets }: Dataset, row: number): Uint8Array {
  const start = records.byteOffset + 4 * offsets[row]!;
  const record = new DataView(records.buffer, start, 4 * (offsets[row + 1]! - offsets[row]!));
  const pixels = new Uint8Array(inputs);
  const count = record.getUint16(0, true);
  for (let i = 0; i < count; i++) pixels[record.getUint16(2 + 2 * i, true)] = record.getUint8(4 + 2 * count + i);
  return pixels;
}
