// What each kernel may read and must write, as its docstring in assembly/ says.

import type { Kernels, Pointer } from "../../bindings/core.ts";

/**
 * read: nothing is written. write: every byte is. update: read, and written in place. scratch: written as far as
 * it is needed, and nothing that was in it is read. entries: the rows that compressed rows begin with, each with
 * its column numbers and values elsewhere; matmul alone writes an entry's last word.
 */
export interface Extent {
  readonly name: string;
  readonly at: Pointer;
  readonly bytes: number;
  readonly role: "read" | "write" | "update" | "scratch" | "entries";
  /** Where it holds entries of compressed rows: bytes of one value. */
  readonly valueBytes?: 1 | 4;
}

/** The exports that compute. */
export type KernelName = Exclude<keyof Kernels, "memory" | "heapBase">;

type Rows = { readonly [Name in KernelName]: (...args: Parameters<Kernels[Name]>) => Extent[] };

const ENTRY_BYTES = 16;

function of(role: Extent["role"], bytesEach: number) {
  return (name: string, at: Pointer, elements: number): Extent => ({ name, at, bytes: elements * bytesEach, role });
}
const reads = of("read", 4);
const readsBytes = of("read", 1);
const writes = of("write", 4);
const updates = of("update", 4);
const scratch = of("scratch", 4);
const scratchColumns = of("scratch", 2);

/** Compressed rows as an operand. Where their values are bytes, `scale` is what those stand for. */
function operand(role: "read" | "update", rows: Pointer, scale: Pointer, count: number): Extent[] {
  const entries: Extent = {
    name: "rows", at: rows, bytes: count * ENTRY_BYTES, role, valueBytes: scale === 0 ? 4 : 1,
  };
  return scale === 0 ? [entries] : [entries, reads("scale", scale, 256)];
}

function result(rows: Pointer, count: number, valueBytes: 1 | 4): Extent {
  return { name: "rows", at: rows, bytes: count * ENTRY_BYTES, role: "entries", valueBytes };
}

const forward = (y: Pointer, x: Pointer, n: number) => [writes("y", y, n), reads("x", x, n)];
const backward = (dx: Pointer, dy: Pointer, y: Pointer, n: number) => [
  writes("dx", dx, n), reads("dy", dy, n), reads("y", y, n),
];

export const extents: Rows = {
  compressRows: (rows, index, value, x, R, C) => [
    result(rows, R, 4), scratchColumns("index", index, (R + 1) * (C + 1)), scratch("value", value, R * C),
    reads("x", x, R * C),
  ],
  // A record has at least the two words that an empty row takes; the entries say where it goes on.
  openRecords: (rows, records, R) => [result(rows, R, 1), readsBytes("records", records, R * 8)],
  byteScale: (scale) => [writes("scale", scale, 256)],
  transpose: (y, x, R, C) => [writes("y", y, C * R), reads("x", x, R * C)],
  matmul: (y, rows, scale, b, bias, R, K, N) => [
    writes("y", y, R * N), ...operand("update", rows, scale, R), reads("b", b, K * N),
    ...(bias === 0 ? [] : [reads("bias", bias, N)]),
  ],
  matmulTransposed: (y, rows, scale, b, rowsT, indexT, valueT, R, C, N) => [
    writes("y", y, C * N), ...operand("read", rows, scale, R), reads("b", b, R * N),
    scratch("rowsT", rowsT, C * (ENTRY_BYTES / 4)), scratchColumns("indexT", indexT, (C + 1) * (R + 1)),
    scratch("valueT", valueT, C * R),
  ],
  sumRows: (sum, x, R, N) => [writes("sum", sum, N), reads("x", x, R * N)],

  sigmoidForward: forward,
  sigmoidBackward: backward,
  reluForward: forward,
  reluBackward: backward,
  tanhForward: forward,
  tanhBackward: backward,

  batchNormForward: (y, xHat, inverseStd, runningMean, runningVariance, x, gamma, beta, _momentum, _epsilon, B, N) => [
    writes("y", y, B * N), writes("xHat", xHat, B * N), writes("inverseStd", inverseStd, N),
    updates("runningMean", runningMean, N), updates("runningVariance", runningVariance, N),
    reads("x", x, B * N), reads("gamma", gamma, N), reads("beta", beta, N),
  ],
  batchNormInfer: (y, x, runningMean, runningVariance, gamma, beta, _epsilon, B, N) => [
    writes("y", y, B * N), reads("x", x, B * N), reads("runningMean", runningMean, N),
    reads("runningVariance", runningVariance, N), reads("gamma", gamma, N), reads("beta", beta, N),
  ],
  batchNormBackward: (dx, dgamma, dbeta, dy, xHat, inverseStd, gamma, B, N) => [
    writes("dx", dx, B * N), writes("dgamma", dgamma, N), writes("dbeta", dbeta, N), reads("dy", dy, B * N),
    reads("xHat", xHat, B * N), reads("inverseStd", inverseStd, N), reads("gamma", gamma, N),
  ],

  applyMask: (y, x, mask, n) => [writes("y", y, n), reads("x", x, n), reads("mask", mask, n)],
  scale: (y, x, _factor, n) => [writes("y", y, n), reads("x", x, n)],

  softmax: (probabilities, logits, B, N) => [
    writes("probabilities", probabilities, B * N), reads("logits", logits, B * N),
  ],
  softmaxCrossEntropyForward: (probabilities, logits, labels, B, N) => [
    writes("probabilities", probabilities, B * N), reads("logits", logits, B * N), readsBytes("labels", labels, B),
  ],
  softmaxCrossEntropyBackward: (dlogits, probabilities, labels, B, N) => [
    writes("dlogits", dlogits, B * N), reads("probabilities", probabilities, B * N), readsBytes("labels", labels, B),
  ],
  judge: (confusion, logits, labels, B, N) => [
    updates("confusion", confusion, N * N), reads("logits", logits, B * N), readsBytes("labels", labels, B),
  ],

  regularize: (gradient, weight, _l1, _l2, n) => [updates("gradient", gradient, n), reads("weight", weight, n)],
  penalty: (weight, _l1, _l2, _root, n) => [reads("weight", weight, n)],

  sgdStep: (w, g, _learningRate, n) => [updates("w", w, n), reads("g", g, n)],
  momentumStep: (w, g, velocity, _learningRate, _momentum, n) => [
    updates("w", w, n), reads("g", g, n), updates("velocity", velocity, n),
  ],
  adagradStep: (w, g, h, _learningRate, _epsilon, _skip, n) => [
    updates("w", w, n), reads("g", g, n), updates("h", h, n),
  ],
  rmspropStep: (w, g, h, _learningRate, _decay, _epsilon, n) => [
    updates("w", w, n), reads("g", g, n), updates("h", h, n),
  ],
  adamStep: (w, g, m, v, _learningRate, _beta1, _beta2, _epsilon, _uncorrected, _t, n) => [
    updates("w", w, n), reads("g", g, n), updates("m", m, n), updates("v", v, n),
  ],

  normalWeight: (weight, n) => [writes("weight", weight, n)],
  sampleRows: (rows, n) => [writes("rows", rows, n)],
  shuffleRows: (rows, size) => [writes("rows", rows, size)],
  dropoutMask: (mask, n) => [writes("mask", mask, n)],
};

/** Requires a row of the table for each of these exports, and no other. */
export function requireRows(exports: readonly string[]): void {
  const rows = Object.keys(extents);
  const missing = exports.filter((name) => !rows.includes(name));
  const gone = rows.filter((name) => !exports.includes(name));
  if (missing.length + gone.length === 0) return;
  throw new Error(
    `tests/guarded/extents.ts: no row for [${missing.join(", ")}]; no such kernel as [${gone.join(", ")}]`,
  );
}
