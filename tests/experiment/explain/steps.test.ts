/** The working of a step comes to the weight that the kernel made, bit for bit, for every optimizer in every form. */
import { beforeAll, describe, expect, test } from "vitest";
import { compile, Dataset } from "../../../bindings/index.ts";
import { optimizerNames, optimizerRow, resolveOptimizer, sources } from "../../../bindings/parts/optimizers.ts";
import type { OptionRule } from "../../../bindings/parts/options.ts";
import { ExplainedStep, trainedArrays, type WeightWorking } from "../../../experiment/explain/step.ts";
import { checkExperiment, evaluate, type ResolvedArm, Training } from "../../../experiment/index.ts";
import { images } from "../../cli/helpers.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const { labels, pixels } = images(60, 3, 5, 3);
const train = Dataset.fromImages({ images: pixels, labels, inputs: 15, classes: 3 });

function armOf(settings: object): ResolvedArm {
  const checked = checkExperiment({
    name: "a", training: { iterations: 12, batchSize: 7, evaluateEvery: 4 },
    network: { hidden: [{ units: 6, batchNorm: true }, { units: 5, dropout: 0.2 }], activation: "tanh" }, ...settings,
  });
  if (!("experiment" in checked)) throw new Error(JSON.stringify(checked.problems));
  return checked.experiment.arms[0]!;
}

/** How far the parts of a change are from adding up to it, of the largest number that was rounded on the way. */
function missed({ before, after, parts }: WeightWorking): number {
  const all = Object.values(parts);
  const sum = all.reduce((total, part) => total + part, 0);
  return Math.abs(sum - (after - before)) / Math.max(Math.abs(before), Math.abs(after), ...all.map(Math.abs), 1e-30);
}

/** Each weight of some steps; `weight` throws where the working comes to another bit. */
function explained(settings: object) {
  const arm = armOf(settings);
  const training = new Training(module, arm, 5, { train, test: train });
  const arrays = trainedArrays(training.network.description);
  const workings = [];
  while (!training.finished) {
    const before = training.network.state().tensors;
    const explain = [1, 12].includes(training.iteration + 1);
    if (!explain) training.step();
    else {
      const step = new ExplainedStep(module, training, arm);
      for (const array of arrays) {
        const after = training.network.get(array.name);
        const made = Array.from(after, (_, i) => ({ t: step.t, ...step.weight(array, i) }));
        expect(Float32Array.from(made, (working) => working.before)).toEqual(before[array.name]);
        expect(Float32Array.from(made, (working) => working.after)).toEqual(after);
        for (const one of made) expect(missed(one)).toBeLessThan(1e-5);
        workings.push(...made);
      }
    }
    if (training.due) training.record(evaluate(training));
  }
  return workings;
}

/** Values of an option that make a form of its own. */
function variants([key, rule]: [string, OptionRule]): unknown[] {
  if (rule.kind === "choice") return rule.choices.map((choice) => ({ [key]: choice }));
  if (rule.kind === "boolean") return [{ [key]: true }, { [key]: false }];
  return rule.kind === "number" && rule.default === 0 ? [{ [key]: 0.3 }] : [];
}

/** Those of all options, one by one and beside each choice that matters with them. */
function formsOf(name: (typeof optimizerNames)[number]): object[] {
  const rules = Object.entries<OptionRule>(optimizerRow(name).options);
  const own = rules.filter(([key]) => !["semantics", "learningRate", "weightDecay", "weightDecayMode", "weightDecayOn"].includes(key));
  let forms: object[] = [{}];
  for (const rule of own) {
    const added = variants(rule) as object[];
    if (added.length > 0) forms = forms.flatMap((form) => [form, ...added.map((one) => ({ ...form, ...one }))]);
  }
  const decays = ["coupled", "decoupled", "schedule"].map((weightDecayMode, i) =>
    ({ weightDecay: 0.2, weightDecayMode, ...(i > 0 && { weightDecayOn: "parameters" }) }));
  const some = forms.filter((_, i) => i % Math.ceil(forms.length / 7) === 0);
  const known = sources.filter((source) => source in optimizerRow(name).sources);
  const all = [
    ...some, ...decays.flatMap((decay) => some.slice(0, 3).map((form) => ({ ...form, ...decay }))),
    ...known.map((semantics) => ({ semantics })),
  ];
  return all.map((options) => ({ name, ...options })).filter((optimizer) => {
    try {
      resolveOptimizer(optimizer);
      return true;
    } catch {
      return false; // options that are refused together
    }
  });
}

describe.each(optimizerNames)("%s", (name) => {
  const forms = formsOf(name);

  test("has forms enough", () => {
    expect(forms.length).toBeGreaterThan(3);
  });

  test.each(forms)("%j", (optimizer) => {
    const schedule = { name: "cosine" };
    const workings = explained({ optimizer: { learningRate: 0.05, ...optimizer }, schedule });
    expect(workings.length).toBeGreaterThan(300);
    for (const { step, after } of workings.slice(0, 50)) expect(step.lines.at(-1)!.value).toBe(after);
  });
});

describe("what stands beside the optimizer", () => {
  const regularization = { l1: 0.01, l2: 0.1 };
  test.each([
    { regularization }, { regularization: { l1: 0.01 } }, { regularization: { l2: 0.3 } },
    { regularization: { maxNorm: 0.5 } }, { regularization: { ...regularization, maxNorm: 0.4 } },
    ...["value", "norm", "globalNorm"].flatMap((by) =>
      [{}, { regularization }].map((more) => ({ ...more, training: { iterations: 12, batchSize: 7, clipping: { by, limit: 0.05 } } }))),
    { network: { hidden: [{ units: 6, trainable: false }, 5], activation: "relu" } },
    { network: { hidden: [6, 5], activation: "relu", batchNorm: true, dropout: { ratio: 0.5, scaling: "train" } } },
  ])("%j", (settings) => {
    for (const optimizer of [{ name: "adam", learningRate: 0.05 }, { name: "momentum", learningRate: 0.5, weightDecay: 0.1 }]) {
      expect(explained({ ...settings, optimizer }).length).toBeGreaterThan(100);
    }
  });

  test("the parts of a change are those of the batch, of the penalties, of decay and of the steps before", () => {
    const named = (settings: object, t: number) => {
      const [one] = explained(settings).filter((working) => working.t === t && working.array.name === "dense1/weight");
      return Object.keys(one!.parts);
    };
    const momentum = { name: "momentum", learningRate: 0.5 };
    expect(named({ optimizer: { name: "sgd", learningRate: 0.5 } }, 12)).toEqual(["data"]);
    expect(named({ optimizer: momentum, regularization: { l2: 0.1 } }, 12).sort()).toEqual(["data", "l2", "memory"]);
    expect(named({ optimizer: { name: "adam", weightDecay: 0.1 }, regularization: { l1: 0.01 } }, 12).sort())
      .toEqual(["data", "decay", "l1", "memory"]);
    // The root of what was gathered is a measure, no part.
    expect(named({ optimizer: { name: "adagrad", learningRate: 0.1 } }, 12)).toEqual(["data"]);
    const first = explained({ optimizer: momentum }).find(({ t }) => t === 1)!;
    expect(first.parts).toEqual({ data: expect.closeTo(first.after - first.before, 6) as number, memory: 0 });
  });

  test("its parts are said: penalties, clipping, and the limit of norms", () => {
    const workings = explained({
      optimizer: { name: "sgd", learningRate: 0.5 }, regularization: { ...regularization, maxNorm: 0.4 },
      training: { iterations: 3, batchSize: 7, clipping: { by: "norm", limit: 0.02 } },
    });
    const weights = workings.filter(({ array }) => array.name === "dense1/weight");
    const formulas = (lines: { symbol: string; symbols: string }[]) => lines.map(({ symbol, symbols }) => `${symbol} ← ${symbols}`);
    expect(weights.map(({ gradient }) => formulas(gradient.lines))).toContainEqual(["g ← d + (λ₂w + λ₁ sign(w))", "g ← cg"]);
    expect(weights.every(({ step }) => String(formulas(step.lines)) === "w ← w − ηg")).toBe(true);
    expect(weights.map(({ limit }) => formulas(limit.lines))).toContainEqual(["w ← cw"]);
    const biases = workings.filter(({ array }) => array.name === "dense1/bias");
    expect(biases.map(({ gradient, limit }) => [...gradient.lines, ...limit.lines].length)).not.toContain(3);
  });
});
