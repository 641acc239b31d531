import { beforeAll, describe, expect, test } from "vitest";
import { compile, Sampler } from "../../bindings/index.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

describe("replacement", () => {
  const sampler = (size: number, seed = 0) =>
    new Sampler(module, { size, batchSize: 10, sampling: "replacement", seed });

  test("covers all rows evenly", () => {
    const counts = new Uint32Array(7);
    const draw = sampler(7);
    for (let i = 0; i < 7000; i++) draw.rows(i).forEach((row) => counts[row]!++);
    for (const count of counts) expect(Math.abs(count - 10000)).toBeLessThan(400); // 4 standard deviations
  });

  test("depends on seed and iteration alone", () => {
    const draw = sampler(1000);
    const fifth = draw.rows(5).slice();
    draw.rows(6);
    expect(draw.rows(5)).toEqual(fifth);
    expect(sampler(1000).rows(5)).toEqual(fifth);
    expect(sampler(1000, 1).rows(5)).not.toEqual(fifth);
    expect(sampler(1000, 2 ** 32).rows(5)).not.toEqual(fifth);
    expect(draw.rows(6)).not.toEqual(fifth);
  });
});

describe("epochs", () => {
  const options = { size: 23, batchSize: 10, sampling: "epochs", seed: 4 } as const;

  test("every row comes once an epoch, in a new order each", () => {
    const draw = new Sampler(module, options);
    const rows = Array.from({ length: 23 }, (_, i) => [...draw.rows(i)]).flat();
    const epochs = Array.from({ length: 10 }, (_, e) => rows.slice(e * 23, (e + 1) * 23));
    const sorted = Array.from({ length: 23 }, (_, i) => i);
    for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual(sorted);
    expect(new Set(epochs.map(String)).size).toBe(10);
  });

  test("any iteration can come first", () => {
    const draw = new Sampler(module, options);
    const later = Array.from({ length: 8 }, (_, i) => [...draw.rows(i)])[7];
    expect([...new Sampler(module, options).rows(7)]).toEqual(later);
  });

  test("a batch may be larger than the data set", () => {
    const draw = new Sampler(module, { size: 3, batchSize: 10, sampling: "epochs", seed: 0 });
    expect([...draw.rows(0)].slice(0, 9).filter((row) => row === 2)).toHaveLength(3);
  });
});

test("errors name the argument", () => {
  const make = (changes: object) => () =>
    new Sampler(module, { size: 3, batchSize: 2, sampling: "epochs", seed: 0, ...changes });
  expect(make({ size: 0 })).toThrow(/size is 0/);
  expect(make({ sampling: "shuffle" })).toThrow(/sampling is "shuffle"; .*"replacement", "epochs"/);
  expect(make({ seed: 1.5 })).toThrow(/seed is 1.5/);
  expect(() => make({})().rows(-1)).toThrow(/iteration is -1/);
});
