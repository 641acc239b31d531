// The guards catch what they are for: kernels that do wrong on purpose.

import { beforeEach, expect, test } from "vitest";
import { compile } from "../../bindings/compile.ts";
import type { Kernels, Pointer } from "../../bindings/core.ts";
import { Arena } from "./arena.ts";
import { guarded } from "./guard.ts";
import { spans } from "./spans.ts";

const memory = () => new WebAssembly.Memory({ initial: 1 });
let kernels: Kernels;
let [x, y, rows, index, value, b]: Pointer[] = [];
let work: (floats: Float32Array, y: number, x: number, n: number) => void;

beforeEach(() => {
  const shared = memory();
  const plain = {
    memory: shared,
    heapBase: () => 1000,
    reluForward: (to: Pointer, from: Pointer, n: number) =>
      work(new Float32Array(shared.buffer), to / 4, from / 4, n),
    matmul: () => {},
    compressRows: () => {},
  };
  kernels = guarded(plain as unknown as Kernels);
  const arena = new Arena();
  [y, x, rows, index, value, b] = [40, 40, 16, 16, 12, 12].map((bytes) => arena.reserve(bytes));
  arena.allocate(kernels);
  new Float32Array(shared.buffer, x, 10).fill(1);
});

const right = (floats: Float32Array, to: number, from: number, n: number) => {
  for (let i = 0; i < n; i++) floats[to + i] = floats[from + i]!;
};

test("the spans are of every kernel that usagi.wasm exports", async () => {
  const exported = WebAssembly.Module.exports(await compile()).map(({ name }) => name);
  expect(Object.keys(spans).concat("memory", "heapBase").sort()).toEqual(exported.sort());
});

test("a kernel that does right passes, in place too", () => {
  work = right;
  kernels.reluForward(y!, x!, 10);
  kernels.reluForward(x!, x!, 10);
  kernels.reluForward(y!, x!, 3);
});

test.each([["behind", 10], ["before", -1]])("a byte %s an output is seen", (_, at) => {
  work = (floats, to, from, n) => {
    right(floats, to, from, n);
    floats[to + at] = 0;
  };
  expect(() => kernels.reluForward(y!, x!, 10)).toThrow("reluForward: wrote");
});

test.each([["behind", 6], ["before", -1]])("a float %s an output is seen where there is no gap", (_, at) => {
  work = (floats, to, from, n) => {
    right(floats, to, from, n);
    floats[to + at] = 7;
  };
  expect(() => kernels.reluForward(y! + 8, x!, 6)).toThrow("reluForward: wrote beside its output");
});

test("reading beyond a region is seen in what is computed of it", () => {
  work = (floats, to, from, n) => {
    const words = new Uint32Array(floats.buffer);
    for (let i = 0; i < n; i++) words[to + i] = quiet(words[from + 1 + i]!);
  };
  kernels.reluForward(y!, x!, 9);
  expect(() => kernels.reluForward(y!, x!, 10)).toThrow("reluForward: word 9 of 10");
});

/** What float arithmetic makes of a signalling NaN. */
const quiet = (word: number) => ((word & 0x7f800000) === 0x7f800000 ? word | 0x400000 : word);

test("an element that is not written is seen", () => {
  work = (floats, to, from, n) => right(floats, to, from, n - 1);
  expect(() => kernels.reluForward(y!, x!, 10)).toThrow("reluForward: word 9 of 10");
});

test("arguments that leave their region are seen before the call", () => {
  work = () => expect.unreachable();
  expect(() => kernels.reluForward(y!, x!, 11)).toThrow("reluForward: 44 bytes at");
  expect(() => kernels.reluForward(y!, x! + 4, 10)).toThrow("reluForward: 40 bytes at");
  expect(() => kernels.reluForward(0, x!, 10)).toThrow("reluForward: 40 bytes at 0");
});

test("compressed rows that are not right are seen", () => {
  const entry = new Uint32Array(kernels.memory.buffer, rows, 4);
  const columns = new Uint16Array(kernels.memory.buffer, index, 4);
  const call = () => kernels.matmul(y!, rows!, 0, b!, 0, 1, 3, 1);
  const fill = (...numbers: number[]) => {
    entry.set([index!, value!, numbers.length]);
    columns.set([...numbers, 0xffff]);
  };
  fill(0, 2);
  expect(call).toThrow("matmul: word 0 of 1"); // it wrote nothing
  fill(0, 3);
  expect(call).toThrow("matmul: column number 1 of row 0 is 3");
  fill(1, 1);
  expect(call).toThrow("column number 1 of row 0 is 1");
  fill(0, 1);
  columns[2] = 7;
  expect(call).toThrow("row 0 has no end mark");
  fill(0, 1);
  entry[1] = value! + 8;
  expect(call).toThrow("matmul, values of row 0: 8 bytes");
  entry[2] = 4;
  expect(call).toThrow("row 0 has 4 values of 3 columns");
});

test("rows that a kernel leaves as they were are seen", () => {
  expect(() => kernels.compressRows(rows!, index!, value!, x!, 1, 3)).toThrow("compressRows: row 0 has");
});
