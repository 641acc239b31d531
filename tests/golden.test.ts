/** The same bits as ever, in Node; tests/web/page.system.test.ts compares browsers with the same digests. */
import { expect, test } from "vitest";
import { digestsOf, goldenDigests, goldenExperiments } from "./golden.ts";

test.each([1, 2, 3])("the digests of augmented.json, in %i threads and after a resume", async (threads) => {
  expect(await digestsOf(goldenExperiments.augmented, { threads, resumeAt: 17 * threads })).toEqual(goldenDigests.augmented);
});

test.each(["experiment", "everything"] as const)("the digests of %s.json", async (name) => {
  expect(await digestsOf(goldenExperiments[name])).toEqual(goldenDigests[name]);
});
