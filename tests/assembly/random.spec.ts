import { dropoutMask, normal, normalWeight, philox16, sampleRows, shuffleRows } from "../../assembly/random";
import {
  array, at, begin, expectInteger, expectNear, expectNothingElse, expectSame, remember,
} from "./helpers";

const SEED_LOW: u32 = 42;
const SEED_HIGH: u32 = 3;

// Counter word 3 of each stream.
const INIT: u32 = 1;
const BATCH: u32 = 2;
const DROPOUT: u32 = 3;
const SHUFFLE: u32 = 4;

/** Word `e` of a sequence: Philox4x32-10 as the paper has it, one block at a time. */
function word(e: u32, step: u32, index: u32, stream: u32, seedLow: u32, seedHigh: u32): u32 {
  let c0 = e >> 2;
  let c1 = step;
  let c2 = index;
  let c3 = stream;
  let k0 = seedLow;
  let k1 = seedHigh;
  for (let round = 0; round < 10; round++) {
    const product0 = <u64>c0 * 0xd2511f53;
    const product1 = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(product1 >> 32) ^ c1 ^ k0;
    c1 = <u32>product1;
    c2 = <u32>(product0 >> 32) ^ c3 ^ k1;
    c3 = <u32>product0;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  switch (e & 3) {
    case 0: return c0;
    case 1: return c1;
    case 2: return c2;
    default: return c3;
  }
}

/** floor(bits64(j) n / 2^64), the product by hand in 32-bit limbs. */
function draw(j: u32, n: u64, step: u32, stream: u32): u32 {
  const high = <u64>word(2 * j, step, 0, stream, SEED_LOW, SEED_HIGH);
  const low = <u64>word(2 * j + 1, step, 0, stream, SEED_LOW, SEED_HIGH);
  const carry = (low * n) >> 32;
  return <u32>((high * n + carry) >> 32);
}

/** Expects the first block of a counter and key to be these four words. */
function expectBlock(counter: u32[], key: u32[], x0: u32, x1: u32, x2: u32, x3: u32): void {
  begin();
  const out = array<u32>("out", 16);
  remember();
  philox16(out, counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
  expectInteger<u32>(out, 0, x0);
  expectInteger<u32>(out, 1, x1);
  expectInteger<u32>(out, 2, x2);
  expectInteger<u32>(out, 3, x3);
  for (let e: u32 = 4; e < 16; e++) {
    const next = word((counter[0] << 2) + e, counter[1], counter[2], counter[3], key[0], key[1]);
    expectInteger<u32>(out, e, next);
  }
  expectNothingElse();
}

describe("philox16", () => {
  it("gives Random123's known answers for philox4x32-10", () => {
    expectBlock([0, 0, 0, 0], [0, 0], 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    expectBlock(
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff],
      0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd,
    );
    expectBlock(
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0],
      0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1,
    );
  });

  it("gives other words for another step, index, stream or half of the seed", () => {
    begin();
    const out = array<u32>("out", 6 * 16);
    philox16(out, 0, 0, 0, 1, 0, 0);
    philox16(out + 64, 0, 1, 0, 1, 0, 0);
    philox16(out + 128, 0, 0, 1, 1, 0, 0);
    philox16(out + 192, 0, 0, 0, 2, 0, 0);
    philox16(out + 256, 0, 0, 0, 1, 1, 0);
    philox16(out + 320, 0, 0, 0, 1, 0, 1);
    for (let i: usize = 0; i < 6 * 16; i++) {
      for (let j: usize = 0; j < i; j++) {
        if (load<u32>(out + 4 * i) == load<u32>(out + 4 * j)) throw new Error(`words ${i}, ${j} are equal`);
      }
    }
  });
});

/** e^(-z²/2) / √(2π) */
function density(z: f64): f64 {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** The probability between 0 and z >= 0, by a series of positive terms. */
function between(z: f64): f64 {
  let term = z;
  let sum: f64 = 0;
  for (let n: f64 = 3; term > sum * 1e-17; n += 2) {
    sum += term;
    term *= (z * z) / n;
  }
  return density(z) * sum;
}

/** The probability beyond z >= 3, by the continued fraction of Mills' ratio. */
function beyond(z: f64): f64 {
  let fraction = z;
  for (let n: f64 = 100; n >= 1; n--) fraction = z + n / fraction;
  return density(z) / fraction;
}

/** Relative error of the deviate of a word, by one Newton step from it towards the exact quantile. */
function errorOfNormal(w: u32): f64 {
  const u = (<f64>w + 0.5) / 4294967296;
  const z = abs(<f64>normal(w));
  const surplus = z < 3 ? between(z) - abs(u - 0.5) : min(u, 1 - u) - beyond(z);
  return abs(surplus) / (density(z) * z);
}

/** Expects errors < 4e-7 for every `stride`-th word from `first` to `last`. */
function expectDeviates(first: u32, last: u32, stride: u32): void {
  let worst: f64 = 0;
  let where: u32 = 0;
  for (let w = first; w <= last - stride; w += stride) {
    const error = errorOfNormal(w);
    if (!(error <= worst)) {
      worst = error;
      where = w;
    }
    if (normal(w) < 0 != w < 0x80000000) throw new Error(`${normal(w)} at word ${w} has the wrong sign`);
  }
  expect<f64>(worst).toBeLessThan(4e-7, `at word ${where}`);
}

describe("normal", () => {
  it("has relative error < 4e-7 over all words", () => {
    expectDeviates(0, 0xffffffff, 20011);
  });

  it("has relative error < 4e-7 in the tails", () => {
    expectDeviates(0, 100_000, 1);
    expectDeviates(0xffffffff - 100_000, 0xffffffff, 1);
  });

  it("has relative error < 4e-7 around 0 and where its two formulas meet", () => {
    expectDeviates(0x80000000 - 10_000, 0x80000000 + 10_000, 1);
    const seam: u32 = 322122547; // u = 0.075
    expectDeviates(seam - 10_000, seam + 10_000, 1);
  });

  it("has known quantiles", () => {
    begin();
    const z = array<f32>("z", 8);
    remember();
    const words: u32[] = [0, 1, 0x1000, 0x13333333, 0x40000000, 0x80000000, 0xf9999999, 0xffffffff];
    for (let i = 0; i < 8; i++) store<f32>(z + 4 * i, normal(words[i]));
    expectNear(z, 0, -6.337957754553789, 4e-7);
    expectNear(z, 1, -6.166429517819749, 4e-7);
    expectNear(z, 2, -4.762976412696973, 4e-7);
    expectNear(z, 3, -1.4395314704450153, 4e-7);
    expectNear(z, 4, -0.6744897498297384, 4e-7);
    expectNear(z, 5, 2.9180993729166234e-10, 4e-7);
    expectNear(z, 6, 1.9599639841416792, 4e-7);
    expectNear(z, 7, 6.337957754553789, 4e-7);
  });
});

describe("normalWeight", () => {
  it("is scale times the deviate of each word of the layer's stream", () => {
    for (let n: usize = 0; n <= 35; n++) {
      begin();
      const weight = array<f32>("weight", n);
      remember();
      normalWeight(weight, n, 0.01, 5, SEED_LOW, SEED_HIGH);
      for (let e: usize = 0; e < n; e++) {
        expectSame(weight, e, <f32>0.01 * normal(word(<u32>e, 0, 5, INIT, SEED_LOW, SEED_HIGH)));
      }
      expectNothingElse();
    }
  });

  it("has known values", () => {
    begin();
    const weight = array<f32>("weight", 5);
    remember();
    normalWeight(weight, 5, 0.01, 5, SEED_LOW, SEED_HIGH);
    expectNear(weight, 0, -0.01177226397896191, 5e-7);
    expectNear(weight, 1, 0.0048864545804439856, 5e-7);
    expectNear(weight, 2, 0.006719563116255449, 5e-7);
    expectNear(weight, 3, -0.006825523179834719, 5e-7);
    expectNear(weight, 4, -0.006947953626333803, 5e-7);
    expectNothingElse();
  });

  it("has mean 0 and standard deviation `scale`", () => {
    begin();
    const n: usize = 100_000;
    const weight = array<f32>("weight", n);
    normalWeight(weight, n, 2, 0, 1, 0);
    let sum: f64 = 0;
    let squares: f64 = 0;
    for (let i: usize = 0; i < n; i++) {
      sum += at(weight, i);
      squares += <f64>at(weight, i) * at(weight, i);
    }
    // Four standard errors.
    expect<f64>(abs(sum / <f64>n)).toBeLessThan(4 * 2 / Math.sqrt(<f64>n));
    expect<f64>(abs(squares / <f64>n - 4)).toBeLessThan(4 * 4 * Math.sqrt(2 / <f64>n));
  });
});

describe("sampleRows", () => {
  it("is floor(bits * size / 2^64) of the iteration's stream", () => {
    for (let n: usize = 0; n <= 35; n++) {
      begin();
      const rows = array<u32>("rows", n);
      remember();
      sampleRows(rows, n, 60000, 7, SEED_LOW, SEED_HIGH);
      for (let j: usize = 0; j < n; j++) expectInteger<u32>(rows, j, draw(<u32>j, 60000, 7, BATCH));
      expectNothingElse();
    }
  });

  it("has known values", () => {
    begin();
    const known: usize[] = [6131, 47063, 34581, 21523, 21560, 14739, 45465, 36002, 2931];
    const rows = array<u32>("rows", 9);
    remember();
    sampleRows(rows, 9, 60000, 7, SEED_LOW, SEED_HIGH);
    for (let j: usize = 0; j < 9; j++) expectInteger<u32>(rows, j, known[<i32>j]);
    expectNothingElse();
  });

  it("draws from one row and from 2^32 - 1", () => {
    begin();
    const rows = array<u32>("rows", 100);
    remember();
    sampleRows(rows, 100, 1, 0, SEED_LOW, SEED_HIGH);
    for (let j: usize = 0; j < 100; j++) expectInteger<u32>(rows, j, 0);
    sampleRows(rows, 100, u32.MAX_VALUE, 0, SEED_LOW, SEED_HIGH);
    for (let j: usize = 0; j < 100; j++) {
      expectInteger<u32>(rows, j, draw(<u32>j, u32.MAX_VALUE, 0, BATCH));
    }
    expectNothingElse();
  });

  it("draws each of 10 rows about equally often", () => {
    begin();
    const n: usize = 100_000;
    const rows = array<u32>("rows", n);
    sampleRows(rows, n, 10, 0, 1, 0);
    const counts = new StaticArray<i32>(10);
    for (let j: usize = 0; j < n; j++) counts[load<u32>(rows + 4 * j)] += 1;
    // Standard deviation of a count: 95.
    for (let row = 0; row < 10; row++) expect<i32>(abs(counts[row] - 10_000)).toBeLessThan(400, `row ${row}`);
  });
});

describe("shuffleRows", () => {
  it("is Fisher-Yates on the epoch's stream", () => {
    for (let size: usize = 1; size <= 35; size++) {
      begin();
      const expected = new StaticArray<u32>(<i32>size);
      for (let i: u32 = 0; i < <u32>size; i++) expected[i] = i;
      for (let j = <u32>size - 1; j > 0; j--) {
        const k = draw(j, j + 1, 3, SHUFFLE);
        const row = expected[j];
        expected[j] = expected[k];
        expected[k] = row;
      }
      const rows = array<u32>("rows", size);
      remember();
      shuffleRows(rows, <u32>size, 3, SEED_LOW, SEED_HIGH);
      for (let j: usize = 0; j < size; j++) expectInteger<u32>(rows, j, expected[<i32>j]);
      expectNothingElse();
    }
  });

  it("has known values", () => {
    begin();
    const known: usize[] = [0, 4, 9, 3, 1, 8, 2, 7, 6, 5];
    const rows = array<u32>("rows", 10);
    remember();
    shuffleRows(rows, 10, 3, SEED_LOW, SEED_HIGH);
    for (let j: usize = 0; j < 10; j++) expectInteger<u32>(rows, j, known[<i32>j]);
    expectNothingElse();
  });

  it("holds each of 60,000 rows once", () => {
    begin();
    const size: u32 = 60_000;
    const rows = array<u32>("rows", size);
    remember();
    shuffleRows(rows, size, 0, SEED_LOW, SEED_HIGH);
    const seen = new StaticArray<bool>(size);
    let inPlace = 0;
    for (let j: u32 = 0; j < size; j++) {
      const row = load<u32>(rows + 4 * j);
      expectInteger<u32>(rows, j, row);
      if (seen[row]) throw new Error(`row ${row} comes twice`);
      seen[row] = true;
      if (row == j) inPlace++;
    }
    expect<i32>(inPlace).toBeLessThan(8); // 1 is to be expected
    expectNothingElse();
  });
});

describe("dropoutMask", () => {
  it("is `keep` where the word's first 24 bits are a uniform > ratio, else 0", () => {
    for (let n: usize = 0; n <= 35; n++) {
      begin();
      const mask = array<f32>("mask", n);
      remember();
      // In two calls where there are enough, as two threads make them.
      const first: usize = (n >> 1) & ~3;
      dropoutMask(mask, 0.3, 1.5, 11, 2, SEED_LOW, SEED_HIGH, 0, first);
      dropoutMask(mask + 4 * first, 0.3, 1.5, 11, 2, SEED_LOW, SEED_HIGH, first, n - first);
      for (let e: usize = 0; e < n; e++) {
        const bits = word(<u32>e, 11, 2, DROPOUT, SEED_LOW, SEED_HIGH) >> 8;
        expectSame(mask, e, <f32>bits / 16777216 > 0.3 ? 1.5 : 0);
      }
      expectNothingElse();
    }
  });

  it("has known values", () => {
    begin();
    const known: f32[] = [1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1];
    const mask = array<f32>("mask", 20);
    remember();
    dropoutMask(mask, 0.3, 1, 11, 2, SEED_LOW, SEED_HIGH, 0, 20);
    for (let i: usize = 0; i < 20; i++) expectSame(mask, i, known[<i32>i]);
    expectNothingElse();
  });

  it("drops about the share `ratio`", () => {
    begin();
    const n: usize = 100_000;
    const mask = array<f32>("mask", n);
    dropoutMask(mask, 0.15, 1, 0, 0, 1, 0, 0, n);
    let kept = 0;
    for (let i: usize = 0; i < n; i++) kept += <i32>at(mask, i);
    expect<i32>(abs(kept - 85_000)).toBeLessThan(452); // four standard deviations
  });
});
