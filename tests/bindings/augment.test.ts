// What training changes of its inputs: images that are moved, beside PyTorch's (tests/fixtures/make_augment.py), and noise.

import { describe, expect, test } from "vitest";
import { compile, Dataset, Network, type NetworkDescription, UsagiError } from "../../bindings/index.ts";
import { planLayout } from "../../bindings/layout.ts";
import { resolveDescription } from "../../bindings/description.ts";
import { Fixture } from "./fixtures.ts";

type Changes = Pick<NetworkDescription, "augment" | "inputNoise" | "seed">;

const module = await compile();

/** A network whose outputs are its inputs: what it gives in training are the inputs as they were changed. */
function mirror(inputs: number, batchSize: number, changes: Changes): Network {
  const network = new Network(module, {
    inputs, batchSize, hidden: [], output: { units: inputs }, loss: "meanSquaredError", optimizer: "sgd", ...changes,
  });
  network.set("dense1/weight", Float32Array.from({ length: inputs ** 2 }, (_, i) => (i % (inputs + 1) === 0 ? 1 : 0)));
  return network;
}

/** The rows of x as the step with this number sees them. */
function changed(network: Network, x: Float32Array | Dataset, rows: number, step = 0): Float32Array {
  network.restore({ ...network.state(), steps: step });
  if (x instanceof Dataset) network.gradients(x, Uint32Array.from({ length: rows }, (_, row) => row));
  else network.gradients(x, x);
  return network.output("dense1", rows);
}

const pixels = (n: number) => Uint8Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 0 : (i * 37) % 256));
const scaled = (bytes: Uint8Array) => Float32Array.from(bytes, (byte) => byte / 255);

describe("images as PyTorch moves them, and noise by SciPy's quantiles", () => {
  const fixture = new Fixture<Changes & { step: number }>("augment");

  test.each(Object.entries(fixture.metadata))("%s: within 1e-5", (name, { step, ...changes }) => {
    const x = fixture.get("F32", `${name}/x`);
    const expected = fixture.get("F64", `${name}/augmented`);
    const inputs = changes.augment ? changes.augment.rows * changes.augment.columns : 11;
    const rows = x.length / inputs;
    const images = Uint8Array.from(x, (value) => Math.round(value * 255));
    const dataset = Dataset.fromImages({ images, targets: x, inputs, outputs: inputs });
    for (const given of [x, dataset]) {
      const found = changed(mirror(inputs, rows, changes), given, rows, step);
      expected.forEach((value, i) => expect(Math.abs(found[i]! - value), `${i}: ${found[i]}, not ${value}`).toBeLessThan(1e-5));
    }
  });
});

describe("what training changes", () => {
  const image = { rows: 6, columns: 5 };
  const all: Changes = { augment: { ...image, shift: 2, rotate: 20, scale: 0.2 }, inputNoise: 0.1, seed: 4 };
  const x = scaled(pixels(9 * 30));

  test("is new at each step and in each row, and the same for the same seed, step and place in the batch", () => {
    const network = mirror(30, 9, all);
    const first = changed(network, x, 9);
    expect(changed(network, x, 9)).toEqual(first);
    expect(changed(network, x, 9, 1)).not.toEqual(first);
    expect(changed(mirror(30, 9, { ...all, seed: 5 }), x, 9)).not.toEqual(first);
    // The same image in every row comes out differently in each; fewer rows change nothing of the others.
    const alike = Float32Array.from({ length: 9 * 30 }, (_, i) => x[i % 30]!);
    const rows = changed(network, alike, 9);
    expect(new Set(Array.from({ length: 9 }, (_, r) => rows.slice(r * 30, r * 30 + 30).join())).size).toBe(9);
    expect(changed(network, x.slice(0, 60), 2)).toEqual(first.slice(0, 60));
  });

  test("is what trainStep sees, and neither prediction nor evaluation does", () => {
    const [network, plain] = [all, { seed: 4 }].map((changes) => mirror(30, 9, changes)) as [Network, Network];
    network.gradients(x, x);
    const probed = network.gradient("dense1/weight");
    network.trainStep(x, x, 0);
    expect(network.gradient("dense1/weight")).toEqual(probed);
    expect(network.predict(x)).toEqual(plain.predict(x));
    expect(network.evaluate(x, x)).toEqual(plain.evaluate(x, x));
    expect(plain.gradients(x, x)).toBe(0);
  });

  test.each([1, 4, 9])("of %i rows, in any number of threads, in the same bits", async (rows) => {
    const inputs = x.slice(0, rows * 30);
    const networks = [1, 2, 3].map(() => mirror(30, 9, all));
    const seen = [];
    for (const [i, network] of networks.entries()) {
      if (i > 0) await network.useThreads(i + 1);
      network.trainStep(inputs, inputs, 0.1);
      seen.push({ changed: changed(network, inputs, rows), digest: await network.digest() });
      network.dispose();
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  test("that nothing is changed is said by leaving it out; what is changed takes memory", () => {
    const description = { inputs: 30, hidden: [], output: { units: 2 }, optimizer: "sgd", batchSize: 9 } as const;
    const plain = resolveDescription(description);
    expect(resolveDescription({ ...description, augment: { ...image, shift: 0 }, inputNoise: 0 })).toEqual(plain);
    expect(resolveDescription({ ...description, augment: false })).toEqual(plain);
    const changing = resolveDescription({ ...description, ...all });
    // The batch, and room for an image with zeros around it, each in whole vectors.
    expect(planLayout(changing).arena.bytes - planLayout(plain).arena.bytes).toBe(1088 + 4 * 9 * 8);
    const { augment, inputNoise } = changing;
    expect({ augment, inputNoise }).toEqual({ augment: { ...image, shift: 2, rotate: 20, scale: 0.2 }, inputNoise: 0.1 });
  });

  test.each<[NonNullable<NetworkDescription["augment"]>, string]>([
    [{ rows: 5, columns: 5, shift: 1 }, "augment has 5 rows of 5 pixels; they must be the 30 inputs"],
    [{ ...image, shift: -1 }, "augment.shift is -1; it must be a number, 0 <= x <= 65535"],
    [{ ...image, rotate: 181 }, "augment.rotate is 181; it must be a number, 0 <= x <= 180"],
    [{ ...image, scale: 1 }, "augment.scale is 1; it must be a number, 0 <= x < 1"],
    [{ ...image, zoom: 1 } as never, 'augment has the unknown key "zoom"; it may have rows, columns, shift, rotate, scale'],
    [{ shift: 1 } as never, "augment.rows is undefined; it must be a whole number from 1 to 65535"],
    [2 as never, "augment is 2; it must be an object"],
  ])("augment %j is refused", (augment, message) => {
    expect(() => mirror(30, 9, { augment })).toThrow(new UsagiError(message));
  });
});

describe("noise", () => {
  const [rows, inputs, deviation] = [250, 200, 0.3];
  const network = mirror(inputs, rows, { inputNoise: deviation, seed: 11 });
  const noise = Array.from({ length: 4 }, (_, step) => [...changed(network, new Float32Array(rows * inputs), rows, step)]).flat();
  const n = noise.length;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const unit = noise.map((value) => value / deviation);

  // Five standard errors each; the draws are the same in every run.
  test("has the mean 0, the variance 1, the skewness 0 and the kurtosis 3 of a normal deviate, times the deviation", () => {
    const moment = (k: number) => mean(unit.map((value) => value ** k));
    expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  });

  test.each([1, 2, 4, inputs, rows * inputs])("is not correlated with that of %i values on", (lag) => {
    const products = unit.slice(lag).map((value, i) => value * unit[i]!);
    expect(Math.abs(mean(products))).toBeLessThan(5 / Math.sqrt(products.length));
  });

  test("is not of the weights' stream, and has the words of its own", () => {
    const { tensors } = new Network(module, {
      inputs, batchSize: 1, hidden: [], output: { units: 2, init: deviation }, optimizer: "sgd", seed: 11,
    }).state();
    expect(noise.slice(0, 20)).not.toEqual([...tensors["dense1/weight"]!.slice(0, 20)]);
  });
});

describe("the size of a data set's images", () => {
  const labels = new Uint8Array(2);
  const images = new Uint8Array(12);
  const make = (image: unknown) => Dataset.fromImages({ images, labels, inputs: 6, classes: 2, image: image as never });

  test("goes with it", () => {
    const data = make({ rows: 2, columns: 3 });
    expect(data.image).toEqual({ rows: 2, columns: 3 });
    expect(data.slice(1, 2).image).toEqual(data.image);
    expect(Dataset.fromParts(structuredClone(data.parts())).image).toEqual(data.image);
    expect(Dataset.fromRows({ rows: new Float32Array(12), labels, inputs: 6, classes: 2, image: data.image }).image).toEqual(data.image);
    expect(make(undefined).image).toBeUndefined();
  });

  test.each([
    [{ rows: 2, columns: 2 }, "image has 2 rows of 2 pixels; they must be the 6 inputs"],
    [{ rows: 0, columns: 3 }, "image.rows is 0; it must be a whole number from 1 to 65535"],
    [{ rows: 2 }, "image.columns is undefined; it must be a whole number from 1 to 65535"],
    [[2, 3], "image is an array of 2; it must be an object"],
  ])("%j is refused", (image, message) => {
    expect(() => make(image)).toThrow(new UsagiError(message));
    expect(() => Dataset.fromParts({ ...make(undefined).parts(), image: image as never })).toThrow(new UsagiError(message));
  });
});
