/** The norms of layers over time, and histograms of a network. */
import { beforeAll, describe, expect, test } from "vitest";
import { compile, Dataset, Network, UsagiError } from "../../bindings/index.ts";
import { checkExperiment, type ResolvedArm, Training } from "../../experiment/index.ts";
import { evaluate } from "../../experiment/evaluation.ts";
import { histogram, histogramsOf } from "../../experiment/histograms.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../cli/run/checkpoint.ts";
import { layersCsv } from "../../report/csv.ts";
import { images } from "../cli/helpers.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const { labels, pixels } = images(60, 3, 5, 3);
const train = Dataset.fromImages({ images: pixels, labels, inputs: 15, classes: 3 });
const data = { train, test: train };

function armOf(settings: object = {}): ResolvedArm {
  const checked = checkExperiment({
    name: "a", training: { iterations: 11, batchSize: 7, evaluateEvery: 4, clipping: 0.5 }, optimizer: "adam",
    network: { hidden: [{ units: 6, batchNorm: true }, { units: 5, trainable: false }], dropout: 0.3, activation: "tanh" },
    regularization: { l2: 0.1 }, ...settings,
  });
  if (!("experiment" in checked)) throw new Error(JSON.stringify(checked.problems));
  return checked.experiment.arms[0]!;
}

function trained(training: Training, until = Infinity): Training {
  while (!training.finished && training.iteration < until) {
    training.step();
    if (training.due) training.record(evaluate(training));
  }
  return training;
}

/** In another order than the source's, and so to a few digits. */
const norm = (values: Float32Array) => Math.hypot(...values);

describe("norms", () => {
  test("are those of the last step's gradient and change, for the weights of each trained layer", () => {
    const training = new Training(module, armOf(), 3, data);
    const { network } = training;
    const arrays = ["dense1/weight", "batchNorm1/gamma", "dense3/weight"];
    while (!training.finished) {
      const before = arrays.map((name) => network.get(name));
      training.step();
      if (!training.due) continue;
      training.record(evaluate(training));
      expect(training.layers.map(({ name }) => name)).toEqual(["dense1", "batchNorm1", "dense3"]);
      training.layers.forEach(({ gradient, update, weight }, i) => {
        const after = network.get(arrays[i]!);
        for (const series of [gradient, update, weight]) expect(series).toHaveLength(training.metrics.iterations.length);
        const near = (value: number) => expect.closeTo(value, 5) as number;
        expect(weight.at(-1)).toEqual(near(norm(after)));
        expect(gradient.at(-1)).toEqual(near(norm(network.gradient(arrays[i]!))));
        expect(update.at(-1)).toEqual(near(norm(after.map((value, j) => value - before[i]![j]!))));
        expect(update.at(-1)).toBeGreaterThan(0);
      });
    }
    expect(training.metrics.iterations).toEqual([4, 8, 11]);
  });

  test.each([2, 4, 5, 8])("are the same after a stop at iteration %i", (at) => {
    const whole = trained(new Training(module, armOf(), 3, data));
    const stopped = trained(new Training(module, armOf(), 3, data), at);
    const identity = { experimentHash: "0".repeat(64), arm: "a", seed: 3 };
    const shape = (name: string) => stopped.network.shape(name);
    const file = encodeCheckpoint(stopped.state(), identity, { description: stopped.network.description, shape });
    const next = new Training(module, armOf(), 3, data);
    next.restore(decodeCheckpoint(file, identity));
    expect(next.layers).toEqual(stopped.layers);
    expect(trained(next).layers).toEqual(whole.layers);
  });

  test("wait for the evaluation that is due", () => {
    const training = new Training(module, armOf(), 3, data);
    for (let i = 0; i < 4; i++) training.step();
    const next = new Training(module, armOf(), 3, data);
    next.restore(training.state());
    const { train: own, test: other } = evaluate(training);
    for (const one of [training, next]) {
      one.record({ train: own, test: other });
      trained(one);
    }
    expect(next.layers).toEqual(training.layers);
    expect(next.metrics.iterations).toEqual([4, 8, 11]);
  });

  test("are the same for any number of threads", async () => {
    const alone = trained(new Training(module, armOf(), 3, data));
    const shared = new Training(module, armOf(), 3, data);
    await shared.network.useThreads(3);
    expect(trained(shared).layers).toEqual(alone.layers);
    expect(histogramsOf(shared.network, train)).toEqual(histogramsOf(alone.network, train));
    shared.network.dispose();
  });

  test("of a state that was saved without them are NaN up to there", () => {
    const older = trained(new Training(module, armOf(), 3, data), 9).state();
    const next = new Training(module, armOf(), 3, data);
    next.restore({ ...older, layers: undefined });
    trained(next);
    for (const { weight } of next.layers) expect(weight).toEqual([NaN, NaN, expect.any(Number)]);
  });

  test("that do not fit are refused, and nothing changes", () => {
    const training = trained(new Training(module, armOf(), 3, data), 5);
    const before = training.state();
    const [first, ...others] = before.layers!;
    for (const wrong of [
      3, [...others], [{ ...first, weight: [1, 2] }, ...others], [{ ...first, update: ["1"] }, ...others], [null, ...others],
    ]) {
      expect(() => training.restore({ ...before, layers: wrong as never })).toThrow(UsagiError);
      expect(training.state()).toEqual(before);
    }
  });

  test("are not recorded where nobody asks for them, which changes no bit", async () => {
    const plain = trained(new Training(module, armOf(), 3, data, { layers: false }));
    const recorded = trained(new Training(module, armOf(), 3, data));
    expect(plain.layers).toEqual([]);
    expect(await plain.network.digest()).toBe(await recorded.network.digest());
  });

  test("have a row of layers.csv for each layer and evaluation; what is not finite is empty", () => {
    const layers = [{ name: "dense1", gradient: [1, NaN], update: [0.5, 0.25], weight: [3, Infinity] }];
    const runs = [{ arm: "a,b", seed: 2, status: "complete", iterations: [10, 20], layers }];
    expect(layersCsv({ runs: runs as never }).split("\r\n")).toEqual([
      "arm,seed,iteration,layer,gradient_norm,update_norm,weight_norm",
      '"a,b",2,10,dense1,1,0.5,3', '"a,b",2,20,dense1,,0.25,', "",
    ]);
  });
});

describe("histograms", () => {
  test.each([
    [[0, 1, 63], { start: 0, width: 1 }],
    [[0, 64], { start: 0, width: 2 }],
    [[-0.5, 0.25, 0.49], { start: -0.5, width: 2 ** -6 }],
    [[-1e-9, 5], { start: -0.125, width: 0.125 }],
    [[3, 3, 3], { start: 3, width: 2 ** -30 }],
    [[NaN, Infinity], { start: 0, width: 1 }],
  ])("of %j", (values, bins) => {
    const { start, width, counts } = histogram("dense1", values);
    expect({ start, width }).toEqual(bins);
    expect(counts.length).toBeLessThanOrEqual(64);
    const finite = values.filter(Number.isFinite);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(finite.length);
    counts.forEach((count, i) => {
      const [from, to] = [start + i * width, start + (i + 1) * width];
      expect(count).toBe(finite.filter((value) => value >= from && value < to).length);
    });
  });

  test("are of every layer's weights, and of what each hidden block gives before dropout", () => {
    const { network } = trained(new Training(module, armOf({ network: { hidden: [6, 5], activation: "sigmoid", dropout: 0.5 } }), 3, data));
    const { weights, activations } = histogramsOf(network, train);
    expect(weights.map(({ name }) => name)).toEqual(["dense1", "dense2", "dense3"]);
    expect(activations.map(({ name }) => name)).toEqual(["activation1", "activation2"]);
    // The same by hand: of a network whose output layer sums up what is asked for, x W + b and the sigmoid of it.
    const [w, b] = [network.get("dense1/weight"), network.get("dense1/bias")];
    const expected = Array.from({ length: 60 }, (_, row) => row).flatMap((row) =>
      Array.from({ length: 6 }, (_, unit) => {
        let sum = b[unit]!;
        for (let i = 0; i < 15; i++) sum += (pixels[row * 15 + i]! / 255) * w[i * 6 + unit]!;
        return 1 / (1 + Math.exp(-sum));
      }),
    );
    const { start, width, counts } = activations[0]!;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(360);
    const hand = histogram("activation1", expected);
    expect(hand.width).toBe(width);
    const mean = (bins: typeof hand) => bins.counts.reduce((sum, count, i) => sum + count * (bins.start + (i + 0.5) * width), 0) / 360;
    expect(mean({ name: "", start, width, counts })).toBeCloseTo(mean(hand), 4);
  });

  test("of a linear block are those of its dense layer", () => {
    const { network } = new Training(module, armOf({ network: { hidden: [4], activation: "identity" } }), 3, data);
    expect(histogramsOf(network, train).activations.map(({ name }) => name)).toEqual(["dense1"]);
  });
});

test("the outputs of a layer are those of the last pass", () => {
  const { network } = new Training(module, armOf(), 3, data);
  const probabilities = network.predict(train, Uint32Array.of(4, 5));
  const logits = network.output("dense3", 2);
  for (let row = 0; row < 2; row++) {
    const exps = Array.from(logits.subarray(row * 3, row * 3 + 3), Math.exp);
    const sum = exps.reduce((a, b) => a + b);
    exps.forEach((value, i) => expect(probabilities[row * 3 + i]).toBeCloseTo(value / sum, 5));
  }
  expect(() => network.output("dense9", 1)).toThrow('the network has no layer "dense9"; it has dense1, batchNorm1');
  expect(() => network.output("dense1", 257)).toThrow("rows is 257; it must be a whole number from 0 to 256");
  expect(network).toBeInstanceOf(Network);
});
