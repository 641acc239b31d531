// Random streams and optimizers beside the float64 NumPy reference in tests/fixtures.

import { describe, expect, test } from "vitest";
import { Arena } from "../../bindings/arena.ts";
import { instantiate } from "../../bindings/core.ts";
import type { Optimizer } from "../../bindings/index.ts";
import { compile, Sampler } from "../../bindings/index.ts";
import { optimizerRow, resolveOptimizer } from "../../bindings/parts/optimizers.ts";
import { splitSeed } from "../../bindings/seed.ts";
import { Fixture, relativeError } from "./fixtures.ts";

interface Sample {
  seed: number;
  layer: number;
  size: number;
  batchSize: number;
  ratio: number;
  iteration: number;
  iterations: number[];
  epochs: number[];
}

const module = await compile();

describe("random streams", () => {
  const fixture = new Fixture<Sample>("random");
  const samples = (kind: string) =>
    Object.entries(fixture.metadata).filter(([name]) => name.includes(`/${kind}/`));

  function kernelArray(bytes: number) {
    const kernels = instantiate(module);
    const arena = new Arena();
    const at = arena.reserve(bytes);
    arena.allocate(kernels);
    return { kernels, at, memory: kernels.memory.buffer };
  }

  test.each(samples("init"))("%s: normal deviates within 1e-6", (name, { seed, layer }) => {
    const expected = fixture.get("F64", name);
    const { kernels, at, memory } = kernelArray(expected.length * 4);
    const { low, high } = splitSeed(seed);
    kernels.normalWeight(at, expected.length, 1, layer, low, high);
    const weight = new Float32Array(memory, at, expected.length);
    expected.forEach((z, i) => expect(Math.abs(weight[i]! / z - 1), `${i}: ${z}`).toBeLessThan(1e-6));
  });

  test.each(samples("batch"))("%s: rows with replacement", (name, { seed, size, iterations }) => {
    const sampler = new Sampler(module, { size, batchSize: 100, sampling: "replacement", seed });
    expect(iterations.flatMap((t) => [...sampler.rows(t)])).toEqual([...fixture.get("U32", name)]);
  });

  test.each(samples("epoch"))("%s: shuffled epochs", (name, { seed, size, epochs }) => {
    const sampler = new Sampler(module, { size, batchSize: size, sampling: "epochs", seed });
    expect(epochs.flatMap((t) => [...sampler.rows(t)])).toEqual([...fixture.get("U32", name)]);
  });

  test.each(samples("epochBatch"))("%s: batches across epochs", (name, { seed, size, batchSize }) => {
    const sampler = new Sampler(module, { size, batchSize, sampling: "epochs", seed });
    const rows = [0, 1, 2, 3, 4].flatMap((t) => [...sampler.rows(t)]);
    expect(rows).toEqual([...fixture.get("U32", name)]);
  });

  test.each(samples("mask"))("%s: dropout masks", (name, { seed, iteration, layer, ratio }) => {
    const expected = fixture.get("U8", name);
    const { kernels, at, memory } = kernelArray(expected.length * 4);
    const { low, high } = splitSeed(seed);
    kernels.dropoutMask(at, ratio, 1, iteration, layer, low, high, 0, expected.length);
    expect([...new Float32Array(memory, at, expected.length)]).toEqual([...expected]);
  });
});

describe("optimizers: 50 steps with given gradients within 1e-5", () => {
  const fixture = new Fixture<Optimizer>("optimizer-steps");
  const initial = fixture.get("F32", "initial");
  const gradients = fixture.get("F32", "gradients");
  const n = initial.length;

  test.each(Object.entries(fixture.metadata))("%s", (key, optimizer) => {
    const resolved = resolveOptimizer(optimizer);
    const { name, ...rest } = resolved;
    const options = rest as unknown as Record<string, never>;
    const { state, step } = optimizerRow(name);
    const starts = Object.values(state);
    const kernels = instantiate(module);
    const arena = new Arena();
    const [w, g] = [arena.reserve(n * 4), arena.reserve(n * 4)];
    const states = starts.map(() => arena.reserve(n * 4));
    arena.allocate(kernels);
    const view = (at: number) => new Float32Array(kernels.memory.buffer, at, n);
    view(w).set(initial);
    starts.forEach((start, i) => view(states[i]!).fill(typeof start === "string" ? options[start]! : start));
    for (let t = 1; t <= 50; t++) {
      view(g).set(gradients.subarray((t - 1) * n, t * n));
      step({ kernels, w, g, state: states, rate: resolved.learningRate, options, t, n });
    }
    expect(relativeError(view(w), fixture.get("F64", `${key}/result`))).toBeLessThan(1e-5);
  });
});
