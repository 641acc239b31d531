import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseOptions, networkOptions, resolveDescription } from "../../bindings/description.ts";
import { optionalKinds } from "../../bindings/parts/layers.ts";
import { hashExperiment } from "../../cli/run/run-file.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { formatProblem, formatValue } from "../../experiment/problems.ts";
import { trainingOptions } from "../../experiment/options.ts";
import { jsonSchema } from "../../experiment/schema.ts";
import { trialSettings, withSettings } from "../../experiment/tuning/trials.ts";
import { optimizerNames, optimizerRow } from "../../bindings/parts/optimizers.ts";

/** The problems of a file as the command line prints them. */
function problems(file: unknown): string[] {
  const checked = checkExperiment(file);
  return "problems" in checked ? checked.problems.map(formatProblem) : [];
}

function resolved(file: unknown) {
  const checked = checkExperiment(file);
  if ("problems" in checked) throw new Error(checked.problems.map(formatProblem).join("\n"));
  return checked.experiment;
}

const arm = (file: object, i = 0) => resolved({ name: "test", ...file }).arms[i]!;

describe("defaults", () => {
  test("the smallest file is complete", () => {
    expect(resolved({ name: "small" })).toEqual({
      name: "small",
      dataset: { name: "mnist" },
      seeds: [0],
      arms: [
        {
          name: "small",
          network: {
            hidden: [
              {
                units: 100,
                activation: "relu",
                init: "he",
                batchNorm: false,
                dropout: false,
                trainable: true,
                l1: 0,
                l2: 0,
              },
            ],
            output: { init: "xavier", trainable: true, l1: 0, l2: 0 },
          },
          optimizer: { name: "sgd", learningRate: 0.01 },
          l2Penalty: "squared",
          training: {
            iterations: 1000,
            batchSize: 100,
            evaluateEvery: 10,
            sampling: "replacement",
            trainAccuracy: "batch",
          },
        },
      ],
    });
  });

  test("layer and optimizer defaults are the library's", () => {
    for (const name of optimizerNames) {
      for (const activation of ["relu", "tanh"] as const) {
        const { network, optimizer, l2Penalty } = arm({
          network: { hidden: [{ units: 3, activation, batchNorm: {}, dropout: { ratio: 0.25 } }] },
          optimizer: name,
        });
        const library = resolveDescription({
          inputs: 4,
          hidden: [{ units: 3, activation, batchNorm: {}, dropout: { ratio: 0.25 } }],
          output: { units: 2 },
          optimizer: { name },
          batchSize: 2,
        });
        expect(network.hidden).toEqual(library.hidden);
        expect({ units: 2, ...network.output }).toEqual(library.output);
        expect(optimizer).toEqual(library.optimizer);
        expect(l2Penalty).toBe(library.l2Penalty);
      }
    }
  });

  test("an option that came later leaves the resolved form, and so the hash, as it was where it has its default", () => {
    const of = (batchNorm: object) => arm({ network: { hidden: [3], batchNorm } }).network.hidden[0]!.batchNorm;
    expect(of({ runningVariance: "biased" })).toEqual(of({}));
    expect(of({})).not.toHaveProperty("runningVariance");
    expect(of({ runningVariance: "unbiased" })).toEqual({ ...(of({}) as object), runningVariance: "unbiased" });
    expect(arm({ training: { clipping: false }, regularization: { maxNorm: 0, labelSmoothing: 0 } })).toEqual(arm({}));
    for (const augment of [false, {}, { shift: 0, rotate: 0 }]) expect(arm({ regularization: { inputNoise: 0, augment } })).toEqual(arm({}));
  });

  test("clipping, label smoothing and max-norm reach the network; a layer may have its own max-norm", () => {
    const { network: { hidden, output }, labelSmoothing, training } = arm({
      network: { hidden: [3, { units: 4, maxNorm: 1 }, { units: 5, trainable: false }], output: { maxNorm: 0 } },
      training: { clipping: 0.5 },
      regularization: { maxNorm: 3, labelSmoothing: 0.1 },
    });
    expect(hidden.map(({ maxNorm }) => maxNorm)).toEqual([3, 1, undefined]);
    expect(output).not.toHaveProperty("maxNorm");
    expect(labelSmoothing).toBe(0.1);
    expect(training.clipping).toEqual({ limit: 0.5, by: "globalNorm" });
  });

  test("an activation is its name where every option has its default, and has its own first weights", () => {
    const of = (activation: unknown) => arm({ network: { hidden: [3], activation } }).network.hidden[0]!;
    expect(of({ name: "leakyRelu", slope: 0.01 })).toMatchObject({ activation: "leakyRelu", init: "he" });
    expect(of({ name: "leakyRelu", slope: 0.2 }).activation).toEqual({ name: "leakyRelu", slope: 0.2 });
    expect(of({ name: "relu" })).toEqual(of("relu"));
    expect(of("softplus").init).toBe("xavier");
  });

  test("evaluation is not rarer than the iterations, whatever the file says", () => {
    expect(arm({ training: { iterations: 3 } }).training.evaluateEvery).toBe(3);
    expect(arm({ training: { iterations: 500 } }).training.evaluateEvery).toBe(10);
    expect(arm({ training: { iterations: 5, evaluateEvery: 10 } }).training.evaluateEvery).toBe(5);
    const arms = [{ name: "a", training: { iterations: 5 } }, { name: "b", training: { evaluateEvery: 70 } }];
    const file = { training: { iterations: 50, evaluateEvery: 20 }, arms };
    expect([arm(file, 0), arm(file, 1)].map(({ training }) => training.evaluateEvery)).toEqual([5, 50]);
  });

  test("a decimal point and none said are one data set, a decimal comma is another", () => {
    const hash = (decimal?: string) => hashExperiment(resolved({ name: "a", dataset: { name: "csv", path: "a.csv", label: 1, ...(decimal && { decimal }) } }));
    expect(hash(".")).toBe(hash());
    expect(hash(",")).not.toBe(hash());
  });

  test("label noise of 0 is none, and changes no hash of what was written without it", () => {
    const dataset = (labelNoise: number) => resolved({ name: "a", dataset: { name: "mnist", labelNoise } }).dataset;
    expect(dataset(0)).toEqual({ name: "mnist" });
    expect(dataset(0.25)).toEqual({ name: "mnist", labelNoise: 0.25 });
  });

  test("epochs are the steps that draw as many images", () => {
    expect(arm({ training: { epochs: 2 } }).training).toEqual({
      iterations: 1200, batchSize: 100, evaluateEvery: 10, sampling: "replacement", trainAccuracy: "batch",
    });
    const dataset = { name: "mnist", train: 300 };
    expect(arm({ dataset, training: { epochs: 5, batchSize: 64 } }).training.iterations).toBe(24); // 23.4
    expect(Object.keys(arm({ training: { epochs: 2 } }).training)).toEqual(Object.keys(arm({}).training));
    const files = { name: "idx", path: "x", train: 40 };
    expect(arm({ dataset: files, training: { epochs: 1, batchSize: 40 } }).training.iterations).toBe(1);
  });

  test("an arm's iterations take the base's epochs back, and its epochs the iterations", () => {
    const arms = [{ name: "a", training: { iterations: 7 } }, { name: "b", training: { epochs: 1 } }, { name: "c" }];
    expect([0, 1, 2].map((i) => arm({ training: { epochs: 3 }, arms }, i).training.iterations)).toEqual([7, 600, 1800]);
    expect(arm({ training: { iterations: 3 }, arms }, 1).training.iterations).toBe(600);
  });
});

describe("shorthands", () => {
  test("numbers are layers and ratios, true is batch norm, words are optimizers and data sets", () => {
    const network = { hidden: [5], dropout: 0.2, batchNorm: true };
    const experiment = resolved({ name: "test", dataset: "mnist", optimizer: "adam", network });
    const [layer] = experiment.arms[0]!.network.hidden;
    expect(experiment.dataset).toEqual({ name: "mnist" });
    expect(experiment.arms[0]!.optimizer).toMatchObject({ name: "adam", learningRate: 0.001, beta2: 0.999 });
    expect(layer).toMatchObject({
      units: 5,
      dropout: { ratio: 0.2, scaling: "test" },
      batchNorm: { momentum: 0.9, epsilon: 1e-6, initialVariance: 0 },
    });
  });

  test("the network's settings hold for every hidden layer that has none of its own", () => {
    const { hidden, output } = arm({
      network: {
        hidden: [4, { units: 3, activation: "tanh", dropout: false, init: 0.5, l2: 0.1, batchNorm: true }],
        activation: "sigmoid",
        init: 0.01,
        dropout: { ratio: 0.3, scaling: "train" },
        output: { l1: 0.2 },
      },
      regularization: { l1: 0.01, l2: 0.02 },
    }).network;
    expect(hidden[0]).toMatchObject({ activation: "sigmoid", init: 0.01, batchNorm: false });
    expect(hidden[0]).toMatchObject({ l1: 0.01, l2: 0.02 });
    expect(hidden[0]!.dropout).toEqual({ ratio: 0.3, scaling: "train" });
    expect(hidden[1]).toMatchObject({ activation: "tanh", init: 0.5, dropout: false, l1: 0.01, l2: 0.1 });
    expect(hidden[1]!.batchNorm).toMatchObject({ momentum: 0.9 });
    expect(output).toEqual({ init: 0.01, trainable: true, l1: 0.2, l2: 0.02 });
  });

  test("a layer that is not trained is not regularized", () => {
    const network = { output: { trainable: false, l1: 1 } };
    const { output } = arm({ network, regularization: { l2: 1 } }).network;
    expect(output).toMatchObject({ trainable: false, l1: 0, l2: 0 });
  });
});

describe("arms", () => {
  test("objects are merged key by key, arrays and scalars replaced", () => {
    const file = {
      network: { hidden: [40, 20], activation: "tanh", output: { l2: 0.5 } },
      training: { iterations: 50, batchSize: 7 },
      regularization: { l1: 0.1 },
      arms: [
        { name: "a", network: { hidden: [3], output: { trainable: false } }, training: { batchSize: 9 } },
        { name: "b", regularization: { l2: 0.2 } },
      ],
    };
    expect(arm(file, 0).network.hidden).toMatchObject([{ units: 3, activation: "tanh" }]);
    expect(arm(file, 0).network.output).toMatchObject({ trainable: false });
    expect(arm(file, 0).training).toMatchObject({ iterations: 50, batchSize: 9 });
    expect(arm(file, 1).network.hidden.map(({ units }) => units)).toEqual([40, 20]);
    expect(arm(file, 1).network.hidden[0]).toMatchObject({ l1: 0.1, l2: 0.2 });
    expect(arm(file, 1).network.output).toMatchObject({ l1: 0.1, l2: 0.5 });
  });

  test("an optimizer of the same name keeps the base's options, another replaces it whole", () => {
    const file = {
      optimizer: { name: "adam", learningRate: 0.5, beta1: 0.8 },
      arms: [
        { name: "same", optimizer: { name: "adam", learningRate: 0.25 } },
        { name: "word", optimizer: "adam" },
        { name: "unnamed", optimizer: { beta1: 0.7 } },
        { name: "other", optimizer: "momentum" },
      ],
    };
    expect(arm(file, 0).optimizer).toMatchObject({ name: "adam", learningRate: 0.25, beta1: 0.8 });
    expect(arm(file, 1).optimizer).toMatchObject({ name: "adam", learningRate: 0.5, beta1: 0.8 });
    expect(arm(file, 2).optimizer).toMatchObject({ name: "adam", learningRate: 0.5, beta1: 0.7 });
    expect(arm(file, 3).optimizer).toEqual({ name: "momentum", learningRate: 0.01, momentum: 0.9 });
  });

  test("an activation of the same name keeps the base's options, another replaces it whole", () => {
    const file = {
      network: { hidden: [3], activation: { name: "gelu", approximate: "tanh" } },
      arms: [
        { name: "same", network: { activation: "gelu" } },
        { name: "changed", network: { activation: { name: "gelu", approximate: "none" } } },
        { name: "other", network: { activation: { name: "elu", alpha: 2 } } },
      ],
    };
    const of = (i: number) => arm(file, i).network.hidden[0]!.activation;
    expect([of(0), of(1), of(2)]).toEqual([{ name: "gelu", approximate: "tanh" }, "gelu", { name: "elu", alpha: 2 }]);
  });

  test("an arm has moved images and noise of its own, changes one option, or takes them back", () => {
    const file = {
      regularization: { augment: { shift: 3 }, inputNoise: 0.2 },
      arms: [
        { name: "rotate too", regularization: { augment: { rotate: 15 } } },
        { name: "standard", regularization: { augment: true } },
        { name: "noise alone", regularization: { augment: false } },
        { name: "none", regularization: { augment: { shift: 0 }, inputNoise: 0 } },
      ],
    };
    const of = (i: number) => {
      const { augment, inputNoise } = arm(file, i);
      return { augment, inputNoise };
    };
    expect([0, 1, 2, 3].map(of)).toEqual([
      { augment: { shift: 3, rotate: 15, scale: 0 }, inputNoise: 0.2 },
      { augment: { shift: 2, rotate: 10, scale: 0.1 }, inputNoise: 0.2 },
      { augment: undefined, inputNoise: 0.2 }, { augment: undefined, inputNoise: undefined },
    ]);
  });

  test("an arm changes one option of clipping, or takes it back", () => {
    const file = {
      training: { clipping: 0.5, batchSize: 7 },
      arms: [
        { name: "by", training: { clipping: { by: "norm" } } },
        { name: "limit", training: { clipping: 2 } },
        { name: "none", training: { clipping: false } },
      ],
    };
    const of = (i: number) => arm(file, i).training.clipping;
    expect([of(0), of(1), of(2)]).toEqual([{ limit: 0.5, by: "norm" }, { limit: 2, by: "globalNorm" }, undefined]);
  });

  test("a shorthand merges as the object that it stands for", () => {
    const file = {
      network: { dropout: 0.4, batchNorm: true },
      arms: [
        { name: "a", network: { dropout: { scaling: "train" }, batchNorm: { momentum: 0.5 } } },
        { name: "b", network: { dropout: false, batchNorm: false } },
        { name: "c", network: { dropout: 0.1 } },
      ],
    };
    expect(arm(file, 0).network.hidden[0]).toMatchObject({
      dropout: { ratio: 0.4, scaling: "train" },
      batchNorm: { momentum: 0.5, epsilon: 1e-6 },
    });
    expect(arm(file, 1).network.hidden[0]).toMatchObject({ dropout: false, batchNorm: false });
    expect(arm(file, 2).network.hidden[0]).toMatchObject({ dropout: { ratio: 0.1, scaling: "test" } });
  });
});

describe("problems", () => {
  test.each([
    [5, ["the experiment = 5: must be an object with some of the keys $schema, name, "]],
    [[], ["the experiment = []: must be an object"]],
    [null, ["the experiment = null: must be an object"]],
    [{}, ["name: missing; must be a text"]],
    [{ name: "" }, ['name = "": must be 1 to 64 letters, digits']],
    [{ name: "a/b" }, ['name = "a/b": must be 1 to 64 letters, digits']],
    [{ name: ".." }, ['name = "..": must be 1 to 64']],
    [{ name: "a." }, ['name = "a.": must be 1 to 64']],
    [{ name: "x".repeat(65) }, ["must be 1 to 64"]],
    [{ name: "CON" }, ['name = "CON": is a reserved name on Windows']],
    [{ dataset: "mnits" }, ['dataset = "mnits": must be "mnist", "circles", "moons"', 'did you mean "mnist"?']],
    [{ dataset: { name: "idx" } }, ["dataset.path: missing; must be a text"]],
    [{ dataset: { name: "idz" } }, ['dataset.name = "idz": must be "mnist", "idx", "csv", "images", "npz", "circles", "moons", "spiral", "xor", "gaussians", "blobs" or "sine"; did you mean "idx"?']],
    [
      { dataset: { name: "mnist", train: 0 } },
      ["dataset.train = 0: must be a whole number from 1 to 10000000"],
    ],
    [{ dataset: { name: "mnist", labelNoise: 1.1 } }, ["dataset.labelNoise = 1.1: must be a number, 0 <= x <= 1"]],
    [
      { dataset: { name: "mnist", path: "x" } },
      ['dataset.path = "x": unknown key; allowed here: name, train, test'],
    ],
    [
      { network: { hidden: ["a"] } },
      ['network.hidden[0] = "a": must be a number of units from 1 to 65535 or'],
    ],
    [{ network: { hidden: [0] } }, ["network.hidden[0] = 0: must be a whole number from 1 to 65535"]],
    [{ network: { hidden: [{}] } }, ["network.hidden[0].units: missing; must be a whole number"]],
    [
      { network: { hidden: [{ units: 1, activation: "rleu" }] } },
      ['activation = "rleu"', 'did you mean "relu"?'],
    ],
    [{ network: { activation: { slope: 0.1 } } }, ["network.activation.name: missing"]],
    [{ training: { clipping: 0 } }, ["training.clipping = 0: must be a number, 0 < x <= 1000000"]],
    [{ training: { clipping: { by: "norms" } } }, ['training.clipping.by = "norms": must be "value", "norm" or "globalNorm"']],
    [{ training: { clipping: true } }, ["training.clipping = true: must be false, a limit"]],
    [{ regularization: { inputNoise: -1 } }, ["regularization.inputNoise = -1: must be a number, 0 <= x <= 1000000"]],
    [{ regularization: { augment: 2 } }, ["regularization.augment = 2: must be true, false or an object of options"]],
    [{ regularization: { augment: { scale: 1 } } }, ["regularization.augment.scale = 1: must be a number, 0 <= x < 1"]],
    [
      { dataset: "moons", regularization: { augment: true } },
      ["regularization.augment = true: moves images, and the data set has none; leave it out"],
    ],
    [
      { dataset: { name: "csv", path: "a.csv", label: 1 }, arms: [{ name: "a" }, { name: "b", regularization: { augment: { shift: 1 } } }] },
      ["arms[1].regularization.augment = {…}: moves images, and the data set has none"],
    ],
    [{ regularization: { labelSmoothing: 1 } }, ["regularization.labelSmoothing = 1: must be a number, 0 <= x < 1"]],
    [{ network: { activation: { name: "elu", alpha: -1 } } }, ["network.activation.alpha = -1: must be a number, 0 <= x"]],
    [
      { network: { hidden: Array(1001).fill(1) } },
      ["network.hidden = […]: must be a list of 0 to 1000 elements"],
    ],
    [{ network: { hiden: [1] } }, ['network.hiden = […]: unknown key; did you mean "hidden"?']],
    [
      { network: { init: "hee" } },
      ['network.init = "hee": must be a number, 0 <= x <= 100, or "he", ', 'did you mean "he"?'],
    ],
    [{ network: { init: -1 } }, ["network.init = -1: must be a"]],
    [{ network: { dropout: 1 } }, ["network.dropout = 1: must be a number, 0 <= x < 1"]],
    [{ network: { dropout: { ratio: 1 } } }, ["network.dropout.ratio = 1: must be a number, 0 <= x < 1"]],
    [{ network: { dropout: true } }, ["network.dropout = true: must be false, a ratio"]],
    [
      { network: { batchNorm: { momentun: 0 } } },
      ['batchNorm.momentun = 0: unknown key; did you mean "momentum"?'],
    ],
    [
      { network: { output: { units: 10 } } },
      ["network.output.units = 10: unknown key; allowed here: init, "],
    ],
    [
      { training: { iterations: 1.5 } },
      ["training.iterations = 1.5: must be a whole number from 1 to 10000000"],
    ],
    [{ training: { iterations: "1" } }, ['training.iterations = "1": must be a whole number']],
    [{ training: { iterations: Infinity } }, ["training.iterations = Infinity: must be a whole number"]],
    [
      { training: { batchSize: 65536 } },
      ["training.batchSize = 65536: must be a whole number from 1 to 65535"],
    ],
    [{ training: { sampling: "epoch" } }, ['must be "replacement" or "epochs"; did you mean "epochs"?']],
    [{ training: null }, ["training = null: must be an object"]],
    [{ optimizer: "sdg" }, ['optimizer = "sdg": must be "sgd", ', 'did you mean "sgd"?']],
    [{ optimizer: { name: "adm" } }, ['optimizer.name = "adm": must be "sgd"', 'did you mean "adam"?']],
    [{ optimizer: {} }, ["optimizer.name: missing; must be"]],
    [
      { arms: [{ name: "a", optimizer: { name: "nesterow", learningRate: 0.1 } }] },
      ['arms[0].optimizer.name = "nesterow": must be "sgd"', 'did you mean "nesterov"?'],
    ],
    [
      { arms: [{ name: "a", optimizer: { name: "adm", learningRate: -1 } }] },
      ['arms[0].optimizer.name = "adm": must be "sgd"', 'did you mean "adam"?'],
    ],
    [{ arms: [{ name: "a", schedule: { name: "cosin" } }] }, ['schedule.name = "cosin": must be', 'did you mean "cosine"?']],
    [
      { optimizer: { name: "sgd", beta1: 0.9 } },
      ["optimizer.beta1 = 0.9: unknown key: sgd has no beta1: it is of adam, adamw, nadam, radam, adamax, lion (β₁, the decay"],
    ],
    [{ optimizer: { name: "adam", epsilon: 0 } }, ["optimizer.epsilon = 0: must be a number, 1e-30 <= x <= 1"]],
    [{ optimizer: { name: "rmsprop", epsilon: 0 } }, ["optimizer.epsilon = 0: must be a number, 1e-30 <= x <= 1"]],
    [
      { optimizer: { name: "sgd", learningRate: 0 } },
      ["optimizer.learningRate = 0: must be a number, 0 < x"],
    ],
    [
      { optimizer: { name: "adagrad", epsilon: 0 } },
      ["optimizer = {…}: epsilon and initialAccumulator are both 0"],
    ],
    [{ regularization: { l2: -1 } }, ["regularization.l2 = -1: must be a number, 0 <= x"]],
    [{ regularization: { l2Penalty: "sqrt" } }, ['must be "squared" or "root"']],
    [{ seeds: [] }, ["seeds = []: must be a list of 1 to 100 elements"]],
    [{ seeds: 3 }, ["seeds = 3: must be a list of 1 to 100 elements; in brackets: [3]"]],
    [{ network: { hidden: 40 } }, ["hidden = 40: must be a list of 0 to 1000 elements; in brackets: [40]"]],
    [{ seeds: [-1] }, ["seeds[0] = -1: must be a whole number from 0 to 9007199254740991"]],
    [{ seeds: [1, 2, 1] }, ["seeds[2] = 1: is given twice"]],
    [{ arms: [] }, ["arms = []: must be a list of 1 to 100 elements"]],
    [{ arms: [{}] }, ["arms[0].name: missing; must be a text"]],
    [{ arms: [{ name: "a\u001b[31m" }] }, ["arms[0].name = \"a\\u001b[31m\": must be a text"]],
    [{ arms: [{ name: "a" }, { name: "a" }] }, ['arms[1].name = "a": names two arms']],
    [{ arms: [{ name: "a", dataset: "mnist" }] }, ['arms[0].dataset = "mnist": unknown key']],
    [{ training: { epochs: 2, iterations: 9 } }, ["training.epochs = 2: stands beside iterations; give one of the two"]],
    [{ training: { epochs: 0.5 } }, ["training.epochs = 0.5: must be a whole number"]],
    [
      { dataset: { name: "idx", path: "x" }, training: { epochs: 2 } },
      ["training.epochs = 2: needs dataset.train, the number of rows"],
    ],
    [{ training: { epochs: 1e6 } }, ["training.epochs = 1000000: makes 600000000 steps; at most 10000000 are"]],
    [{ dataset: { name: "mnist", train: 60001 } }, ["dataset.train = 60001: the data set has 60000 such images"]],
    [{ dataset: { name: "mnist", test: 1e5 } }, ["dataset.test = 100000: the data set has 10000 such images"]],
    [
      { training: { iterations: 1e7 }, seeds: [1, 2, 3] },
      ["all arms and seeds together make 30000000 steps"],
    ],
  ])("%j", (file: unknown, expected: string[]) => {
    const given = typeof file === "object" && file && !Array.isArray(file) ? file : undefined;
    const complete = given && Object.keys(given).length > 0 ? { name: "test", ...given } : file;
    const found = problems(complete);
    expect(found).toHaveLength(1);
    for (const part of expected) expect(found[0]).toContain(part);
  });

  test("all are reported at once, those between several values too", () => {
    const found = problems({
      nam: "a",
      network: { hidden: [1.5, "x"] },
      optimizer: { name: "sgd", learningRate: 1 },
      seeds: [1, 1],
      arms: [
        { name: "a", training: { iterations: 3, epochs: 4 } },
        { name: "a", optimizer: { beta1: 0.5 } },
        { name: "b", training: { iterations: "x" }, optimizer: { name: "adagrad", epsilon: 0 } },
      ],
    });
    expect(found.map((line) => line.split(/ =|:/)[0])).toEqual([
      "name",
      "network.hidden[0]",
      "network.hidden[1]",
      "arms[0].training.epochs",
      "arms[2].training.iterations",
      "nam",
      "seeds[1]",
      "arms[1].name",
      "arms[1].optimizer.beta1",
      "arms[2].optimizer",
    ]);
  });

  test("what a merge breaks is reported where the arm or else the base says it", () => {
    const long = { epochs: 1e6 };
    expect(problems({ name: "t", training: long, arms: [{ name: "a" }, { name: "b" }] })).toEqual([
      "training.epochs = 1000000: makes 600000000 steps; at most 10000000 are allowed",
    ]);
    expect(problems({ name: "t", arms: [{ name: "a", training: long }] })).toEqual([
      "arms[0].training.epochs = 1000000: makes 600000000 steps; at most 10000000 are allowed",
    ]);
    const arms = [{ name: "a", optimizer: { epsilon: 0 } }];
    expect(problems({ name: "t", optimizer: "adam", arms })).toEqual([
      "arms[0].optimizer.epsilon = 0: must be a number, 1e-30 <= x <= 1 (of adam)",
    ]);
    expect(problems({ name: "t", optimizer: "adagrad", arms })).toEqual([
      expect.stringContaining("arms[0].optimizer = {…}: epsilon and initialAccumulator are both 0"),
    ]);
  });

  test("keys that reach for prototypes are unknown keys", () => {
    const file: unknown = JSON.parse(
      '{ "name": "a", "__proto__": { "x": 1 }, "constructor": 1, "network": { "__proto__": { "init": 1 } },' +
        '"arms": [{ "name": "a", "optimizer": { "__proto__": { "name": "adam" } } }] }',
    );
    expect(problems(file).map((line) => line.split(" =")[0]).sort()).toEqual([
      "__proto__",
      "arms[0].optimizer.__proto__",
      "constructor",
      "network.__proto__",
    ]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("values are shown on one short line that no terminal acts on", () => {
    expect(formatValue("\u001b]0;x\u0007\n\u202e")).toBe(String.raw`"\u001b]0;x\u0007\n\u{202e}"`);
    expect(formatValue("x".repeat(1000))).toHaveLength(60);
    expect(formatValue({ a: 1 })).toBe("{…}");
    expect(problems({ name: "t", "\u009b31m": 1 })[0]).toContain('["\\u{9b}31m"] = 1: unknown key');
  });
});

describe("anything at all", () => {
  const root = new URL("../../", import.meta.url);
  const valid: unknown = JSON.parse(readFileSync(new URL("experiments/overfitting.json", root), "utf8"));
  const searching: unknown = {
    name: "searching", dataset: { name: "mnist", validation: 1000 }, seeds: [3], optimizer: "adam",
    tuning: { trials: 5, method: "halton", seeds: 2, choose: "best", rerun: 3, halving: { factor: 2, from: 0.2 } },
    search: { optimizer: "default", "optimizer.beta2": false, "optimizer.epsilon": { max: 1e-3 } },
    arms: [
      { name: "a", search: { "network.hidden[0].units": { min: 5, max: 50, scale: "log" }, "network.activation": ["relu", { name: "elu", alpha: 2 }] } },
      { name: "b", search: { "optimizer.learningRate": [0.1, 0.2], "training.clipping": { min: 0.1, max: 1, scale: "linear", of: "x" } } },
      { name: "c", search: false },
    ],
  };

  /** Every path in a value. */
  const paths = (value: unknown): (string | number)[][] =>
    typeof value !== "object" || value === null
      ? [[]]
      : [[], ...Object.entries(value).flatMap(([key, inner]) => paths(inner).map((path) => [key, ...path]))];

  /** A copy of `value` with `change` at `path`. */
  function changed(value: unknown, path: (string | number)[], change: unknown): unknown {
    const [key, ...rest] = path;
    if (key === undefined) return change;
    const copy = structuredClone(value) as Record<string | number, unknown>;
    copy[key] = changed(copy[key], rest, change);
    return copy;
  }

  const odd = fc.oneof(
    fc.jsonValue() as fc.Arbitrary<unknown>,
    fc.constantFrom<unknown>(NaN, Infinity, -0, 1e308, -1, 0.5, "", "adam", "__proto__", [], {}, [null]),
    fc.dictionary(fc.constantFrom("name", "units", "ratio", "constructor", "x"), fc.jsonValue()),
  );

  test.each([Symbol("x"), new Proxy({}, {}), { name: () => 1 }])("what JSON cannot hold is reported: %#", (file) => {
    const checked = checkExperiment(file);
    expect("problems" in checked && checked.problems.map(({ message }) => message)).toEqual(["must be what JSON can hold"]);
  });

  test.each([["arms", valid], ["a search", searching]])("of %s is resolved or its problems are reported; nothing is thrown", (_, base) => {
    const places = paths(base);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...places), odd), { maxLength: 4 }), (changes) => {
        const file = changes.reduce<unknown>((value, [path, change]) => {
          try {
            return changed(value, path, change);
          } catch {
            return value; // An earlier change took the place away.
          }
        }, base);
        const checked = checkExperiment(file);
        if ("problems" in checked) {
          expect(checked.problems.length).toBeGreaterThan(0);
          for (const problem of checked.problems) expect(formatProblem(problem)).toMatch(/^[^\n]{1,3000}$/);
        } else {
          // What is accepted can be trained, each trial too: the library accepts it as well.
          const { experiment: { arms, tuning, seeds } } = checked;
          const trials = tuning ? arms.flatMap((arm) => trialSettings(arm, tuning, seeds[0]!).map((own) => withSettings(arm, own))) : [];
          for (const { network, optimizer, l2Penalty, training } of [...arms, ...trials]) {
            resolveDescription({
              inputs: 784,
              hidden: network.hidden,
              output: { units: 10, ...network.output },
              optimizer,
              l2Penalty,
              batchSize: training.batchSize,
            });
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("JSON Schema", () => {
  type Node = { [key: string]: Node } & { description?: string; properties?: Record<string, Node> };

  test("describes every key, with the optimizers of the table", () => {
    const undescribed: string[] = [];
    const visit = (node: Node, path: string) => {
      for (const [key, property] of Object.entries(node.properties ?? {})) {
        if (!property.description && !("const" in property)) undescribed.push(`${path}.${key}`);
      }
      for (const [key, child] of Object.entries(node)) {
        if (typeof child === "object" && child !== null) visit(child, `${path}.${key}`);
      }
    };
    const schema = jsonSchema() as Node;
    visit(schema, "");
    expect(undescribed).toEqual([]);
    expect(schema).toMatchObject({ type: "object", required: ["name"], additionalProperties: false });
    const text = JSON.stringify(schema);
    for (const name of optimizerNames) {
      for (const option of Object.keys(optimizerRow(name).options)) expect(text).toContain(`"${option}"`);
    }
  });

  test("has every option of a dense layer, of the network and of training, where experiments give it", () => {
    interface Keys { properties: Readonly<Record<string, Keys>>; items: { anyOf: Keys[] } }
    const { network, regularization, training } = (jsonSchema() as Keys).properties;
    const { hidden, output } = network!.properties;
    const keys = ({ properties }: Keys) => Object.keys(properties);
    const layer = Object.keys(denseOptions);
    expect(keys(output!)).toEqual(layer);
    expect(keys(hidden!.items.anyOf[1]!)).toEqual(expect.arrayContaining(["units", "activation", ...optionalKinds, ...layer]));
    expect(keys(regularization!)).toEqual(expect.arrayContaining(["l1", "l2"]));
    const elsewhere = ["inputs", "batchSize", "seed"];
    const whole = Object.keys(networkOptions).filter((name) => !elsewhere.includes(name));
    expect([...keys(network!), ...keys(regularization!)]).toEqual(expect.arrayContaining(whole));
    expect(keys(training!)).toEqual(expect.arrayContaining([...Object.keys(trainingOptions), "epochs"]));
  });
});

describe("JSON Schema for other readers", () => {
  interface Node { [key: string]: unknown }
  const schema = jsonSchema() as Node & { properties: { name: Node & { pattern: string; not: { pattern: string } } } };

  /** Every value of a keyword, wherever it stands. */
  function valuesOf(keyword: string, node: unknown): unknown[] {
    if (typeof node !== "object" || node === null) return [];
    const own = Object.hasOwn(node, keyword) ? [(node as Node)[keyword]] : [];
    return [...own, ...Object.values(node).flatMap((child) => valuesOf(keyword, child))];
  }

  test("patterns use what regular expressions of JavaScript, Python and Go have in common", () => {
    const patterns = valuesOf("pattern", schema).filter((value) => typeof value === "string");
    expect(patterns.length).toBeGreaterThan(3);
    for (const pattern of patterns) {
      expect(pattern).toMatch(/^[ -~]+$/);
      expect(pattern.replaceAll(/\\x[0-7][0-9a-f]/g, "")).not.toMatch(/\\|\(\?/);
      expect(() => new RegExp(pattern)).not.toThrow();
      expect(() => new RegExp(pattern, "u")).not.toThrow();
    }
  });

  const { pattern, not } = schema.properties.name;
  const published = (name: string) => new RegExp(pattern, "u").test(name) && !new RegExp(not.pattern, "u").test(name);

  test("what is a name here is one there", () => {
    const letters = fc.constantFrom(...Array.from("aZ09_ .+()-/\\:*\"\n\u0000é日本語"));
    const texts = fc.oneof(fc.string({ unit: letters, maxLength: 9 }), fc.string({ unit: "grapheme", maxLength: 9 }));
    fc.assert(fc.property(texts, (name) => {
      if (problems({ name }).length === 0) expect(published(name)).toBe(true);
    }), { numRuns: 2000 });
    const refused = ["", " a", "a ", "a.", ".a", "a/b", "a\\b", "a:b", "-a", "CON", "com1.txt", "a\tb"];
    for (const name of refused) expect([name, published(name), problems({ name }).length]).toEqual([name, false, 1]);
    for (const name of ["a", "_", "mine (2)", "実験 1", "conx", "a.b"]) {
      expect([name, published(name), problems({ name })]).toEqual([name, true, []]);
    }
  });
});

describe("experiments of the repository", () => {
  const root = new URL("../../", import.meta.url);
  const read = (file: string) => resolved(JSON.parse(readFileSync(new URL(file, root), "utf8")));
  const files = readdirSync(new URL("experiments", root)).filter((name) => name.endsWith(".json")).map((name) => `experiments/${name}`);
  const claims = readdirSync(new URL("experiments/claims", root)).map((name) => `experiments/claims/${name}`);

  test.each(["experiment.json", ...files, ...claims])("%s is right, and its $schema exists", (file) => {
    const { $schema } = JSON.parse(readFileSync(new URL(file, root), "utf8")) as { $schema: string };
    expect(new URL($schema, new URL(file, root)).href).toBe(new URL("experiment.schema.json", root).href);
    expect(read(file).description).toBeTruthy();
  });

  test("is resolved to what run.json has always had the hash of", () => {
    const hashes = ["experiment.json", ...files].map((file) => [file, hashExperiment(read(file))]);
    expect(Object.fromEntries(hashes)).toEqual({
      "experiment.json": "eeeeb7ad7707dc7ecfb93abe5a6e1df540815079192647bd72a595c93e3b6092",
      "experiments/adams.json": "3a796247b181eeec504c159b1e4865ca5681b297057ffef895710bc9e9182a91",
      "experiments/augmentation.json": "f775a81ba2b7714d503fdfd80df90148b1fac615b42a5226b44efa0f3e1779cd",
      "experiments/decay.json": "2d88e9633eab7ce8d7fd402b2fd48f97b3500fe1b15e6da8b4ff83af89d88646",
      "experiments/fair.json": "4e8c925307eb91839f1496f04c9aab3ac57ecf999b5fddf92f31681106dc246a",
      "experiments/learning-rate.json": "2be1a5f0d7d3955fc224c81d27d5df17199170f990cfe671e1ea9a621bcaf8d3",
      "experiments/nesterov.json": "cb49dd0c07cb08e6fae3b3ab68a7a9984b34ff392e3af87f97ad8a020f357800",
      "experiments/optimizers-batch-norm.json": "506f813bdd6ffabe196c38cdab92ba7215c432afe823aba580ebb7b314618e9b",
      "experiments/optimizers.json": "22666f93cd4227fec3132352c0e17bd0d19bb3a9385070a562aa4c33919cc246",
      "experiments/overfitting.json": "48bed525d39d85c0b60e9fad132af3fce0cfaa8c344d1eb3262261402f4abf06",
      "experiments/schedules.json": "ce2a1b00987d552afa6ca6f8fee3f7f5add303738d2e2580ea16058034e4d969",
      "experiments/wrong-labels.json": "9451fd30dc11b7342f32b4e7247cc08d7c708bb2c225599e18c6e50ae8fe83e5",
    });
  });

  const faithful = {
    SGD: { name: "sgd", learningRate: 0.01 },
    Momentum: { name: "momentum", learningRate: 0.3, momentum: 0.9 },
    AdaGrad: { name: "adagrad", learningRate: 0.1, initialAccumulator: 1e-4, epsilon: 0, skipFirst: true },
    RMSProp: { name: "rmsprop", learningRate: 0.01, decay: 0.99, epsilon: 1e-7 },
    Adam: {
      name: "adam",
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      epsilonMode: "uncorrected",
    },
  };
  const schedule = { iterations: 1000, batchSize: 100, evaluateEvery: 10, sampling: "replacement" };

  test.each(["experiment.json", "experiments/optimizers.json", "experiments/optimizers-batch-norm.json"])(
    "%s has the report's settings",
    (file) => {
      const { arms, dataset } = read(file);
      expect(dataset).toEqual({ name: "mnist" });
      expect(Object.fromEntries(arms.map(({ name, optimizer }) => [name, optimizer]))).toEqual(faithful);
      const normalized = file.includes("batch-norm") && { momentum: 0.9, epsilon: 1e-6, initialVariance: 0 };
      for (const { network, training } of arms) {
        expect(training).toEqual({ ...schedule, trainAccuracy: "batch" });
        expect(network.hidden.map(({ units }) => units)).toEqual([40, 20]);
        expect(network.output).toEqual({ init: 0.01, trainable: true, l1: 0, l2: 0 });
        for (const layer of network.hidden) {
          expect(layer).toMatchObject({ activation: "sigmoid", init: 0.01, dropout: false });
          expect(layer.batchNorm).toEqual(normalized);
        }
      }
    },
  );

  test("overfitting.json has each remedy as in the report and corrected", () => {
    const { arms, dataset, seeds } = read("experiments/overfitting.json");
    expect(dataset).toEqual({ name: "mnist", train: 300 });
    expect(seeds).toHaveLength(3);
    const summary = arms.map(({ name, network: { hidden, output }, optimizer, l2Penalty, training }) => {
      expect(training).toEqual({ ...schedule, trainAccuracy: "all" });
      expect(hidden).toHaveLength(6);
      for (const layer of hidden) expect(layer).toEqual(hidden[0]);
      const { dropout, l1, l2 } = hidden[0]!;
      expect(hidden[0]).toMatchObject({ units: 100, activation: "relu", init: "he" });
      expect([output.init, optimizer.name]).toEqual(["he", "sgd"]);
      const ratio = dropout && dropout.ratio;
      return [name, optimizer.learningRate, ratio, l1, l2, l2Penalty, output.trainable, output.l1, output.l2];
    });
    expect(summary).toEqual([
      ["none", 0.01, false, 0, 0, "squared", true, 0, 0],
      ["L2 (report)", 0.01, false, 0, 0.1, "root", false, 0, 0],
      ["L2 (corrected)", 0.01, false, 0, 0.1, "squared", true, 0, 0.1],
      ["L1 (report)", 0.1, false, 0.005, 0, "squared", false, 0, 0],
      ["L1 (corrected)", 0.1, false, 0.005, 0, "squared", true, 0.005, 0],
      ["dropout (report)", 0.01, 0.15, 0, 0.005, "squared", true, 0, 0.005],
      ["dropout (corrected)", 0.01, 0.15, 0, 0, "squared", true, 0, 0],
      ["dropout + L1 (report)", 0.01, 0.08, 0.004, 0, "squared", false, 0, 0],
      ["dropout + L1 (corrected)", 0.01, 0.08, 0.004, 0, "squared", true, 0.004, 0],
    ]);
  });
});

describe("schedules, validation and early stopping", () => {
  const check = (file: object) => checkExperiment({ name: "a", training: { iterations: 100, evaluateEvery: 10 }, ...file });
  const problems = (file: object) => {
    const checked = check(file);
    return "problems" in checked ? checked.problems.map(formatProblem) : [];
  };
  const arms = (file: object) => {
    const checked = check(file);
    if ("problems" in checked) throw new Error(checked.problems.map(formatProblem).join("\n"));
    return checked.experiment.arms;
  };
  const validation = { dataset: { name: "mnist", validation: 1000 } };

  test("a schedule ends with the training, unless it says when", () => {
    expect(arms({ schedule: "cosine" })[0]!.schedule).toEqual({
      name: "cosine", steps: 100, endLearningRate: 0, warmup: 0, warmupFrom: 0,
    });
    expect(arms({ schedule: { name: "linear", warmup: 30 } })[0]!.schedule).toMatchObject({ steps: 70 });
    expect(arms({ schedule: { name: "linear", warmup: 30, steps: 90 } })[0]!.schedule).toMatchObject({ steps: 90 });
    expect(arms({ schedule: "inverseSquareRoot" })[0]!.schedule).toMatchObject({ steps: 1 });
  });

  test("arms change the schedule, or take another", () => {
    const schedule = { name: "cosine", warmup: 10 };
    const resolved = arms({
      schedule,
      arms: [
        { name: "same" }, { name: "changed", schedule: { endLearningRate: 0.1 } }, { name: "other", schedule: "linear" },
        { name: "none", schedule: "constant" }, { name: "longer", training: { iterations: 200 } },
      ],
    }).map((arm) => arm.schedule);
    expect(resolved).toMatchObject([
      { ...schedule, steps: 90 }, { ...schedule, steps: 90, endLearningRate: 0.1 }, { name: "linear", steps: 100, warmup: 0 },
      undefined, { ...schedule, steps: 190 },
    ]);
  });

  test("without them an experiment is what it was", () => {
    const plain = JSON.stringify(check({}));
    expect(JSON.stringify(check({ schedule: "constant", training: { iterations: 100, evaluateEvery: 10, stop: false } }))).toBe(plain);
    expect(plain).not.toMatch(/schedule|stop|validation/);
  });

  test("stopping early has a shorthand, and arms can turn it off", () => {
    const stop = { on: "validationLoss", patience: 5, minDelta: 0, restoreBest: true };
    const resolved = arms({
      ...validation, training: { stop: 5 },
      arms: [
        { name: "same" }, { name: "changed", training: { stop: { restoreBest: false } } }, { name: "off", training: { stop: false } },
      ],
    });
    expect(resolved.map(({ training }) => training.stop)).toEqual([stop, { ...stop, restoreBest: false }, undefined]);
  });

  test.each<[object, string]>([
    [{ schedule: "cosin" }, 'schedule = "cosin": must be "constant"'],
    [{ schedule: "step" }, "every: missing; must be a whole number from 1 to 4294967295 (of step)"],
    [{ schedule: { name: "step", steps: 10 } }, "schedule.steps = 10: unknown key; allowed here: name, every, factor, warmup, warmupFrom"],
    [{ schedule: { name: "step", gamma: 0.1, every: 3 } }, 'schedule.gamma = 0.1: unknown key; it is called "factor" here'],
    [{ schedule: { name: "milestones", at: [] } }, "schedule.at = []: must be a list of 1 to 100 elements"],
    [{ schedule: { name: "milestones", at: [10, 5] } }, "schedule = {…}: the milestones of at must ascend"],
    [{ schedule: { name: "cosine", warmup: 100 } }, "schedule.warmup = 100: takes all 100 steps and leaves none to cosine"],
    [{ schedule: { name: "oneCycle", warmup: 60 } }, "schedule = {…}: a cycle of 40 steps is shorter than its warm-up of 60"],
    [{ schedule: { name: "oneCycle", steps: 3 } }, "schedule = {…}: a cycle of 3 steps has none to rise in"],
    [{ schedule: "plateau" }, 'schedule = "plateau": needs dataset.validation'],
    [
      { ...validation, schedule: "plateau", training: { iterations: 100, evaluateEvery: 100 } },
      'schedule = "plateau": is a plateau, and there is no evaluation before the last of 100 steps',
    ],
    [{ training: { stop: {} } }, "training.stop = {}: needs dataset.validation"],
    [{ ...validation, training: { stop: { patience: 0 } } }, "training.stop.patience = 0: must be a whole number from 1"],
    [{ ...validation, training: { stop: { monitor: "loss" } } }, 'training.stop.monitor = "loss": unknown key; it is called "on" here'],
    [{ dataset: { name: "mnist", validation: 60_000 } }, "dataset.validation = 60000: of 60000 training images 59999 can be set aside here"],
    [{ dataset: { name: "mnist", train: 55_000, validation: 5001 } }, "of 60000 training images 5000 can be set aside here"],
    [{ optimizer: { name: "sgd", warmup: 5 } }, 'optimizer.warmup = 5: unknown key here; write "schedule": { "warmup": 5 }'],
  ])("refuses %j", (file, message) => {
    const found = problems(file);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  test("an arm's own schedule is where its fault is reported", () => {
    expect(problems({ arms: [{ name: "a" }, { name: "b", schedule: "step" }] })).toEqual([
      "arms[1].schedule.every: missing; must be a whole number from 1 to 4294967295 (of step)",
    ]);
    expect(problems({ schedule: "cosine", arms: [{ name: "a", schedule: { every: 3 } }] })[0]).toContain(
      "arms[0].schedule.every = 3: unknown key",
    );
  });

  test("an epoch is of the images that are left", () => {
    const [arm] = arms({ ...validation, training: { epochs: 1 } });
    expect(arm!.training.iterations).toBe(590);
  });

  test("a run with a schedule keeps twice as much", () => {
    const training = { iterations: 10_000_000 };
    const three = [{ name: "a" }, { name: "b" }];
    expect(problems({ training, arms: three })).toEqual([]);
    expect(problems({ training, arms: three, schedule: "cosine" })[0]).toContain("40000000 steps (those with a schedule count twice)");
  });
});
