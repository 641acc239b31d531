// The most multiplications and additions a second that SIMD128 reaches on this machine: chains of
// s = s × factor + term that do not wait for each other, nothing loaded or stored, no fused multiply-add.
// How many chains it takes to hide the latency depends on the processor, so several numbers are tried.

import { instantiate } from "@assemblyscript/loader";
import asc from "assemblyscript/asc";

const chainCounts = [8, 9, 10, 11, 12, 13, 14];
const iterations = 20_000;

/** Functions that do nothing but multiply and add, one for each number of chains, and their operations. */
export async function peakKernels() {
  const options = { optimizeLevel: 3, runtime: "stub", enable: ["simd"] };
  const { binary, error, stderr } = await asc.compileString(chainCounts.map(source).join("\n"), options);
  if (error) throw new Error(stderr.toString());
  const { exports } = await instantiate(binary);
  return chainCounts.map((chains) => ({
    chains,
    run: () => exports[`chains${chains}`](iterations),
    operations: 2 * 4 * chains * iterations,
  }));
}

function source(chains) {
  const each = (line) => Array.from({ length: chains }, (_, i) => line(i)).join("\n");
  return `
    export function chains${chains}(iterations: i32): f32 {
      const factor = f32x4.splat(0.5);
      const term = f32x4.splat(0.5);
      ${each((i) => `let s${i} = f32x4.splat(${i}.0);`)}
      for (; iterations; iterations--) {
        ${each((i) => `s${i} = f32x4.add(f32x4.mul(s${i}, factor), term);`)}
      }
      let sum = s0;
      ${each((i) => `sum = f32x4.add(sum, s${i});`)}
      return f32x4.extract_lane(sum, 0);
    }`;
}
