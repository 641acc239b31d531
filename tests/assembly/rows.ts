// Compressed rows for the specs: made by the kernels from dense matrices, and read back entry by entry.

import { compressRows, END, openRecords, ROW, rowCount, rowIndex, rowValue } from "../../assembly/compress";
import { array, at, random } from "./helpers";

/** Bytes of `index` for rows of (R,C): each has an END, and so has the row of all columns after them. */
export function indexBytes(R: usize, C: usize): usize {
  return 2 * (R + 1) * (C + 1);
}

/** Compressed rows of the dense x (R,C). */
export function compressed(x: usize, R: usize, C: usize): usize {
  const rows = array<u8>("rows", R * ROW);
  const index = array<u8>("index", indexBytes(R, C));
  const value = array<f32>("value", R * C);
  compressRows(rows, index, value, x, R, C);
  return rows;
}

/** A matrix (R,C) of bytes, a share `density` of them not 0. */
export function bytes(R: usize, C: usize, density: f32): usize {
  const matrix = array<u8>("bytes", R * C);
  for (let i: usize = 0; i < R * C; i++) {
    const byte = <u8>random(1, 256);
    store<u8>(matrix + i, random(0, 1) < density ? byte : 0);
  }
  return matrix;
}

/** The float32 scale[byte] of a matrix of bytes. */
export function scaled(matrix: usize, scale: usize, R: usize, C: usize): usize {
  const x = array<f32>("x", R * C);
  for (let i: usize = 0; i < R * C; i++) store<f32>(x + 4 * i, at(scale, load<u8>(matrix + i)));
  return x;
}

/** Bytes of a record of `n` values. */
export function recordSize(n: usize): usize {
  return (2 + 2 * n + 2 + n + 7) & ~7;
}

/** Rows over records of a matrix (R,C) of bytes. */
export function recorded(matrix: usize, R: usize, C: usize): usize {
  const rows = array<u8>("rows", R * ROW);
  const records = array<u8>("records", R * recordSize(C));
  const used = writeRecords(records, matrix, R, C);
  if (openRecords(rows, records, R, C, used) != R) throw new Error("openRecords refuses right records");
  return rows;
}

/** Writes the records of a matrix (R,C) of bytes; returns how many bytes they take. */
export function writeRecords(records: usize, matrix: usize, R: usize, C: usize): usize {
  let record = records;
  for (let r: usize = 0; r < R; r++) {
    let n: usize = 0;
    for (let c: usize = 0; c < C; c++) if (load<u8>(matrix + r * C + c)) n++;
    store<u16>(record, <u16>n);
    let column = record + 2;
    let value = record + 2 + 2 * n + 2;
    for (let c: usize = 0; c < C; c++) {
      const byte = load<u8>(matrix + r * C + c);
      if (!byte) continue;
      store<u16>(column, <u16>c);
      store<u8>(value, byte);
      column += 2;
      value += 1;
    }
    store<u16>(column, <u16>END);
    record += recordSize(n);
  }
  return record - records;
}

/** Expects `rows` to hold the dense x (R,C): columns ascending, then END; what is left out is 0. */
export function expectRows(rows: usize, scale: usize, x: usize, R: usize, C: usize): void {
  for (let r: usize = 0; r < R; r++) {
    const row = rows + r * ROW;
    let used: usize = 0;
    for (let c: usize = 0; c < C; c++) {
      const column: usize = load<u16>(rowIndex(row) + 2 * used);
      const expected = at(x, r * C + c);
      let actual: f32 = 0;
      if (used < rowCount(row) && column == c) {
        actual = scale ? at(scale, load<u8>(rowValue(row) + used)) : at(rowValue(row), used);
        used++;
      }
      if (actual == expected || (isNaN(actual) && isNaN(expected))) continue;
      throw new Error(`row ${r} has ${actual} in column ${c}, not ${expected}`);
    }
    if (used != rowCount(row)) throw new Error(`row ${r} counts ${rowCount(row)} values, not ${used}`);
    const last: u32 = load<u16>(rowIndex(row) + 2 * used);
    if (last != END) throw new Error(`row ${r} has ${last} after its last column, not END`);
  }
}
