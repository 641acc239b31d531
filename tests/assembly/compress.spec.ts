import {
  byteScale, compressRows, END, openRecords, ROW, rowCount, transpose, transposeRows, transposeWhole,
} from "../../assembly/compress";
import {
  array, at, before, begin, eachShape, excuse, expectNothingElse, expectSame, floats, remember, sparse,
  uniform,
} from "./helpers";
import { bytes, compressed, expectRows, indexBytes, recorded, recordSize, scaled, writeRecords } from "./rows";

/** Expects the rows of the dense x (R,C): without zeros, or whole where more than 3/4 is not 0. */
function expectCompressRows(x: usize, R: usize, C: usize): void {
  const rows = array<u8>("rows", R * ROW);
  const index = array<u8>("index", indexBytes(R, C));
  const value = array<f32>("value", R * C);
  remember();
  compressRows(rows, index, value, x, R, C);
  expectRows(rows, 0, x, R, C);
  for (let r: usize = 0; r < R; r++) {
    let nonzero: usize = 0;
    for (let c: usize = 0; c < C; c++) if (at(x, r * C + c) != 0) nonzero++;
    const count = rowCount(rows + r * ROW);
    if (count != (nonzero * 4 > C * 3 ? C : nonzero)) {
      throw new Error(`a row with ${nonzero} of ${C} values not 0 keeps ${count}`);
    }
  }
  excuse(rows, R * ROW);
  excuse(index, indexBytes(R, C));
  excuse(value, 4 * R * C);
  expectNothingElse();
}

describe("compressRows", () => {
  it("keeps the nonzero values of each row with their columns", () => {
    eachShape((R, C) => expectCompressRows(sparse("x", R * C, 0.4), R, C));
    begin();
    expectCompressRows(sparse("x", 40 * 65, 0.2), 40, 65);
  });

  it("takes rows of zeros alone, and without any", () => {
    eachShape((R, C) => expectCompressRows(sparse("x", R * C, 0), R, C));
    eachShape((R, C) => expectCompressRows(sparse("x", R * C, 1), R, C));
  });

  it("keeps rows whole of which more than 3/4 is not 0", () => {
    begin();
    expectCompressRows(floats("x", [1, 0, 2, 3, 0, 4, 5, 6, 1, 0, 2, 3, 7, 4, 5, 6]), 2, 8);
    eachShape((R, C) => expectCompressRows(sparse("x", R * C, 0.75), R, C));
  });

  it("drops 0 and -0, keeps denormals, Infinity and NaN", () => {
    begin();
    expectCompressRows(floats("x", [0, -0.0, 1e-45, NaN, -Infinity, -0.0, 0, 1]), 2, 4);
  });

  it("takes 65,535 columns", () => {
    begin();
    expectCompressRows(sparse("x", 65535, 0.2), 1, 65535);
  });
});

/** Which half of the transpose is asked for, or all of it. */
const parts: usize[] = [0, 2, 0, 1, 1, 2];

/** The transpose of the dense x (R,C). */
function transposed(x: usize, R: usize, C: usize): usize {
  const xT = array<f32>("xT", C * R);
  for (let r: usize = 0; r < R; r++) {
    for (let c: usize = 0; c < C; c++) store<f32>(xT + 4 * (c * R + r), at(x, r * C + c));
  }
  return xT;
}

/** Expects the transpose of `rows` with values V, which hold the dense x (R,C), with values Y; whole and in halves. */
function expectTransposeRows<V, Y>(rows: usize, scale: usize, x: usize, R: usize, C: usize): void {
  const xT = transposed(x, R, C);
  for (let part = 0; part < parts.length; part += 2) {
    const from = (parts[part] * C) / 2;
    const to = (parts[part + 1] * C) / 2;
    const n = to - from;
    if (n == 0) continue;
    const rowsT = array<u8>("rowsT", n * ROW);
    const indexT = array<u16>("indexT", n * (R + 1));
    const valueT = array<Y>("valueT", n * (R + 1));
    remember();
    transposeRows<V, Y>(rowsT, indexT, valueT, rows, scale, R, C, from, to);
    expectRows(rowsT, isFloat<Y>() ? 0 : scale, xT + 4 * from * R, n, R);
    excuse(rowsT, n * ROW);
    excuse(indexT, 2 * n * (R + 1));
    excuse(valueT, n * (R + 1) * sizeof<Y>());
    expectNothingElse();
  }
}

describe("transposeRows", () => {
  it("holds the transpose of compressed rows", () => {
    eachShape((R, C) => {
      const x = sparse("x", R * C, 0.4);
      expectTransposeRows<f32, f32>(compressed(x, R, C), 0, x, R, C);
    });
  });

  it("holds that of whole rows, and of rows of zeros alone", () => {
    eachShape((R, C) => {
      const x = sparse("x", R * C, 0.9);
      expectTransposeRows<f32, f32>(compressed(x, R, C), 0, x, R, C);
    });
    eachShape((R, C) => {
      const x = sparse("x", R * C, 0);
      expectTransposeRows<f32, f32>(compressed(x, R, C), 0, x, R, C);
    });
  });

  it("holds that of records of bytes, as bytes and in float32", () => {
    eachShape((R, C) => {
      const scale = uniform("scale", 256, -1, 1);
      store<f32>(scale, 0);
      const matrix = bytes(R, C, 0.5);
      const x = scaled(matrix, scale, R, C);
      expectTransposeRows<u8, u8>(recorded(matrix, R, C), scale, x, R, C);
      expectTransposeRows<u8, f32>(recorded(matrix, R, C), scale, x, R, C);
    });
  });
});

describe("transposeWhole", () => {
  it("holds the transpose of a dense matrix, each row whole", () => {
    eachShape((R, C) => {
      const x = uniform("x", R * C, 0.5, 1);
      const xT = transposed(x, R, C);
      for (let part = 0; part < parts.length; part += 2) {
        const from = (parts[part] * C) / 2;
        const to = (parts[part + 1] * C) / 2;
        const n = to - from;
        if (n == 0) continue;
        const rowsT = array<u8>("rowsT", n * ROW);
        const indexT = array<u16>("indexT", n * (R + 1));
        const valueT = array<f32>("valueT", n * R);
        remember();
        transposeWhole(rowsT, indexT, valueT, x, R, C, from, to);
        expectRows(rowsT, 0, xT + 4 * from * R, n, R);
        excuse(rowsT, n * ROW);
        excuse(indexT, 2 * n * (R + 1));
        excuse(valueT, 4 * n * R);
        expectNothingElse();
      }
    });
  });
});

describe("openRecords", () => {
  it("gives rows of records of every length, wherever they begin", () => {
    for (let tenths = 0; tenths <= 10; tenths++) {
      begin();
      const scale = array<f32>("scale", 256);
      byteScale(scale);
      const matrix = bytes(30, 13, <f32>tenths / 10);
      const rows = recorded(matrix, 30, 13);
      expectRows(rows, scale, scaled(matrix, scale, 30, 13), 30, 13);
    }
  });
});

/** Expects the second of three records of C values to be refused once `value` stands at its half-word `at`. */
function expectRefused(C: usize, at: usize, value: u32): void {
  const rows = array<u8>("rows", 3 * ROW);
  const records = array<u8>("records", 3 * recordSize(C));
  const matrix = array<u8>("matrix", 3 * C);
  memory.fill(matrix, 1, 3 * C);
  const size = writeRecords(records, matrix, 3, C);
  store<u16>(records + recordSize(C) + 2 * at, <u16>value);
  const good = openRecords(rows, records, 3, C, size);
  if (good != 1) throw new Error(`${good} of 3 records are good with ${value} at ${at} of ${C} values`);
}

describe("openRecords of memory that was written", () => {
  it("sees a column number that does not ascend or is none, wherever it stands", () => {
    for (let C: usize = 1; C <= 40; C++) {
      for (let c: usize = 0; c < C; c++) {
        begin();
        expectRefused(C, 1 + c, <u32>C);
        expectRefused(C, 1 + c, END);
        if (c) expectRefused(C, 1 + c, <u32>c - 1);
        if (c + 1 < C) expectRefused(C, 1 + c, <u32>c + 1);
      }
    }
  });

  it("sees a missing end mark and a count that is too high", () => {
    for (let C: usize = 1; C <= 40; C++) {
      begin();
      expectRefused(C, 1 + C, 0);
      expectRefused(C, 1 + C, <u32>C);
      expectRefused(C, 0, <u32>C + 1);
      expectRefused(C, 0, END);
    }
  });

  it("sees records that are cut short", () => {
    begin();
    const rows = array<u8>("rows", 3 * ROW);
    const records = array<u8>("records", 3 * recordSize(9));
    const matrix = bytes(3, 9, 1);
    const size = writeRecords(records, matrix, 3, 9);
    for (let cut: usize = 1; cut <= size; cut++) {
      const whole = (size - cut) / recordSize(9);
      if (openRecords(rows, records, 3, 9, size - cut) != whole) throw new Error(`${cut} bytes were not missed`);
    }
  });
});

describe("byteScale", () => {
  it("is byte / 255 as float32 divides", () => {
    begin();
    const scale = array<f32>("scale", 256);
    remember();
    byteScale(scale);
    for (let byte: usize = 0; byte < 256; byte++) expectSame(scale, byte, <f32>byte / <f32>255);
    expectSame(scale, 51, 0.2);
    expectSame(scale, 255, 1);
    expectNothingElse();
  });
});

/** Expects the transpose of the C columns from `first` on of a matrix that has `width`. */
function expectTranspose(R: usize, C: usize, width: usize, first: usize): void {
  const y = array<f32>("y", C * R);
  const x = uniform("x", R * width, -1, 1);
  remember();
  transpose(y, x + 4 * first, R, C, width);
  for (let r: usize = 0; r < R; r++) {
    for (let c: usize = 0; c < C; c++) expectSame(y, c * R + r, before(x, r * width + first + c));
  }
  expectNothingElse();
}

describe("transpose", () => {
  it("swaps rows and columns", () => {
    eachShape((R, C) => expectTranspose(R, C, C, 0));
    begin();
    expectTranspose(40, 17, 17, 0);
  });

  it("swaps those of some columns", () => {
    eachShape((R, C) => expectTranspose(R, C, C + 5, 2));
  });
});
