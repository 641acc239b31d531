/** The plane through three networks, the ways on it and the losses, each against the plain computation. */
import { beforeAll, expect, test } from "vitest";
import { compile } from "../../../bindings/compile.ts";
import { Dataset } from "../../../bindings/dataset.ts";
import { Network } from "../../../bindings/network.ts";
import { distances } from "../../../web/analysis/tasks/distances.ts";
import { landscape } from "../../../web/analysis/tasks/landscape.ts";
import { paths } from "../../../web/analysis/tasks/paths.ts";
import { partsOf, planeOf, type Three, trainedArrays } from "../../../web/analysis/tasks/plane.ts";
import { Tools, type Weights } from "../../../web/analysis/tools.ts";

const inputs = 9;
const classes = 3;
const noise = (i: number) => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;
const data = Dataset.fromImages({
  images: Uint8Array.from({ length: 60 * inputs }, (_, i) => 255 * noise(i)),
  labels: Uint8Array.from({ length: 60 }, (_, i) => i % classes),
  inputs,
  classes,
});

let module: WebAssembly.Module;
let tools: Tools;
beforeAll(async () => {
  module = await compile();
  tools = new Tools(module, { train: data, test: data });
});

const description = (batchNorm: boolean) => ({
  inputs, hidden: [{ units: 5, activation: "tanh" as const, batchNorm }, { units: 4, activation: "relu" as const }],
  output: { units: classes }, batchSize: 20,
});

/** A start, and networks that two optimizers made of it, with what lies between. */
function trained(batchNorm: boolean) {
  const rows = (step: number) => Uint32Array.from({ length: 20 }, (_, i) => (7 * step + i) % 60);
  const ways = (["adam", { name: "momentum", learningRate: 0.3 }] as const).map((optimizer) => {
    const network = new Network(module, { ...description(batchNorm), optimizer });
    return Array.from({ length: 31 }, (_, step) => {
      if (step > 0) network.trainStep(data, rows(step));
      return weightsOf(network);
    });
  });
  const [adam, momentum] = ways as [Weights[], Weights[]];
  return { adam, momentum, three: [adam[0]!, adam.at(-1)!, momentum.at(-1)!] as const };
}

const weightsOf = (network: Network): Weights =>
  ({ description: network.description, tensors: Object.fromEntries(network.tensorNames().map((name) => [name, network.get(name)])) });

const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const minus = (a: number[], b: number[]) => a.map((value, i) => value - b[i]!);
const times = (a: number[], factor: number) => a.map((value) => value * factor);
const norm = (a: number[]) => Math.sqrt(dot(a, a));
/** All weights, biases, gammas and betas in a row. */
const vector = ({ tensors }: Weights) =>
  Object.entries(tensors).filter(([name]) => !/running/.test(name)).flatMap(([, values]) => [...values]);

test.each([false, true])("ways on the plane are what Gram–Schmidt by the book gives (batch norm %s)", (batchNorm) => {
  const { adam, momentum, three } = trained(batchNorm);
  const [o, a, b] = three.map(vector) as [number[], number[], number[]];
  const u = times(minus(a, o), 1 / norm(minus(a, o)));
  const rest = minus(minus(b, o), times(u, dot(minus(b, o), u)));
  const v = times(rest, 1 / norm(rest));
  const moments = [...adam, ...momentum];
  const found = paths(tools, { networks: [...three, three[0], ...moments] });
  if (found === "straight") throw new Error(found);
  moments.forEach((moment, i) => {
    const d = minus(vector(moment), o);
    const [x, y] = [dot(d, u), dot(d, v)];
    const off = norm(minus(minus(d, times(u, x)), times(v, y)));
    expect(found.points[i]!.x).toBeCloseTo(x, 9);
    expect(found.points[i]!.y).toBeCloseTo(y, 9);
    expect(found.points[i]!.off).toBeCloseTo(off, 5);
    expect(found.points[i]!.distance).toBeCloseTo(norm(d), 9);
  });
  expect(Math.max(...found.points.map(({ off }) => off))).toBeGreaterThan(0.01); // there is something to see of it
  expect(found.plane.length).toBeCloseTo(norm(minus(a, o)), 9);
  expect([found.plane.along, found.plane.height].map((part) => part.toFixed(9))).toEqual(
    [dot(minus(b, o), u), norm(rest)].map((part) => part.toFixed(9)),
  );
});

test("what is measured from another start is the distance from that", () => {
  const { adam, three } = trained(false);
  const found = paths(tools, { networks: [...three, adam[5]!, adam[9]!] });
  if (found === "straight") throw new Error(found);
  expect(found.points[0]!.distance).toBeCloseTo(norm(minus(vector(adam[9]!), vector(adam[5]!))), 9);
  expect([...distances(tools, { networks: [adam[5]!, adam[9]!] })]).toEqual([0, found.points[0]!.distance, found.points[0]!.distance, 0]);
});

test("three networks on a line span no plane", () => {
  const { adam: [o], three } = trained(false);
  const mix = (part: number): Weights => ({
    ...o!, tensors: Object.fromEntries(Object.entries(o!.tensors).map(([name, values]) =>
      [name, values.map((value, i) => value + part * Math.fround(three[1].tensors[name]![i]! - value))])),
  });
  for (const line of [[o!, mix(1), mix(2)], [o!, mix(1), mix(1)], [o!, o!, mix(1)], [o!, mix(1), o!]] as Three[]) {
    expect(planeOf(line)).toBeUndefined();
    expect(paths(tools, { networks: [...line, o!, o!] })).toBe("straight");
    expect(landscape(tools, { networks: line, points: Float64Array.of(0, 0), images: 60 })).toBeUndefined();
  }
});

test.each([false, true])("losses are those of networks with these weights (batch norm %s)", (batchNorm) => {
  const { three } = trained(batchNorm);
  const { length, along, height } = planeOf(three)!;
  const corners = [[-0.3 * length, -0.2 * height], [1.4 * length, -0.2 * height], [1.4 * length, 1.3 * height], [-0.3 * length, 1.3 * height]];
  const places = [[0, 0], [length, 0], [along, height], ...corners] as [number, number][];
  const found = landscape(tools, { networks: three, points: Float64Array.from(places.flat()), images: 50 })!;
  const rows = Uint32Array.from({ length: 50 }, (_, i) => i);
  const network = new Network(module, { ...description(batchNorm), optimizer: "sgd" });
  places.forEach(([x, y], i) => {
    // Solved by hand: x = αL + βA, y = βH.
    const beta = y / height;
    const alpha = (x - beta * along) / length;
    expect(partsOf({ length, along, height }, x, y).map((part) => part.toFixed(9))).toEqual(
      [1 - alpha - beta, alpha, beta].map((part) => part.toFixed(9)),
    );
    for (const name of network.tensorNames()) {
      const [o, a, b] = three.map(({ tensors }) => tensors[name]!) as [Float32Array, Float32Array, Float32Array];
      const mixed = o.map((value, j) => value + alpha * (a[j]! - value) + beta * (b[j]! - value));
      const least = (value: number, j: number) => Math.max(value, Math.min(o[j]!, a[j]!, b[j]!));
      network.set(name, name.endsWith("/runningVariance") ? mixed.map(least) : mixed);
    }
    expect(found[i]).toBeCloseTo(network.evaluate(data, rows).loss, 4);
  });
  three.forEach(({ tensors }, i) => {
    for (const [name, values] of Object.entries(tensors)) network.set(name, values);
    expect(found[i]).toBeCloseTo(network.evaluate(data, rows).loss, 4);
  });
  expect(new Set(found).size).toBe(places.length);
});

test("all that is trained counts, and running statistics do not", () => {
  const [network] = trained(true).adam;
  expect(trainedArrays(network!)).toEqual([
    "dense1/weight", "dense1/bias", "batchNorm1/gamma", "batchNorm1/beta", "dense2/weight", "dense2/bias", "dense3/weight", "dense3/bias",
  ]);
});
