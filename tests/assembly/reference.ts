// The matrix products as anyone would write them: plain float32, all terms, zeros too, ascending from +0. The kernels
// must give these bits, whatever the width of a tile and whatever they leave out.

import { array, at } from "./helpers";

/** y (R,N) = a (R,K) b (K,N), plus bias (N) where that is not 0. */
export function naiveMatmul(a: usize, b: usize, bias: usize, R: usize, K: usize, N: usize): usize {
  const y = array<f32>("the naive product", R * N);
  for (let r: usize = 0; r < R; r++) {
    for (let n: usize = 0; n < N; n++) {
      let sum: f32 = 0;
      for (let k: usize = 0; k < K; k++) sum += at(a, r * K + k) * at(b, k * N + n);
      store<f32>(y + 4 * (r * N + n), bias ? sum + at(bias, n) : sum);
    }
  }
  return y;
}

/** y (C,N) = aT b for a (R,C) and b (R,N). */
export function naiveMatmulTransposed(a: usize, b: usize, R: usize, C: usize, N: usize): usize {
  const y = array<f32>("the naive product", C * N);
  for (let c: usize = 0; c < C; c++) {
    for (let n: usize = 0; n < N; n++) {
      let sum: f32 = 0;
      for (let r: usize = 0; r < R; r++) sum += at(a, r * C + c) * at(b, r * N + n);
      store<f32>(y + 4 * (c * N + n), sum);
    }
  }
  return y;
}
