// The typed ABI of usagi.wasm, and its instantiation. Nothing else touches @assemblyscript/loader.

import { instantiateSync } from "@assemblyscript/loader";
import { show, UsagiError } from "./errors.ts";

/** A byte address in the linear memory of one instance. */
export type Pointer = number;

/** The exports of assembly/index.ts; their docstrings are there. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  heapBase(): Pointer;

  compressRows(rows: Pointer, index: Pointer, value: Pointer, x: Pointer, R: number, C: number): void;
  openRecords(rows: Pointer, records: Pointer, R: number, C: number, size: number): number;
  byteScale(scale: Pointer): void;
  transpose(y: Pointer, x: Pointer, R: number, C: number): void;
  matmul(
    y: Pointer, rows: Pointer, scale: Pointer, b: Pointer, bias: Pointer, R: number, K: number, N: number,
  ): void;
  matmulTransposed(
    y: Pointer, rows: Pointer, scale: Pointer, b: Pointer, rowsT: Pointer, indexT: Pointer, valueT: Pointer,
    R: number, C: number, N: number,
  ): void;
  sumRows(sum: Pointer, x: Pointer, R: number, N: number): void;

  sigmoidForward(y: Pointer, x: Pointer, n: number): void;
  sigmoidBackward(dx: Pointer, dy: Pointer, y: Pointer, n: number): void;
  reluForward(y: Pointer, x: Pointer, n: number): void;
  reluBackward(dx: Pointer, dy: Pointer, y: Pointer, n: number): void;
  tanhForward(y: Pointer, x: Pointer, n: number): void;
  tanhBackward(dx: Pointer, dy: Pointer, y: Pointer, n: number): void;

  batchNormForward(
    y: Pointer, xHat: Pointer, inverseStd: Pointer, runningMean: Pointer, runningVariance: Pointer,
    x: Pointer, gamma: Pointer, beta: Pointer, momentum: number, epsilon: number, B: number, N: number,
  ): void;
  batchNormInfer(
    y: Pointer, x: Pointer, runningMean: Pointer, runningVariance: Pointer, gamma: Pointer, beta: Pointer,
    epsilon: number, B: number, N: number,
  ): void;
  batchNormBackward(
    dx: Pointer, dgamma: Pointer, dbeta: Pointer, dy: Pointer, xHat: Pointer, inverseStd: Pointer,
    gamma: Pointer, B: number, N: number,
  ): void;

  applyMask(y: Pointer, x: Pointer, mask: Pointer, n: number): void;
  scale(y: Pointer, x: Pointer, factor: number, n: number): void;

  softmax(probabilities: Pointer, logits: Pointer, B: number, N: number): void;
  softmaxCrossEntropyForward(
    probabilities: Pointer, logits: Pointer, labels: Pointer, B: number, N: number,
  ): number;
  softmaxCrossEntropyBackward(
    dlogits: Pointer, probabilities: Pointer, labels: Pointer, B: number, N: number,
  ): void;
  judge(confusion: Pointer, logits: Pointer, labels: Pointer, B: number, N: number): number;

  regularize(gradient: Pointer, weight: Pointer, l1: number, l2: number, n: number): void;
  penalty(weight: Pointer, l1: number, l2: number, root: boolean, n: number): number;

  sgdStep(w: Pointer, g: Pointer, learningRate: number, n: number): void;
  momentumStep(
    w: Pointer, g: Pointer, velocity: Pointer, learningRate: number, momentum: number, n: number,
  ): void;
  adagradStep(
    w: Pointer, g: Pointer, h: Pointer, learningRate: number, epsilon: number, skip: boolean, n: number,
  ): void;
  rmspropStep(
    w: Pointer, g: Pointer, h: Pointer, learningRate: number, decay: number, epsilon: number, n: number,
  ): void;
  adamStep(
    w: Pointer, g: Pointer, m: Pointer, v: Pointer, learningRate: number, beta1: number, beta2: number,
    epsilon: number, uncorrected: boolean, t: number, n: number,
  ): void;

  normalWeight(
    weight: Pointer, n: number, scale: number, layer: number, seedLow: number, seedHigh: number,
  ): void;
  sampleRows(
    rows: Pointer, n: number, size: number, iteration: number, seedLow: number, seedHigh: number,
  ): void;
  shuffleRows(rows: Pointer, size: number, epoch: number, seedLow: number, seedHigh: number): void;
  dropoutMask(
    mask: Pointer, n: number, ratio: number, keep: number, iteration: number, layer: number,
    seedLow: number, seedHigh: number,
  ): void;
}

/** Requires the module of usagi.wasm. */
export function requireModule(module: unknown): WebAssembly.Module {
  if (isUsagi(module as WebAssembly.Module)) return module as WebAssembly.Module;
  throw new UsagiError(`module is ${show(module)}; it must be what compile() gives`);
}

/** A new instance with a memory of its own; dropping it frees both. Throws where the module is not usagi.wasm's. */
export function instantiate(module: WebAssembly.Module): Kernels {
  requireModule(module);
  try {
    return instantiateSync(module).exports as unknown as Kernels;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsagiError(
      `there is no memory for one network or sampler more (${error.message}): dispose() of those you are through with`,
      { cause: error },
    );
  }
}

function isUsagi(module: WebAssembly.Module): boolean {
  try {
    return WebAssembly.Module.exports(module).some(({ name }) => name === "heapBase");
  } catch {
    return false;
  }
}
