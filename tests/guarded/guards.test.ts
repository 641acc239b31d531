/** Kernels that are wrong on purpose: the guards see it. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Arena } from "../../bindings/arena.ts";
import type { Kernels } from "../../bindings/core.ts";
import { instantiate } from "../../bindings/core.ts";
import { compile } from "../../bindings/index.ts";
import { extents, requireRows } from "./extents.ts";
import { GAP_BYTES, Guard } from "./guard.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

describe("the build under test", () => {
  test("has gaps around every region", () => {
    const arena = new Arena(instantiate(module));
    const first = arena.reserve(20);
    const second = arena.reserve(4);
    expect(second).toBe(first + 32 + GAP_BYTES);
    expect(arena.bytes).toBe(second + 16 + GAP_BYTES);
  });

  test("watches the kernels", () => {
    const kernels = instantiate(module);
    expect(() => kernels.byteScale(1024)).toThrow("guard: byteScale is called before its arena has memory");
    const arena = new Arena(kernels);
    const [y, x] = [arena.reserve(40), arena.reserve(40)];
    arena.allocate();
    kernels.scale(y, x, 1, 10);
    expect(() => kernels.scale(y, x, 1, 11)).toThrow(`scale: y, 44 bytes at ${y}, does not lie within one region`);
  });

  test("keeps the asserts", () => {
    const kernels = instantiate(module);
    const arena = new Arena(kernels);
    const [probabilities, logits, labels] = [arena.reserve(12), arena.reserve(12), arena.reserve(1)];
    arena.allocate();
    new Uint8Array(kernels.memory.buffer)[labels] = 3;
    expect(() => kernels.softmaxCrossEntropyForward(probabilities, logits, labels, 1, 3)).toThrow(
      /^abort: .* at assembly\/loss\.ts:\d+:\d+$/,
    );
    expect(() => kernels.scale(probabilities + 2, logits, 1, 1)).toThrow(/at assembly\/dropout\.ts/);
  });
});

test("a kernel without a row, and a row without a kernel, are found", () => {
  const names = Object.keys(extents);
  expect(() => requireRows(names)).not.toThrow();
  expect(() => requireRows([...names, "conv2d"])).toThrow("no row for [conv2d]; no such kernel as []");
  expect(() => requireRows(names.slice(1))).toThrow(`no such kernel as [${names[0]!}]`);
});

describe("a kernel that", () => {
  const n = 10;
  const inner = 6; // of the region's n: the first are used
  let bare: Kernels;
  let guard: Guard;
  let y: number;
  let x: number;
  let last: number;
  let floats: Float32Array;

  // Regions of n floats as the arena lays them out, without its guard: this one watches the wrong kernels.
  beforeEach(() => {
    bare = new WebAssembly.Instance(module, { env: { abort: () => expect.fail("abort") } }).exports as unknown as Kernels;
    guard = new Guard(bare.memory);
    const start = Math.ceil(bare.heapBase() / 16) * 16;
    [y, x, last] = [0, 1, 2].map((i) => start + GAP_BYTES + i * (48 + GAP_BYTES)) as [number, number, number];
    for (const at of [y, x, last]) guard.add({ at, bytes: n * 4 });
    const end = last + 48 + GAP_BYTES;
    if (end > bare.memory.buffer.byteLength) bare.memory.grow(1);
    guard.arm(start, end);
    floats = new Float32Array(bare.memory.buffer);
    floats.fill(1, x / 4, x / 4 + n);
  });

  const scale = (kernel: Kernels["scale"]) => guard.watch("scale", kernel);

  test("is right passes, in place too", () => {
    const right = scale((to, from, factor, count) => bare.scale(to, from, factor, count));
    right(y, x, 3, n);
    expect(floats[y / 4 + n - 1]).toBe(3);
    right(x, x, 3, n);
    expect(floats[x / 4 + n - 1]).toBe(3);
  });

  test.each([
    ["writes one element too far", inner, (at: number) => at + inner * 4],
    ["writes one element too far, out of its region", n, (at: number) => at + n * 4],
    ["writes one element too early", inner, (at: number) => at - 4],
  ])("%s", (_, count, stray) => {
    const wrong = scale((to, from, factor, m) => {
      bare.scale(to, from, factor, m);
      floats[stray(to) / 4] = 7;
    });
    expect(() => wrong(y, x, 3, count)).toThrow(/^guard: scale wrote at \d+, beside its outputs$/);
  });

  test("writes into a gap elsewhere", () => {
    const wrong = scale((to, from, factor, m) => {
      bare.scale(to, from, factor, m);
      new Uint8Array(bare.memory.buffer)[last + n * 4] = 0;
    });
    expect(() => wrong(y, x, 3, n)).toThrow(`wrote into the gap between regions at ${last + n * 4}`);
  });

  test.each([0, 3, n - 1])("leaves element %i unwritten", (missing) => {
    const wrong = scale((to, from, factor, m) => {
      const before = new Uint8Array(bare.memory.buffer, to + missing * 4, 4);
      const kept = before.slice();
      bare.scale(to, from, factor, m);
      before.set(kept);
    });
    expect(() => wrong(y, x, 3, n)).toThrow(`element ${missing} of y was not written`);
  });

  test("reads one element too far", () => {
    const wrong = scale((to, from, factor, m) => bare.scale(to, from + 4, factor, m));
    expect(() => wrong(y, x, 3, n)).toThrow(`element ${n - 1} of y was not written, or was made of memory that was not`);
    wrong(y, x, 3, n - 1);
  });

  test("is called with an argument that reaches out of its region", () => {
    const right = scale((to, from, factor, count) => bare.scale(to, from, factor, count));
    expect(() => right(y, x + 8, 3, n)).toThrow("scale: x, 40 bytes at");
    expect(() => right(y, last + 40, 3, 1)).toThrow("scale: x, 4 bytes at");
    expect(() => right(0, x, 3, 1)).toThrow("scale: y, 4 bytes at 0");
  });

  test("is given compressed rows that lead out of their region", () => {
    const rows = new Uint32Array(bare.memory.buffer, x, 4);
    const multiply = guard.watch("matmul", () => expect.fail("it must not run"));
    for (const [index, value, count] of [[y, last, 11], [y + 38, last, 1], [y, last + 40, 1]] as const) {
      rows.set([index, value, count, 0]);
      expect(() => multiply(y, x, 0, last, 0, 1, 1, 1)).toThrow("guard: matmul: row 0 of rows has");
    }
  });

  test("makes rows with a value that it did not write", () => {
    const compress = guard.watch("compressRows", (rows, index, value) => {
      new Uint32Array(bare.memory.buffer, rows, 4).set([index, value, 1, 0]);
    });
    expect(() => compress(y, last, last + 16, x, 1, 1)).toThrow("row 0 of rows has a value that was not written");
  });
});
