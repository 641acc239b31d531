// The width of a tile as a type, so that one generic kernel compiles to one function a width, each with its own
// number of registers. A class's size is a constant of the compiler; nothing makes an object of these.

/** Vectors in the widest tile that a kernel may take: wider ones are slower where a compiler runs out of registers. */
export let widest: usize = 10;

/**
 * From now on a tile of a sparse product has at most so many vectors of four float32, 1 to 10. No bit of any result
 * depends on it.
 */
export function setWidest(vectors: usize): void {
  assert(vectors > 0 && vectors <= 10);
  widest = vectors;
}

/** Vectors of four float32 in a tile as wide as the class W. */
// @ts-ignore: decorator
@inline
export function vectors<W>(): usize {
  return offsetof<W>() / sizeof<v128>();
}

export class W0 {}
export class W1 extends W0 {
  a!: v128;
}
export class W2 extends W1 {
  b!: v128;
}
export class W3 extends W2 {
  c!: v128;
}
export class W4 extends W3 {
  d!: v128;
}
export class W5 extends W4 {
  e!: v128;
}
export class W6 extends W5 {
  f!: v128;
}
export class W7 extends W6 {
  g!: v128;
}
export class W8 extends W7 {
  h!: v128;
}
export class W9 extends W8 {
  i!: v128;
}
export class W10 extends W9 {
  j!: v128;
}
