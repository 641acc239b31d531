// Activations and trained networks beside torch's, in float64: tests/fixtures/make_torch.py.

import { describe, expect, test } from "vitest";
import { Arena } from "../../bindings/arena.ts";
import { instantiate } from "../../bindings/core.ts";
import type { Activation, DenseOptions, NetworkDescription } from "../../bindings/index.ts";
import { compile, Network } from "../../bindings/index.ts";
import { activationNames, activationPart, activationRow, activation as layer } from "../../bindings/parts/activations.ts";
import { completeOptions } from "../../bindings/parts/options.ts";
import { Fixture, relativeError } from "./fixtures.ts";

/** What a trajectory's network has beside the defaults. */
interface Changes extends Partial<NetworkDescription>, DenseOptions {
  readonly activation?: Activation;
  /** Layers that are not trained. */
  readonly frozen?: readonly string[];
}

const module = await compile();
const fixture = new Fixture<Changes | Activation>("torch-parts");
const named = (kind: string) => Object.entries(fixture.metadata).filter(([key]) => key.startsWith(kind));

describe("activations", () => {
  const points = fixture.get("F32", "points");
  const n = points.length;

  test("all are compared", () => {
    const compared = new Set(named("points/").map(([, given]) => activationPart(given as Activation).name));
    expect([...compared].sort()).toEqual([...activationNames].sort());
  });

  test.each(named("points/"))("%s: values and slopes from -1e4 to 1e4 within 1e-6 + 1e-6 |y|", (key, given) => {
    const { name, ...options } = completeOptions(layer.options, activationPart(given as Activation));
    const { forward, backward, keepsInput } = activationRow(name);
    if (!forward || !backward) return;
    const kernels = instantiate(module);
    const arena = new Arena();
    const [x, y, dy] = [0, 1, 2].map(() => arena.reserve(n * 4)) as [number, number, number];
    arena.allocate(kernels);
    const view = (at: number) => new Float32Array(kernels.memory.buffer, at, n);
    view(x).set(points);
    view(dy).fill(1);
    forward(kernels, y, x, n, options);
    backward(kernels, dy, dy, keepsInput ? x : y, n, options);
    for (const [at, what] of [[y, "y"], [dy, "slope"]] as const) {
      fixture.get("F64", `${key}/${what}`).forEach((expected, i) => {
        const error = Math.abs(view(at)[i]! - expected);
        expect(error, `${what} at ${points[i]}: ${view(at)[i]}, not ${expected}`).toBeLessThan(1e-6 * (1 + Math.abs(expected)));
      });
    }
  });
});

describe("steps of training: losses, gradients and parameters within 1e-5", () => {
  const x = fixture.get("F32", "x");
  const labels = fixture.get("U8", "labels");

  test.each(["activation/", "clip/", "smoothing/", "maxNorm/", "loss/"].flatMap(named))("%s", (key, given) => {
    const { activation = "tanh", l2 = 0, maxNorm = 0, frozen = [], ...changes } = given as Changes;
    const dense = (name: string) => ({ l2, maxNorm, trainable: !frozen.includes(name) });
    const hasLoss = key.startsWith("loss/");
    const y = hasLoss ? fixture.get(changes.loss === "binaryCrossEntropy" ? "U8" : "F32", `${key}/y`) : labels;
    const outputs = hasLoss ? y.length / labels.length : 4;
    const network = new Network(module, {
      inputs: 6, batchSize: labels.length, optimizer: { name: "sgd", learningRate: 0.5 },
      hidden: [8, 7].map((units, i) => ({ units, activation, ...dense(`dense${i + 1}`) })),
      output: { units: outputs, ...dense("dense3") },
      ...(hasLoss && { optimizer: { name: "sgd", learningRate: 0.1 } }),
      ...changes,
    });
    for (const name of fixture.names("initial/")) {
      const initial = fixture.get("F32", `initial/${name}`);
      // Of the last layer, which has 4 units in the file, as many as there are.
      network.set(name, name.startsWith("dense3") ? initial.filter((_, i) => i % 4 < outputs) : initial);
    }
    const errors = fixture.names(`${key}/gradient/`).map((name) => {
      network.gradients(x, y);
      return relativeError(network.gradient(name), fixture.get("F64", `${key}/gradient/${name}`));
    });
    const expected = fixture.get("F64", `${key}/losses`);
    const losses = Float32Array.from(expected, () => network.trainStep(x, y));
    errors.push(relativeError(losses, expected));
    for (const name of network.tensorNames()) {
      errors.push(relativeError(network.get(name), fixture.get("F64", `${key}/final/${name}`)));
    }
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });
});
