declare namespace __AdaptedExports {
  /** Exported memory */
  export const memory: WebAssembly.Memory;
  /**
   * assembly/index/heapBase
   * @returns `usize`
   */
  export function heapBase(): number;
  /**
   * assembly/augment/addImages
   * @param y `usize`
   * @param rows `usize`
   * @param scale `usize`
   * @param image `usize`
   * @param shift `f64`
   * @param turn `f64`
   * @param zoom `f64`
   * @param step `u32`
   * @param seedLow `u32`
   * @param seedHigh `u32`
   * @param first `u32`
   * @param R `usize`
   * @param H `usize`
   * @param W `usize`
   */
  export function addImages(y: number, rows: number, scale: number, image: number, shift: number, turn: number, zoom: number, step: number, seedLow: number, seedHigh: number, first: number, R: number, H: number, W: number): void;
  /**
   * assembly/augment/addRows
   * @param y `usize`
   * @param rows `usize`
   * @param scale `usize`
   * @param R `usize`
   * @param C `usize`
   */
  export function addRows(y: number, rows: number, scale: number, R: number, C: number): void;
  /**
   * assembly/compress/byteScale
   * @param scale `usize`
   */
  export function byteScale(scale: number): void;
  /**
   * assembly/compress/compressRows
   * @param rows `usize`
   * @param index `usize`
   * @param value `usize`
   * @param x `usize`
   * @param R `usize`
   * @param C `usize`
   */
  export function compressRows(rows: number, index: number, value: number, x: number, R: number, C: number): void;
  /**
   * assembly/compress/openRecords
   * @param rows `usize`
   * @param records `usize`
   * @param R `usize`
   * @param C `usize`
   * @param size `usize`
   * @returns `usize`
   */
  export function openRecords(rows: number, records: number, R: number, C: number, size: number): number;
  /**
   * assembly/compress/transpose
   * @param y `usize`
   * @param x `usize`
   * @param R `usize`
   * @param C `usize`
   * @param width `usize`
   */
  export function transpose(y: number, x: number, R: number, C: number, width: number): void;
  /**
   * assembly/matmul/matmul
   * @param y `usize`
   * @param rows `usize`
   * @param scale `usize`
   * @param b `usize`
   * @param bias `usize`
   * @param R `usize`
   * @param K `usize`
   * @param N `usize`
   */
  export function matmul(y: number, rows: number, scale: number, b: number, bias: number, R: number, K: number, N: number): void;
  /**
   * assembly/matmul/sumRows
   * @param sum `usize`
   * @param x `usize`
   * @param R `usize`
   * @param N `usize`
   */
  export function sumRows(sum: number, x: number, R: number, N: number): void;
  /**
   * assembly/matmulTransposed/matmulTransposed
   * @param y `usize`
   * @param rows `usize`
   * @param scale `usize`
   * @param b `usize`
   * @param rowsT `usize`
   * @param indexT `usize`
   * @param valueT `usize`
   * @param R `usize`
   * @param C `usize`
   * @param N `usize`
   * @param from `usize`
   * @param to `usize`
   */
  export function matmulTransposed(y: number, rows: number, scale: number, b: number, rowsT: number, indexT: number, valueT: number, R: number, C: number, N: number, from: number, to: number): void;
  /**
   * assembly/random/dropoutMask
   * @param mask `usize`
   * @param ratio `f32`
   * @param keep `f32`
   * @param iteration `u32`
   * @param layer `u32`
   * @param seedLow `u32`
   * @param seedHigh `u32`
   * @param from `usize`
   * @param n `usize`
   */
  export function dropoutMask(mask: number, ratio: number, keep: number, iteration: number, layer: number, seedLow: number, seedHigh: number, from: number, n: number): void;
  /**
   * assembly/random/inputNoise
   * @param noise `usize`
   * @param deviation `f32`
   * @param iteration `u32`
   * @param seedLow `u32`
   * @param seedHigh `u32`
   * @param from `usize`
   * @param n `usize`
   */
  export function inputNoise(noise: number, deviation: number, iteration: number, seedLow: number, seedHigh: number, from: number, n: number): void;
  /**
   * assembly/random/normalWeight
   * @param weight `usize`
   * @param n `usize`
   * @param scale `f32`
   * @param layer `u32`
   * @param seedLow `u32`
   * @param seedHigh `u32`
   */
  export function normalWeight(weight: number, n: number, scale: number, layer: number, seedLow: number, seedHigh: number): void;
  /**
   * assembly/random/sampleRows
   * @param rows `usize`
   * @param n `usize`
   * @param size `u32`
   * @param iteration `u32`
   * @param seedLow `u32`
   * @param seedHigh `u32`
   */
  export function sampleRows(rows: number, n: number, size: number, iteration: number, seedLow: number, seedHigh: number): void;
  /**
   * assembly/random/shuffleRows
   * @param rows `usize`
   * @param size `u32`
   * @param epoch `u32`
   * @param seedLow `u32`
   * @param seedHigh `u32`
   */
  export function shuffleRows(rows: number, size: number, epoch: number, seedLow: number, seedHigh: number): void;
  /**
   * assembly/regularizer/clip
   * @param x `usize`
   * @param limit `f32`
   * @param n `usize`
   */
  export function clip(x: number, limit: number, n: number): void;
  /**
   * assembly/regularizer/limitNorms
   * @param weight `usize`
   * @param limit `f64`
   * @param I `usize`
   * @param N `usize`
   */
  export function limitNorms(weight: number, limit: number, I: number, N: number): void;
  /**
   * assembly/regularizer/penalty
   * @param y `usize`
   * @param weight `usize`
   * @param l1 `f64`
   * @param l2 `f64`
   * @param root `bool`
   * @param n `usize`
   */
  export function penalty(y: number, weight: number, l1: number, l2: number, root: boolean, n: number): void;
  /**
   * assembly/regularizer/regularize
   * @param gradient `usize`
   * @param weight `usize`
   * @param l1 `f32`
   * @param l2 `f32`
   * @param n `usize`
   */
  export function regularize(gradient: number, weight: number, l1: number, l2: number, n: number): void;
  /**
   * assembly/regularizer/sumOfSquares
   * @param x `usize`
   * @param n `usize`
   * @returns `f64`
   */
  export function sumOfSquares(x: number, n: number): number;
  /**
   * assembly/widths/setWidest
   * @param vectors `usize`
   */
  export function setWidest(vectors: number): void;
  /**
   * assembly/activation/sigmoidForward
   * @param y `usize`
   * @param x `usize`
   * @param n `usize`
   */
  export function sigmoidForward(y: number, x: number, n: number): void;
  /**
   * assembly/activation/sigmoidBackward
   * @param dx `usize`
   * @param dy `usize`
   * @param y `usize`
   * @param n `usize`
   */
  export function sigmoidBackward(dx: number, dy: number, y: number, n: number): void;
  /**
   * assembly/activation/reluForward
   * @param y `usize`
   * @param x `usize`
   * @param n `usize`
   */
  export function reluForward(y: number, x: number, n: number): void;
  /**
   * assembly/activation/reluBackward
   * @param dx `usize`
   * @param dy `usize`
   * @param y `usize`
   * @param n `usize`
   */
  export function reluBackward(dx: number, dy: number, y: number, n: number): void;
  /**
   * assembly/activation/tanhForward
   * @param y `usize`
   * @param x `usize`
   * @param n `usize`
   */
  export function tanhForward(y: number, x: number, n: number): void;
  /**
   * assembly/activation/tanhBackward
   * @param dx `usize`
   * @param dy `usize`
   * @param y `usize`
   * @param n `usize`
   */
  export function tanhBackward(dx: number, dy: number, y: number, n: number): void;
  /**
   * assembly/activation/leakyReluForward
   * @param y `usize`
   * @param x `usize`
   * @param slope `f32`
   * @param n `usize`
   */
  export function leakyReluForward(y: number, x: number, slope: number, n: number): void;
  /**
   * assembly/activation/leakyReluBackward
   * @param dx `usize`
   * @param dy `usize`
   * @param y `usize`
   * @param slope `f32`
   * @param n `usize`
   */
  export function leakyReluBackward(dx: number, dy: number, y: number, slope: number, n: number): void;
  /**
   * assembly/activation/eluForward
   * @param y `usize`
   * @param x `usize`
   * @param alpha `f32`
   * @param n `usize`
   */
  export function eluForward(y: number, x: number, alpha: number, n: number): void;
  /**
   * assembly/activation/eluBackward
   * @param dx `usize`
   * @param dy `usize`
   * @param y `usize`
   * @param alpha `f32`
   * @param n `usize`
   */
  export function eluBackward(dx: number, dy: number, y: number, alpha: number, n: number): void;
  /**
   * assembly/activation/softplusForward
   * @param y `usize`
   * @param x `usize`
   * @param n `usize`
   */
  export function softplusForward(y: number, x: number, n: number): void;
  /**
   * assembly/activation/softplusBackward
   * @param dx `usize`
   * @param dy `usize`
   * @param y `usize`
   * @param n `usize`
   */
  export function softplusBackward(dx: number, dy: number, y: number, n: number): void;
  /**
   * assembly/activation/gatedForward
   * @param y `usize`
   * @param x `usize`
   * @param linear `f32`
   * @param cubic `f32`
   * @param n `usize`
   */
  export function gatedForward(y: number, x: number, linear: number, cubic: number, n: number): void;
  /**
   * assembly/activation/gatedBackward
   * @param dx `usize`
   * @param dy `usize`
   * @param x `usize`
   * @param linear `f32`
   * @param cubic `f32`
   * @param n `usize`
   */
  export function gatedBackward(dx: number, dy: number, x: number, linear: number, cubic: number, n: number): void;
  /**
   * assembly/activation/geluForward
   * @param y `usize`
   * @param x `usize`
   * @param n `usize`
   */
  export function geluForward(y: number, x: number, n: number): void;
  /**
   * assembly/activation/geluBackward
   * @param dx `usize`
   * @param dy `usize`
   * @param x `usize`
   * @param n `usize`
   */
  export function geluBackward(dx: number, dy: number, x: number, n: number): void;
  /**
   * assembly/batchnorm/batchNormForward
   * @param y `usize`
   * @param xHat `usize`
   * @param inverseStd `usize`
   * @param runningMean `usize`
   * @param runningVariance `usize`
   * @param x `usize`
   * @param gamma `usize`
   * @param beta `usize`
   * @param momentum `f64`
   * @param epsilon `f32`
   * @param unbiased `bool`
   * @param fixed `bool`
   * @param B `usize`
   * @param N `usize`
   * @param C `usize`
   */
  export function batchNormForward(y: number, xHat: number, inverseStd: number, runningMean: number, runningVariance: number, x: number, gamma: number, beta: number, momentum: number, epsilon: number, unbiased: boolean, fixed: boolean, B: number, N: number, C: number): void;
  /**
   * assembly/batchnorm/batchNormInfer
   * @param y `usize`
   * @param x `usize`
   * @param runningMean `usize`
   * @param runningVariance `usize`
   * @param gamma `usize`
   * @param beta `usize`
   * @param epsilon `f32`
   * @param B `usize`
   * @param N `usize`
   */
  export function batchNormInfer(y: number, x: number, runningMean: number, runningVariance: number, gamma: number, beta: number, epsilon: number, B: number, N: number): void;
  /**
   * assembly/batchnorm/batchNormBackward
   * @param dx `usize`
   * @param dgamma `usize`
   * @param dbeta `usize`
   * @param dy `usize`
   * @param xHat `usize`
   * @param inverseStd `usize`
   * @param gamma `usize`
   * @param fixed `bool`
   * @param B `usize`
   * @param N `usize`
   * @param C `usize`
   */
  export function batchNormBackward(dx: number, dgamma: number, dbeta: number, dy: number, xHat: number, inverseStd: number, gamma: number, fixed: boolean, B: number, N: number, C: number): void;
  /**
   * assembly/dropout/applyMask
   * @param y `usize`
   * @param x `usize`
   * @param mask `usize`
   * @param n `usize`
   */
  export function applyMask(y: number, x: number, mask: number, n: number): void;
  /**
   * assembly/dropout/scale
   * @param y `usize`
   * @param x `usize`
   * @param factor `f32`
   * @param n `usize`
   */
  export function scale(y: number, x: number, factor: number, n: number): void;
  /**
   * assembly/loss/softmaxCrossEntropyForward
   * @param losses `usize`
   * @param probabilities `usize`
   * @param logits `usize`
   * @param labels `usize`
   * @param smoothing `f64`
   * @param B `usize`
   * @param N `usize`
   */
  export function softmaxCrossEntropyForward(losses: number, probabilities: number, logits: number, labels: number, smoothing: number, B: number, N: number): void;
  /**
   * assembly/loss/sumLosses
   * @param losses `usize`
   * @param B `usize`
   * @returns `f64`
   */
  export function sumLosses(losses: number, B: number): number;
  /**
   * assembly/loss/softmax
   * @param probabilities `usize`
   * @param logits `usize`
   * @param B `usize`
   * @param N `usize`
   */
  export function softmax(probabilities: number, logits: number, B: number, N: number): void;
  /**
   * assembly/loss/softmaxCrossEntropyBackward
   * @param dlogits `usize`
   * @param probabilities `usize`
   * @param labels `usize`
   * @param smoothing `f64`
   * @param all `usize`
   * @param B `usize`
   * @param N `usize`
   */
  export function softmaxCrossEntropyBackward(dlogits: number, probabilities: number, labels: number, smoothing: number, all: number, B: number, N: number): void;
  /**
   * assembly/loss/evaluateLogits
   * @param losses `usize`
   * @param predicted `usize`
   * @param logits `usize`
   * @param labels `usize`
   * @param B `usize`
   * @param N `usize`
   */
  export function evaluateLogits(losses: number, predicted: number, logits: number, labels: number, B: number, N: number): void;
  /**
   * assembly/loss/binaryCrossEntropyForward
   * @param losses `usize`
   * @param predicted `usize`
   * @param logits `usize`
   * @param labels `usize`
   * @param smoothing `f64`
   * @param B `usize`
   */
  export function binaryCrossEntropyForward(losses: number, predicted: number, logits: number, labels: number, smoothing: number, B: number): void;
  /**
   * assembly/loss/binaryCrossEntropyBackward
   * @param dlogits `usize`
   * @param probabilities `usize`
   * @param labels `usize`
   * @param smoothing `f64`
   * @param all `usize`
   * @param B `usize`
   */
  export function binaryCrossEntropyBackward(dlogits: number, probabilities: number, labels: number, smoothing: number, all: number, B: number): void;
  /**
   * assembly/loss/huberForward
   * @param losses `usize`
   * @param y `usize`
   * @param targets `usize`
   * @param delta `f64`
   * @param factor `f64`
   * @param B `usize`
   * @param N `usize`
   */
  export function huberForward(losses: number, y: number, targets: number, delta: number, factor: number, B: number, N: number): void;
  /**
   * assembly/loss/huberBackward
   * @param dy `usize`
   * @param y `usize`
   * @param targets `usize`
   * @param delta `f64`
   * @param factor `f64`
   * @param all `usize`
   * @param B `usize`
   * @param N `usize`
   */
  export function huberBackward(dy: number, y: number, targets: number, delta: number, factor: number, all: number, B: number, N: number): void;
  /**
   * assembly/loss/addErrors
   * @param sums `usize`
   * @param y `usize`
   * @param targets `usize`
   * @param before `usize`
   * @param B `usize`
   * @param N `usize`
   */
  export function addErrors(sums: number, y: number, targets: number, before: number, B: number, N: number): void;
  /**
   * assembly/optimizers/adam/adamStep
   * @param w `usize`
   * @param g `usize`
   * @param m `usize`
   * @param v `usize`
   * @param peak `usize`
   * @param learningRate `f64`
   * @param beta1 `f64`
   * @param beta2 `f64`
   * @param epsilon `f64`
   * @param uncorrected `bool`
   * @param peakCorrected `bool`
   * @param t `u32`
   * @param coupled `f64`
   * @param decoupled `f64`
   * @param n `usize`
   */
  export function adamStep(w: number, g: number, m: number, v: number, peak: number, learningRate: number, beta1: number, beta2: number, epsilon: number, uncorrected: boolean, peakCorrected: boolean, t: number, coupled: number, decoupled: number, n: number): void;
  /**
   * assembly/optimizers/adam/nadamStep
   * @param w `usize`
   * @param g `usize`
   * @param m `usize`
   * @param v `usize`
   * @param learningRate `f64`
   * @param beta1 `f64`
   * @param beta2 `f64`
   * @param epsilon `f64`
   * @param ratio `f64`
   * @param t `u32`
   * @param coupled `f64`
   * @param decoupled `f64`
   * @param n `usize`
   */
  export function nadamStep(w: number, g: number, m: number, v: number, learningRate: number, beta1: number, beta2: number, epsilon: number, ratio: number, t: number, coupled: number, decoupled: number, n: number): void;
  /**
   * assembly/optimizers/adam/radamStep
   * @param w `usize`
   * @param g `usize`
   * @param m `usize`
   * @param v `usize`
   * @param learningRate `f64`
   * @param beta1 `f64`
   * @param beta2 `f64`
   * @param epsilon `f64`
   * @param uncorrected `bool`
   * @param threshold `f64`
   * @param t `u32`
   * @param coupled `f64`
   * @param decoupled `f64`
   * @param n `usize`
   */
  export function radamStep(w: number, g: number, m: number, v: number, learningRate: number, beta1: number, beta2: number, epsilon: number, uncorrected: boolean, threshold: number, t: number, coupled: number, decoupled: number, n: number): void;
  /**
   * assembly/optimizers/adam/adamaxStep
   * @param w `usize`
   * @param g `usize`
   * @param m `usize`
   * @param u `usize`
   * @param learningRate `f64`
   * @param beta1 `f64`
   * @param beta2 `f64`
   * @param inside `f64`
   * @param outside `f64`
   * @param t `u32`
   * @param coupled `f64`
   * @param decoupled `f64`
   * @param n `usize`
   */
  export function adamaxStep(w: number, g: number, m: number, u: number, learningRate: number, beta1: number, beta2: number, inside: number, outside: number, t: number, coupled: number, decoupled: number, n: number): void;
  /**
   * assembly/optimizers/adam/lionStep
   * @param w `usize`
   * @param g `usize`
   * @param m `usize`
   * @param learningRate `f64`
   * @param beta1 `f64`
   * @param beta2 `f64`
   * @param coupled `f64`
   * @param decoupled `f64`
   * @param n `usize`
   */
  export function lionStep(w: number, g: number, m: number, learningRate: number, beta1: number, beta2: number, coupled: number, decoupled: number, n: number): void;
  /**
   * assembly/optimizers/momentum/sgdStep
   * @param w `usize`
   * @param g `usize`
   * @param learningRate `f64`
   * @param decay `f64`
   * @param n `usize`
   */
  export function sgdStep(w: number, g: number, learningRate: number, decay: number, n: number): void;
  /**
   * assembly/optimizers/momentum/momentumStep
   * @param w `usize`
   * @param g `usize`
   * @param v `usize`
   * @param learningRate `f64`
   * @param momentum `f64`
   * @param take `f64`
   * @param outside `bool`
   * @param coupled `f64`
   * @param decoupled `f64`
   * @param n `usize`
   */
  export function momentumStep(w: number, g: number, v: number, learningRate: number, momentum: number, take: number, outside: boolean, coupled: number, decoupled: number, n: number): void;
  /**
   * assembly/optimizers/momentum/nesterovStep
   * @param w `usize`
   * @param g `usize`
   * @param v `usize`
   * @param learningRate `f64`
   * @param momentum `f64`
   * @param outside `bool`
   * @param slip `bool`
   * @param coupled `f64`
   * @param decoupled `f64`
   * @param n `usize`
   */
  export function nesterovStep(w: number, g: number, v: number, learningRate: number, momentum: number, outside: boolean, slip: boolean, coupled: number, decoupled: number, n: number): void;
  /**
   * assembly/optimizers/rmsprop/rmspropStep
   * @param w `usize`
   * @param g `usize`
   * @param h `usize`
   * @param mean `usize`
   * @param velocity `usize`
   * @param learningRate `f64`
   * @param keep `f64`
   * @param take `f64`
   * @param inside `f64`
   * @param outside `f64`
   * @param momentum `f64`
   * @param rateOutside `bool`
   * @param coupled `f64`
   * @param decoupled `f64`
   * @param n `usize`
   */
  export function rmspropStep(w: number, g: number, h: number, mean: number, velocity: number, learningRate: number, keep: number, take: number, inside: number, outside: number, momentum: number, rateOutside: boolean, coupled: number, decoupled: number, n: number): void;
  /**
   * assembly/optimizers/rmsprop/adadeltaStep
   * @param w `usize`
   * @param g `usize`
   * @param e `usize`
   * @param d `usize`
   * @param learningRate `f64`
   * @param decay `f64`
   * @param epsilon `f64`
   * @param coupled `f64`
   * @param decoupled `f64`
   * @param n `usize`
   */
  export function adadeltaStep(w: number, g: number, e: number, d: number, learningRate: number, decay: number, epsilon: number, coupled: number, decoupled: number, n: number): void;
}
/** Instantiates the compiled WebAssembly module with the given imports. */
export declare function instantiate(module: WebAssembly.Module, imports: {
}): Promise<typeof __AdaptedExports>;
