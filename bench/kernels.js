// How fast each kernel is on its own, called through the ABI, at batch 100 on the rows that training meets:
// images of MNIST, activations of which half are 0, activations of which none is.
//
//   node bench/kernels.js [rounds]     prints JSON: the bench starts it with the Node, and V8's flag, that it measures

import { performance } from "node:perf_hooks";
import { instantiateSync } from "@assemblyscript/loader";
import { compile } from "../dist/index.js";
import { optimizerNames, optimizerState, optimizerStep, resolveOptimizer } from "./optimizers.js";
import { peakKernels } from "./peak.js";
import { batchSize, readDataset } from "./task.js";

/** Batches that take turns, so that no branch predictor learns one by heart. */
const batches = 16;

/** Forms that have arrays or loops of their own, beside each optimizer by its defaults. */
const furtherForms = [
  { name: "sgd", weightDecay: 0.01 }, { name: "adam", weightDecay: 0.01 }, { name: "adam", amsgrad: true },
  { name: "rmsprop", centered: true }, { name: "rmsprop", momentum: 0.9 },
];

const B = batchSize;
const I = 784;
/** Parameters of 784-40-20-10, each array padded to whole vectors. */
const P = 32432;

const [rounds = "3"] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(await measureKernels(Number(rounds)))}\n`);

/**
 * Measures the peaks and every kernel, `rounds` times in turn.
 * @returns { peaks: { flop, load }: 1e9 a second, kernels: [{ name, of, amount, nanoseconds, flop?, loads?, bytes? }] }:
 *   of one call, the nanoseconds of each round, how many of what it computes (`amount` times an element, say), and of
 *   products the operations, loads and bytes loaded.
 */
async function measureKernels(rounds) {
  const peaks = await peakKernels();
  const kernels = await kernelList(await readDataset("train"));
  for (const { run } of [...peaks.flop, ...peaks.load, ...kernels]) warmUp(run);

  const best = { flop: 0, load: 0 };
  const measured = kernels.map((kernel) => ({ ...kernel, run: undefined, nanoseconds: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const [kind, list] of Object.entries(peaks)) {
      for (const { run, operations } of list) best[kind] = Math.max(best[kind], operations / nanosecondsOf(run));
    }
    kernels.forEach(({ run }, i) => measured[i].nanoseconds.push(nanosecondsOf(run)));
  }
  return { peaks: best, kernels: measured };
}

/** Long enough for V8 to have compiled a kernel with its optimizing compiler. */
function warmUp(run) {
  const end = performance.now() + 30;
  while (performance.now() < end) run();
}

/** Nanoseconds of one call: the fastest of some stretches of about 2 ms each. */
function nanosecondsOf(run) {
  let calls = 1;
  let best = Infinity;
  for (let stretch = 0; stretch < 8; stretch++) {
    const start = performance.now();
    for (let call = 0; call < calls; call++) run();
    const each = (performance.now() - start) / calls;
    if (each < best) best = each;
    calls = Math.max(1, Math.min(100_000, Math.ceil(2 / Math.max(each, 1e-6))));
  }
  return best * 1e6;
}

async function kernelList(train) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const k = instantiateSync(await compile(), { env: { memory } }).exports;
  let end = k.heapBase();
  const reserve = (bytes) => {
    const at = Math.ceil(end / 16) * 16;
    end = at + bytes;
    const missing = end - k.memory.buffer.byteLength;
    if (missing > 0) k.memory.grow(Math.ceil(missing / 65536));
    return at;
  };
  const random = generator();
  const floats = (n, value = () => random() - 0.5) => {
    const at = reserve(4 * n);
    new Float32Array(k.memory.buffer, at, n).set(Float32Array.from({ length: n }, value));
    return at;
  };
  /** Of a dense matrix: half of the values 0, as after relu, or none. */
  const half = () => Math.max(0, random() - 0.5);
  const dense = () => random() + 0.1;
  const emptyRows = (R, C) => ({
    rows: reserve(16 * R), index: reserve(2 * (R + 1) * (C + 1)), value: reserve(4 * R * C),
  });
  const compressed = (R, C, value) => {
    const x = floats(R * C, value);
    const to = emptyRows(R, C);
    k.compressRows(to.rows, to.index, to.value, x, R, C);
    return { ...to, x, R, C };
  };
  const valuesOf = ({ rows, R }) => {
    const entries = new Uint32Array(k.memory.buffer, rows, 4 * R);
    return Array.from({ length: R }, (_, r) => entries[4 * r + 2]).reduce((a, b) => a + b, 0);
  };

  const byteScale = reserve(4 * 256);
  k.byteScale(byteScale);
  /** A batch of images, its records copied as the network does. */
  const images = (batch) => {
    const { records, offsets } = train.parts();
    const picked = Array.from({ length: B }, (_, i) => Math.floor(((batch * B + i) * 7919) % train.size));
    const parts = picked.map((row) => records.subarray(offsets[row], offsets[row + 1]));
    const at = reserve(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let used = 0;
    for (const part of parts) {
      new records.constructor(k.memory.buffer, at + used, part.length).set(part);
      used += part.byteLength;
    }
    const rows = reserve(16 * B);
    k.openRecords(rows, at, B, I, used);
    return { rows, records: at, size: used, R: B, C: I };
  };

  const each = (make) => Array.from({ length: batches }, (_, i) => make(i));
  const inTurn = (run) => {
    let turn = 0;
    return () => run(turn++ % batches);
  };
  const mean = (list) => list.reduce((sum, matrix) => sum + valuesOf(matrix), 0) / list.length;
  /**
   * What a product of `a` with N columns computes, and what it loads at least where its rows share nothing: for each
   * value that is not 0 its column number, itself (a byte and what that stands for), and N values of b.
   */
  const work = (a, scale, N) => {
    const values = mean(a);
    const vectors = Math.ceil(N / 4);
    const sparse = values < 0.75 * B * a[0].C;
    return {
      of: "", amount: 1, flop: 2 * N * values,
      ...(sparse ? {
        loads: values * (vectors + (scale ? 3 : 2)), bytes: values * (16 * vectors + 2 + (scale ? 5 : 4)),
      } : {}),
    };
  };

  /** y = a b for matrices `a` that take turns. */
  const product = (name, a, scale, N, bias = 0) => {
    const { R, C } = a[0];
    const b = floats(C * N);
    const y = reserve(4 * R * N);
    return {
      name,
      ...work(a, scale, N),
      run: inTurn((i) => k.matmul(y, a[i].rows, scale, b, bias, R, C, N)),
    };
  };
  /** y = aT b for matrices `a` that take turns; the transpose that it may make included. */
  const productT = (name, a, scale, N) => {
    const { R, C } = a[0];
    const b = floats(R * N);
    const y = reserve(4 * C * N);
    const { rows, index, value } = emptyRows(C, R + 1);
    return {
      name,
      ...work(a, scale, N),
      run: inTurn((i) => k.matmulTransposed(y, a[i].rows, scale, b, rows, index, value, R, C, N, 0, C)),
    };
  };
  const perElement = (name, of, amount, run) => ({ name, of, amount, run });

  const imageBatches = each(images);
  const halves = each(() => compressed(B, 100, half));
  const wholes = each(() => compressed(B, 100, dense));
  const small = each(() => compressed(B, 20, dense));
  const bias = floats(100);
  const target = emptyRows(B, 100);

  const n = B * 100;
  const x = floats(n);
  const y = reserve(4 * n);
  const dy = floats(n);
  const square = reserve(4 * n);
  const z = floats(B * 10);
  const p = reserve(4 * B * 10);
  const labels = reserve(B);
  const losses = reserve(8 * B);
  const predicted = reserve(B);
  const w = floats(P);
  const g = floats(P, () => (random() - 0.5) / 1000);
  const penalized = reserve(4 * P);
  /** A step of an optimizer of the table, with a rate that leaves the parameters where they are. */
  const stepOf = (given) => {
    const optimizer = resolveOptimizer(given);
    const starts = Object.entries(optimizerState(optimizer));
    const state = Object.fromEntries(starts.map(([array, initial]) => [array, floats(P, () => initial)]));
    const place = { kernels: k, w, g, state, rate: 1e-6, n: P, decays: true };
    const { name, ...options } = typeof given === "string" ? { name: given } : given;
    const words = Object.entries(options).filter(([, value]) => value !== 0).map(([option]) => option);
    let t = 0;
    return perElement([`${name} step`, ...words].join(", "), "a parameter", P, () => optimizerStep(optimizer, { ...place, t: ++t }));
  };

  return [
    product("forward 784→40, MNIST rows", imageBatches, byteScale, 40, bias),
    product("forward 784→100, MNIST rows", imageBatches, byteScale, 100, bias),
    product("forward 100→100, half of x 0", halves, 0, 100, bias),
    product("forward 100→100, dense x", wholes, 0, 100, bias),
    productT("dW 784×40, MNIST rows", imageBatches, byteScale, 40),
    productT("dW 784×100, MNIST rows", imageBatches, byteScale, 100),
    productT("dW 100×100, half of x 0", halves, 0, 100),
    productT("dW 100×100, dense x", wholes, 0, 100),
    product("dx 100←100, half of dy 0", halves, 0, 100),
    product("dx 40←20, dense dy", small, 0, 40),
    perElement("openRecords, MNIST rows", "a row", B, inTurn((i) =>
      k.openRecords(imageBatches[i].rows, imageBatches[i].records, B, I, imageBatches[i].size))),
    perElement("compressRows, half of x 0", "an element", n, inTurn((i) =>
      k.compressRows(target.rows, target.index, target.value, halves[i].x, B, 100))),
    perElement("compressRows, dense x", "an element", n, inTurn((i) =>
      k.compressRows(target.rows, target.index, target.value, wholes[i].x, B, 100))),
    perElement("transpose 100×100", "an element", 100 * 100, () => k.transpose(square, x, 100, 100, 100)),
    perElement("sumRows 100×100", "an element", n, () => k.sumRows(y, x, B, 100)),
    perElement("sigmoidForward", "an element", n, () => k.sigmoidForward(y, x, n)),
    perElement("sigmoidBackward", "an element", n, () => k.sigmoidBackward(y, dy, x, n)),
    perElement("reluForward", "an element", n, () => k.reluForward(y, x, n)),
    perElement("reluBackward", "an element", n, () => k.reluBackward(y, dy, x, n)),
    perElement("tanhForward", "an element", n, () => k.tanhForward(y, x, n)),
    perElement("tanhBackward", "an element", n, () => k.tanhBackward(y, dy, x, n)),
    perElement("leakyReluForward", "an element", n, () => k.leakyReluForward(y, x, 0.01, n)),
    perElement("leakyReluBackward", "an element", n, () => k.leakyReluBackward(y, dy, x, 0.01, n)),
    perElement("eluForward", "an element", n, () => k.eluForward(y, x, 1, n)),
    perElement("eluBackward", "an element", n, () => k.eluBackward(y, dy, x, 1, n)),
    perElement("geluForward", "an element", n, () => k.geluForward(y, x, n)),
    perElement("geluBackward", "an element", n, () => k.geluBackward(y, dy, x, n)),
    perElement("gatedForward (silu, gelu's tanh form)", "an element", n, () => k.gatedForward(y, x, 1, 0, n)),
    perElement("gatedBackward", "an element", n, () => k.gatedBackward(y, dy, x, 1, 0, n)),
    perElement("softplusForward", "an element", n, () => k.softplusForward(y, x, n)),
    perElement("softplusBackward", "an element", n, () => k.softplusBackward(y, dy, x, n)),
    perElement("softmaxCrossEntropyForward 100×10", "an element", B * 10, () =>
      k.softmaxCrossEntropyForward(losses, p, z, labels, 0, B, 10)),
    perElement("softmaxCrossEntropyBackward 100×10", "an element", B * 10, () =>
      k.softmaxCrossEntropyBackward(p, z, labels, 0, B, B, 10)),
    perElement("evaluateLogits 100×10", "an element", B * 10, () => k.evaluateLogits(losses, predicted, z, labels, B, 10)),
    perElement("dropoutMask", "an element", n, () => k.dropoutMask(y, 0.15, 1, 0, 0, 0, 0, 0, n)),
    perElement("applyMask", "an element", n, () => k.applyMask(y, x, dy, n)),
    perElement("regularize", "a weight", P, () => k.regularize(penalized, w, 1e-4, 1e-4, P)),
    perElement("sumOfSquares", "a gradient", P, () => k.sumOfSquares(g, P)),
    perElement("clip", "a gradient", P, () => k.clip(g, 1, P)),
    perElement("limitNorms 784×40", "a weight", 784 * 40, () => k.limitNorms(w, 100, 784, 40)),
    ...optimizerNames.map(stepOf),
    ...furtherForms.map(stepOf),
  ];
}

/** Uniform numbers in [0, 1), the same in every run (mulberry32). */
function generator() {
  let a = 1;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
