/** The tasks of the analysis worker, without a worker; each against what the network itself, or a loop, says. */
import { beforeAll, expect, test } from "vitest";
import { compile } from "../../../bindings/compile.ts";
import { Dataset } from "../../../bindings/dataset.ts";
import { Network } from "../../../bindings/network.ts";
import { aucs } from "../../../experiment/auc.ts";
import { predictionsOf } from "../../../experiment/predictions.ts";
import { eachTarget } from "../../../experiment/target-scores.ts";
import { fullLevel, gap, negative, positive } from "../../../report/tiles.ts";
import type { Reply, Request } from "../../../web/analysis/messages.ts";
import { serve } from "../../../web/analysis/serve.ts";
import { answers } from "../../../web/analysis/tasks/answers.ts";
import { auc } from "../../../web/analysis/tasks/auc.ts";
import { byHeart } from "../../../web/analysis/tasks/by-heart.ts";
import { functions } from "../../../web/analysis/tasks/functions.ts";
import { histogram } from "../../../web/analysis/tasks/histogram.ts";
import { mistakes } from "../../../web/analysis/tasks/mistakes.ts";
import { occlusion } from "../../../web/analysis/tasks/occlusion.ts";
import { predicted } from "../../../web/analysis/tasks/predicted.ts";
import { targets } from "../../../web/analysis/tasks/targets.ts";
import { weights } from "../../../web/analysis/tasks/weights.ts";
import { Tools, type Weights } from "../../../web/analysis/tools.ts";

const side = 14;
const inputs = side * side;
const classes = 3;

/** Numbers from 0 to 1 that look random. */
const noise = (i: number) => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;
const images = (n: number, from: number) => Dataset.fromImages({
  images: Uint8Array.from({ length: n * inputs }, (_, i) => (noise(from + i) < 0.6 ? 0 : 255 * noise(i))),
  labels: Uint8Array.from({ length: n }, (_, i) => i % classes),
  inputs,
  classes,
});

let module: WebAssembly.Module;
let tools: Tools;
beforeAll(async () => {
  module = await compile();
  tools = new Tools(module, { train: images(40, 7), test: images(30, 3) });
});

function networkOf(seed: number, hidden: number[] = [6]): Network {
  const network = new Network(module, {
    inputs, hidden: hidden.map((units) => ({ units, activation: "tanh", init: 1 })), output: { units: classes }, optimizer: "adam", batchSize: 4, seed,
  });
  return network;
}
const weightsOf = (network: Network): Weights =>
  ({ description: network.description, tensors: Object.fromEntries(network.tensorNames().map((name) => [name, network.get(name)])) });
function diverged(): Weights {
  const { description, tensors } = weightsOf(networkOf(0));
  return { description, tensors: { ...tensors, "dense1/bias": new Float32Array(6).fill(NaN) } };
}
const image = Float32Array.from({ length: inputs }, (_, i) => (noise(i) < 0.5 ? 0 : noise(i)));

test("answers are what each network itself says, in whichever order they are asked for", () => {
  const [a, b, c] = [networkOf(1), networkOf(2), networkOf(3, [5, 4])] as const;
  const asked = [a, b, a, c, b];
  const found = answers(tools, { networks: [...asked.map(weightsOf), diverged()], image });
  expect(found).toEqual([...asked.map((network) => network.predict(image)), undefined]);
});

test("mistakes are the test images that the network is wrong about, the most confident first", () => {
  const network = networkOf(4);
  const probabilities = network.predict(tools.test);
  const expected = Array.from({ length: tools.test.size }, (_, row) => {
    const own = [...probabilities.slice(row * classes, (row + 1) * classes)];
    const probability = Math.max(...own);
    return { row, label: tools.test.labels[row]!, predicted: own.indexOf(probability), probability };
  }).filter(({ label, predicted, row }) => label !== predicted && row >= 5 && row < 28);
  expected.sort((a, b) => b.probability - a.probability);
  const asked = { networks: [weightsOf(network)] as const, first: 5, last: 28 };
  expect(expected.length).toBeGreaterThan(6);
  expect(mistakes(tools, { ...asked, most: 100 })).toEqual(expected);
  expect(mistakes(tools, { ...asked, most: 4 })).toEqual(expected.slice(0, 4));
  expect(mistakes(tools, { ...asked, networks: [diverged()], most: 4 })).toBe("no opinion");
});

test("occlusion is the probability that goes with what is drawn in a square", () => {
  const network = networkOf(5);
  const before = network.predict(image);
  const best = before.indexOf(Math.max(...before));
  const found = occlusion(tools, { networks: [weightsOf(network)], image })!;
  expect(found.chosen).toBe(best);
  expect(found.probability).toBe(before[best]);
  for (const [square, x, y] of [[0, 0, 0], [9, 4, 2], [48, 12, 12]] as const) {
    const hidden = image.slice();
    for (let i = 0; i < 4; i++) hidden[(y + Math.floor(i / 2)) * side + x + (i % 2)] = 0;
    expect(found.loss[square]).toBeCloseTo(before[best]! - network.predict(hidden)[best]!, 6);
  }
  const other = occlusion(tools, { networks: [weightsOf(network)], image, chosen: (best + 1) % classes })!;
  expect(other.probability).toBe(before[(best + 1) % classes]);
  expect(occlusion(tools, { networks: [diverged()], image })).toBeUndefined();
});

test("pictures of weights: a scale for all that is the middle one, some of the units, blue below 0 and orange above", () => {
  const description = { inputs: 4, hidden: [], output: { units: 3 } };
  const of = (factor: number) => ({
    description,
    tensors: { "dense1/weight": Float32Array.of(-1, 9, 9, 1, 9, 9, 0.5, 9, 9, 0, 9, 9).map((value) => value * factor) },
  }) as unknown as Weights;
  const { scale, networks } = weights(tools, { networks: [of(1 / 9), of(100), of(1e-3), of(NaN)], most: 1 });
  expect(scale).toBe(1);
  const [first, large, small] = networks.map(({ picture: { width, height, pixels } }) => {
    expect([width, height]).toEqual([4, 4]); // one tile of 2 × 2 with lines around
    return (x: number, y: number) => [...pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
  });
  const part = (value: number) => Math.round((255 * Math.round(fullLevel * value)) / fullLevel);
  expect([first!(1, 1), first!(2, 1), first!(1, 2)]).toEqual(
    [[...negative, part(1 / 9)], [...positive, part(1 / 9)], [...positive, part(1 / 18)]],
  );
  expect([large!(1, 1), small!(1, 1)[3]]).toEqual([[...negative, 255], 0]);
  expect([first!(2, 2)[3], first!(0, 1)]).toEqual([0, [...gap]]);
  expect(networks[0]).toMatchObject({ units: 3, shown: 1, nearZero: { "dense1/weight": 1 / 12 } });
});

test("histograms on one scale, with a bar at 0, and what lies beyond in the outer bars", () => {
  const values = Float32Array.from({ length: 3001 }, (_, i) => (i === 0 ? 50 : i === 1 ? -50 : i < 1000 ? 0 : i % 2 ? 1 : -1));
  const of = (array: Float32Array) => ({ description: {}, tensors: { "dense1/weight": array } }) as unknown as Weights;
  const small = values.map((value) => value * 0.4);
  const found = histogram(tools, { networks: [of(values), of(small), of(new Float32Array(3).fill(NaN))], array: "dense1/weight", bars: 5 });
  expect(found.range).toBeCloseTo(1, 6);
  const [whole, part, none] = found.networks;
  expect([...whole!.counts]).toEqual([1002, 0, 998, 0, 1001]);
  expect([...part!.counts]).toEqual([1, 1001, 998, 1000, 1]);
  expect(whole!.nearZero).toBeCloseTo(998 / 3001, 6);
  expect(none).toBeUndefined();
  expect(histogram(tools, { networks: [of(values)], array: "dense9/weight", bars: 5 }).networks).toEqual([undefined]);
  const exploded = histogram(tools, { networks: [values, values, values.map((x) => x * 1e6)].map(of), array: "dense1/weight", bars: 5 });
  expect(exploded.range).toBeCloseTo(5, 6);
  expect([...exploded.networks[2]!.counts]).toEqual([1002, 0, 998, 0, 1001]);
});

test("of two classes with one output both probabilities are given, and each class has its area", () => {
  const two = (n: number) => Dataset.fromRows({
    rows: Float32Array.from({ length: 2 * n }, (_, i) => noise(i) - 0.5), inputs: 2, labels: Uint8Array.from({ length: n }, (_, i) => i % 2), classes: 2,
  });
  const own = new Tools(module, { train: two(20), test: two(30) });
  const network = new Network(module, {
    inputs: 2, hidden: [{ units: 3, activation: "tanh", init: 1 }], output: { units: 1, init: 1 }, loss: "binaryCrossEntropy", optimizer: "sgd", batchSize: 2,
  });
  const networks = [weightsOf(network)] as const;
  const point = Float32Array.of(0.2, -0.4);
  const [p] = network.predict(point);
  expect(answers(own, { networks, image: point })).toEqual([Float32Array.of(1 - p!, p!)]);
  const wrong = mistakes(own, { networks, first: 0, last: 30, most: 30 });
  expect(wrong).toHaveLength(Math.round(30 * (1 - network.evaluate(own.test).accuracy!)));
  expect(auc(own, { networks })).toEqual(aucs(own.test.labels, network.predict(own.test), 2));
});

test("of numbers to predict: what a network gives for test rows, and as a function of its one input", () => {
  const line = (n: number) => Dataset.fromRows({
    rows: Float32Array.from({ length: n }, (_, i) => i / n), inputs: 1, targets: Float32Array.from({ length: 2 * n }, (_, i) => i / n), outputs: 2,
  });
  const own = new Tools(module, { train: line(20), test: line(10) });
  const network = new Network(module, {
    inputs: 1, hidden: [{ units: 4, activation: "tanh", init: 1 }], output: { units: 2, init: 1 }, loss: "huber", optimizer: "sgd", batchSize: 2,
  });
  const networks = [weightsOf(network)] as const;
  expect(predicted(own, { networks })).toEqual(predictionsOf(network, own.test));
  const scales = [{ mean: 5, deviation: 10 }, { mean: 0, deviation: 2 }];
  const scored = targets(new Tools(module, { train: own.train, test: own.test, targetScales: scales }), { networks })!;
  expect(scored).toEqual(eachTarget(network, own.test, undefined, scales));
  expect(scored[0]!.rmse / targets(own, { networks })![0]!.rmse).toBeCloseTo(10, 9);
  const broken = { ...networks[0], tensors: { ...networks[0].tensors, "dense1/bias": new Float32Array(4).fill(NaN) } };
  expect(functions(own, { networks: [...networks, broken], x: [-1, 1], count: 5 }))
    .toEqual([network.predict(Float32Array.of(-1, -0.5, 0, 0.5, 1)), undefined]);
  expect(targets(own, { networks: [broken] })).toBeUndefined();
});

test("the worker computes what it is asked for, with networks that it was sent before, whole or in pieces", () => {
  const replies: Reply[] = [];
  const port = { onmessage: null as ((event: MessageEvent<Request>) => void) | null, postMessage: (reply: Reply) => replies.push(reply) };
  serve(port);
  const send = (request: Request) => port.onmessage!({ data: request } as MessageEvent<Request>);
  send({ type: "images", module, train: tools.train.parts(), test: tools.test.parts() });
  const network = networkOf(6);
  const task = { type: "task", name: "answers", input: { image }, networks: [3] } as const;
  const whole = weightsOf(network);
  send({ type: "network", network: 3, weights: whole });
  send({ ...task, id: 1, forget: [] });
  send({ ...task, id: 2, forget: [3] });
  send({ ...task, id: 3, forget: [] });
  expect(replies.slice(0, 2)).toEqual([1, 2].map((id) => ({ id, output: [network.predict(image)] })));
  expect(replies[2]).toMatchObject({ id: 3, failure: expect.any(String) as string });
  for (const [name, array] of Object.entries(whole.tensors)) {
    for (let at = 0; at < array.length; at += 50) {
      send({ type: "values", network: 4, name, length: array.length, at, values: array.slice(at, at + 50) });
    }
  }
  send({ type: "network", network: 4, weights: { ...whole, tensors: {} } });
  send({ ...task, id: 4, networks: [4], forget: [] });
  expect(replies[3]).toEqual({ id: 4, output: [network.predict(image)] });
});

test("what is learnt by heart are the images that a network gives their wrong label, with their pixels", () => {
  const network = networkOf(11);
  const all = Uint8Array.from({ length: tools.train.size * inputs }, (_, i) => (noise(7 + i) < 0.6 ? 0 : 255 * noise(i)));
  const rows = Uint32Array.from({ length: 20 }, (_, i) => 2 * i + 1);
  const right = Uint8Array.from(rows, (row) => (tools.train.labels[row]! + 1) % classes);
  const said = Array.from(rows, (row) => {
    const own = [...network.predict(tools.train, Uint32Array.of(row))];
    return { label: own.indexOf(Math.max(...own)), probability: Math.max(...own) };
  });
  const wrong = said.filter(({ label }, i) => label === tools.train.labels[rows[i]!]).length;
  const other = weightsOf(networkOf(12));
  const found = byHeart(tools, { networks: [other, weightsOf(network), diverged()], rows, right, subject: 1, most: 4 });
  expect(wrong).toBeGreaterThan(4);
  expect(found.counts[1]).toEqual({ wrong, right: said.filter(({ label }, i) => label === right[i]).length });
  expect(found.counts[2]).toBeUndefined();
  expect(found.examples).toHaveLength(4);
  for (const { row, label, right: rightLabel, pixels, answers: own } of found.examples) {
    const i = rows.indexOf(row);
    expect(own[1]).toEqual(said[i]);
    expect([own[1]!.label, label, rightLabel]).toEqual([label, tools.train.labels[row], right[i]]);
    expect(own[2]).toBeUndefined();
    expect(pixels).toEqual(all.slice(row * inputs, (row + 1) * inputs));
  }
  const correct = found.examples.map(({ answers: [first], right: rightLabel }) => Number(first!.label === rightLabel));
  expect(correct).toEqual([...correct].sort((a, b) => b - a));
  expect(byHeart(tools, { networks: [other], rows: new Uint32Array(), right: new Uint8Array(), subject: 0, most: 4 }))
    .toEqual({ counts: [{ wrong: 0, right: 0 }], examples: [] });
});
