// What each kernel reads and writes, from its docstring in assembly/. A kernel without a row fails the typecheck.

import type { Kernels, Pointer } from "../../bindings/core.ts";

/**
 * "read": nothing is written. "write": every byte is written. "update": what was there counts. "capacity": room, of
 * which as much is written as is needed.
 */
export interface Span {
  readonly access: "read" | "write" | "update" | "capacity";
  readonly at: Pointer;
  readonly bytes: number;
  /** Of entries of compressed rows: what they hold. */
  readonly rows?: { readonly R: number; readonly C: number; readonly scale: Pointer; readonly access: "read" | "write" };
}

type KernelName = Exclude<keyof Kernels, "memory" | "heapBase">;

const ROW = 16;
const span = (access: Span["access"]) => (at: Pointer, n: number, size = 4): Span => ({ access, at, bytes: n * size });
const read = span("read");
const write = span("write");
const update = span("update");
const capacity = span("capacity");
const optional = (at: Pointer, n: number): Span[] => (at === 0 ? [] : [read(at, n)]);
const entries = (at: Pointer, R: number, C: number, scale: Pointer, access: "read" | "write"): Span =>
  ({ access: access === "read" ? "update" : "capacity", at, bytes: R * ROW, rows: { R, C, scale, access } });
/** Room for compressed rows: column numbers, with those that whole rows share; values. */
const room = (index: Pointer, value: Pointer, R: number, C: number) =>
  [capacity(index, (R + 1) * (C + 1), 2), capacity(value, R * C)];
/** C columns of R rows of `width`, from the first one's address. */
const columns = (access: typeof read, at: Pointer, R: number, width: number, C: number): Span[] =>
  C === width ? [access(at, R * C)] : Array.from({ length: R }, (_, r) => access(at + r * width * 4, C));
const elementwise = (y: Pointer, x: Pointer, n: number) => [write(y, n), read(x, n)];
const slope = (dx: Pointer, dy: Pointer, y: Pointer, n: number) => [write(dx, n), read(dy, n), read(y, n)];
/** State that is left out is 0. */
const step = (w: Pointer, g: Pointer, state: Pointer[], n: number) =>
  [update(w, n), read(g, n), ...state.filter((at) => at !== 0).map((at) => update(at, n))];

export const spans: { readonly [Name in KernelName]: (...args: Parameters<Kernels[Name]>) => Span[] } = {
  compressRows: (rows, index, value, x, R, C) =>
    [entries(rows, R, C, 0, "write"), ...room(index, value, R, C), read(x, R * C)],
  openRecords: (rows, records, R, _C, size) => [capacity(rows, R * ROW, 1), read(records, size, 1)],
  byteScale: (scale) => [write(scale, 256)],
  transpose: (y, x, R, C, width) => [write(y, R * C), read(x, (R - 1) * width + C)],
  matmul: (y, rows, scale, b, bias, R, K, N) =>
    [write(y, R * N), entries(rows, R, K, scale, "read"), ...optional(scale, 256), read(b, K * N), ...optional(bias, N)],
  matmulTransposed: (y, rows, scale, b, rowsT, indexT, valueT, R, C, N, from, to) => [
    write(y + 4 * from * N, (to - from) * N), entries(rows, R, C, scale, "read"), ...optional(scale, 256),
    read(b, R * N), capacity(rowsT + from * ROW, (to - from) * ROW, 1),
    capacity(indexT + 2 * from * (R + 1), (to - from) * (R + 1), 2),
    capacity(valueT + 4 * from * (R + 1), (to - from) * (R + 1)),
  ],
  sumRows: (sum, x, R, N) => [write(sum, N), read(x, R * N)],

  sigmoidForward: elementwise,
  sigmoidBackward: slope,
  reluForward: elementwise,
  reluBackward: slope,
  tanhForward: elementwise,
  tanhBackward: slope,
  leakyReluForward: (y, x, _slope, n) => elementwise(y, x, n),
  leakyReluBackward: (dx, dy, y, _slope, n) => slope(dx, dy, y, n),
  eluForward: (y, x, _alpha, n) => elementwise(y, x, n),
  eluBackward: (dx, dy, y, _alpha, n) => slope(dx, dy, y, n),
  softplusForward: elementwise,
  softplusBackward: slope,
  gatedForward: (y, x, _linear, _cubic, n) => elementwise(y, x, n),
  gatedBackward: (dx, dy, x, _linear, _cubic, n) => slope(dx, dy, x, n),
  geluForward: elementwise,
  geluBackward: slope,

  addRows: (y, rows, scale, R, C) => [update(y, R * C), entries(rows, R, C, scale, "read"), ...optional(scale, 256)],
  addImages: (y, rows, scale, image, _shift, _turn, _zoom, _step, _low, _high, _first, R, H, W) => [
    update(y, R * H * W), entries(rows, R, H * W, scale, "read"), ...optional(scale, 256), write(image, (H + 3) * (W + 3)),
  ],
  inputNoise: (noise, _deviation, _iteration, _low, _high, _from, n) => [write(noise, n)],

  batchNormForward: (y, xHat, inverseStd, runningMean, runningVariance, x, gamma, beta, _momentum, _epsilon, _unbiased, _fixed, B, N, C) => [
    ...columns(write, y, B, N, C), ...columns(write, xHat, B, N, C), write(inverseStd, C), update(runningMean, C),
    update(runningVariance, C), ...columns(read, x, B, N, C), read(gamma, C), read(beta, C),
  ],
  batchNormInfer: (y, x, runningMean, runningVariance, gamma, beta, _epsilon, B, N) => [
    write(y, B * N), read(x, B * N), read(runningMean, N), read(runningVariance, N), read(gamma, N), read(beta, N),
  ],
  batchNormBackward: (dx, dgamma, dbeta, dy, xHat, inverseStd, gamma, _fixed, B, N, C) => [
    ...columns(write, dx, B, N, C), write(dgamma, C), write(dbeta, C), ...columns(read, dy, B, N, C),
    ...columns(read, xHat, B, N, C), read(inverseStd, C), read(gamma, C),
  ],

  applyMask: (y, x, mask, n) => [write(y, n), read(x, n), read(mask, n)],
  scale: (y, x, _factor, n) => elementwise(y, x, n),

  softmax: (probabilities, logits, B, N) => elementwise(probabilities, logits, B * N),
  softmaxCrossEntropyForward: (losses, probabilities, logits, labels, _smoothing, B, N) =>
    [write(losses, B, 8), write(probabilities, B * N), read(logits, B * N), read(labels, B, 1)],
  sumLosses: (losses, B) => [read(losses, B, 8)],
  softmaxCrossEntropyBackward: (dlogits, probabilities, labels, _smoothing, _all, B, N) =>
    [write(dlogits, B * N), read(probabilities, B * N), read(labels, B, 1)],
  evaluateLogits: (losses, predicted, logits, labels, B, N) =>
    [write(losses, B, 8), capacity(predicted, B, 1), read(logits, B * N), read(labels, B, 1)],
  binaryCrossEntropyForward: (losses, predicted, logits, labels, _smoothing, B) =>
    [write(losses, B, 8), ...(predicted ? [write(predicted, B, 1)] : []), read(logits, B), read(labels, B, 1)],
  binaryCrossEntropyBackward: (dlogits, probabilities, labels, _smoothing, _all, B) =>
    [write(dlogits, B), read(probabilities, B), read(labels, B, 1)],
  huberForward: (losses, y, targets, _delta, _factor, B, N) => [write(losses, B, 8), read(y, B * N), read(targets, B * N)],
  huberBackward: (dy, y, targets, _delta, _factor, _all, B, N) => slope(dy, y, targets, B * N),
  addErrors: (sums, y, targets, _before, B, N) => [update(sums, N * 3, 8), read(y, B * N), read(targets, B * N)],

  regularize: (gradient, weight, _l1, _l2, n) => [update(gradient, n), read(weight, n)],
  penalty: (y, weight, _l1, _l2, _root, n) => [write(y, 1, 8), read(weight, n)],
  sumOfSquares: (x, n) => [read(x, n)],
  clip: (x, _limit, n) => [update(x, n)],
  limitNorms: (weight, _limit, I, N) => [update(weight, I * N)],

  sgdStep: (w, g, _learningRate, _decay, n) => step(w, g, [], n),
  momentumStep: (w, g, velocity, _learningRate, _momentum, _take, _outside, _coupled, _decoupled, n) =>
    step(w, g, [velocity], n),
  nesterovStep: (w, g, velocity, _learningRate, _momentum, _outside, _slip, _coupled, _decoupled, n) =>
    step(w, g, [velocity], n),
  rmspropStep: (
    w, g, h, mean, velocity, _learningRate, _keep, _take, _inside, _outside, _momentum, _rateOutside, _coupled, _decoupled, n,
  ) => step(w, g, [h, mean, velocity], n),
  adadeltaStep: (w, g, e, d, _learningRate, _decay, _epsilon, _coupled, _decoupled, n) => step(w, g, [e, d], n),
  adamStep: (
    w, g, m, v, peak, _learningRate, _beta1, _beta2, _epsilon, _uncorrected, _peakCorrected, _t, _coupled, _decoupled, n,
  ) => step(w, g, [m, v, peak], n),
  nadamStep: (w, g, m, v, _learningRate, _beta1, _beta2, _epsilon, _ratio, _t, _coupled, _decoupled, n) =>
    step(w, g, [m, v], n),
  radamStep: (
    w, g, m, v, _learningRate, _beta1, _beta2, _epsilon, _uncorrected, _threshold, _t, _coupled, _decoupled, n,
  ) => step(w, g, [m, v], n),
  adamaxStep: (w, g, m, u, _learningRate, _beta1, _beta2, _inside, _outside, _t, _coupled, _decoupled, n) =>
    step(w, g, [m, u], n),
  lionStep: (w, g, m, _learningRate, _beta1, _beta2, _coupled, _decoupled, n) => step(w, g, [m], n),

  normalWeight: (weight, n) => [write(weight, n)],
  sampleRows: (rows, n) => [write(rows, n)],
  shuffleRows: (rows, size) => [write(rows, size)],
  dropoutMask: (mask, _ratio, _keep, _iteration, _layer, _low, _high, _from, n) => [write(mask, n)],

  setWidest: () => [],
};
