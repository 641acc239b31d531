// What kernels `assert` of their arguments. The release build compiles without: it leaves out an `assert`, and
// what stands behind `ASC_NO_ASSERT`, which is a constant.

/** Whether float32 or u32 can lie at p. */
// @ts-ignore: decorator
@inline
export function words(p: usize): bool {
  return p != 0 && (p & 3) == 0;
}

/** Whether all B labels are below N. */
export function labelsFit(labels: usize, B: usize, N: usize): bool {
  for (let r: usize = 0; r < B; r++) if (<usize>load<u8>(labels + r) >= N) return false;
  return true;
}
