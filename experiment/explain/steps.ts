/**
 * How each optimizer makes its step of one weight: the arithmetic of its kernel in `assembly/optimizers/`, operation by
 * operation, so that the result is the kernel's to the last bit. A new optimizer has a row here.
 */
import { power } from "../../bindings/arithmetic.ts";
import {
  decayShares, type OptimizerName, optimizerRow, type optimizers, type ResolvedOptimizer,
} from "../../bindings/parts/optimizers.ts";
import { completeOptions, type OptionValues } from "../../bindings/parts/options.ts";
import {
  add, divide, greatest, magnitude, multiply, named, negated, type Quantity, root, signed, solely, square, subtract, Working,
} from "./float32.ts";

type Options<Name extends OptimizerName> = OptionValues<(typeof optimizers)[Name]["options"]>;

/** What a step of one weight is made of. */
interface Step<Values> {
  readonly working: Working;
  readonly options: Values;
  /** The learning rate of the step, and t, which counts from 1. */
  readonly rate: number;
  readonly t: number;
  /** The gradient, with coupled decay in it. */
  readonly g: Quantity;
  /** A value of the optimizer's state before the step; `symbol` is what formulas call it. */
  readonly state: (name: string, symbol: string) => Quantity;
}

/** What is taken off w. */
type Make<Values> = (step: Step<Values>) => Quantity;

/** x + share (y − x) */
const approach = (x: Quantity, y: Quantity, share: Quantity) => add(x, multiply(share, subtract(y, x)));
/** keep x + take y */
const mix = (x: Quantity, y: Quantity, keep: Quantity, take: Quantity) => add(multiply(keep, x), multiply(take, y));
const rest = (symbol: string, share: number) => named(`(1 − ${symbol})`, 1 - share);

/** Plain, or with a velocity. */
const sgd: Make<unknown> = ({ working, rate, g }) => multiply(working.take("η", rate), g);

const momentum: Make<Options<"momentum">> = ({ working, options, rate, t, g, state }) => {
  const { dampening, firstVelocity, ratePlace } = options;
  const whole = t === 1 && firstVelocity === "gradient";
  const take = whole ? 1 : 1 - dampening;
  const damped = take !== 1;
  const eta = working.take("η", rate);
  const mu = working.take("μ", options.momentum);
  if (damped) working.take("d", dampening);
  const before = state("velocity", "v");
  if (ratePlace === "outside") {
    const part = damped ? multiply(rest("d", dampening), g) : g;
    return multiply(eta, working.let("v", add(multiply(mu, before), part)));
  }
  const share = damped ? working.constant("η′", "η(1 − d)", rate * take) : eta;
  return negated(working.let("v", subtract(multiply(mu, before), multiply(share, g))));
};

const nesterov: Make<Options<"nesterov">> = ({ working, options, rate, g, state }) => {
  const { ratePlace, slip } = options;
  const eta = working.take("η", rate);
  const mu = working.take("μ", options.momentum);
  const before = multiply(mu, state("velocity", "v"));
  const ofGradient = slip ? working.constant("a", "(1 + μ)η", (1 + options.momentum) * rate) : eta;
  const ahead = slip ? options.momentum * options.momentum : options.momentum;
  if (ratePlace === "outside") {
    const v = working.let("v", add(before, g));
    const ofVelocity = working.constant("b", slip ? "ημ²" : "ημ", rate * ahead);
    return working.let("s", add(multiply(ofVelocity, v), multiply(ofGradient, g)));
  }
  const v = working.let("v", subtract(before, multiply(eta, g)));
  const ofVelocity = slip ? working.constant("b", "μ²", ahead) : mu;
  return working.let("s", subtract(multiply(ofGradient, g), multiply(ofVelocity, v)));
};

/** ε inside the root, or beside it. */
function rootOf(
  { working, options: { epsilon, epsilonPlace } }: Pick<Step<{ epsilon: number; epsilonPlace: "inside" | "outside" }>, "working" | "options">,
  h: Quantity,
): Quantity {
  const eps = working.take("ε", epsilon);
  return working.let("r", epsilonPlace === "inside" ? root(add(h, eps)) : add(root(h), eps));
}

const adagrad: Make<Options<"adagrad">> = (step) => {
  const { working, options: { rateDecay, skipFirst }, rate, t, g, state } = step;
  const given = working.take("η", rate);
  const eta = rateDecay > 0
    ? working.constant("η′", "η/(1 + (t − 1) × rateDecay)", rate / (1 + (t - 1) * rateDecay))
    : given;
  const before = state("h", "h");
  const h = skipFirst && t === 1 ? before : working.let("h", add(before, square(g)));
  return working.let("s", divide(multiply(eta, g), rootOf(step, h)));
};

const rmsprop: Make<Options<"rmsprop">> = (step) => {
  const { working, options, rate, g, state } = step;
  const { decay, centered, ratePlace } = options;
  const eta = working.take("η", rate);
  const rho = working.take("ρ", decay);
  const taken = rest("ρ", decay);
  let h = working.let("h", mix(state("h", "h"), square(g), rho, taken));
  if (centered) {
    const mean = working.let("a", mix(state("mean", "a"), g, rho, taken));
    h = working.let("q", greatest(subtract(h, square(mean)), named("0", 0)));
  }
  const r = rootOf(step, h);
  if (options.momentum === 0) return working.let("s", divide(multiply(eta, g), r));
  const outside = ratePlace === "outside";
  const s = working.let("s", divide(outside ? g : multiply(eta, g), r));
  const v = working.let("v", add(multiply(working.take("μ", options.momentum), state("velocity", "v")), s));
  return outside ? multiply(eta, v) : v;
};

/** m and v of Adam and its kin. */
function moments({ working, options: { beta1, beta2 }, g, state }: Pick<Step<{ beta1: number; beta2: number }>, "working" | "options" | "g" | "state">) {
  working.take("β₁", beta1);
  working.take("β₂", beta2);
  return {
    m: working.let("m", approach(state("m", "m"), g, rest("β₁", beta1))),
    v: working.let("v", approach(state("v", "v"), square(g), rest("β₂", beta2))),
  };
}

const adam: Make<Options<"adam">> = (step) => {
  const { working, options, rate, t, state } = step;
  const { beta1, beta2, epsilon, epsilonMode, amsgrad, amsgradMaximum } = options;
  working.take("η", rate);
  const ofCorrected = amsgrad && amsgradMaximum === "vHat";
  const correction2 = 1 - power(beta2, t);
  const correction = Math.sqrt(correction2);
  const factor = ofCorrected ? 1 : correction;
  const { m, v } = moments(step);
  const eta = working.constant(
    "η′", ofCorrected ? "η/(1 − β₁ᵗ)" : "η√(1 − β₂ᵗ)/(1 − β₁ᵗ)", (rate * factor) / (1 - power(beta1, t)),
  );
  const given = working.take("ε", epsilon);
  let eps = given;
  if (epsilonMode === "corrected" && !ofCorrected) eps = working.constant("ε′", "ε√(1 − β₂ᵗ)", epsilon * factor);
  if (epsilonMode === "uncorrected" && ofCorrected) eps = working.constant("ε′", "ε/√(1 − β₂ᵗ)", epsilon / correction);
  let mean = v;
  if (amsgrad) {
    const held = ofCorrected ? multiply(working.constant("c", "1/(1 − β₂ᵗ)", 1 / correction2), v) : v;
    mean = working.let("p", greatest(held, state("peak", "p")));
  }
  return working.let("s", divide(multiply(eta, m), working.let("r", add(root(mean), eps))));
};

const nadam: Make<Options<"nadam">> = (step) => {
  const { working, options, rate, t, g } = step;
  const { beta1, beta2, epsilon, momentumDecay, momentumSchedule } = options;
  working.take("η", rate);
  working.take("ε", epsilon);
  const correction = Math.sqrt(1 - power(beta2, t));
  // The kernel's products in the kernel's order.
  const ratio = momentumSchedule ? power(0.96, momentumDecay) : 0;
  let [ratioPower, mu, product] = [1, 0, 1];
  for (let i = 1; i <= t; i++) {
    ratioPower *= ratio;
    mu = beta1 * (1 - 0.5 * ratioPower);
    product *= mu;
  }
  const next = beta1 * (1 - 0.5 * (ratioPower * ratio));
  const scaled = rate * correction;
  const { m, v } = moments(step);
  working.constant("μₜ", "β₁(1 − ½ · 0.96^(tψ))", mu);
  working.constant("Π", "μ₁ μ₂ … μₜ", product);
  const ofMean = working.constant("a", "η√(1 − β₂ᵗ) μₜ₊₁/(1 − Πμₜ₊₁)", (scaled * next) / (1 - product * next));
  const ofGradient = working.constant("b", "η√(1 − β₂ᵗ) (1 − μₜ)/(1 − Π)", (scaled * (1 - mu)) / (1 - product));
  const eps = working.constant("ε′", "ε√(1 − β₂ᵗ)", epsilon * correction);
  const ahead = add(multiply(ofMean, m), multiply(ofGradient, g));
  return working.let("s", divide(ahead, working.let("r", add(root(v), eps))));
};

const radam: Make<Options<"radam">> = (step) => {
  const { working, options: { beta1, beta2, epsilon, epsilonMode, threshold }, rate, t } = step;
  working.take("η", rate);
  const power2 = power(beta2, t);
  const top = 2 / (1 - beta2) - 1;
  const rho = top - (2 * t * power2) / (1 - power2);
  const corrected = rate / (1 - power(beta1, t));
  const { m, v } = moments(step);
  working.constant("ρ", "2/(1 − β₂) − 1 − 2tβ₂ᵗ/(1 − β₂ᵗ)", rho);
  if (rho <= threshold) {
    const eta = working.constant("η′", `η/(1 − β₁ᵗ) (ρ ≤ ${threshold})`, corrected);
    return working.let("s", multiply(eta, m));
  }
  const correction = Math.sqrt(1 - power2);
  const r = Math.sqrt(((rho - 4) * (rho - 2) * top) / ((top - 4) * (top - 2) * rho));
  working.constant("r", "√[(ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ)]", r);
  const eta = working.constant("η′", "ηr√(1 − β₂ᵗ)/(1 − β₁ᵗ)", corrected * r * correction);
  const given = working.take("ε", epsilon);
  const eps = epsilonMode === "uncorrected" ? given : working.constant("ε′", "ε√(1 − β₂ᵗ)", epsilon * correction);
  return working.let("s", divide(multiply(eta, m), working.let("q", add(root(v), eps))));
};

const adamax: Make<Options<"adamax">> = ({ working, options, rate, t, g, state }) => {
  const { beta1, beta2, epsilon, epsilonPlace } = options;
  working.take("η", rate);
  working.take("β₁", beta1);
  const keep = working.take("β₂", beta2);
  const eps = working.take("ε", epsilon);
  const eta = working.constant("η′", "η/(1 − β₁ᵗ)", rate / (1 - power(beta1, t)));
  const m = working.let("m", approach(state("m", "m"), g, rest("β₁", beta1)));
  const size = epsilonPlace === "inside" ? add(magnitude(g), eps) : magnitude(g);
  const u = working.let("u", greatest(size, multiply(keep, state("u", "u"))));
  const r = epsilonPlace === "inside" ? u : working.let("r", add(u, eps));
  return working.let("s", divide(multiply(eta, m), r));
};

const adadelta: Make<Options<"adadelta">> = ({ working, options: { decay, epsilon }, rate, g, state }) => {
  const eta = working.take("η", rate);
  const rho = working.take("ρ", decay);
  const eps = working.take("ε", epsilon);
  const before = state("d", "d");
  const e = working.let("e", mix(state("e", "e"), square(g), rho, rest("ρ", decay)));
  const r = working.let("r", root(divide(add(before, eps), add(e, eps))));
  const s = working.let("s", multiply(r, g));
  working.let("d", mix(before, square(s), rho, rest("ρ", decay)));
  return multiply(eta, s);
};

const lion: Make<Options<"lion">> = ({ working, options: { beta1, beta2 }, rate, g, state }) => {
  const eta = working.take("η", rate);
  const keep1 = working.take("β₁", beta1);
  const keep2 = working.take("β₂", beta2);
  const before = state("m", "m");
  const c = working.let("c", mix(before, g, keep1, rest("β₁", beta1)));
  const s = working.let("s", signed(eta, c));
  working.let("m", mix(before, g, keep2, rest("β₂", beta2)));
  return s;
};

const steps: { readonly [Name in OptimizerName]: Make<Options<Name>> } = {
  sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw: adam, nadam, radam, adamax, adadelta, lion,
};

/** What the optimizer's step of one weight starts from. */
export interface StepOf {
  readonly optimizer: ResolvedOptimizer;
  /** The learning rate of the step. */
  readonly rate: number;
  /** The number of the step, from 1. */
  readonly t: number;
  readonly w: number;
  /** The gradient as the optimizer takes it, named so. */
  readonly g: Quantity;
  /** The optimizer's values of this weight, by the names of its row. */
  readonly state: Readonly<Record<string, number>>;
  /** Whether weight decay is on it. */
  readonly decays: boolean;
}

/** Writes down how the optimizer makes the new value of a weight, which it returns with the parts of its change. */
export function explainStep(working: Working, { optimizer, rate, t, w, g, state, decays }: StepOf): Quantity {
  const { name, ...given } = optimizer;
  const options = completeOptions(optimizerRow(name).options, given as never);
  let [coupled, decoupled] = decayShares(options, rate, decays);
  // SGD's kernel has one share for both, which are the same for it.
  if (name === "sgd") [coupled, decoupled] = [0, rate * coupled + decoupled];
  const weight = named("w", w);
  let gradient = g;
  if (coupled !== 0) {
    const decay = working.take("λ", coupled);
    gradient = working.let("g", add(gradient, solely("decay", multiply(decay, weight))));
  }
  const make = steps[name] as Make<typeof options>;
  let change = make({
    working, options, rate, t, g: gradient, state: (key, symbol) => solely("memory", working.take(symbol, state[key]!)),
  });
  if (decoupled !== 0) {
    const formula = options.weightDecayMode === "schedule" ? "λη/η₀" : "ηλ";
    working.take("λ", options.weightDecay);
    change = add(change, solely("decay", multiply(working.constant("δ", formula, decoupled), weight)));
  } else if (coupled !== 0) {
    // The kernel takes off no share of w then, which makes a difference to −0 alone, and to weights that are no numbers.
    change = { ...change, value: Math.fround(change.value + 0 * w) };
  }
  return working.let("w", subtract(weight, change));
}
