/** The balls of the valley: gradients, ways beside formulas in float64, and when a ball is down or gone. */
import { describe, expect, test } from "vitest";
import { compile } from "../../bindings/index.ts";
import { Arena } from "../../bindings/arena.ts";
import { instantiate } from "../../bindings/core.ts";
import { fillOptimizer, type OptimizerName, optimizerNames } from "../../bindings/parts/optimizers.ts";
import { contoursOf } from "../../web/valley/contours.ts";
import { Slope } from "../../web/valley/path.ts";
import { sliderOf } from "../../web/valley/sliders.ts";
import { type SurfaceName, surfaces } from "../../web/valley/surfaces.ts";

const module = await compile();
const slope = new Slope(module);
const names = Object.keys(surfaces) as SurfaceName[];

/** One step on one parameter, as docs/optimizers.md has the formula; `s` is what it keeps, from 0. */
type Formula = (w: number, g: number, s: Record<string, number>, t: number, rate: number) => number;
const kept = (s: Record<string, number>, name: string, share: number, value: number) =>
  (s[name] = share * (s[name] ?? 0) + (1 - share) * value);
const adam: Formula = (w, g, s, t, rate) => {
  const m = kept(s, "m", 0.9, g) / (1 - 0.9 ** t);
  const v = kept(s, "v", 0.999, g * g) / (1 - 0.999 ** t);
  return w - (rate * m) / (Math.sqrt(v) + 1e-7);
};
const formulas: Readonly<Record<OptimizerName, Formula>> = {
  sgd: (w, g, _, _t, rate) => w - rate * g,
  momentum: (w, g, s, _, rate) => w + (s["v"] = 0.9 * (s["v"] ?? 0) - rate * g),
  nesterov: (w, g, s, _, rate) => w + 0.9 * (s["v"] = 0.9 * (s["v"] ?? 0) - rate * g) - rate * g,
  adagrad: (w, g, s, _, rate) => w - (rate * g) / (Math.sqrt((s["h"] = (s["h"] ?? 0) + g * g)) + 1e-7),
  rmsprop: (w, g, s, _, rate) => w - (rate * g) / (Math.sqrt(kept(s, "h", 0.99, g * g)) + 1e-7),
  adam,
  adamw: (w, g, s, t, rate) => adam(w, g, s, t, rate) - rate * 0.01 * w,
  nadam: (w, g, s, t, rate) => {
    const mu = (step: number) => 0.9 * (1 - 0.5 * 0.96 ** (0.004 * step));
    s["product"] = (s["product"] ?? 1) * mu(t);
    const m = kept(s, "m", 0.9, g);
    const v = kept(s, "v", 0.999, g * g) / (1 - 0.999 ** t);
    const mean = (mu(t + 1) * m) / (1 - s["product"] * mu(t + 1)) + ((1 - mu(t)) * g) / (1 - s["product"]);
    return w - (rate * mean) / (Math.sqrt(v) + 1e-8);
  },
  radam: (w, g, s, t, rate) => {
    const m = kept(s, "m", 0.9, g) / (1 - 0.9 ** t);
    const v = kept(s, "v", 0.999, g * g);
    const most = 2 / (1 - 0.999) - 1;
    const length = most - (2 * t * 0.999 ** t) / (1 - 0.999 ** t);
    if (length <= 5) return w - rate * m;
    const r = Math.sqrt(((length - 4) * (length - 2) * most) / ((most - 4) * (most - 2) * length));
    return w - (rate * r * m * Math.sqrt(1 - 0.999 ** t)) / (Math.sqrt(v) + 1e-8);
  },
  adamax: (w, g, s, t, rate) => {
    const m = kept(s, "m", 0.9, g) / (1 - 0.9 ** t);
    return w - (rate * m) / (s["u"] = Math.max(0.999 * (s["u"] ?? 0), Math.abs(g) + 1e-8));
  },
  adadelta: (w, g, s, _, rate) => {
    const moved = Math.sqrt(((s["d"] ?? 0) + 1e-6) / (kept(s, "e", 0.9, g * g) + 1e-6)) * g;
    kept(s, "d", 0.9, moved * moved);
    return w - rate * moved;
  },
  lion: (w, g, s, _, rate) => {
    const next = w - rate * Math.sign(0.9 * (s["m"] ?? 0) + 0.1 * g);
    kept(s, "m", 0.99, g);
    return next;
  },
};

describe.each(names)("%s", (name) => {
  const surface = surfaces[name];

  test("its gradient is that of its height", () => {
    const step = 1e-5;
    for (const x of [-2.1, -0.6, 0.3, 1.7]) {
      for (const y of [-1.4, -0.2, 0.5, 1.2]) {
        const [gx, gy] = surface.gradient(x, y);
        const across = (surface.height(x + step, y) - surface.height(x - step, y)) / (2 * step);
        const up = (surface.height(x, y + step) - surface.height(x, y - step)) / (2 * step);
        expect(gx).toBeCloseTo(across, 4);
        expect(gy).toBeCloseTo(up, 4);
      }
    }
  });

  test("its bottoms are where its gradient is 0, at the height that it says", () => {
    for (const [x, y] of surface.bottoms) {
      expect(surface.gradient(x, y).map((part) => part + 0)).toEqual([0, 0]);
      expect(surface.height(x, y)).toBe(surface.bottom);
    }
  });

  test.each(optimizerNames)("twenty steps of %s agree with its formula in float64", (optimizer) => {
    const rate = surface.rates[optimizer];
    const path = slope.roll(surface, fillOptimizer({ name: optimizer, learningRate: rate }), surface.start, 20);
    let w = [...surface.start];
    const states = [{}, {}];
    for (let t = 1; t <= 20; t++) {
      const g = surface.gradient(w[0]!, w[1]!);
      w = w.map((value, i) => formulas[optimizer](value, g[i]!, states[i]!, t, rate));
      const [x, y] = path.w.subarray(2 * t);
      expect(Math.hypot(x! - w[0]!, y! - w[1]!), `step ${t}`).toBeLessThan(2e-4 * Math.hypot(...surface.start));
    }
  });

  test("at the rates that it begins with, nobody flies off", () => {
    for (const optimizer of optimizerNames) {
      const ball = fillOptimizer({ name: optimizer, learningRate: surface.rates[optimizer] });
      expect(slope.roll(surface, ball, surface.start, surface.steps).flown, optimizer).toBe(false);
    }
  });

  test("each level has a line in the picture", () => {
    const contours = contoursOf(surface);
    expect(contours.map(({ level }) => level)).toEqual(surface.levels);
    for (const { level, path } of contours) expect(path, String(level)).toMatch(/^M[-\d.,ML]+Z/);
  });
});

test("the first step is the kernel's", () => {
  const { start, gradient } = surfaces.ravine;
  const kernels = instantiate(module);
  const arena = new Arena();
  const [w, g, m, v] = [arena.reserve(16), arena.reserve(16), arena.reserve(16), arena.reserve(16)];
  arena.allocate(kernels);
  const memory = new Float32Array(kernels.memory.buffer);
  memory.set(start, w / 4);
  memory.set(gradient(...start), g / 4);
  kernels.adamStep(w, g, m, v, 0, 0.3, 0.9, 0.999, 1e-7, false, false, 1, 0, 0, 4);
  const path = slope.roll(surfaces.ravine, fillOptimizer({ name: "adam", learningRate: 0.3 }), start, 1);
  expect([...path.w.subarray(2)]).toEqual([...memory.subarray(w / 4, w / 4 + 2)]);
  expect([...path.state["m"]!.subarray(2)]).toEqual([...memory.subarray(m / 4, m / 4 + 2)]);
  expect([...path.g.subarray(0, 2)]).toEqual([...memory.subarray(g / 4, g / 4 + 2)]);
});

test("a way is the same whatever rolled before it", () => {
  const roll = () => slope.roll(surfaces.ravine, fillOptimizer({ name: "adam", learningRate: 0.3 }), [-7, 2], 50);
  const before = roll();
  slope.roll(surfaces.rosenbrock, fillOptimizer({ name: "rmsprop", learningRate: 0.1 }), [2, 1], 50);
  expect(roll()).toEqual(before);
});

test("a ball that flies off stops there, and is not down", () => {
  const path = slope.roll(surfaces.ravine, fillOptimizer({ name: "sgd", learningRate: 1.2 }), [-7, 2], 100);
  expect(path).toMatchObject({ flown: true, down: undefined });
  expect(path.steps).toBeLessThan(100);
  expect(path.steps).toBeGreaterThan(30);
});

test("a ball is down from the step on after which it stays there, not when it comes by", () => {
  const { tolerance } = surfaces.ravine;
  const path = slope.roll(surfaces.ravine, fillOptimizer({ name: "momentum", learningRate: 0.1 }), [-7, 0], 100);
  const below = Array.from(path.height, (height) => height <= tolerance);
  expect(below.indexOf(true)).toBeLessThan(path.down!);
  expect(below.slice(path.down).every(Boolean)).toBe(true);
  expect(below[path.down! - 1]).toBe(false);
});

test("nobody leaves the ridge of the saddle from exactly on it", () => {
  for (const name of optimizerNames) {
    const ball = fillOptimizer({ name, learningRate: surfaces.saddle.rates[name] });
    const { w } = slope.roll(surfaces.saddle, ball, [-2, 0], 200);
    expect(w.filter((_, i) => i % 2 === 1).every((y) => y === 0), name).toBe(true);
  }
});

test.each([["learningRate", [0.001, 0.95, 10]], ["momentum", [0, 0.9, 0.99]], ["beta2", [0.999, 0.9999]]] as const)(
  "the slider of %s gives back what it shows", (option, values) => {
    const slider = sliderOf(option);
    for (const value of values) expect(slider.value(slider.place(value))).toBe(value);
    expect(slider.value(slider.min)).toBeLessThan(0.001);
  },
);
