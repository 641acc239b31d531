/** What is painted of a plane, against what the network says of single points. */
import { beforeAll, expect, test } from "vitest";
import { compile } from "../../../bindings/compile.ts";
import { Network } from "../../../bindings/network.ts";
import type { NetworkDescription } from "../../../bindings/description.ts";
import { activationNames, activations } from "../../../bindings/parts/activations.ts";
import { makeSet } from "../../../experiment/data/made.ts";
import { datasetsOf } from "../../../experiment/data/prepare.ts";
import { apply } from "../../../web/analysis/tasks/expression.ts";
import { classColor, surface, valueColor } from "../../../web/analysis/tasks/surface.ts";
import { Tools } from "../../../web/analysis/tools.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

test("every activation is computed as its kernel does, but for rounding", () => {
  const x = Float64Array.of(-3, -0.5, 0, 0.25, 2);
  for (const name of activationNames.filter((one) => one !== "identity")) {
    const network = new Network(module, {
      inputs: 1, hidden: [{ units: 1, activation: name, init: 1 }], output: { units: 2, init: 1 }, optimizer: "sgd", batchSize: 5,
    });
    const [weight] = network.get("dense1/weight");
    const out = network.get("dense2/weight");
    const options = { slope: 0.01, alpha: 1, approximate: "none" } as const;
    const row = activations[name] as unknown as { onnx: (given: typeof options) => never };
    const hidden = apply(row.onnx(options), x.map((value) => value * weight!));
    const said = network.predict(Float32Array.from(x));
    hidden.forEach((value, i) => {
      // Softmax of two: the difference of what goes in.
      const difference = value * (out[0]! - out[1]!);
      expect(said[2 * i]!, `${name} of ${x[i]!}`).toBeCloseTo(1 / (1 + Math.exp(-difference)), 5);
    });
    network.dispose();
  }
});

test("a plane has the colour of the likeliest class in each place, and a picture for each hidden unit", () => {
  const data = datasetsOf(makeSet("xor", { train: 50, test: 20 }));
  const network = new Network(module, {
    inputs: 2, hidden: [{ units: 3, activation: "tanh", init: 1, batchNorm: true }, { units: 5, activation: "relu", init: 1 }],
    output: { units: 2, init: 1 }, optimizer: "adam", batchSize: 10,
  });
  const tensors = Object.fromEntries(network.tensorNames().map((name) => [name, network.get(name)]));
  const weights = { description: network.description, tensors };
  const [side, unitSide] = [8, 4];
  const found = surface(new Tools(module, data), { networks: [weights], x: [-1, 1], y: [-1, 1], side, unitSide, most: 4 })!;
  expect(found.answer).toMatchObject({ width: side, height: side });
  for (const [row, column] of [[0, 0], [2, 7], [7, 3]] as const) {
    const [x, y] = [-1 + (2 * (column + 0.5)) / side, 1 - (2 * (row + 0.5)) / side];
    const [a, b] = network.predict(Float32Array.of(x, y));
    const at = 4 * (row * side + column);
    expect([...found.answer.pixels.subarray(at, at + 3)]).toEqual([...classColor(a! > b! ? 0 : 1)]);
  }
  expect(found.blocks.map(({ units, pictures }) => [units, pictures.length])).toEqual([[3, 3], [5, 4]]);
  expect(found.blocks[0]!.pictures[0]).toMatchObject({ width: unitSide, height: unitSide });
  const diverged = { ...weights, tensors: { ...tensors, "dense1/weight": new Float32Array(6).fill(NaN) } };
  expect(surface(new Tools(module, data), { networks: [diverged], x: [-1, 1], y: [-1, 1], side, unitSide, most: 4 })).toBeUndefined();
});

/** A network whose one unit is x + y, and its weights. */
function sum(loss: NetworkDescription["loss"]) {
  const network = new Network(module, { inputs: 2, hidden: [], output: { units: 1 }, ...(loss && { loss }), optimizer: "sgd", batchSize: 2 });
  network.set("dense1/weight", Float32Array.of(1, 1));
  const tensors = Object.fromEntries(network.tensorNames().map((name) => [name, network.get(name)]));
  return { description: network.description, tensors };
}
const corners = ({ width, pixels }: { width: number; pixels: Uint8ClampedArray }) =>
  [0, width - 1, width * (width - 1), width * width - 1].map((pixel) => [...pixels.subarray(4 * pixel, 4 * pixel + 4)]);

test("with one output the sigmoid of two classes is painted, or the number that is predicted", () => {
  const square = { x: [-1, 1], y: [-1, 1], side: 9, unitSide: 2, most: 1 } as const;
  const data = datasetsOf(makeSet("xor", { train: 4, test: 4 }));
  const [, above, below] = corners(surface(new Tools(module, data), { ...square, networks: [sum("binaryCrossEntropy")] })!.answer);
  expect([above!.slice(0, 3), below!.slice(0, 3)]).toEqual([[...classColor(1)], [...classColor(0)]]);
  const targets = [-2, 2] as const;
  const values = corners(surface(new Tools(module, data), { ...square, networks: [sum("meanSquaredError")], targets })!.answer);
  expect(values).toEqual([0, 16 / 9, -16 / 9, 0].map((value) => [...valueColor(value, targets)]));
});

test("each of 40 classes has a colour of its own", () => {
  expect(new Set(Array.from({ length: 40 }, (_, label) => classColor(label).join())).size).toBe(40);
});
