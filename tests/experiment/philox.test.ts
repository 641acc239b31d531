import { expect, test } from "vitest";
import { compile, Sampler } from "../../bindings/index.ts";
import { philox, scaleTo } from "../../experiment/philox.ts";

// Random123's known answer for a counter and a key of zeros.
test("philox4x32-10 of zeros", () => {
  expect(philox(0, 0, 0, 0, 0)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
});

test.each([0, 1, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER])("the numbers of seed %d are those of the kernels", async (seed) => {
  const size = 60_000;
  const batchStream = 2;
  const sampler = new Sampler(await compile(), { size, batchSize: 10, sampling: "replacement", seed });
  for (const iteration of [0, 1, 4_000_000_000]) {
    const words = Array.from({ length: 5 }, (_, block) => philox(seed, batchStream, 0, iteration, block)).flat();
    const rows = Array.from({ length: 10 }, (_, i) => scaleTo(words[2 * i]!, words[2 * i + 1]!, size));
    expect(Array.from(sampler.rows(iteration))).toEqual(rows);
  }
});
