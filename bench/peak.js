// The most that SIMD128 reaches on this machine: multiplications and additions a second in chains of
// s = s × factor + term that neither load nor store, no fused multiply-add; and loads a second from the L1 cache, each
// into a chain of its own. How many chains it takes to hide the latency depends on the processor, so several numbers
// are tried. What is multiplied is an argument, because V8 makes a constant anew at each use.

import { instantiate } from "@assemblyscript/loader";
import asc from "assemblyscript/asc";

const chainCounts = [8, 9, 10, 11, 12, 13, 14];
const iterations = 20_000;

/** { flop, load }: of each functions that do nothing else, one for each number of chains, and their operations. */
export async function peakKernels() {
  const options = { optimizeLevel: 3, runtime: "stub", enable: ["simd"], memoryBase: 65536 };
  const { binary, error, stderr } = await asc.compileString(chainCounts.map(source).join("\n"), options);
  if (error) throw new Error(stderr.toString());
  const { exports } = await instantiate(binary);
  const runs = (name, each) => chainCounts.map((chains) => (
    { run: () => exports[`${name}${chains}`](iterations, 0.5), operations: each * chains * iterations }));
  return { flop: runs("flop", 2 * 4), load: runs("load", 1) };
}

function source(chains) {
  const each = (line) => Array.from({ length: chains }, (_, i) => line(i)).join("\n");
  const sum = `
      let sum = s0;
      ${each((i) => `sum = v128.xor(sum, s${i});`)}
      return f32x4.extract_lane(sum, 0);`;
  return `
    export function flop${chains}(iterations: i32, half: f32): f32 {
      const factor = f32x4.splat(half);
      const term = f32x4.splat(half);
      ${each((i) => `let s${i} = f32x4.splat(${i}.0);`)}
      for (; iterations; iterations--) {
        ${each((i) => `s${i} = f32x4.add(f32x4.mul(s${i}, factor), term);`)}
      }
      ${sum}
    }
    export function load${chains}(iterations: i32, half: f32): f32 {
      ${each((i) => `let s${i} = f32x4.splat(${i}.0);`)}
      for (; iterations; iterations--) {
        const at = <usize>(iterations & 15) << 8;
        ${each((i) => `s${i} = v128.xor(s${i}, v128.load(at, ${16 * i}));`)}
      }
      ${sum}
    }`;
}
