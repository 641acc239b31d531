/** However wide the tiles are that suit an engine, the bits are the same. */
import { expect, test, vi } from "vitest";
import { digestsOf, goldenDigests, goldenExperiments } from "../golden.ts";

const engine = vi.hoisted(() => ({ widest: 0 }));
vi.mock("../../bindings/engine.ts", () => ({ widestTile: () => engine.widest }));

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("the digests of everything.json with tiles of %i vectors", async (widest) => {
  engine.widest = widest;
  expect(await digestsOf(goldenExperiments.everything)).toEqual(goldenDigests.everything);
});

test.each([7, 10])("the digests of experiment.json with tiles of %i vectors", async (widest) => {
  engine.widest = widest;
  expect(await digestsOf(goldenExperiments.experiment)).toEqual(goldenDigests.experiment);
});
