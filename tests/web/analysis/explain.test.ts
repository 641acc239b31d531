/** How the analysis worker explains a step of a run, and how far networks have moved. */
import { beforeAll, expect, test } from "vitest";
import { compile, Dataset } from "../../../bindings/index.ts";
import { checkExperiment } from "../../../experiment/check.ts";
import { evaluate } from "../../../experiment/evaluation.ts";
import type { Course } from "../../../experiment/explain/again.ts";
import { takeOver } from "../../../experiment/take-over.ts";
import { Training } from "../../../experiment/training.ts";
import { type Choice, explain, type Explained } from "../../../web/analysis/tasks/explain.ts";
import { moved } from "../../../web/analysis/tasks/moved.ts";
import { Tools } from "../../../web/analysis/tools.ts";
import { denominatorOf } from "../../../web/why/parts.ts";
import { images } from "../../cli/helpers.ts";

const { labels, pixels } = images(60, 3, 5, 3);
const data = (size: number) => Dataset.fromImages({ images: pixels, labels, inputs: 15, classes: 3 }).take(size);

let module: WebAssembly.Module;
let tools: Tools;
beforeAll(async () => {
  module = await compile();
  tools = new Tools(module, { train: data(60), test: data(30), validation: data(20) });
});

function armOf(settings: object, training: object = {}) {
  const checked = checkExperiment({
    name: "a", network: { hidden: [6, 5] }, optimizer: { name: "adam", learningRate: 0.05 },
    dataset: { name: "mnist", validation: 20 }, training: { iterations: 20, batchSize: 7, evaluateEvery: 4, ...training }, ...settings,
  });
  if (!("experiment" in checked)) throw new Error(JSON.stringify(checked.problems));
  return checked.experiment.arms[0]!;
}

function asked(course: Course, step: number, choice: Choice = { by: "largest" }): Explained {
  const answer = explain(tools, { course, step, choice });
  if ("ended" in answer) throw new Error(`ended after ${answer.ended}`);
  return answer;
}

/** The whole run, evaluated at each step. */
function trained(course: Course): { training: Training; weights: Float32Array[] } {
  const every = ({ training, ...arm }: Course["arm"]) => ({ ...arm, training: { ...training, evaluateEvery: 1 } });
  let training = new Training(module, every(course.arm), course.seed, tools);
  const weights = [training.network.get("dense1/weight")];
  while (!training.finished) {
    const change = course.changes.find(({ at }) => at === training.iteration);
    if (change) {
      const next = new Training(module, every(change.arm), course.seed, tools);
      takeOver(next, training);
      training = next;
    }
    training.step();
    weights.push(training.network.get("dense1/weight"));
    if (training.due) training.record(evaluate(training));
  }
  return { training, weights };
}

const changed = armOf({ optimizer: { name: "adam", learningRate: 0.2 } });
const other = armOf({ optimizer: { name: "sgd", learningRate: 0.5 } });
test.each([
  ["as it is", { arm: armOf({}), seed: 3, changes: [] }],
  ["with another rate on the way", { arm: armOf({}), seed: 3, changes: [{ at: 8, arm: changed }] }],
  ["with other optimizers on the way", { arm: armOf({}), seed: 4, changes: [{ at: 0, arm: changed }, { at: 9, arm: other }] }],
])("a step is that of the run, %s", (_, course: Course) => {
  const { training, weights } = trained(course);
  for (const step of [1, 8, 9, 10, 20]) {
    const { layers, loss, weight } = asked(course, step, { by: "place", array: "dense1/weight", index: 17 });
    const norms = training.layers.map(({ name, gradient, update, weight: size }) =>
      ({ name, gradient: gradient[step - 1], update: update[step - 1], weight: size[step - 1] }));
    expect(layers).toEqual(norms);
    expect(loss).toBe(training.metrics.loss[step - 1]);
    expect([weight.before, weight.after]).toEqual([weights[step - 1]![17], weights[step]![17]]);
  }
});

test("a rate that goes by evaluations has them; a training that stopped before the step says where", () => {
  const plateau = { arm: armOf({ schedule: { name: "plateau", patience: 1, minDelta: 10 } }), seed: 3, changes: [] };
  expect(asked(plateau, 20).rate).toBeLessThan(asked(plateau, 1).rate);
  const stopping = { arm: armOf({}, { stop: { patience: 1, minDelta: 10 } }), seed: 3, changes: [] };
  expect(explain(tools, { course: stopping, step: 20, choice: { by: "largest" } })).toEqual({ ended: 8 });
});

test("it chooses the weight with the largest step, and others that moved", () => {
  const course = { arm: armOf({}), seed: 3, changes: [] };
  const { weight: largest, arrays } = asked(course, 12);
  const size = ({ before, after }: { before: number; after: number }) => Math.abs(after - before);
  expect(arrays.map(({ name }) => name)).toEqual(
    ["dense1/weight", "dense1/bias", "dense2/weight", "dense2/bias", "dense3/weight", "dense3/bias"],
  );
  const indices = new Set<number>();
  for (let number = 0; number < 12; number++) {
    const { weight } = asked(course, 12, { by: "number", array: "dense2/weight", number });
    expect(weight.array.name).toBe("dense2/weight");
    expect(size(weight)).toBeGreaterThan(0);
    expect(size(weight)).toBeLessThanOrEqual(size(largest));
    indices.add(weight.index);
  }
  expect(indices.size).toBeGreaterThan(6);
  // What another variant has and this one has not.
  const { weight } = asked(course, 12, { by: "place", array: "dense9/weight", index: 1e6 });
  expect([weight.array.name, weight.index]).toEqual(["dense1/weight", 89]);
});

test("what an optimizer divides by is the line that its quotient names", () => {
  const of = (optimizer: object) => denominatorOf(asked({ arm: armOf({ optimizer }), seed: 3, changes: [] }, 5).weight.step)?.symbols;
  expect(["adam", "nadam", "rmsprop", "adagrad"].map((name) => of({ name }))).toEqual(["√v + ε′", "√v + ε′", "√h + ε", "√h + ε"]);
  expect([of({ name: "adamax" }), of({ name: "sgd" }), of({ name: "lion" })]).toEqual([expect.stringContaining("u"), undefined, undefined]);
});

test("how far a network has moved is the norm of all that changed, and what is near zero is counted", () => {
  const { training } = trained({ arm: armOf({}), seed: 3, changes: [] });
  const { network } = training;
  const now = { description: network.description, tensors: Object.fromEntries(network.tensorNames().map((name) => [name, network.get(name)])) };
  const shifted = Object.fromEntries(Object.entries(now.tensors).map(([name, values]) => [name, values.slice()]));
  shifted["dense1/weight"]![3]! += 3;
  shifted["dense2/bias"]![0]! -= 4;
  const zeros = { ...now, tensors: { ...now.tensors, "dense1/weight": new Float32Array(90) } };
  const [same, far, none] = moved(tools, { networks: [now, now, now, now, { ...now, tensors: shifted }, zeros] });
  expect(same).toEqual({ nearZero: expect.any(Number) as number, distance: 0 });
  expect(far!.distance).toBeCloseTo(5, 5);
  expect(none!.nearZero).toBe(1);
});
