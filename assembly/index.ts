// The whole ABI: stateless functions over linear memory. Pointers are byte addresses, 16-byte aligned by
// the caller where it can; sizes are counts of elements. Outputs come first, sizes last. bindings/core.ts
// has the same list as a TypeScript type.

export {
  reluBackward, reluForward, sigmoidBackward, sigmoidForward, tanhBackward, tanhForward,
} from "./activation";
export { batchNormBackward, batchNormForward, batchNormInfer } from "./batchnorm";
export { byteScale, compressRows, openRecords, transpose } from "./compress";
export { applyMask, scale } from "./dropout";
export { judge, softmax, softmaxCrossEntropyBackward, softmaxCrossEntropyForward } from "./loss";
export { matmul, sumRows } from "./matmul";
export { matmulTransposed } from "./matmulTransposed";
export { adagradStep, adamStep, momentumStep, rmspropStep, sgdStep } from "./optimizer";
export { dropoutMask, normalWeight, sampleRows, shuffleRows } from "./random";
export { penalty, regularize } from "./regularizer";

/** The first byte that is the caller's to lay out. */
export function heapBase(): usize {
  return __heap_base;
}
