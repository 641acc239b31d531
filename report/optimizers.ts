/** What is told of optimizers beyond their rules: formulas, papers, and where people stumble over differences. */
import type { OptimizerName, Source } from "../bindings/parts/optimizers.ts";

export interface Prose {
  /** As people write it. */
  readonly title: string;
  /** The step without options; g is the gradient, t counts from 1. A line each, at most 76 columns. */
  readonly formula: readonly string[];
  /** What options make of it, each named in front. */
  readonly forms: readonly string[];
  readonly paper: string;
  /** Where sources differ, and what ours does. */
  readonly differences: readonly string[];
}

/** Of which version the defaults and forms are. */
export const versions: Readonly<Record<Source, string>> = {
  torch: "PyTorch 2.13, torch/optim",
  keras: "Keras 3.16, keras/src/optimizers",
  optax: "optax 0.2.9",
  paper: "the paper named above each table",
  book: "Saitoh Koki, Deep Learning from Scratch, common/optimizer.py",
  report: "the code of the course report that follows the book",
};

const meanAndSquare = ["m = β₁m + (1 − β₁)g;   m̂ = m/(1 − β₁ᵗ)", "v = β₂v + (1 − β₂)g²;  v̂ = v/(1 − β₂ᵗ)"] as const;
const epsilonOfAdam =
  "ε stands beside √v̂ in the paper, PyTorch and optax, and beside the uncorrected √v in Keras, the book and the " +
  "report's code: there the same number counts 1/√(1 − β₂ᵗ) times as much, 32 times in the first step.";

export const prose: Readonly<Record<OptimizerName, Prose>> = {
  sgd: {
    title: "SGD",
    formula: ["w −= ηg"],
    forms: [],
    paper: "Robbins & Monro, A Stochastic Approximation Method (1951)",
    differences: ["All are the same but for the learning rate. Coupled and decoupled decay are, too."],
  },
  momentum: {
    title: "Momentum",
    formula: ["v = μv − ηg;  w += v"],
    forms: ["η outside the velocity: v = μv + g;  w −= ηv", "with dampening: (1 − d)g in place of g"],
    paper: "Polyak, Some methods of speeding up the convergence of iteration methods (1964)",
    differences: [
      "PyTorch and optax have η outside the velocity, Keras and the book inside. The two are equal while η is " +
        "constant; where a schedule changes it, outside acts on all of the velocity at once.",
      "PyTorch alone has dampening d, and its first velocity is the whole gradient.",
    ],
  },
  nesterov: {
    title: "Nesterov",
    formula: ["v = μv − ηg;  w += μv − ηg"],
    forms: [
      "η outside the velocity: v = μv + g;   w −= η(g + μv)",
      "slip:                   v = μv − ηg;  w += μ²v − (1 + μ)ηg",
    ],
    paper: "Nesterov (1983); as a step by Sutskever et al., On the importance of initialization and momentum (2013)",
    differences: [
      "One edition of the book has w += μ²v − (1 + μ)ηg with the new v; Nesterov's is that with the old one. With " +
        "μ = 0.9 its first step is 2.71ηg in place of 1.9ηg.",
      "Dampening is refused, here as in PyTorch.",
    ],
  },
  adagrad: {
    title: "AdaGrad",
    formula: ["h = h + g²", "w −= ηg/(√h + ε)"],
    forms: ["ε inside the root: w −= ηg/√(h + ε)"],
    paper: "Duchi, Hazan & Singer, Adaptive Subgradient Methods (JMLR 2011)",
    differences: [
      "ε is outside the root in PyTorch and the book, inside in Keras and optax.",
      "h starts at 0 in PyTorch and the book and at 0.1 in Keras and optax, whose first steps are smaller for it.",
      "PyTorch alone lets η fall: η/(1 + (t − 1) × rateDecay).",
      "The report's code starts at 1e-4, leaves the first g² out and has no ε.",
    ],
  },
  rmsprop: {
    title: "RMSProp",
    formula: ["h = ρh + (1 − ρ)g²", "w −= ηg/(√h + ε)"],
    forms: [
      "ε inside the root: w −= ηg/√(h + ε)", "centered: a = ρa + (1 − ρ)g, and h − a² in place of h",
      "with momentum, s the step without η: inside v = μv + ηs;  w −= v", "                                     outside v = μv + s;  w −= ηv",
    ],
    paper: "Hinton, lecture 6e of Neural Networks for Machine Learning (2012); centered: Graves, arXiv:1308.0850",
    differences: [
      "ε is outside the root in PyTorch and the book, inside in Keras and optax: below √ε the two are far apart.",
      "ρ is 0.99 in PyTorch and the book, 0.9 in Keras and optax.",
      "With momentum PyTorch has η outside the velocity, Keras and optax inside.",
      "Where rounding makes h − a² negative, PyTorch's root is NaN. Here it is 0 then, before ε is added.",
    ],
  },
  adam: {
    title: "Adam",
    formula: [...meanAndSquare, "w −= ηm̂/(√v̂ + ε)"],
    forms: [
      "ε beside the uncorrected root: w −= η√(1 − β₂ᵗ)/(1 − β₁ᵗ) m/(√v + ε)",
      "AMSGrad: the greatest v (or v̂) so far in place of v (or v̂)",
    ],
    paper: "Kingma & Ba, arXiv:1412.6980; AMSGrad: Reddi, Kale & Kumar, arXiv:1904.09237",
    differences: [
      epsilonOfAdam,
      "AMSGrad's maximum is over v in PyTorch and Keras, over v̂ in optax.",
      "Weight decay is L2 in PyTorch (it joins the gradient, so √v divides it too) and decoupled in Keras and optax: " +
        "that is AdamW.",
    ],
  },
  adamw: {
    title: "AdamW",
    formula: [...meanAndSquare, "w −= ηm̂/(√v̂ + ε) + ηλw"],
    forms: ["in the paper: … + λw times the schedule's factor, without η"],
    paper: "Loshchilov & Hutter, arXiv:1711.05101",
    differences: [
      "λ is 0.01 in PyTorch, 0.004 in Keras, 0.0001 in optax: runs of the same code line differ a hundredfold in it.",
      "The paper multiplies λ by the schedule's factor, the libraries by η as well. It names no default; 1e-5 here is " +
        "PyTorch's λ times its η.",
      "The libraries decay biases too; without semantics only weights decay here.",
      epsilonOfAdam,
    ],
  },
  nadam: {
    title: "NAdam",
    formula: [
      ...meanAndSquare, "μₜ = β₁(1 − ½ · 0.96^(tψ));  Π = μ₁ μ₂ … μₜ", "w −= η(μₜ₊₁ m/(1 − Πμₜ₊₁) + (1 − μₜ)g/(1 − Π))/(√v̂ + ε)",
    ],
    forms: [],
    paper: "Dozat, Incorporating Nesterov Momentum into Adam (2016)",
    differences: [
      "ψ is 0.004 in the paper and PyTorch, so that μ is near β₁/2 for hundreds of steps, and 1 in Keras.",
      "optax has μ = β₁ in every step (momentumSchedule false).",
      "PyTorch 1.13 has a factor μₜ too many in Π where it goes over parameters one by one; this is the form of 2.13.",
    ],
  },
  radam: {
    title: "RAdam",
    formula: [
      ...meanAndSquare, "ρ∞ = 2/(1 − β₂) − 1;  ρ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ)",
      "r = √[(ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ)]", "w −= ηr m̂/(√v̂ + ε) where ρ > threshold, else ηm̂",
    ],
    forms: [],
    paper: "Liu et al., arXiv:1908.03265",
    differences: [
      "The threshold is 4 in the paper and 5 in PyTorch and optax. optax says ≥ where PyTorch says >, which is the same " +
        "unless ρ is 5 to the last bit.",
      "ε stands beside √v in PyTorch and beside √v̂ in optax.",
    ],
  },
  adamax: {
    title: "Adamax",
    formula: ["m = β₁m + (1 − β₁)g", "u = max(β₂u, |g| + ε);  w −= η/(1 − β₁ᵗ) m/u"],
    forms: ["ε outside the maximum: u = max(β₂u, |g|);  w −= η/(1 − β₁ᵗ) m/(u + ε)"],
    paper: "Kingma & Ba, arXiv:1412.6980, section 7",
    differences: [
      "ε is inside the maximum in PyTorch and optax, outside in Keras.",
      "The paper has none, and so 0/0 where a parameter never had a gradient; 1e-30 here stands for that.",
    ],
  },
  adadelta: {
    title: "Adadelta",
    formula: ["e = ρe + (1 − ρ)g²;  s = √(d + ε)/√(e + ε) g;  d = ρd + (1 − ρ)s²", "w −= ηs"],
    forms: [],
    paper: "Zeiler, arXiv:1212.5701",
    differences: [
      "One form, but Keras' learning rate is 0.001 where the paper and PyTorch have none, which is 1: with it, it " +
        "hardly moves.",
    ],
  },
  lion: {
    title: "Lion",
    formula: ["w −= η sign(β₁m + (1 − β₁)g);  then m = β₂m + (1 − β₂)g;  sign 0 = 0"],
    forms: [],
    paper: "Chen et al., arXiv:2302.06675",
    differences: ["One form. Every step is η in size, so η is to be three to ten times smaller than Adam's, and λ as much larger."],
  },
};
