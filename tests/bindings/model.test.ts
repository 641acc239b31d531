import { safetensors } from "@jax-js/loaders";
import { beforeAll, describe, expect, test } from "vitest";
import { arraysOf } from "../../bindings/expand.ts";
import type { NetworkDescription, SafeTensor } from "../../bindings/index.ts";
import {
  compile, decodeModel, decodeSafetensors, encodeModel, encodeSafetensors, loadNetwork, Network, saveNetwork,
  UsagiError,
} from "../../bindings/index.ts";

let module: WebAssembly.Module;
let network: Network;
let file: Uint8Array<ArrayBuffer>;

const description: NetworkDescription = {
  inputs: 6,
  hidden: [
    { units: 5, activation: "tanh", batchNorm: true, dropout: { ratio: 0.2 } },
    { units: 4, l2: 0.1, trainable: false },
  ],
  output: { units: 3 },
  optimizer: { name: "adam", beta1: 0.8 },
  batchSize: 4,
  seed: 9,
};
const x = Float32Array.from({ length: 24 }, (_, i) => (i * 7) % 5);

beforeAll(async () => {
  module = await compile();
  network = new Network(module, description);
  for (let i = 0; i < 20; i++) network.trainStep(x, Uint8Array.of(0, 1, 2, 1));
  file = saveNetwork(network, { image: "2x3", arm: "兎", seed: 9, digest: await network.digest() });
});

/** The file with other metadata or tensors. */
function changed({ metadata = {}, tensors = {} }: {
  metadata?: Record<string, string>;
  tensors?: Record<string, SafeTensor>;
}): Uint8Array {
  const whole = decodeSafetensors(file);
  return encodeSafetensors(
    new Map([...whole.tensors, ...Object.entries(tensors)]), { ...whole.metadata, ...metadata },
  );
}

test("a loaded network is the same", async () => {
  const loaded = loadNetwork(module, file);
  expect(loaded.description).toEqual(network.description);
  expect(await loaded.digest()).toBe(await network.digest());
  expect(loaded.predict(x)).toEqual(network.predict(x));
  expect(loaded.steps).toBe(0);
  loaded.trainStep(x, Uint8Array.of(0, 1, 2, 1));
});

test("the parts come back", async () => {
  const model = decodeModel(file);
  expect(model.metadata).toEqual({ steps: 20, image: "2x3", arm: "兎", seed: 9, digest: await network.digest() });
  expect(model.tensors).toEqual(network.state().tensors);
  expect(encodeModel(model)).toEqual(file);
});

test("jax-js reads every array with its shape", () => {
  const { tensors } = safetensors.parse(file);
  expect(Object.keys(tensors)).toEqual(network.tensorNames());
  for (const name of network.tensorNames()) {
    expect(tensors[name]).toEqual({ dtype: "F32", shape: network.shape(name), data: network.get(name) });
  }
});

test("the arrays of a description are the network's", () => {
  expect(arraysOf(network.description).map(({ name, shape }) => [name, shape])).toEqual(
    network.tensorNames().map((name) => [name, network.shape(name)]),
  );
});

describe("a file that is no network of ours is refused", () => {
  const described = (changes: object) => ({
    description: JSON.stringify({ ...network.description, ...changes }),
  });
  const f32 = (...shape: number[]): SafeTensor => ({
    dtype: "F32", shape, data: new Float32Array(shape.reduce((a, b) => a * b)),
  });
  test.each<[string, () => Parameters<typeof changed>[0], string]>([
    ["another format", () => ({ metadata: { format: "pt" } }), 'no network of usagi-nn: the format that its metadata give is "pt"'],
    ["a newer version", () => ({ metadata: { formatVersion: "2" } }), 'formatVersion is "2"'],
    ["no JSON", () => ({ metadata: { description: "{" } }), 'description is "{"; it must be JSON'],
    ["no object", () => ({ metadata: { description: "null" } }), "description is null"],
    ["an unknown key", () => ({ metadata: described({ inits: 1 }) }), 'unknown key "inits"'],
    ["a layer's unknown key", () => ({ metadata: described({ output: { units: 3, x: 1 } }) }), 'output has the unknown key "x"'],
    ["units that lie", () => ({ metadata: described({ output: { units: 4 } }) }), "dense3/weight is F32 [4, 3]; the network's is F32 [4, 4]"],
    ["a size as large as can be", () => ({ metadata: described({ inputs: 65535 }) }), "the network's is F32 [65535, 5]"],
    ["a tensor too many", () => ({ tensors: { "dense4/weight": f32(1) } }), 'a tensor "dense4/weight", which its network has not'],
    ["a layer too many", () => ({ metadata: described({ hidden: [] }) }), "dense1/weight is F32 [6, 5]"],
    ["a transposed weight", () => ({ tensors: { "dense1/weight": f32(5, 6) } }), "dense1/weight is F32 [5, 6]"],
    ["more dimensions than one would read", () => ({ tensors: { "dense1/bias": { dtype: "F32", shape: [5, ...Array<number>(5000).fill(1)], data: new Float32Array(5) } } }), "is F32 [5001 dimensions]; the"],
    ["another dtype", () => ({ tensors: { "dense1/bias": { dtype: "F64", shape: [5], data: new Float64Array(5) } } }), "is F64 [5]"],
    ["steps in words", () => ({ metadata: { steps: "many" } }), 'steps is "many"; it must be a whole number'],
    ["a weight that is no number", () => ({ tensors: { "dense1/bias": { dtype: "F32", shape: [5], data: Float32Array.of(0, 0, NaN, 0, 0) } } }), "dense1/bias[2] is NaN"],
  ])("%s", (_, changes, reason) => {
    const bytes = changed(changes());
    expect(() => loadNetwork(module, bytes)).toThrow(UsagiError);
    expect(() => loadNetwork(module, bytes)).toThrow(reason);
  });

  test("without a description, or with a tensor too few", () => {
    const { tensors, metadata } = decodeSafetensors(file);
    expect(() => decodeModel(encodeSafetensors(tensors, { format: "usagi-nn", formatVersion: "1" }))).toThrow("metadata have no description");
    const fewer = new Map(Array.from(tensors).slice(1));
    expect(() => decodeModel(encodeSafetensors(fewer, metadata))).toThrow("no tensor dense1/weight, which its network needs");
  });
});

test("parts that do not fit are not written", () => {
  const model = decodeModel(file);
  expect(() => encodeModel({ ...model, metadata: { name: "x" } as never })).toThrow('unknown key "name"');
  expect(() => encodeModel({ ...model, tensors: {} })).toThrow('tensor "dense1/weight" is undefined');
  const tensors = { ...model.tensors, "dense1/bias": new Float32Array(4) };
  expect(() => encodeModel({ ...model, tensors })).toThrow('tensor "dense1/bias" has 4 values; its shape needs 5');
});
