/** Fine-tuning beside torch's, in float64: tests/fixtures/make_start.py. */
import { expect, test } from "vitest";
import { compile, Network } from "../../bindings/index.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { begin, type ResolvedStart } from "../../experiment/start.ts";
import { describe } from "../../experiment/training.ts";
import { Fixture, relativeError } from "../bindings/fixtures.ts";

const module = await compile();
const fixture = new Fixture<Omit<ResolvedStart, "path">>("start");
const arrays = (kind: string) => Object.fromEntries(fixture.names(kind).map((name) => [name, fixture.get("F32", kind + name)]));
const labels = fixture.get("U8", "labels");

test.each(Object.entries(fixture.metadata))("%s: 20 steps, losses and arrays within 1e-5", (key, options) => {
  const checked = checkExperiment({
    name: "tuned", from: { path: "trained", ...options },
    network: { hidden: [8, 7], activation: "tanh", batchNorm: { epsilon: 1e-5, initialVariance: 1, runningVariance: "unbiased" } },
    optimizer: { name: "adam", semantics: "torch", learningRate: 0.02, weightDecay: 0.01 },
    training: { batchSize: labels.length },
  });
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  const [arm] = checked.experiment.arms;
  const classes = options.layers === "hidden" ? 3 : 4;
  const network = new Network(module, describe(arm!, 0, { inputs: 6, classes, outputs: undefined }));
  begin(network, arm!.from!, { tensors: arrays("trained/"), steps: 20, optimizer: arrays("optimizer/") });
  if (classes === 3) for (const [name, values] of Object.entries(arrays("anew/"))) network.set(name, values);
  const expected = fixture.get("F64", `${key}/losses`);
  const x = fixture.get("F32", "other");
  const losses = Float32Array.from(expected, () => network.trainStep(x, labels.map((label) => label % classes)));
  const errors = network.tensorNames().map((name) => [name, relativeError(network.get(name), fixture.get("F64", `${key}/final/${name}`))] as const);
  for (const [name, error] of [["losses", relativeError(losses, expected)] as const, ...errors]) expect(error, name).toBeLessThan(1e-5);
});
