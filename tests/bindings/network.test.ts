import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { NetworkDescription, Optimizer } from "../../bindings/index.ts";
import { compile, Dataset, Network, UsagiError } from "../../bindings/index.ts";
import { optimizerNames } from "../../bindings/parts/optimizers.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const description: NetworkDescription = {
  inputs: 6,
  hidden: [{ units: 5, activation: "tanh" }],
  output: { units: 3 },
  optimizer: { name: "sgd", learningRate: 0.1 },
  batchSize: 4,
  seed: 1,
};
const x = Float32Array.from({ length: 24 }, (_, i) => (i * 7) % 5);
const labels = Uint8Array.of(0, 1, 2, 1);

function network(changes: Partial<NetworkDescription> = {}): Network {
  return new Network(module, { ...description, ...changes });
}

function run(net: Network, steps: number): Network {
  for (let i = 0; i < steps; i++) net.trainStep(x, labels);
  return net;
}

describe("training", () => {
  const optimizers: Optimizer[] = [
    { name: "sgd", learningRate: 0.5 },
    { name: "momentum", learningRate: 0.1 },
    { name: "adagrad", learningRate: 0.1 },
    { name: "rmsprop", learningRate: 0.01 },
    { name: "adam", learningRate: 0.01 },
  ];
  test.each(optimizers)("$name lowers the loss and learns four rows by heart", (optimizer) => {
    const net = network({ optimizer });
    const first = net.trainStep(x, labels);
    run(net, 400);
    expect(net.gradients(x, labels)).toBeLessThan(first / 5);
    expect(net.evaluate(x, labels).accuracy).toBe(1);
    expect(net.steps).toBe(401);
  });

  test("the same seed gives the same bits, another seed others", async () => {
    const digests = await Promise.all(
      [1, 1, 2].map((seed) => run(network({ seed }), 20).digest()),
    );
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });

  test("networks do not share memory", () => {
    const idle = network();
    const before = idle.get("dense1/weight");
    run(network(), 5);
    expect(idle.get("dense1/weight")).toEqual(before);
  });

  test("a smaller last batch gives the gradient of its own mean", () => {
    const net = network();
    net.gradients(x.subarray(0, 6), labels.subarray(0, 1));
    const one = net.gradient("dense2/bias");
    const p = net.predict(x.subarray(0, 6));
    expect(one[0]).toBeCloseTo(p[0]! - 1, 6);
    expect(one[1]).toBeCloseTo(p[1]!, 6);
  });

  test("a layer that is not trainable keeps its parameters, and its penalty is not counted", () => {
    const plain = network();
    const frozen = network({ output: { units: 3, trainable: false, l2: 10 } });
    expect(frozen.trainStep(x, labels)).toBe(plain.trainStep(x, labels));
    const before = frozen.get("dense2/weight");
    const hidden = frozen.get("dense1/weight");
    run(frozen, 3);
    expect(frozen.get("dense2/weight")).toEqual(before);
    expect(frozen.get("dense1/weight")).not.toEqual(hidden);
  });

  test("the first or a middle layer can be frozen, with its batch norm", () => {
    for (const optimizer of [{ name: "adam" }, { name: "momentum" }] as const) {
      const hidden = [
        { units: 4, batchNorm: true },
        { units: 5, batchNorm: true, trainable: false },
        { units: 3 },
      ];
      const net = network({ hidden, optimizer });
      const names = ["dense2/weight", "dense2/bias", "batchNorm2/gamma", "batchNorm2/beta"];
      const before = names.map((name) => net.get(name));
      const others = ["dense1/weight", "batchNorm1/gamma", "dense3/weight", "dense4/bias"];
      const moving = others.map((name) => net.get(name));
      run(net, 3);
      names.forEach((name, i) => expect(net.get(name), name).toEqual(before[i]));
      others.forEach((name, i) => expect(net.get(name), name).not.toEqual(moving[i]));
    }
  });

  test("l2Penalty root logs half lambda times the norm and keeps the gradient", () => {
    const output = { units: 3, l2: 0.4 };
    const squared = network({ output });
    const root = network({ output, l2Penalty: "root" });
    const bare = network();
    const sum = bare.get("dense2/weight").reduce((total, w) => total + w * w, 0);
    const loss = bare.gradients(x, labels);
    expect(squared.gradients(x, labels) - loss).toBeCloseTo(0.2 * sum, 6);
    expect(root.gradients(x, labels) - loss).toBeCloseTo(0.2 * Math.sqrt(sum), 6);
    expect(root.gradient("dense2/weight")).toEqual(squared.gradient("dense2/weight"));
  });
});

describe("dropout", () => {
  const at = (scaling: "test" | "train") =>
    network({ hidden: [{ units: 500, dropout: { ratio: 0.3, scaling } }] });

  test("drops about its share, anew in each step", () => {
    const net = at("test");
    net.trainStep(x, labels);
    const first = net.dropoutMask("dropout1");
    net.trainStep(x, labels);
    expect(net.dropoutMask("dropout1")).not.toEqual(first);
    const dropped = first.filter((m) => m === 0).length / first.length;
    expect(dropped).toBeGreaterThan(0.26);
    expect(dropped).toBeLessThan(0.34);
  });

  test("both scalings drop the same units; train divides the kept by 1 - ratio", () => {
    const masks = (["test", "train"] as const).map((scaling) => {
      const net = at(scaling);
      net.trainStep(x, labels);
      return net.dropoutMask("dropout1");
    });
    expect(new Set(masks[0])).toEqual(new Set([0, 1]));
    expect(masks[1]).toEqual(masks[0]!.map((m) => m * Math.fround(1 / 0.7)));
  });

  test("inference scales by 1 - ratio with test scaling and not with train scaling", () => {
    const plain = network({ hidden: [{ units: 500 }] });
    const weight = plain.get("dense2/weight");
    expect(at("train").predict(x)).toEqual(plain.predict(x));
    plain.set("dense2/weight", weight.map((w) => w * 0.7));
    const expected = plain.predict(x);
    at("test").predict(x).forEach((p, i) => expect(p).toBeCloseTo(expected[i]!, 5));
  });
});

describe("batch norm", () => {
  test("running statistics move by 1 - momentum toward the batch, from 0 or the chosen variance", () => {
    const at = (initialVariance: number) =>
      network({ hidden: [{ units: 5, batchNorm: { initialVariance } }] });
    const book = at(0);
    const keras = at(1);
    expect(book.get("batchNorm1/runningVariance")).toEqual(new Float32Array(5));
    expect(keras.get("batchNorm1/runningVariance")).toEqual(new Float32Array(5).fill(1));
    book.trainStep(x, labels);
    keras.trainStep(x, labels);
    const variance = book.get("batchNorm1/runningVariance");
    keras.get("batchNorm1/runningVariance").forEach((v, i) => expect(v).toBeCloseTo(0.9 + variance[i]!, 5));
    expect(keras.get("batchNorm1/runningMean")).toEqual(book.get("batchNorm1/runningMean"));
  });

  test("the running variance takes the batch's variance, biased as in Keras or unbiased as in PyTorch", () => {
    const at = (runningVariance?: "biased" | "unbiased") => {
      const batchNorm = { momentum: 0, ...(runningVariance && { runningVariance }) };
      return run(network({ hidden: [{ units: 5, batchNorm, activation: "identity" }] }), 1);
    };
    const [standard, biased, unbiased] = [at(), at("biased"), at("unbiased")];
    const [weight, bias] = ["dense1/weight", "dense1/bias"].map((name) => network().get(name));
    for (let j = 0; j < 5; j++) {
      const column = [0, 1, 2, 3].map((r) =>
        [0, 1, 2, 3, 4, 5].reduce((sum, i) => sum + x[r * 6 + i]! * weight![i * 5 + j]!, bias![j]!),
      );
      const mean = column.reduce((a, b) => a + b) / 4;
      const squares = column.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      expect(biased.get("batchNorm1/runningVariance")[j]! / (squares / 4)).toBeCloseTo(1, 5);
      expect(unbiased.get("batchNorm1/runningVariance")[j]! / (squares / 3)).toBeCloseTo(1, 5);
    }
    expect(standard.state()).toEqual(biased.state());
    expect(unbiased.get("dense2/weight")).toEqual(biased.get("dense2/weight"));
    expect(unbiased.evaluate(x, labels).loss).not.toBe(biased.evaluate(x, labels).loss);
  });

  test("an option that came later is in the description only where it is not its default", () => {
    const described = (runningVariance: "biased" | "unbiased") =>
      network({ hidden: [{ units: 5, batchNorm: { runningVariance } }] }).description.hidden[0]!.batchNorm;
    expect(described("biased")).toEqual({ momentum: 0.9, epsilon: 1e-6, initialVariance: 0 });
    expect(described("unbiased")).toMatchObject({ runningVariance: "unbiased" });
    const changes = { clipping: false as const, labelSmoothing: 0, hidden: [{ units: 5, activation: "tanh" as const, maxNorm: 0 }] };
    expect(network(changes).description).toEqual(network().description);
    expect(network({ clipping: 2 }).description.clipping).toEqual({ limit: 2, by: "globalNorm" });
  });

  test("the bias before it gets a gradient of exactly 0, not rounding noise", () => {
    const net = run(network({ hidden: [{ units: 5, batchNorm: true }], optimizer: { name: "adam" } }), 3);
    expect(net.gradient("dense1/bias")).toEqual(new Float32Array(5));
    expect(net.get("dense1/bias")).toEqual(new Float32Array(5));
  });

  test("evaluation and gradients leave the running statistics alone", () => {
    const net = run(network({ hidden: [{ units: 5, batchNorm: true }] }), 3);
    const before = net.get("batchNorm1/runningMean");
    net.evaluate(x, labels);
    net.gradients(x, labels);
    expect(net.get("batchNorm1/runningMean")).toEqual(before);
  });
});

describe("clipping", () => {
  const norm = (values: Iterable<number>) => Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0));
  const gradientsOf = (net: Network) => net.tensorNames().map((name) => net.gradient(name));

  test("the optimizer takes gradients within the limit; those of `gradients` are as the loss has them", () => {
    for (const by of ["value", "norm", "globalNorm"] as const) {
      const net = network({ clipping: { by, limit: 0.01 } });
      net.gradients(x, labels);
      const plain = gradientsOf(net);
      expect(norm(plain.flatMap((values) => [...values]))).toBeGreaterThan(0.1);
      net.trainStep(x, labels);
      const taken = gradientsOf(net);
      const sizes = {
        value: Math.max(...taken.flatMap((values) => [...values].map(Math.abs))),
        norm: Math.max(...taken.map(norm)),
        globalNorm: norm(taken.flatMap((values) => [...values])),
      };
      expect(sizes[by] / 0.01).toBeCloseTo(1, 4);
      expect(taken).not.toEqual(plain);
    }
  });

  test("what is within the limit stays as it is, to the bit", async () => {
    const digest = await run(network(), 5).digest();
    for (const by of ["value", "norm", "globalNorm"] as const) {
      expect(await run(network({ clipping: { by, limit: 1e6 } }), 5).digest()).toBe(digest);
    }
  });

  test("a gradient that is not finite stays so, and the loss shows it", () => {
    for (const by of ["value", "norm", "globalNorm"] as const) {
      const net = network({ clipping: { by, limit: 1 } });
      const { tensors, optimizer, steps } = net.state();
      tensors["dense2/bias"]![0] = NaN;
      net.restore({ tensors, optimizer, steps });
      expect(net.trainStep(x, labels)).toBeNaN();
      expect(net.trainStep(x, labels)).toBeNaN();
    }
  });
});

describe("label smoothing", () => {
  test("is part of training's loss, and not of evaluation's", () => {
    const [plain, smooth] = [0, 0.2].map((labelSmoothing) => network({ labelSmoothing }));
    expect(smooth!.evaluate(x, labels)).toEqual(plain!.evaluate(x, labels));
    const logs = plain!.predict(x).map(Math.log);
    const mean = -logs.reduce((sum, value) => sum + value, 0) / logs.length;
    expect(smooth!.gradients(x, labels)).toBeCloseTo(0.8 * plain!.gradients(x, labels) + 0.2 * mean, 5);
  });
});

describe("max-norm", () => {
  const normsOf = (net: Network, name: string) => {
    const [inputs = 0, units = 0] = net.shape(name);
    const weight = net.get(name);
    const squares = (unit: number) =>
      Array.from({ length: inputs }, (_, i) => weight[i * units + unit]! ** 2).reduce((sum, value) => sum + value, 0);
    return Array.from({ length: units }, (_, unit) => Math.sqrt(squares(unit)));
  };

  test("holds the norm of the weights into each unit of the layer that has it, after each step", () => {
    const net = network({ hidden: [{ units: 5, init: 2, maxNorm: 1.5 }], output: { units: 3, init: 2 } });
    expect(Math.min(...normsOf(net, "dense1/weight"))).toBeGreaterThan(1.5);
    net.trainStep(x, labels);
    for (const norm of normsOf(net, "dense1/weight")) expect(norm).toBeCloseTo(1.5, 5);
    expect(Math.max(...normsOf(net, "dense2/weight"))).toBeGreaterThan(1.5);
  });

  test("leaves the weights of a layer that is not trained", () => {
    const net = network({ hidden: [{ units: 5, init: 2, maxNorm: 0.5, trainable: false }] });
    const before = net.get("dense1/weight");
    expect(run(net, 3).get("dense1/weight")).toEqual(before);
  });
});

describe("weights", () => {
  const wide = (init: number | "he" | "xavier" | "glorot") => {
    const net = network({ inputs: 400, hidden: [{ units: 300, init }] });
    const weight = net.get("dense1/weight");
    return { net, std: Math.sqrt(weight.reduce((sum, w) => sum + w * w, 0) / weight.length) };
  };
  test.each([
    [0.01, 0.01],
    ["he", Math.sqrt(2 / 400)],
    ["xavier", Math.sqrt(1 / 400)],
    ["glorot", Math.sqrt(2 / 700)],
  ] as const)("init %s has standard deviation %d", (init, expected) => {
    expect(wide(init).std / expected).toBeCloseTo(1, 2);
  });

  test("biases start at 0, and every scale draws the same deviates", () => {
    const { net } = wide(0.01);
    expect(net.get("dense1/bias")).toEqual(new Float32Array(300));
    const one = wide(1).net.get("dense1/weight");
    net.get("dense1/weight").forEach((w, i) => expect(w).toBe(Math.fround(Math.fround(0.01) * one[i]!)));
  });
});

describe("data sets and dense rows", () => {
  const images = Uint8Array.from({ length: 600 * 6 }, (_, i) => (i % 3 === 0 ? 0 : (i * 37) % 256));
  const all = Uint8Array.from({ length: 600 }, (_, i) => i % 3);
  const dataset = Dataset.fromImages({ images, labels: all, inputs: 6, classes: 3 });
  const dense = Float32Array.from(images, (pixel) => Math.fround(pixel / 255));

  test("give the same bits", async () => {
    const rows = Uint32Array.of(599, 0, 17, 17);
    const a = network();
    const b = network();
    const picked = Float32Array.from([...rows].flatMap((row) => [...dense.subarray(row * 6, row * 6 + 6)]));
    for (let i = 0; i < 10; i++) {
      const loss = a.trainStep(dataset, rows);
      expect(b.trainStep(picked, Uint8Array.from(rows, (row) => all[row]!))).toBe(loss);
    }
    expect(await a.digest()).toBe(await b.digest());
    expect(a.evaluate(dataset)).toEqual(b.evaluate(dense, all));
    const order = Uint32Array.from({ length: 600 }, (_, i) => i);
    expect(a.evaluate(dataset, order)).toEqual(a.evaluate(dataset));
  });

  test("give the same bits as a data set of floats", async () => {
    const floats = Dataset.fromRows({ rows: dense, labels: all, inputs: 6, classes: 3 });
    const rows = Uint32Array.of(599, 0, 17, 17);
    const [a, b] = [network(), network()];
    for (let i = 0; i < 10; i++) expect(b.trainStep(floats, rows)).toBe(a.trainStep(dataset, rows));
    expect(await b.digest()).toBe(await a.digest());
    expect(b.evaluate(floats)).toEqual(a.evaluate(dataset));
    expect(b.evaluate(floats.slice(290, 600), rows.map((row) => row % 310))).toEqual(
      a.evaluate(dataset.slice(290, 600), rows.map((row) => row % 310)),
    );
    expect(b.predict(floats, rows)).toEqual(a.predict(dataset, rows));
  });

  test("evaluation agrees with the predictions", () => {
    const net = network();
    const { accuracy, confusion, loss } = net.evaluate(dataset);
    const p = net.predict(dense);
    expect(net.predict(dataset)).toEqual(p);
    expect(net.predict(dataset, Uint32Array.of(599))).toEqual(p.slice(-3));
    const counted = new Uint32Array(9);
    let entropy = 0;
    for (let row = 0; row < 600; row++) {
      const scores = [...p.subarray(row * 3, row * 3 + 3)];
      expect(scores.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      counted[all[row]! * 3 + scores.indexOf(Math.max(...scores))]!++;
      entropy -= Math.log(scores[all[row]!]!);
    }
    expect(confusion).toEqual(counted);
    expect(accuracy).toBe((counted[0]! + counted[4]! + counted[8]!) / 600);
    expect(loss).toBeCloseTo(entropy / 600, 5);
  });

  test("take gives the first rows over the same memory", () => {
    const first = dataset.take(10);
    expect(first.size).toBe(10);
    expect(first.records.buffer).toBe(dataset.records.buffer);
    expect(network().evaluate(first).confusion!.reduce((a, b) => a + b)).toBe(10);
  });

  test("shared data sets lie in shared memory and come back from their parts", () => {
    const shared = Dataset.fromImages({ images, labels: all, inputs: 6, classes: 3, shared: true });
    expect(shared.records.buffer).toBeInstanceOf(SharedArrayBuffer);
    const again = Dataset.fromParts(shared.parts());
    expect(network().evaluate(again)).toEqual(network().evaluate(dataset));
  });
});

describe("names, values and digest", () => {
  test("tensorNames lists parameters and statistics in network order", () => {
    const net = network({ hidden: [{ units: 5, batchNorm: true }] });
    expect(net.tensorNames()).toEqual([
      "dense1/weight", "dense1/bias", "batchNorm1/gamma", "batchNorm1/beta", "batchNorm1/runningMean",
      "batchNorm1/runningVariance", "dense2/weight", "dense2/bias",
    ]);
    expect(net.shape("dense1/weight")).toEqual([6, 5]);
    expect(net.shape("batchNorm1/gamma")).toEqual([5]);
  });

  test("set and get are inverse and copy", () => {
    const net = network();
    const values = Float32Array.from({ length: 30 }, (_, i) => i);
    net.set("dense1/weight", values);
    values.fill(0);
    expect([...net.get("dense1/weight").subarray(0, 3)]).toEqual([0, 1, 2]);
    net.get("dense1/weight").fill(9);
    expect(net.get("dense1/weight")[1]).toBe(1);
  });

  test("digest is SHA-256 of all arrays in order", async () => {
    const net = run(network({ hidden: [{ units: 5, batchNorm: true }] }), 3);
    const hash = createHash("sha256");
    for (const name of net.tensorNames()) hash.update(Buffer.from(net.get(name).buffer));
    expect(await net.digest()).toBe(hash.digest("hex"));
  });
});

describe("errors name the argument, the value and what is allowed", () => {
  const bad = (changes: object) => () => network(changes);
  test.each<[object, RegExp]>([
    [{ inputs: 0 }, /^inputs is 0; it must be a whole number from 1 to 65535$/],
    [{ inputs: "784" }, /inputs is "784"/],
    [{ batchSize: 1.5 }, /batchSize is 1.5/],
    [{ hidden: 40 }, /hidden is 40; it must be an array/],
    [{ hidden: [4.5] }, /hidden\[0\]\.units is 4.5; it must be a whole number from 1 to 65535/],
    [{ hidden: ["40"] }, /hidden\[0\] is "40"; it must be an object/],
    [{ hidden: [{ units: 4 }, { units: -1 }] }, /hidden\[1\]\.units is -1/],
    [{ hidden: [{ units: 4, activation: "mish" }] }, /hidden\[0\]\.activation is "mish".*"sigmoid", "relu"/],
    [{ hidden: [{ units: 4, activation: { slope: 1 } }] }, /hidden\[0\]\.activation\.name is undefined.*"leakyRelu"/],
    [{ hidden: [{ units: 4, activation: { name: "leakyRelu", slope: 2 } }] }, /hidden\[0\]\.activation\.slope is 2.*<= 1/],
    [{ hidden: [{ units: 4, activation: { name: "relu", slope: 0.1 } }] }, /hidden\[0\]\.activation has the unknown key "slope"/],
    [{ hidden: [{ units: 4, init: "uniform" }] }, /hidden\[0\]\.init is "uniform"/],
    [{ hidden: [{ units: 4, init: NaN }] }, /hidden\[0\]\.init is NaN/],
    [{ hidden: [{ units: 4, dropout: { ratio: 1 } }] }, /dropout\.ratio is 1; it must be a number, 0 <= x < 1/],
    [{ hidden: [{ units: 4, dropout: 1 }] }, /dropout\.ratio is 1; it must be a number, 0 <= x < 1/],
    [{ hidden: [{ units: 4, batchNorm: 2 }] }, /batchNorm is 2; it must be true, false or an object with some of mom/],
    [{ hidden: [{ units: 4, batchNorm: { momentum: 1 } }] }, /batchNorm\.momentum is 1/],
    [{ hidden: [{ units: 4, dropuot: false }] }, /unknown key "dropuot"; it may have units/],
    [{ output: { units: 257 } }, /output\.units is 257; it must be a whole number from 2 to 256/],
    [{ output: { units: 3, l2: -1 } }, /output\.l2 is -1/],
    [{ seed: -1 }, /seed is -1/],
    [{ hidden: [{ units: 4, maxNorm: -1 }] }, /hidden\[0\]\.maxNorm is -1; it must be a number, 0 <= x/],
    [{ labelSmoothing: 1 }, /labelSmoothing is 1; it must be a number, 0 <= x < 1/],
    [{ clipping: true as never }, /clipping is true; it must be false, a limit or an object with some of limit, by/],
    [{ clipping: 0 }, /clipping\.limit is 0; it must be a number, 0 < x/],
    [{ clipping: { by: "size" as never } }, /clipping\.by is "size"; it must be one of "value", "norm", "globalNorm"/],
    [{ clipping: { max: 1 } as never }, /clipping has the unknown key "max"; it may have limit, by/],
    [{ l2Penalty: "cubed" }, /l2Penalty is "cubed"/],
    [{ optimizer: "adma" }, /optimizer is "adma"; it must be one of "sgd", "momentum"/],
    [{ optimizer: null }, /optimizer is null; it must be a name \("sgd", .*\), or an object with one/],
    [{ schedule: "cosign" }, /schedule is "cosign"; it must be one of "constant"/],
    [{ optimizer: { name: "adamv" } }, /optimizer\.name is "adamv".*"adam"/],
    [{ optimizer: { name: "lion", semantics: "torch" } }, /optimizer\.semantics is "torch"; it must be one of "usagi", "keras"/],
    [{ optimizer: { name: "sgd", learningRate: 0 } }, /optimizer\.learningRate is 0; .*0 < x/],
    [{ optimizer: { name: "sgd", momentum: 0.9 } }, /unknown key "momentum"/],
    [{ optimizer: { name: "rmsprop", epsilon: 0 } }, /optimizer\.epsilon is 0/],
    [{ optimizer: { name: "adagrad", epsilon: 0 } }, /epsilon and initialAccumulator are both 0/],
    [{ inputs: 65535, hidden: [{ units: 65535 }] }, /need [\d,]+ bytes of memory; WebAssembly can address/],
  ])("%o", (changes, message) => {
    expect(bad(changes)).toThrow(UsagiError);
    expect(bad(changes)).toThrow(message);
  });

  test.each<[string, (net: Network) => unknown, RegExp]>([
    ["x of another type", (n) => n.predict([1, 2] as never), /x is an array of 2; it must be a Float32Array/],
    ["half a row", (n) => n.predict(new Float32Array(7)), /x has 7 floats; .* rows of 6/],
    ["no row", (n) => n.predict(new Float32Array(0)), /x has 0 floats/],
    ["NaN in x", (n) => n.trainStep(Float32Array.of(0, NaN, 0, 0, 0, 0), labels.subarray(0, 1)), /x\[1\] is NaN/],
    ["too many rows", (n) => n.trainStep(new Float32Array(30), new Uint8Array(5)), /rows is 5; .* 1 to 4/],
    ["labels short", (n) => n.trainStep(x, labels.subarray(1)), /labels has 3 entries; x has 4 rows/],
    ["label too large", (n) => n.trainStep(x, Uint8Array.of(0, 3, 0, 0)), /labels\[1\] is 3; .* below 3/],
    ["labels of another type", (n) => n.trainStep(x, [0] as never), /labels is an array of 1/],
    ["unknown array", (n) => n.get("dense9/weight"), /no array "dense9\/weight"; it has dense1\/weight/],
    ["set too short", (n) => n.set("dense1/bias", new Float32Array(4)), /has 4 floats; the array has 5/],
    ["set infinite", (n) => n.set("dense1/bias", new Float32Array(5).fill(Infinity)), /\[0\] is Infinity/],
    ["mask of no dropout", (n) => n.dropoutMask("dropout1"), /no dropout layer "dropout1"; it has none/],
  ])("%s", (_, call, message) => {
    const net = network();
    const before = net.get("dense1/weight");
    expect(() => call(net)).toThrow(UsagiError);
    expect(() => call(net)).toThrow(message);
    expect(net.get("dense1/weight")).toEqual(before);
    expect(net.steps).toBe(0);
  });

  test("a gradient of a statistic, and data sets that do not fit", () => {
    const net = network({ hidden: [{ units: 5, batchNorm: true }] });
    expect(() => net.gradient("batchNorm1/runningMean")).toThrow(/has no gradient/);
    const data = Dataset.fromImages({ images: new Uint8Array(10), labels: new Uint8Array(2), inputs: 5, classes: 3 });
    expect(() => net.evaluate(data)).toThrow(/data set has 5 inputs; the network has 6/);
    const many = Dataset.fromImages({ images: new Uint8Array(6), labels: new Uint8Array(1), inputs: 6, classes: 4 });
    expect(() => net.evaluate(many)).toThrow(/4 classes; the network has 3/);
    const good = Dataset.fromImages({ images: new Uint8Array(6), labels: new Uint8Array(1), inputs: 6, classes: 3 });
    expect(() => net.evaluate(good, Uint32Array.of(0, 1))).toThrow(/rows\[1\] is 1; the data set has 1 rows/);
    expect(() =>
      Dataset.fromImages({ images: new Uint8Array(5), labels: new Uint8Array(1), inputs: 6, classes: 3 }),
    ).toThrow(/images has 5 bytes; 1 labels and 6 inputs need 6/);
  });
});

describe("state", () => {
  const hidden = [{ units: 5, batchNorm: true, dropout: { ratio: 0.3 } }] as const;
  test.each(optimizerNames)("%s goes on from a state bit for bit", async (optimizer) => {
    const net = run(network({ hidden, optimizer }), 7);
    const other = network({ hidden, optimizer });
    other.restore(net.state());
    expect(other.steps).toBe(7);
    expect(other.state()).toEqual(net.state());
    expect(await run(other, 9).digest()).toBe(await run(net, 9).digest());
  });

  test("names a value of each parameter for each array of the optimizer", () => {
    const { optimizer } = network({ optimizer: { name: "adam" } }).state();
    expect(Object.keys(optimizer)).toEqual(
      ["m", "v"].flatMap((array) =>
        ["dense1/weight", "dense1/bias", "dense2/weight", "dense2/bias"].map((name) => `${array}/${name}`),
      ),
    );
  });

  test("a state that does not fit is refused whole", () => {
    const net = run(network({ optimizer: { name: "momentum" } }), 2);
    const before = net.state();
    const tensors = { ...before.tensors, "dense1/weight": new Float32Array(30).fill(9) };
    const short = { ...tensors, "dense2/bias": new Float32Array(2) };
    expect(() => net.restore({ ...before, tensors: short })).toThrow(
      'state.tensors["dense2/bias"] has 2 floats; the network\'s has 3',
    );
    const rest: Record<string, Float32Array> = { ...before.optimizer };
    delete rest["velocity/dense2/bias"];
    expect(() => net.restore({ steps: 1, tensors, optimizer: rest })).toThrow("velocity/dense2/bias");
    expect(() => net.restore({ steps: -1, tensors, optimizer: before.optimizer })).toThrow("state.steps is -1");
    expect(net.state()).toEqual(before);
  });
});

test("a disposed network says so", async () => {
  const net = network();
  net.dispose();
  net.dispose();
  const disposed = "the network is disposed";
  expect(() => net.trainStep(x, labels)).toThrow(disposed);
  expect(() => net.predict(x)).toThrow(disposed);
  expect(() => net.evaluate(x, labels)).toThrow(disposed);
  expect(() => net.get("dense1/weight")).toThrow(disposed);
  expect(() => net.tensorNames()).toThrow(disposed);
  expect(() => net.state()).toThrow(disposed);
  await expect(net.digest()).rejects.toThrow(disposed);
});
