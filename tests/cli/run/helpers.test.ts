/** Threads that help evaluate, here one after another in this one: what each sees of the shared memory is the test's. */
import { beforeAll, expect, test } from "vitest";
import { compile, Dataset, Network } from "../../../bindings/index.ts";
import { assist, evaluateTogether, teamMemory } from "../../../cli/run/helpers.ts";
import { evaluateAlone } from "../../../experiment/evaluation.ts";
import { images } from "../helpers.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const pieces = (count: number) => Array.from({ length: count }, (_, i) => {
  const { labels, pixels } = images(10 + i, 3, 5, 3);
  return Dataset.fromImages({ images: pixels, labels, inputs: 15, classes: 3 });
});
const data = { train: pieces(2), test: pieces(5) };
const network = (seed: number) => new Network(module, {
  inputs: 15, hidden: [{ units: 4, init: 1 }], output: { units: 3 }, optimizer: { name: "sgd" }, batchSize: 4, seed,
});

/** Runs `act` once a helper has joined and before it has seen an evaluation begin; it leaves after its next look. */
function withHelper(memory: ReturnType<typeof teamMemory>, act: () => void): void {
  let looks = 0;
  assist(memory, network(2), data, () => {
    if (looks++ === 0) act();
    return looks > 1;
  });
}

test("an evaluation with a helper is that of one thread", () => {
  const [own, memory] = [network(1), teamMemory(network(1), data)];
  for (const part of ["train", "test"] as const) {
    withHelper(memory, () => {
      expect(evaluateTogether(memory, own, data, part)).toEqual(evaluateAlone(own, data, part));
    });
  }
});

test("a helper that comes late takes no piece, of which the next part of the data may have more", () => {
  const [own, memory] = [network(1), teamMemory(network(1), data)];
  let looks = 0;
  let before: unknown;
  const seen = () => [memory.control.slice(2, 4), memory.losses.slice(), memory.confusions.slice()];
  assist(memory, network(2), data, () => {
    looks++;
    if (looks === 1) {
      evaluateTogether(memory, own, data, "train");
      // The next evaluation begins: it says first of which part it is.
      memory.control[1] = 1;
      before = seen();
    }
    return looks > 2;
  });
  expect(seen()).toEqual(before);
});
