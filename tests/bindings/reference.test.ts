// Random streams and optimizers beside the float64 NumPy reference in tests/fixtures.

import { describe, expect, test } from "vitest";
import { Arena } from "../../bindings/arena.ts";
import { instantiate } from "../../bindings/core.ts";
import type { Optimizer } from "../../bindings/index.ts";
import { compile, Sampler } from "../../bindings/index.ts";
import { optimizerState, optimizerStep, resolveOptimizer } from "../../bindings/parts/optimizers.ts";
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

describe.each(["optimizer-steps", "optimizer-forms"])("%s: 50 steps with given gradients within 1e-5", (file) => {
  const fixture = new Fixture<Optimizer>(file);
  const given = new Fixture("optimizer-steps");
  const initial = given.get("F32", "initial");
  const gradients = given.get("F32", "gradients");
  const n = initial.length;
  const padded = Math.ceil(n / 4) * 4;

  test.each(Object.entries(fixture.metadata))("%s", (key, optimizer) => {
    const resolved = resolveOptimizer(optimizer);
    const starts = Object.entries(optimizerState(resolved));
    const kernels = instantiate(module);
    const arena = new Arena();
    const reserve = () => arena.reserve(padded * 4);
    const [w, g] = [reserve(), reserve()];
    const state = Object.fromEntries(starts.map(([name]) => [name, reserve()]));
    arena.allocate(kernels);
    const view = (at: number) => new Float32Array(kernels.memory.buffer, at, padded);
    view(w).set(initial);
    for (const [name, start] of starts) view(state[name]!).fill(start);
    for (let t = 1; t <= 50; t++) {
      view(g).set(gradients.subarray((t - 1) * n, t * n));
      optimizerStep(resolved, { kernels, w, g, state, rate: resolved.learningRate, t, n: padded, decays: true });
    }
    expect(relativeError(view(w).subarray(0, n), fixture.get("F64", `${key}/result`))).toBeLessThan(1e-5);
  });
});
