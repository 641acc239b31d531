/**
 * What is searched where a file says "default": ranges in which somebody who knows nothing of the task would look.
 * The optimizers' are a part of their rows that nothing but searches reads.
 */
import { type OptimizerName, optimizers } from "../../bindings/parts/optimizers.ts";
import type { Interval } from "./space.ts";

const log = (min: number, max: number): Interval => ({ min, max, scale: "log", of: "x" });
/** Of shares that are kept: .9, .99 and .999 are as far apart as .1, .01 and .001. */
const kept = (min: number, max: number): Interval => ({ min, max, scale: "log", of: "1-x" });

const adam = { learningRate: log(1e-5, 0.1), beta1: kept(0.01, 0.5), beta2: kept(1e-4, 0.1) };
const momentum = { learningRate: log(1e-4, 1), momentum: kept(5e-3, 0.5) };

type OptionsOf<Name extends OptimizerName> = keyof (typeof optimizers)[Name]["options"] & string;

const optimizerRanges: {
  readonly [Name in OptimizerName]: { readonly learningRate: Interval } & { readonly [Option in OptionsOf<Name>]?: Interval };
} = {
  sgd: { learningRate: log(1e-3, 10) },
  momentum,
  nesterov: momentum,
  adagrad: { learningRate: log(1e-4, 1) },
  rmsprop: { learningRate: log(1e-5, 0.1), decay: kept(1e-3, 0.5) },
  adam,
  adamw: adam,
  nadam: adam,
  radam: adam,
  adamax: adam,
  // The paper has no rate, and tries ε from 1e-8 to 1e-2 and ρ from .9 to .99: ε says how fast it begins.
  adadelta: { learningRate: log(0.01, 10), decay: kept(0.01, 0.5), epsilon: log(1e-8, 0.01) },
  lion: { learningRate: log(1e-6, 0.01) },
};

/** The ranges of an optimizer's options, by their names. */
export const rangesOf = (name: OptimizerName): Readonly<Record<string, Interval>> =>
  optimizerRanges[name];

const strength = log(1e-7, 1);
const dropout: Interval = { min: 0, max: 0.7, scale: "linear", of: "x" };
const others: Readonly<Record<string, Interval>> = {
  "optimizer.weightDecay": strength,
  "regularization.l1": strength,
  "regularization.l2": strength,
  "network.dropout": dropout,
  "network.dropout.ratio": dropout,
};

/** The range of what stands at a path of an arm with this optimizer; undefined where there is none. */
export function defaultRange(path: string, optimizer: OptimizerName): Interval | undefined {
  const [part, option, ...deeper] = path.split(".");
  const own = part === "optimizer" && option !== undefined && deeper.length === 0 ? rangesOf(optimizer) : {};
  if (option !== undefined && Object.hasOwn(own, option)) return own[option];
  return Object.hasOwn(others, path) ? others[path] : undefined;
}
