/** Random networks compute the same bits on the release build as on this one, and the guards find nothing. */
import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { NetworkDescription } from "../../bindings/index.ts";
import * as guarded from "../../bindings/index.ts";
import { answersFor, networks } from "../random-networks.ts";

// scripts/test-guarded.js puts it there.
const folder = "../../build/release";
const release = (await import(`${folder}/index.js`)) as typeof guarded;
let modules: WebAssembly.Module[];
beforeAll(async () => {
  modules = [await guarded.compile(), await release.compile()];
});

interface Case {
  description: NetworkDescription;
  rows: number;
  /** 0 to 255 for each input of each row, more or less of it 0. */
  pixels: Uint8Array;
  /** Of the labels or targets. */
  seed: number;
  steps: number;
}

const cases: fc.Arbitrary<Case> = networks.chain((description) =>
  fc.integer({ min: 1, max: 40 }).chain((rows) => {
    const size = rows * description.inputs;
    const pixel = fc.constantFrom(0, 1).chain((kept) => fc.nat(255 * kept));
    return fc.record({
      description: fc.constant(description),
      rows: fc.constant(rows),
      pixels: fc.oneof(
        fc.uint8Array({ minLength: size, maxLength: size }),
        fc.array(pixel, { minLength: size, maxLength: size }).map((values) => Uint8Array.from(values)),
      ),
      seed: fc.nat(100),
      steps: fc.integer({ min: 0, max: 4 }),
    });
  }),
);

/** Everything that a caller can see of a network that trains on bytes and on floats. */
async function run(
  { Network, Dataset, Sampler }: typeof guarded, module: WebAssembly.Module,
  { description, rows, pixels, seed: answerSeed, steps }: Case,
) {
  const { inputs, batchSize, seed = 0 } = description;
  const { y, source } = answersFor(description, rows, answerSeed);
  const network = new Network(module, description);
  const data = Dataset.fromImages({ images: pixels, inputs, ...source });
  const sampler = new Sampler(module, {
    size: rows, batchSize, sampling: seed % 2 === 0 ? "epochs" : "replacement", seed,
  });
  const x = Float32Array.from(pixels, (pixel) => pixel / 255 - 0.1);
  const first = Math.min(rows, batchSize);
  const some = (n: number) => y.subarray(0, n * (y.length / rows)) as never;
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    losses.push(network.trainStep(data, sampler.rows(step)));
    losses.push(network.trainStep(x.subarray(0, first * inputs), some(first)));
    losses.push(network.gradients(x.subarray(0, inputs), some(1)));
  }
  const names = network.tensorNames().filter((name) => !name.includes("running"));
  return {
    losses,
    state: network.state(),
    gradients: names.map((name) => network.gradient(name)),
    evaluations: [network.evaluate(data), network.evaluate(x, some(rows)), network.evaluate(data, Uint32Array.of(0, 0))],
    predictions: [network.predict(x), network.predict(data)].map((p) => new Uint32Array(p.buffer)),
    digest: await network.digest(),
  };
}

test("random networks, bit for bit", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const expected = await run(release, modules[1]!, one);
      expect(await run(guarded, modules[0]!, one)).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});
