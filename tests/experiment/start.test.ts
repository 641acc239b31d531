/** What an arm that begins with a trained network takes of it, and what of it then stays. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { resolveDescription } from "../../bindings/description.ts";
import { compile, Dataset, Network } from "../../bindings/index.ts";
import { optimizerNames } from "../../bindings/parts/optimizers.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { evaluate } from "../../experiment/evaluation.ts";
import { formatProblem } from "../../experiment/problems.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import type { Coding } from "../../experiment/data/coding.ts";
import { codingDoubt } from "../../experiment/start-coding.ts";
import { startConflict, startDoubt } from "../../experiment/start.ts";
import { describe as describeArm, Training } from "../../experiment/training.ts";
import { images } from "../cli/helpers.ts";

const module = await compile();
const { pixels, labels } = images(60, 3, 5, 3);
const train = Dataset.fromImages({ images: pixels, labels, inputs: 15, classes: 3 });
const data = { train, test: train };

const base = {
  name: "tuned", dataset: { name: "idx", path: "data", train: 60 },
  network: { hidden: [8, 6], activation: "tanh", batchNorm: true },
  training: { iterations: 50, batchSize: 10, evaluateEvery: 25 }, optimizer: { name: "adam", learningRate: 0.02 },
};
function armsOf(file: object): ResolvedArm[] {
  const checked = checkExperiment({ ...base, ...file });
  if ("problems" in checked) throw new Error(checked.problems.map(formatProblem).join("\n"));
  return checked.experiment.arms;
}
const armOf = (file: object) => armsOf(file)[0]!;
const problemsOf = (file: object) => {
  const checked = checkExperiment({ ...base, ...file });
  return "problems" in checked ? checked.problems.map(formatProblem) : [];
};
const from = (options: object = {}) => ({ from: { path: "runs/a", ...options } });

function trained(file: object = {}, iterations = 30): Training {
  const arm = armOf(file);
  const training = new Training(module, { ...arm, training: { ...arm.training, iterations } }, 3, data);
  finish(training);
  return training;
}
function finish(training: Training): Training {
  while (!training.finished) {
    training.step();
    if (training.due) training.record(evaluate(training));
  }
  return training;
}
const source = trained();
const start = source.network.state();
const other = { description: source.network.description, state: start };
const begun = (options: object = {}, file: object = {}, seed = 7) =>
  new Training(module, armOf({ ...file, ...from(options) }), seed, data, { start });

describe("what is taken", () => {
  test("the whole network: before the first step it is the one that was trained, whatever the seed", async () => {
    expect(await begun().network.digest()).toBe(await source.network.digest());
    expect(begun().network.steps).toBe(0);
  });

  test("layers by name; others are drawn as without", () => {
    const anew = new Training(module, armOf({}), 7, data).network;
    for (const layers of ["hidden", ["dense1", "dense2"]]) {
      const { network } = begun({ layers });
      for (const name of network.tensorNames()) {
        expect(network.get(name), name).toEqual((name.startsWith("dense3") ? anew : source.network).get(name));
      }
    }
    const { network } = begun({ layers: ["dense2"] });
    expect(network.get("dense1/weight")).toEqual(anew.get("dense1/weight"));
    expect(network.get("batchNorm2/runningMean")).toEqual(source.network.get("batchNorm2/runningMean"));
  });

  test("the optimizer's state, with its steps: training goes on as if it had not been cut", async () => {
    const all = trained({ training: { ...base.training, sampling: "replacement" } }, 31).network;
    // The batches of its iterations begin anew, so the step that would have been the 31st is made here by hand.
    const { network } = begun({ optimizerState: true }, {}, 3);
    expect(network.steps).toBe(30);
    expect(network.state().optimizer).toEqual(start.optimizer);
    const step = new Training(module, armOf({}), 3, data);
    for (let i = 0; i < 30; i++) {
      step.step();
      if (step.due) step.record(evaluate(step));
    }
    step.step();
    network.trainStep(train, step.batchRows);
    expect(await network.digest()).toBe(await all.digest());
    const cold = begun({}, {}, 3).network;
    cold.trainStep(train, step.batchRows);
    expect(await cold.digest()).not.toBe(await all.digest());
  });

  test("the same bits after a restore, with an optimizer that has made steps before", async () => {
    const straight = begun({ optimizerState: true });
    for (let i = 0; i < 10; i++) straight.step();
    const state = straight.state();
    const again = begun({ optimizerState: true });
    again.restore(state);
    expect(await finish(again).network.digest()).toBe(await finish(straight).network.digest());
    expect(again.network.steps).toBe(80);
    expect(() => { begun().restore(state); }).toThrow("the state's steps and metrics do not fit its iteration 10");
  });

  test("an arm that begins so trains nothing without it", () => {
    expect(() => new Training(module, armOf(from()), 0, data)).toThrow("tuned begins with a trained network (from)");
    const { tensors } = start;
    expect(() => new Training(module, armOf(from({ optimizerState: true })), 0, data, { start: { tensors } }))
      .toThrow("comes without its optimizer's state");
  });
});

describe("what is frozen", () => {
  test.each(optimizerNames)("keeps its bits in 50 steps of %s with weight decay, norms and batch norm", (name) => {
    const { network } = finish(begun({ freeze: "hidden" }, {
      optimizer: { name, learningRate: 0.05, weightDecay: 0.1 },
      regularization: { maxNorm: 0.5, l2: 0.01 },
    }));
    for (const array of network.tensorNames()) {
      const [now, before] = [network.get(array), source.network.get(array)];
      if (array.startsWith("dense3")) expect(now, array).not.toEqual(before);
      else expect(now, array).toEqual(before);
    }
  });

  test("works as it was tested: a frozen network is the same function in training as in inference", () => {
    const { network } = begun({ freeze: ["dense1", "dense2"] });
    const rows = Uint32Array.from({ length: 10 }, (_, i) => i);
    expect(network.gradients(train, rows)).toBeCloseTo(network.evaluate(train, rows).loss, 5);
    // Without, it is normalized by the batch.
    const moving = begun().network;
    expect(Math.abs(moving.gradients(train, rows) - moving.evaluate(train, rows).loss)).toBeGreaterThan(1e-3);
  });

  test("is what a file can say layer by layer, and any arm may thaw", () => {
    const batchNorm = { statistics: "running" };
    const said = armOf({ network: { ...base.network, hidden: [{ units: 8, trainable: false, batchNorm }, 6] } });
    expect(armOf(from({ freeze: ["dense1"] })).network).toEqual(said.network);
    const arms = armsOf({
      ...from({ freeze: "hidden", arm: "x" }),
      arms: [{ name: "frozen" }, { name: "thawed", from: { freeze: ["dense1"] } }, { name: "other", from: "runs/b" }, { name: "anew", from: false }],
    });
    expect(arms.map((arm) => arm.from)).toEqual([
      { path: "runs/a", arm: "x", freeze: "hidden" }, { path: "runs/a", arm: "x", freeze: ["dense1"] }, { path: "runs/b" }, undefined,
    ]);
    expect(arms.map(({ network }) => network.hidden[1]!.trainable)).toEqual([false, true, true, true]);
  });

  test("batches of one are allowed where no batch norm goes by them", () => {
    const training = { ...base.training, batchSize: 1 };
    expect(problemsOf({ ...from({ freeze: "hidden" }), training })).toEqual([]);
    expect(problemsOf({ ...from({ freeze: ["dense1"] }), training })).toHaveLength(1);
  });
});

describe("what a file may say", () => {
  test("a path is short for an object, and what has its default is left out", () => {
    expect(armOf({ from: "runs/a" })).toEqual(armOf(from({ layers: "all", optimizerState: false })));
    expect(armOf({ from: "runs/a" }).from).toEqual({ path: "runs/a" });
    expect(armOf({ from: false })).toEqual(armOf({}));
    expect(armOf({})).not.toHaveProperty("from");
    const one = JSON.stringify(armOf({ from: { seed: 1, arm: "x", path: "p" } }));
    expect(one).toBe(JSON.stringify(armOf({ from: { path: "p", arm: "x", seed: 1 } })));
  });

  test.each([
    [{ from: { freeze: "hidden" } }, "from = {…}: needs a path, of a trained network or of the folder of a run"],
    [{ from: 3 }, "from = 3: must be false, a path, or an object with a path"],
    [from({ freeze: ["dense9"] }), 'from.freeze[0] = "dense9": is no layer of this network; it has dense1, dense2, dense3'],
    [from({ freeze: ["dens1"] }), 'did you mean "dense1"?'],
    [from({ layers: ["output"] }), 'is no layer of this network; it has dense1, dense2, dense3; the output layer is "dense3"'],
    [from({ layers: ["dense1"], freeze: "hidden" }), 'from.freeze = "hidden": freezes dense2, which is not among the layers that are taken'],
    [from({ layers: "hiden" }), 'did you mean "hidden"?'],
    [from({ layers: "hidden", optimizerState: true }), "from.optimizerState = true: needs all layers"],
    [from({ digest: "abc" }), "from.digest"],
    [from({ freez: [] }), 'from.freez = []: unknown key; did you mean "freeze"?'],
    [{ pretrained: "runs/a" }, 'pretrained = "runs/a": unknown key; it is called "from" here'],
    [{ ...from({ freeze: "hidden" }), network: { hidden: [] } }, "freezes nothing: there are no hidden layers"],
  ])("%j", (file, expected) => {
    expect(problemsOf(file)).toEqual([expect.stringContaining(expected)]);
  });
});

test("data that are coded otherwise than before are doubted", () => {
  const age = { name: "age", mean: 40, deviation: 10 };
  const town = { name: "town", categories: ["a", "b"] };
  const coding = (features: Coding["features"] = [age, town], classNames = ["no", "yes"]): Coding => ({ kind: "csv", features, classNames });
  expect(codingDoubt(coding(), coding(), true)).toBe(undefined);
  expect(codingDoubt(coding(), undefined, true)).toBe(undefined);
  expect(codingDoubt(coding([{ ...age, mean: 40.5, deviation: 10.9 }, town]), coding(), true)).toBe(undefined);
  expect(codingDoubt(coding([{ ...age, mean: 45 }, town]), coding(), true)).toBe(
    'input "age" (mean 45, deviation 10) was "age" (mean 40, deviation 10) where the network was trained',
  );
  expect(codingDoubt(coding([town, age]), coding(), true)).toContain('input "town" ("a", "b") was "age"');
  expect(codingDoubt(coding([age, { ...town, categories: ["b", "a"] }]), coding(), true)).toContain("input \"town\"");
  const swapped = coding(undefined, ["yes", "no"]);
  expect(codingDoubt(swapped, coding(), true)).toBe('the classes are "yes", "no" here and were "no", "yes" where the output layer was trained');
  expect(codingDoubt(swapped, coding(), false)).toBe(undefined);
  const prices = (deviation: number): Coding => ({ kind: "csv", targetNames: ["price"], targetScales: [{ mean: 2000, deviation }] });
  expect(codingDoubt(prices(500), prices(510), true)).toBe(undefined);
  expect(codingDoubt(prices(500), { kind: "csv", targetNames: ["price"] }, true)).toBe(
    '"price" is standardized (mean 2000, deviation 500) here and was as it is where the output layer was trained',
  );
  expect(codingDoubt({ kind: "npz" }, prices(500), true)).toContain("target 0 is as it is here and was standardized");
  expect(codingDoubt(prices(500), prices(700), false)).toBe(undefined);
});

test("the experiments of experiments/fine-tuning go together", () => {
  const read = (name: string) => {
    const text = readFileSync(new URL(`../../experiments/fine-tuning/${name}.json`, import.meta.url), "utf8");
    const checked = checkExperiment(JSON.parse(text));
    if ("problems" in checked) throw new Error(checked.problems.map(formatProblem).join("\n"));
    expect(checked.warnings).toEqual([]);
    return checked.experiment;
  };
  const [before, after] = [read("pretrain"), read("fine-tune")];
  const sizes = { inputs: 784, classes: 10, outputs: undefined };
  const description = resolveDescription(describeArm(before.arms[0]!, 0, sizes));
  const other = { description, state: { tensors: {}, steps: 1, optimizer: {} } };
  for (const arm of after.arms.filter(({ from }) => from)) {
    expect(arm.from!.path).toBe(`../../runs/${before.name}`);
    expect(startConflict(resolveDescription(describeArm(arm, 0, sizes)), arm.from!, other, "there")).toBe(undefined);
  }
  expect(after.seeds).toEqual(before.seeds);
});

describe("networks that cannot begin so", () => {
  const conflict = (file: object, options: object = {}, classes = 3, inputs = 15) => {
    const arm = armOf({ ...file, ...from(options) });
    const { description } = new Network(module, describeArm(arm, 0, { inputs, classes, outputs: undefined }));
    return startConflict(description, arm.from!, other, "runs/a");
  };

  test("fit, or are told what to write", () => {
    expect(conflict({})).toBe(undefined);
    expect(conflict({}, { layers: "hidden" }, 5)).toBe(undefined);
    expect(conflict({}, {}, 5)).toBe('dense3/weight is 6 × 3 in runs/a and 6 × 5 here; to begin the output layer anew: "layers": "hidden"');
    const network = 'to have its layers: "network": { "hidden": [8, 6], "activation": "tanh", "batchNorm": true }';
    expect(conflict({ network: { ...base.network, hidden: [8, 7] } })).toBe(`dense2/weight is 8 × 6 in runs/a and 8 × 7 here; ${network}`);
    expect(conflict({ network: { hidden: [8, 6] } })).toBe(`runs/a has batchNorm1/gamma, and the network here has not; ${network}`);
    expect(conflict({ network: { ...base.network, hidden: [8, 6, 4] } })).toContain("dense3/weight is 6 × 3 in runs/a and 6 × 4 here");
    expect(conflict({ network: { ...base.network, hidden: [8, 6, 4] } }, { layers: ["dense1", "dense2"] })).toBe(undefined);
    expect(conflict({ network: { ...base.network, hidden: [8] } }, { layers: ["dense1"] })).toBe(undefined);
    expect(conflict({}, {}, 3, 4)).toBe("dense1/weight is 15 × 8 in runs/a and 4 × 8 here; it takes rows of 15 inputs, and the data set has 4");
    expect(conflict({ optimizer: "sgd" }, { optimizerState: true })).toContain("was trained with adam, whose state sgd cannot go on with");
  });

  test("another activation is doubted", () => {
    const arm = armOf({ ...from(), network: { ...base.network, activation: "relu" } });
    const { description } = new Network(module, describeArm(arm, 0, { inputs: 15, classes: 3 }));
    expect(startDoubt(description, arm.from!, other)).toBe('dense1 has the activation "relu" here and was trained with "tanh"');
    expect(startDoubt(source.network.description, arm.from!, other)).toBe(undefined);
  });
});
