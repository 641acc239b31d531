/** The same bits as ever, in Node; tests/web/page.system.test.ts compares browsers with the same digests. */
import { expect, test } from "vitest";
import { digestsOf, goldenDigests, goldenExperiments } from "./golden.ts";

test.each(["experiment", "everything"] as const)("the digests of %s.json", async (name) => {
  expect(await digestsOf(goldenExperiments[name])).toEqual(goldenDigests[name]);
});
