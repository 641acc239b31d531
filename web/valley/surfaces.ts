// The surfaces that balls roll down: heights and gradients, by hand, out of + − × alone, so that every engine has the
// same ones.

import type { OptimizerName } from "../../bindings/parts/optimizers.ts";

export type Point = readonly [x: number, y: number];

export interface Surface {
  readonly height: (x: number, y: number) => number;
  readonly gradient: (x: number, y: number) => Point;
  /** What the picture shows: x and y have the same scale. */
  readonly x: Point;
  readonly y: Point;
  readonly start: Point;
  /** The lowest points. */
  readonly bottoms: readonly Point[];
  /** The height of the lowest points. */
  readonly bottom: number;
  /** A ball is down where it is no more than this above the bottom. */
  readonly tolerance: number;
  /** Heights above the bottom where lines are drawn. */
  readonly levels: readonly number[];
  /** Steps that a ball makes. */
  readonly steps: number;
  /** Learning rates to begin with. */
  readonly rates: Readonly<Record<OptimizerName, number>>;
}

export type SurfaceName = "ravine" | "saddle" | "rosenbrock";

const geometric = (first: number, factor: number, count: number) =>
  Array.from({ length: count }, (_, i) => first * factor ** i);

export const surfaces: Readonly<Record<SurfaceName, Surface>> = {
  /** The book's (Saitoh Koki, Deep Learning from Scratch, chapter 6), with its learning rates. */
  ravine: {
    height: (x, y) => (x * x) / 20 + y * y,
    gradient: (x, y) => [x / 10, 2 * y],
    x: [-8, 8],
    y: [-5, 5],
    start: [-7, 2],
    bottoms: [[0, 0]],
    bottom: 0,
    tolerance: 0.01,
    levels: geometric(0.05, 2, 10),
    steps: 80,
    rates: {
      sgd: 0.95, momentum: 0.1, nesterov: 0.1, adagrad: 1.5, rmsprop: 0.2, adam: 0.3, adamw: 0.3, nadam: 0.3,
      radam: 1, adamax: 0.3, adadelta: 10, lion: 0.1,
    },
  },
  /** Two bottoms, at (0, ±1), and between them a saddle, whose gradient is 0. */
  saddle: {
    height: (x, y) => (x * x) / 2 + (y * y * y * y) / 4 - (y * y) / 2,
    gradient: (x, y) => [x, y * y * y - y],
    x: [-2.4, 2.4],
    y: [-1.5, 1.5],
    start: [-2, 0.001],
    bottoms: [[0, -1], [0, 1]],
    bottom: -0.25,
    tolerance: 0.001,
    levels: [0.02, 0.06, 0.12, 0.18, 0.24, 0.25, 0.26, 0.32, 0.45, 0.65, 0.95, 1.4, 2, 2.8],
    steps: 200,
    rates: {
      sgd: 0.05, momentum: 0.05, nesterov: 0.05, adagrad: 0.3, rmsprop: 0.03, adam: 0.1, adamw: 0.1, nadam: 0.1,
      radam: 0.2, adamax: 0.1, adadelta: 5, lion: 0.02,
    },
  },
  /** Rosenbrock's (1960): a flat, bent valley, into which the way is short and along which it is long. */
  rosenbrock: {
    height: (x, y) => (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x),
    gradient: (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
    x: [-2, 2],
    y: [-0.75, 1.75],
    start: [-1.2, 1],
    bottoms: [[1, 1]],
    bottom: 0,
    tolerance: 0.01,
    levels: geometric(0.1, 2.5, 10),
    steps: 2000,
    rates: {
      sgd: 0.002, momentum: 0.001, nesterov: 0.001, adagrad: 1, rmsprop: 0.003, adam: 0.1, adamw: 0.1, nadam: 0.03,
      radam: 0.005, adamax: 0.3, adadelta: 0.2, lion: 0.003,
    },
  },
};
