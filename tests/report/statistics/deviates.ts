/** Normal deviates for tests of statistics: the same ones every time. */
import { philox } from "../../../experiment/philox.ts";

const STREAM = 99;

export function normals(seed: number): () => number {
  let block = 0;
  return () => {
    const [a, b] = philox(seed, STREAM, 0, 0, block++);
    return Math.sqrt(-2 * Math.log((a + 0.5) / 2 ** 32)) * Math.cos((2 * Math.PI * b) / 2 ** 32);
  };
}
