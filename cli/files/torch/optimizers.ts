/** Optimizers in PyTorch: its own where it has the same form, else the form's lines of Python. */
import { completeOptimizer, type OptimizerName, optimizerState, type ResolvedOptimizer } from "../../../bindings/parts/optimizers.ts";

/** A number or a text as Python writes it. */
const py = (value: number) => String(value).replace("Infinity", "inf");

type Options = Readonly<Record<string, number | string | boolean>> & { readonly learningRate: number };

interface TorchForm {
  /** The call of PyTorch's own optimizer, where it does the same; `steady`: the learning rate never changes. */
  readonly own: (options: Options, steady: boolean) => string | undefined;
  /** Lines that compute `step`, by which w falls, of the gradient `g`, `rate`, `t` from 1 and the state by name. */
  readonly lines: (options: Options) => string[];
}

const n = (value: number | string | boolean | undefined) => py(Number(value));
const coupled = ({ weightDecay, weightDecayMode }: Options) => weightDecay === 0 || weightDecayMode === "coupled";
const place = ({ epsilon, epsilonPlace }: Options) =>
  epsilonPlace === "inside" ? { inside: n(epsilon), outside: "0" } : { inside: "0", outside: n(epsilon) };
const betas = ({ beta1, beta2 }: Options) => `betas=(${n(beta1)}, ${n(beta2)})`;
const means = ({ beta1, beta2 }: Options) => [
  `m += (1 - ${n(beta1)}) * (g - m)`, `v += (1 - ${n(beta2)}) * (g * g - v)`,
];

const adamLines = (o: Options): string[] => {
  const ofPeak = o["amsgrad"] && o["amsgradMaximum"] === "vHat";
  const root = ofPeak ? "1" : "correction";
  const eps = o["epsilonMode"] === "corrected" ? `${n(o["epsilon"])} * ${root}` : ofPeak ? `${n(o["epsilon"])} / correction` : n(o["epsilon"]);
  return [
    ...means(o),
    `correction = math.sqrt(1 - ${n(o["beta2"])} ** t)`,
    ...(o["amsgrad"] ? [`peak.copy_(torch.maximum(peak, v${ofPeak ? " / correction ** 2" : ""}))`] : []),
    `step = rate * ${root} / (1 - ${n(o["beta1"])} ** t) * m / (${o["amsgrad"] ? "peak" : "v"}.sqrt() + ${eps})`,
  ];
};

const adamOwn = (name: "Adam" | "AdamW") => (o: Options) =>
  o["epsilonMode"] === "corrected" && (!o["amsgrad"] || o["amsgradMaximum"] === "v") &&
  (o["weightDecay"] === 0 || o["weightDecayMode"] === (name === "Adam" ? "coupled" : "decoupled"))
    ? `${name}(GROUPS, ${betas(o)}, eps=${n(o["epsilon"])}${o["amsgrad"] ? ", amsgrad=True" : ""})`
    : undefined;

const forms: Record<OptimizerName, TorchForm> = {
  sgd: {
    own: (o) => (coupled(o) ? "SGD(GROUPS)" : undefined),
    lines: () => ["step = rate * g"],
  },
  momentum: {
    own: (o, steady) =>
      coupled(o) && (o["ratePlace"] === "outside" || steady) && (o["dampening"] === 0 || o["firstVelocity"] === "gradient")
        ? `SGD(GROUPS, momentum=${n(o["momentum"])}, dampening=${n(o["dampening"])})`
        : undefined,
    lines: (o) => {
      const kept = py(1 - Number(o["dampening"]));
      const take = o["firstVelocity"] === "gradient" ? `(1 if t == 1 else ${kept})` : kept;
      return o["ratePlace"] === "outside"
        ? [`velocity.mul_(${n(o["momentum"])}).add_(${take} * g)`, "step = rate * velocity"]
        : [`velocity.mul_(${n(o["momentum"])}).sub_(rate * ${take} * g)`, "step = -velocity"];
    },
  },
  nesterov: {
    own: (o, steady) =>
      coupled(o) && !o["slip"] && Number(o["momentum"]) > 0 && (o["ratePlace"] === "outside" || steady)
        ? `SGD(GROUPS, momentum=${n(o["momentum"])}, nesterov=True)`
        : undefined,
    lines: (o) => {
      const mu = n(o["momentum"]);
      const [ahead, own] = o["slip"] ? [`${mu} ** 2`, `(1 + ${mu}) * rate`] : [mu, "rate"];
      return o["ratePlace"] === "outside"
        ? [`velocity.mul_(${mu}).add_(g)`, `step = rate * ${ahead} * velocity + ${own} * g`]
        : [`velocity.mul_(${mu}).sub_(rate * g)`, `step = -(${ahead}) * velocity + ${own} * g`];
    },
  },
  adagrad: {
    own: (o) =>
      coupled(o) && !o["skipFirst"] && o["epsilonPlace"] === "outside"
        ? `Adagrad(GROUPS, lr_decay=${n(o["rateDecay"])}, initial_accumulator_value=${n(o["initialAccumulator"])}, eps=${n(o["epsilon"])})`
        : undefined,
    lines: (o) => [
      `${o["skipFirst"] ? "if t > 1: " : ""}h += g * g`,
      `step = rate / (1 + (t - 1) * ${n(o["rateDecay"])}) * g / ((h + ${place(o).inside}).sqrt() + ${place(o).outside})`,
    ],
  },
  rmsprop: {
    own: (o, steady) =>
      coupled(o) && o["epsilonPlace"] === "outside" && !o["centered"] &&
      (o["momentum"] === 0 || o["ratePlace"] === "outside" || steady)
        ? `RMSprop(GROUPS, alpha=${n(o["decay"])}, eps=${n(o["epsilon"])}, momentum=${n(o["momentum"])})`
        : undefined,
    lines: (o) => {
      const rho = n(o["decay"]);
      const moves = Number(o["momentum"]) > 0;
      const outside = moves && o["ratePlace"] === "outside";
      return [
        `h.mul_(${rho}).add_((1 - ${rho}) * g * g)`,
        ...(o["centered"] ? [`mean.mul_(${rho}).add_((1 - ${rho}) * g)`] : []),
        `square = ${o["centered"] ? "(h - mean * mean).clamp(min=0)" : "h"}`,
        `step = ${outside ? "" : "rate * "}g / ((square + ${place(o).inside}).sqrt() + ${place(o).outside})`,
        ...(moves ? [`step = velocity.mul_(${n(o["momentum"])}).add_(step)${outside ? " * rate" : ""}`] : []),
      ];
    },
  },
  adam: { own: adamOwn("Adam"), lines: adamLines },
  adamw: { own: adamOwn("AdamW"), lines: adamLines },
  nadam: {
    // PyTorch 1.13 has this step's momentum twice in the product up to the next.
    own: () => undefined,
    lines: (o) => {
      const ratio = o["momentumSchedule"] ? `0.96 ** ${n(o["momentumDecay"])}` : "0.0";
      return [
        `mu, following = (${n(o["beta1"])} * (1 - 0.5 * (${ratio}) ** i) for i in (t, t + 1))`,
        `product = state["product"] = state.get("product", 1.0) * mu`,
        ...means(o),
        "ahead = following / (1 - product * following) * m + (1 - mu) / (1 - product) * g",
        `step = rate * ahead / ((v / (1 - ${n(o["beta2"])} ** t)).sqrt() + ${n(o["epsilon"])})`,
      ];
    },
  },
  radam: {
    own: (o) =>
      coupled(o) && o["epsilonMode"] === "uncorrected" && o["threshold"] === 5
        ? `RAdam(GROUPS, ${betas(o)}, eps=${n(o["epsilon"])})`
        : undefined,
    lines: (o) => {
      const beta2 = n(o["beta2"]);
      const corrected = o["epsilonMode"] === "corrected";
      return [
        ...means(o),
        `power, top = ${beta2} ** t, 2 / (1 - ${beta2}) - 1`,
        "rho = top - 2 * t * power / (1 - power)",
        `step = rate / (1 - ${n(o["beta1"])} ** t) * m`,
        `if rho > ${n(o["threshold"])}:`,
        "    root = math.sqrt(1 - power)",
        "    step *= root * math.sqrt((rho - 4) * (rho - 2) * top / ((top - 4) * (top - 2) * rho))",
        `    step /= v.sqrt() + ${n(o["epsilon"])}${corrected ? " * root" : ""}`,
      ];
    },
  },
  adamax: {
    own: (o) =>
      coupled(o) && o["epsilonPlace"] === "inside" ? `Adamax(GROUPS, ${betas(o)}, eps=${n(o["epsilon"])})` : undefined,
    lines: (o) => [
      means(o)[0]!,
      `u.copy_(torch.maximum(g.abs() + ${place(o).inside}, ${n(o["beta2"])} * u))`,
      `step = rate / (1 - ${n(o["beta1"])} ** t) * m / (u + ${place(o).outside})`,
    ],
  },
  adadelta: {
    own: (o) => (coupled(o) ? `Adadelta(GROUPS, rho=${n(o["decay"])}, eps=${n(o["epsilon"])})` : undefined),
    lines: (o) => {
      const rho = n(o["decay"]);
      return [
        `e.mul_(${rho}).add_((1 - ${rho}) * g * g)`,
        `step = ((d + ${n(o["epsilon"])}) / (e + ${n(o["epsilon"])})).sqrt() * g`,
        `d.mul_(${rho}).add_((1 - ${rho}) * step * step)`,
        "step = rate * step",
      ];
    },
  },
  lion: {
    own: () => undefined,
    lines: (o) => [
      `step = rate * (${n(o["beta1"])} * m + (1 - ${n(o["beta1"])}) * g).sign()`,
      `m.mul_(${n(o["beta2"])}).add_((1 - ${n(o["beta2"])}) * g)`,
    ],
  },
};

/** What makes the optimizer in the script, where `weights` and `others` are lists of parameters. */
export interface TorchOptimizer {
  /** PyTorch's own, or `Optimizer`, a class that the script then has. */
  readonly call: string;
  /** The body of that class's step; undefined where PyTorch's own is taken. */
  readonly lines?: readonly string[];
}

export function torchOptimizer(optimizer: ResolvedOptimizer, steady: boolean): TorchOptimizer {
  const options = completeOptimizer(optimizer) as unknown as Options;
  const { own, lines } = forms[optimizer.name];
  const { weightDecay, weightDecayMode, weightDecayOn, learningRate } = options;
  const call = own(options, steady);
  const decays = (key: string) => {
    const decaying = `{"params": weights${weightDecayOn === "parameters" ? " + others" : ""}, "${key}": ${n(weightDecay)}}`;
    const rest = weightDecayOn === "parameters" ? [] : [`{"params": others, "${key}": 0.0}`];
    return Number(weightDecay) === 0 ? '[{"params": weights + others}]' : `[${[decaying, ...rest].join(", ")}]`;
  };
  if (call !== undefined) {
    return { call: `torch.optim.${call.replace("GROUPS", `${decays("weight_decay")}, lr=${n(learningRate)}`)}` };
  }
  const state = Object.entries(optimizerState(optimizer)).map(([name, start]) =>
    `${name} = state.setdefault("${name}", torch.full_like(w, ${n(start)}))`);
  const factor = weightDecayMode === "schedule" ? `rate / ${n(learningRate)}` : "rate";
  const [pull, shrink] = weightDecay === 0
    ? ["", ""]
    : weightDecayMode === "coupled" ? [' + group["decay"] * w', ""] : ["", ` + ${factor} * group["decay"] * w`];
  return {
    call: `Optimizer(${decays("decay")}, lr=${n(learningRate)})`,
    lines: [`g = w.grad${pull}`, ...state, ...lines(options), `w -= step${shrink}`],
  };
}
