// What the kernels have to know of the engine that compiles them.

const wide = 10;
const narrow = 7;

/**
 * Vectors in a tile that the engine's compiler keeps in registers. V8 keeps up to 13 since its compiler Turboshaft took
 * over WebAssembly, and 7 before; Firefox 10 at least. Measuring would mislead: V8 compiles what is new in a hurry, and
 * well only what has run for a while. So the engine's age is asked for, by what came soon after: Atomics.pause, in V8
 * 13.3 (Node 24, Chrome 133) and Firefox 137.
 */
export function widestTile(): number {
  return "pause" in Atomics ? wide : narrow;
}
