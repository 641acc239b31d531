// The way of a ball: the steps of an optimizer on two parameters, by the kernels that train networks.

import { Arena } from "../../bindings/arena.ts";
import { instantiate, type Kernels } from "../../bindings/core.ts";
import { optimizerState, optimizerStep, type ResolvedOptimizer } from "../../bindings/parts/optimizers.ts";
import type { Point, Surface } from "./surfaces.ts";

/** Kernels take numbers by fours: two are x and y, the others stay 0. */
const n = 4;
const mostStates = 3;
/** So far out a ball has flown off: it will not come back. */
export const beyond = 1e6;

/** What a ball did: pairs (x, y), of the start and after each step. */
export interface Path {
  /** Steps that were made: all, or as many as until the ball flew off. */
  readonly steps: number;
  readonly w: Float32Array;
  /** The gradient at each w: the one of step t stands at t − 1. */
  readonly g: Float32Array;
  /** What the optimizer kept after each step, by the names of its row. */
  readonly state: Readonly<Record<string, Float32Array>>;
  /** The height of each w above the bottom. */
  readonly height: Float64Array;
  readonly flown: boolean;
  /** The step from which on the ball stays down. */
  readonly down: number | undefined;
}

/** Rolls balls, one after another, in a memory of its own. */
export class Slope {
  readonly #kernels: Kernels;
  readonly #w: number;
  readonly #g: number;
  readonly #states: readonly number[];
  readonly #memory: Float32Array;

  constructor(module: WebAssembly.Module) {
    this.#kernels = instantiate(module);
    const arena = new Arena();
    this.#w = arena.reserve(n * 4);
    this.#g = arena.reserve(n * 4);
    this.#states = Array.from({ length: mostStates }, () => arena.reserve(n * 4));
    arena.allocate(this.#kernels);
    this.#memory = new Float32Array(this.#kernels.memory.buffer);
  }

  /** The way from a start: a pure function of these four. */
  roll(surface: Surface, optimizer: ResolvedOptimizer, start: Point, steps: number): Path {
    const memory = this.#memory;
    const kinds = Object.entries(optimizerState(optimizer));
    const state = Object.fromEntries(kinds.map(([name], i) => [name, this.#states[i]!]));
    kinds.forEach(([, first], i) => memory.fill(first, this.#states[i]! / 4, this.#states[i]! / 4 + n));
    const [w, g] = [this.#w / 4, this.#g / 4];
    memory.fill(0, w, w + n).fill(0, g, g + n).set(start, w);

    const pairs = () => new Float32Array(2 * (steps + 1));
    const kept = { w: pairs(), g: pairs(), state: Object.fromEntries(kinds.map(([name]) => [name, pairs()])) };
    const height = new Float64Array(steps + 1);
    let t = 0;
    for (; ; t++) {
      const [x, y] = [memory[w]!, memory[w + 1]!];
      memory.set(surface.gradient(x, y), g);
      height[t] = surface.height(x, y) - surface.bottom;
      keep(kept.w, w);
      keep(kept.g, g);
      for (const [name, at] of Object.entries(state)) keep(kept.state[name]!, at / 4);
      if (t === steps || !(Math.abs(x) < beyond && Math.abs(y) < beyond)) break;
      const rate = optimizer.learningRate;
      optimizerStep(optimizer, { kernels: this.#kernels, w: this.#w, g: this.#g, state, n, t: t + 1, rate, decays: true });
    }
    const [x, y] = [kept.w[2 * t]!, kept.w[2 * t + 1]!];
    const flown = !(Math.abs(x) < beyond && Math.abs(y) < beyond);
    return { ...kept, steps: t, height, flown, down: flown ? undefined : staysFrom(height, surface.tolerance) };

    function keep(pairs: Float32Array, from: number): void {
      pairs[2 * t] = memory[from]!;
      pairs[2 * t + 1] = memory[from + 1]!;
    }
  }
}

/** The first step from which on all heights are within a tolerance. */
function staysFrom(heights: Float64Array, tolerance: number): number | undefined {
  const first = heights.findLastIndex((height) => !(height <= tolerance)) + 1;
  return first < heights.length ? first : undefined;
}
