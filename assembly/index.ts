// The whole ABI: functions over linear memory, without a state but for the width of tiles. Outputs come first, sizes last. The compiler writes the
// TypeScript types of it (bindings/usagi.d.ts).
//
//   B         rows of a batch
//   R, C      rows and columns of a matrix, where it may be any
//   K         the length that a matrix product sums over
//   N         columns of a product; features of batch norm; classes of a softmax
//   H, W      rows and columns of an image
//   n         elements of an array of any shape
//   from, to  a part of the rows, columns or elements: the first, and the one behind the last
//   rows      compressed rows (compress.ts), with `index` and `value`, the room for their columns and values
//   scale     256 float32 that the bytes of compressed rows stand for, or 0 where their values are float32
//   d...      the gradient of the loss with respect to what is named behind the d
//   ...T      of the transpose
//
// All arrays are row-major float32, labels u8. Pointers (usize) are byte addresses, 16-byte aligned by the caller
// where it can; an optional one is 0 where it is left out. Sizes count elements.

export * from "./activation";
export { addImages, addRows } from "./augment";
export * from "./batchnorm";
export { byteScale, compressRows, openRecords, transpose } from "./compress";
export * from "./dropout";
export * from "./loss";
export { matmul, sumRows } from "./matmul";
export { matmulTransposed } from "./matmulTransposed";
export * from "./optimizers/adam";
export * from "./optimizers/momentum";
export * from "./optimizers/rmsprop";
export { dropoutMask, inputNoise, normalWeight, sampleRows, shuffleRows } from "./random";
export { clip, limitNorms, penalty, regularize, sumOfSquares } from "./regularizer";
export { setWidest } from "./widths";

/** The first byte that is the caller's to lay out. */
export function heapBase(): usize {
  return __heap_base;
}
