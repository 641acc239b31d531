/** Searches of settings: what a file says of them, which settings the trials have, and which of them is chosen. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { optimizerNames, optimizerRow } from "../../bindings/parts/optimizers.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { formatProblem } from "../../experiment/problems.ts";
import type { ResolvedExperiment, ResolvedTuning } from "../../experiment/resolve.ts";
import { chosen, edgesOf, valueOf } from "../../experiment/tuning/choose.ts";
import { gridSizes, halton, mostDimensions, random } from "../../experiment/tuning/fractions.ts";
import { rungsOf, stepsAt, survivors } from "../../experiment/tuning/halving.ts";
import { rangesOf } from "../../experiment/tuning/ranges.ts";
import { positionIn, valueAtShare } from "../../experiment/tuning/space.ts";
import {
  judgedExperiment, judgedSeeds, trialSettings, tuningSeeds, withSettings,
} from "../../experiment/tuning/trials.ts";

const rest = { name: "test", dataset: { name: "mnist", validation: 10_000 }, tuning: {} };

/** Of a file over `rest`, whose keys are left out where it has undefined. */
const check = (file: object) => checkExperiment(JSON.parse(JSON.stringify({ ...rest, ...file })));

function resolved(file: object): ResolvedExperiment {
  const checked = check(file);
  if ("problems" in checked) throw new Error(checked.problems.map(formatProblem).join("\n"));
  return checked.experiment;
}

function problems(file: object): string[] {
  const checked = check(file);
  return "problems" in checked ? checked.problems.map(formatProblem) : [];
}

const spaceOf = (file: object, arm = 0) => resolved(file).arms[arm]!.search?.space;

function trials(file: object, arm = 0, tuning: Partial<ResolvedTuning> = {}) {
  const experiment = resolved(file);
  return trialSettings(experiment.arms[arm]!, { ...experiment.tuning!, ...tuning }, experiment.seeds[0]!);
}

describe("sequences", () => {
  test.each(Array.from({ length: mostDimensions }, (_, dimension) => dimension))(
    "dimension %d of the first bᵏ Halton points has one in each bᵏth of the range", (dimension) => {
      const base = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53][dimension]!;
      const share = halton(7, dimension);
      const points = base * base;
      const cells = Array.from({ length: points }, (_, trial) => Math.floor(share(trial) * points));
      expect(cells.sort((a, b) => a - b)).toEqual(Array.from({ length: points }, (_, i) => i));
    },
  );

  test("dimensions and seeds are scrambled apart, and all lie from 0 to below 1", () => {
    const first = Array.from({ length: mostDimensions }, (_, dimension) => halton(0, dimension)(0));
    expect(new Set(first).size).toBe(mostDimensions);
    expect(halton(1, 0)(0)).not.toBe(halton(0, 0)(0));
    for (const draw of [halton(0, 3), random(0, 3)]) {
      for (let trial = 0; trial < 1000; trial++) expect(draw(trial)).toSatisfy((share: number) => share >= 0 && share < 1);
    }
  });

  test("random shares are spread evenly, each dimension in its own way", () => {
    const shares = Array.from({ length: 4000 }, (_, trial) => random(0, 1)(trial));
    const counts = Array.from({ length: 10 }, (_, cell) => shares.filter((share) => Math.floor(share * 10) === cell).length);
    // Twenty is the deviation of each.
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(100);
    expect(random(0, 2)(0)).not.toBe(random(0, 1)(0));
  });

  // Whatever changes these changes the result of every search there is.
  test("the first trials of Adam's default search", () => {
    const all = trials({ optimizer: "adam", search: "default" });
    expect(all).toHaveLength(25);
    expect(all.slice(0, 5).map((settings) => Object.values(settings))).toEqual([
      [0.0323, 0.9585, 0.9345],
      [0.000323, 0.847, 0.99587],
      [0.00323, 0.9887, 0.99896],
      [0.0000323, 0.901, 0.999739],
      [0.0102, 0.635, 0.9835],
    ]);
    const drawn = trials({ optimizer: "adam", search: "default", tuning: { method: "random" }, seeds: [3] });
    expect(drawn.slice(0, 2).map((settings) => Object.values(settings))).toEqual([[0.017, 0.9007, 0.999893], [0.000304, 0.9348, 0.99132]]);
  });

  test.each(["halton", "random"] as const)("%s: fewer trials are the first ones of more", (method) => {
    const file = { optimizer: "adam", search: { optimizer: "default", "network.dropout": [0, 0.2, 0.5] } };
    const many = trials(file, 0, { trials: 100, method });
    expect(many).toHaveLength(100);
    for (const count of [1, 10, 25]) expect(trials(file, 0, { trials: count, method })).toEqual(many.slice(0, count));
  });

  test("every arm's rate has the same shares, whatever else it searches and whichever arms there are", () => {
    const arms = optimizerNames.map((name) => ({ name, optimizer: name }));
    const file = { search: { "network.dropout": [0, 0.5], optimizer: "default" }, arms };
    const shares = arms.map((_, i) => {
      const { "optimizer.learningRate": range } = spaceOf(file, i)!;
      return trials(file, i).map(({ "optimizer.learningRate": rate }) => positionIn(range as never, rate as number));
    });
    for (const own of shares) own.forEach((share, trial) => expect(share).toBeCloseTo(shares[0]![trial]!, 2));
    expect(trials({ ...file, arms: [arms[5]] })).toEqual(trials(file, 5));
  });

  test("settings that repeat themselves are tried once", () => {
    const lists = { "network.dropout": [0, 0.5], "training.batchSize": [10, 50, 100] };
    for (const method of ["halton", "random", "grid"] as const) {
      const all = trials({ search: lists }, 0, { method });
      expect(all).toHaveLength(6);
      expect(new Set(all.map((settings) => JSON.stringify(settings))).size).toBe(6);
    }
  });
});

describe("grids", () => {
  test.each([
    [25, [undefined, undefined], [5, 5]],
    [25, [undefined], [25]],
    [25, [undefined, undefined, undefined], [4, 3, 2]],
    [25, [undefined, 3], [8, 3]],
    [8, [undefined, undefined, undefined], [2, 2, 2]],
    [7, [undefined, undefined, undefined], undefined],
    [6, [2, 3], [2, 3]],
    [5, [2, 3], undefined],
  ])("of at most %i trials over %j has %j points", (budget, sizes, expected) => {
    expect(gridSizes(budget, sizes)).toEqual(expected);
  });

  test("have the ends of intervals and all values of lists, the last changing first", () => {
    const search = { "optimizer.learningRate": { min: 0.001, max: 0.1, scale: "log" }, "network.dropout": [0, 0.5] };
    expect(trials({ search, tuning: { method: "grid", trials: 7 } }).map((settings) => Object.values(settings))).toEqual([
      [0.001, 0], [0.001, 0.5], [0.01, 0], [0.01, 0.5], [0.1, 0], [0.1, 0.5],
    ]);
  });
});

describe("values", () => {
  const value = (range: object, share: number) => valueAtShare({ scale: "linear", of: "x", ...range } as never, share);

  test("stand on their scale", () => {
    expect(value({ min: 1, max: 100, scale: "log" }, 0.5)).toBe(10);
    expect(value({ min: 1, max: 100 }, 0.5)).toBe(50.5);
    expect(value({ min: 0.001, max: 0.1, scale: "log", of: "1-x" }, 0.5)).toBe(0.99);
    expect(value({ min: 0, max: 10, whole: true }, 0.34)).toBe(3);
    expect(valueAtShare({ values: ["a", "b", "c"] }, 0.999)).toBe("c");
    expect(valueAtShare({ values: ["a", "b", "c"] }, 1)).toBe("c");
  });

  test("are rounded to what people write, and stay in their range", () => {
    expect(value({ min: 1e-5, max: 0.1, scale: "log" }, 1 / 3)).toBe(0.000215);
    expect(value({ min: 0, max: 0.7 }, 1 / 3)).toBe(0.2333);
    expect(value({ min: 1e-4, max: 0.1, scale: "log", of: "1-x" }, 1 / 3)).toBe(0.999);
    expect(value({ min: 1e-4, max: 0.1, scale: "log", of: "1-x" }, 0.1)).toBe(0.9998);
    expect(value({ min: 0.0012345, max: 1, scale: "log" }, 0)).toBe(0.0012345);
    expect(value({ min: 0.0012345, max: 1, scale: "log", of: "1-x" }, 0)).toBe(0.9987655);
    expect(value({ min: 3e-9, max: 1, scale: "log", of: "1-x" }, 0)).toBe(0.999999997);
  });

  test("never leave their range, and grow with their share", () => {
    const end = fc.double({ min: 1e-9, max: 1e5, noNaN: true });
    const range = fc.record({
      ends: fc.tuple(end, end).filter(([a, b]) => a !== b), scale: fc.constantFrom("linear", "log"), of: fc.constantFrom("x", "1-x"),
    });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(fc.property(range, share, share, ({ ends, scale, of }, a, b) => {
      const [min, max] = [Math.min(...ends), Math.max(...ends)];
      const at = (where: number) => {
        const x = value({ min, max, scale, of }, where) as number;
        return of === "x" ? x : 1 - x;
      };
      const low = at(Math.min(a, b));
      const high = at(Math.max(a, b));
      const slack = of === "x" ? 0 : 1e-15 * max + 1e-16;
      expect(low).toBeGreaterThanOrEqual(min - slack);
      expect(high).toBeLessThanOrEqual(max + slack);
      expect(low).toBeLessThanOrEqual(high);
    }));
  });
});

describe("search spaces", () => {
  test.each(optimizerNames)("%s has default ranges within its options' limits", (name) => {
    const space = spaceOf({ optimizer: name, search: "default" })!;
    expect(Object.keys(space)[0]).toBe("optimizer.learningRate");
    expect(Object.keys(space)).toEqual(Object.keys(rangesOf(name)).map((option) => `optimizer.${option}`));
    const rate = optimizerRow(name).options.learningRate.default;
    expect(rate).toBeGreaterThanOrEqual(rangesOf(name)["learningRate"]!.min);
    expect(rate).toBeLessThanOrEqual(rangesOf(name)["learningRate"]!.max);
  });

  test("an arm's search is merged over the experiment's", () => {
    const arms = [
      { name: "more", search: { "network.dropout": [0, 0.5], "optimizer.learningRate": { max: 1 } } },
      { name: "less", optimizer: "adam", search: { "optimizer.beta2": false } },
      { name: "none", search: false },
      { name: "same" },
    ];
    const file = { search: "default", arms };
    expect(spaceOf(file, 0)).toEqual({
      "optimizer.learningRate": { min: 1e-3, max: 1, scale: "log", of: "x" }, "network.dropout": { values: [0, 0.5] },
    });
    expect(Object.keys(spaceOf(file, 1)!)).toEqual(["optimizer.learningRate", "optimizer.beta1"]);
    expect(spaceOf(file, 2)).toBeUndefined();
    expect(spaceOf(file, 3)).toEqual(spaceOf({ search: "default" }));
  });

  test("a range that is whole has its own scale; one without an end is the default with changes", () => {
    const range = (entry: unknown) => spaceOf({ optimizer: "momentum", search: { "optimizer.momentum": entry } })!["optimizer.momentum"];
    expect(range({ min: 0.5, max: 0.99 })).toEqual({ min: 0.5, max: 0.99, scale: "linear", of: "x" });
    expect(range({ max: 0.2 })).toEqual({ min: 5e-3, max: 0.2, scale: "log", of: "1-x" });
    expect(range("default")).toEqual({ min: 5e-3, max: 0.5, scale: "log", of: "1-x" });
    expect(spaceOf({ search: { "training.batchSize": { min: 10, max: 500, scale: "log" } } })).toEqual({
      "training.batchSize": { min: 10, max: 500, scale: "log", of: "x", whole: true },
    });
    expect(spaceOf({ search: { "regularization.l2": "default", "network.dropout": "default" } })).toEqual({
      "regularization.l2": { min: 1e-7, max: 1, scale: "log", of: "x" },
      "network.dropout": { min: 0, max: 0.7, scale: "linear", of: "x" },
    });
  });

  test("an experiment without a search is what it was", () => {
    const plain = { name: "test", optimizer: "adam", arms: [{ name: "a" }] };
    const checked = checkExperiment(plain);
    expect(JSON.stringify(checked)).not.toMatch(/search|tuning|base/);
  });
});

describe("a trial's arm", () => {
  const apply = (arm: object, settings: Record<string, unknown>) =>
    withSettings(resolved({ ...arm, search: { "optimizer.learningRate": [1] } }).arms[0]!, settings);
  const directly = (arm: object) => resolved({ ...arm, tuning: undefined }).arms[0]!;

  test.each<[object, Record<string, unknown>, object]>([
    [{}, { "optimizer.learningRate": 0.5 }, { optimizer: { name: "sgd", learningRate: 0.5 } }],
    [{ optimizer: "adam" }, { optimizer: "nadam" }, { optimizer: "nadam" }],
    [{ schedule: "cosine" }, { "training.iterations": 70 }, { schedule: "cosine", training: { iterations: 70 } }],
    [{ schedule: "cosine" }, { "schedule.warmup": 30 }, { schedule: { name: "cosine", warmup: 30 } }],
    [
      { training: { epochs: 2 } }, { "training.batchSize": 50 }, { training: { epochs: 2, batchSize: 50 } },
    ],
    [{ training: { epochs: 2 } }, { "training.iterations": 5 }, { training: { iterations: 5 } }],
    [{ network: { dropout: { ratio: 0.1, scaling: "train" } } }, { "network.dropout": 0.4 }, { network: { dropout: { ratio: 0.4, scaling: "train" } } }],
    [{ network: { hidden: [5, 6] } }, { "network.hidden[1].units": 9 }, { network: { hidden: [5, 9] } }],
    [{}, { "network.hidden[0].units": 9 }, { network: { hidden: [9] } }],
    [{}, { "network.hidden": [3, 4] }, { network: { hidden: [3, 4] } }],
    [{ network: { activation: "leakyRelu" } }, { "network.activation.slope": 0.2 }, { network: { activation: { name: "leakyRelu", slope: 0.2 } } }],
    [{ network: { activation: "tanh" } }, { "network.activation": "relu" }, { network: { activation: "relu" } }],
    [{}, { "regularization.l2": 0.1, "regularization.labelSmoothing": 0.2 }, { regularization: { l2: 0.1, labelSmoothing: 0.2 } }],
    [{}, { "regularization.augment.shift": 2, "regularization.inputNoise": 0.1 }, { regularization: { augment: { shift: 2 }, inputNoise: 0.1 } }],
    [{}, { "regularization.augment": true }, { regularization: { augment: true } }],
    [{}, { "training.clipping": 2, "training.stop": 4 }, { training: { clipping: 2, stop: 4 } }],
    [{ optimizer: { name: "adam", semantics: "torch" } }, { "optimizer.semantics": "keras" }, { optimizer: { name: "adam", semantics: "keras" } }],
  ])("%j with %j is as if the file had said so", (arm, settings, same) => {
    expect(apply(arm, settings)).toEqual({ ...directly(same), name: "test" });
    expect(JSON.stringify(apply(arm, settings))).toBe(JSON.stringify(directly(same)));
  });

  test("the chosen settings are judged with seeds that no trial has seen", () => {
    const file = {
      seeds: [5], tuning: { seeds: 2, rerun: 3 }, search: "default", description: "kept",
      arms: [{ name: "a" }, { name: "b", search: false }, { name: "c" }],
    };
    const experiment = resolved(file);
    expect(tuningSeeds(experiment)).toEqual([5, 6]);
    expect(judgedSeeds(experiment)).toEqual([7, 8, 9]);
    const judged = judgedExperiment(experiment, [{ "optimizer.learningRate": 2 }, undefined, undefined]);
    expect(judged).toEqual({
      ...resolved({
        ...file, tuning: undefined, search: undefined, seeds: [7, 8, 9],
        arms: [{ name: "a", optimizer: { learningRate: 2 } }, { name: "b" }, { name: "c" }],
      }),
    });
  });
});

describe("the choice", () => {
  const run = (accuracy: number | null, status: "complete" | "failed" | "halved" = "complete") => ({ accuracy, status });

  test("goes by the mean over the tuning seeds; what diverged or was ended has none", () => {
    expect(valueOf([run(0.5), run(0.7)])).toBeCloseTo(0.6);
    expect(valueOf([run(0.9), run(null, "failed")])).toBeNull();
    expect(valueOf([run(0.9, "halved")])).toBeNull();
    expect(valueOf([])).toBeNull();
  });

  test("is the highest, the earlier of equals, and never what diverged", () => {
    expect(chosen([null, 0.2, 0.9, 0.9, 0.1])).toBe(2);
    expect(chosen([null, 0])).toBe(1);
    expect(chosen([null, null])).toBeUndefined();
  });

  test("at the end of a range is told, unless there is nothing beyond", () => {
    const edges = (search: object, settings: Record<string, unknown>, optimizer = "momentum") =>
      edgesOf(resolved({ optimizer, search }).arms[0]!, settings).map(({ path, end }) => `${path.split(".").at(-1)} ${end}`);
    const rate = { "optimizer.learningRate": { min: 1e-4, max: 1, scale: "log" } };
    // A twentieth of four decades is a factor of 1.58.
    expect(edges(rate, { "optimizer.learningRate": 0.65 })).toEqual(["learningRate max"]);
    expect(edges(rate, { "optimizer.learningRate": 0.6 })).toEqual([]);
    expect(edges(rate, { "optimizer.learningRate": 1.5e-4 })).toEqual(["learningRate min"]);
    expect(edges({ "optimizer.momentum": "default" }, { "optimizer.momentum": 0.994 })).toEqual(["momentum min"]);
    expect(edges({ "optimizer.momentum": { min: 0, max: 0.9 } }, { "optimizer.momentum": 0.01 })).toEqual([]);
    expect(edges({ "optimizer.momentum": { min: 0.1, max: 1, of: "1-x" } }, { "optimizer.momentum": 0.01 })).toEqual([]);
    expect(edges({ "network.dropout": "default" }, { "network.dropout": 0 })).toEqual([]);
    expect(edges({ "network.dropout": "default" }, { "network.dropout": 0.69 })).toEqual(["dropout max"]);
    const lists = { "training.batchSize": [100, 10, 500], "network.dropout": [0.5, 0.6] };
    expect(edges(lists, { "training.batchSize": 500, "network.dropout": 0.6 })).toEqual(["batchSize max"]);
    expect(edges(lists, { "training.batchSize": 100, "network.dropout": 0.6 })).toEqual([]);
    expect(edges({ "network.activation": ["relu", "tanh", "gelu"] }, { "network.activation": "gelu" })).toEqual([]);
  });
});

describe("successive halving", () => {
  test.each<[number, number, number | undefined, [trials: number, divisor: number][]]>([
    [25, 3, undefined, [[25, 9], [8, 3], [2, 1]]],
    [25, 3, 0.01, [[25, 9], [8, 3], [2, 1]]],
    [100, 3, 0.01, [[100, 81], [33, 27], [11, 9], [3, 3], [1, 1]]],
    [100, 2, 0.5, [[100, 2], [50, 1]]],
    [100, 2, 0.6, [[100, 1]]],
    [2, 3, undefined, [[2, 1]]],
  ])("%i trials by %i from %s", (count, factor, from, expected) => {
    expect(rungsOf(count, factor, from).map((rung) => [rung.trials, rung.divisor])).toEqual(expected);
  });

  test("none: one rung of all trials and steps", () => {
    expect(rungsOf(25)).toEqual([{ trials: 25, divisor: 1 }]);
  });

  test("steps are whole, and one at least", () => {
    expect(stepsAt({ trials: 1, divisor: 9 }, 1000)).toBe(111);
    expect(stepsAt({ trials: 1, divisor: 9 }, 3)).toBe(1);
  });

  test("the best go on, of equals the earlier, never what diverged", () => {
    expect(survivors([0.1, 0.9, null, 0.9, 0.9], 2)).toEqual([1, 3]);
    expect(survivors([null, 0.1, undefined], 2)).toEqual([1]);
  });
});

describe("what is wrong", () => {
  const search = (paths: object, others: object = {}) => problems({ search: paths, ...others });
  const rate = (entry: unknown) => search({ "optimizer.learningRate": entry });

  test.each<[string, string[], string[]]>([
    ["a tuning without a search", problems({}), ['tuning = {}: has nothing to choose; give a "search", such as "default", of the experiment or of an arm']],
    [
      "a search without a tuning", problems({ search: "default", tuning: undefined }),
      ['search = "default": needs a tuning, which says how many settings are tried: "tuning": { "trials": 25 }'],
    ],
    ["all arms without their search", problems({ search: "default", arms: [{ name: "a", search: false }] }), ["tuning = {}: has nothing to choose"]],
    ["no images to validate", problems({ search: "default", dataset: "mnist" }), ["tuning = {}: needs dataset.validation"]],
    ["several seeds", problems({ search: "default", seeds: [1, 2] }), ["seeds = […]: must be one number beside a tuning"]],
    [
      "of the tuning and of a path at once", problems({ search: { lr: [1] }, seeds: [1, 2] }),
      ["seeds = […]: must be one number beside a tuning", "search.lr = […]: is no setting of this arm"],
    ],
    ["seeds beyond the last", problems({ search: "default", seeds: [2 ** 53 - 1] }), ["seeds[0] = 9007199254740991: leaves no room for 11 seeds"]],
    ["too many trials", problems({ search: "default", tuning: { trials: 1001 } }), ["tuning.trials = 1001: must be a whole number from 1 to 1000"]],
    [
      "too many runs", problems({ search: "default", tuning: { trials: 1000, seeds: 3 }, arms: Array.from({ length: 7 }, (_, i) => ({ name: `${i}` })) }),
      ["tuning.trials = 1000: makes 21000 runs, 1000 trials with 3 seeds of 7 arms; at most 20000 are allowed"],
    ],
    ["another word", search("defualt" as never), ['search = "defualt": must be "default", false, or an object']],
    ["a path under another's name", search({ lr: [1] }), ['search.lr = […]: is no setting of this arm; did you mean "optimizer.learningRate"?']],
    ["a misspelt path", search({ "optimizer.lerningRate": [1] }), ['is no setting of this arm; did you mean "optimizer.learningRate"?']],
    ["an option of another optimizer", search({ "optimizer.beta1": [0.5] }), ['search["optimizer.beta1"] = […]: sgd has no beta1: it is of adam']],
    ["a layer that there is not", search({ "network.hidden[1].units": [5] }), ["is of a hidden layer that there is not: the arm has 1"]],
    ["what arms share", search({ seeds: [1] }), ["search.seeds = […]: is the same for all arms"]],
    ["what the data are", search({ "dataset.train": [100] }), ["is the same for all arms"]],
    ["below the option's range", rate({ min: -1, max: 1 }), ['search["optimizer.learningRate"].min = -1: must be a number, 0 < x <= 1000000']],
    ["a value of a list", rate([0.1, 0]), ['search["optimizer.learningRate"][1] = 0: must be a number, 0 < x <= 1000000']],
    ["a value twice", rate([0.1, 0.1]), ['search["optimizer.learningRate"][1] = 0.1: is given twice']],
    ["no values", rate([]), ["must be a list of 1 to 100 elements"]],
    ["max below min", rate({ min: 1, max: 0.1 }), ['search["optimizer.learningRate"].max = 0.1: must be above min, which is 1']],
    ["max equal to min", rate({ min: 1, max: 1 }), ["must be above min"]],
    ["a logarithm of 0", search({ "network.dropout": { min: 0, max: 0.5, scale: "log" } }), ["must be above 0 on a logarithmic scale"]],
    ["another scale", rate({ min: 1, max: 2, scale: "lgo" }), ['must be "linear" or "log"; did you mean "log"?']],
    [
      "1 − x that gives 1", search({ "optimizer.momentum": { min: 0, max: 0.5, of: "1-x" } }, { optimizer: "momentum" }),
      ['search["optimizer.momentum"].min = 0: makes the value 1, which must be a number, 0 <= x < 1'],
    ],
    ["1 − x of what is no share", rate({ min: 0.1, max: 0.5, of: "1-x" }), ["is for shares from 0 to 1"]],
    ["a range of words", search({ "training.sampling": { min: 1, max: 2 } }), ['takes no range; give a list of what to try, of "replacement" or "epochs"']],
    ["another word of a list", search({ "training.sampling": ["epochs", "epcohs"] }), ['[1] = "epcohs": must be "replacement" or "epochs"']],
    ["no whole number", search({ "training.batchSize": { min: 1.5, max: 20 } }), ["must be a whole number"]],
    ["no default", search({ "training.batchSize": { max: 20 } }), ["needs min: there is no default range for it"]],
    ["no default at all", search({ "training.batchSize": "default" }), ["needs min and max"]],
    [
      "a part and its option", search({ optimizer: ["sgd", "adam"], "optimizer.learningRate": [0.1] }),
      ["is within optimizer, which is searched as a whole"],
    ],
    ["steps twice", search({ "training.epochs": [1], "training.iterations": [5] }), ["stands beside training.iterations"]],
    [
      "a grid without room", search({ "optimizer.learningRate": "default", "network.dropout": [0, 0.1, 0.2] }, { tuning: { method: "grid", trials: 5 } }),
      ["search = {…}: makes a grid of 6 points or more; give as many tuning.trials (5 now), or another method"],
    ],
    [
      "a trial that cannot train", search({ "training.batchSize": [1, 2] }, { network: { batchNorm: true } }),
      ["search = {…}: has a trial that cannot train, training.batchSize 1: training.batchSize batch norm of a single row"],
    ],
    ["a part without what it needs", search({ schedule: ["cosine", "step"] }), ["has a trial that cannot train, schedule \"step\": schedule.every must be"]],
    [
      "trials with more steps than results hold", search({ "training.iterations": [1000, 9_000_000] }),
      ["all arms and seeds together make 90000000 steps"],
    ],
    ["a factor of 1", problems({ search: "default", tuning: { halving: { factor: 1 } } }), ["tuning.halving.factor = 1: must be a whole number from 2 to 10"]],
  ])("%s", (_, found, expected) => {
    expect(found).toHaveLength(expected.length);
    found.forEach((problem, i) => expect(problem).toContain(expected[i]!));
  });

  test("is reported in the arm that says it, and once where the experiment says it for all", () => {
    const arms = [{ name: "a" }, { name: "b", search: { "network.dropout": [2] } }];
    expect(problems({ search: { "optimizer.learningRate": [-1] }, arms })).toEqual([
      'search["optimizer.learningRate"][0] = -1: must be a number, 0 < x <= 1000000',
      'arms[1].search["network.dropout"][0] = 2: must be a number, 0 <= x < 1',
    ]);
  });
});

describe("warnings", () => {
  const warnings = (file: object) => {
    const checked = check(file);
    return "warnings" in checked ? checked.warnings.map(formatProblem) : ["not valid"];
  };

  test("of decades on a linear scale", () => {
    expect(warnings({ search: { "optimizer.learningRate": { min: 1e-4, max: 1 } } })[0]).toContain('with "scale": "log"');
    expect(warnings({ search: { "optimizer.learningRate": { min: 1e-4, max: 1, scale: "linear" } } })).toEqual([]);
    expect(warnings({ search: { "optimizer.learningRate": { min: 0.1, max: 1 } } })).toEqual([]);
  });

  test("of what has no effect", () => {
    expect(warnings({ network: { hidden: [] }, search: { optimizer: "default", "regularization.l2": "default", "network.dropout": [0, 0.1] } }))
      .toEqual(['search["network.dropout"] = […]: has no effect: the arm trains alike with all of these values']);
  });
});
