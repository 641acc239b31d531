/** Which looks at a network are kept. */
import { expect, test } from "vitest";
import type { Snapshot } from "../../../experiment/worker/training-worker.ts";
import { bytesOf, thin } from "../../../web/race/moments.ts";

const moment = (iteration: number) => ({
  iteration, tensors: { w: new Float32Array(25) }, dropoutMasks: {}, batchRows: new Uint32Array(),
}) as unknown as Snapshot;
const moments = (...iterations: number[]) => iterations.map(moment);
const iterationsOf = (kept: readonly Snapshot[]) => kept.map(({ iteration }) => iteration);

test("all stay while there is room", () => {
  const all = moments(0, 10, 20);
  expect(bytesOf(all[0]!)).toBe(100);
  expect(iterationsOf(thin(all, 300))).toEqual([0, 10, 20]);
});

test("those go that leave the smallest gap; the first and the last stay", () => {
  expect(iterationsOf(thin(moments(0, 100, 110, 120, 300), 400))).toEqual([0, 100, 120, 300]);
  expect(iterationsOf(thin(moments(0, 1, 2, 3), 200))).toEqual([0, 3]);
});

test("the last stays whatever it takes", () => {
  expect(iterationsOf(thin(moments(0, 5), 50))).toEqual([5]);
  expect(thin([], 0)).toEqual([]);
});

test("as they come they stay evenly apart", () => {
  let kept: readonly Snapshot[] = [];
  for (let iteration = 0; iteration <= 1000; iteration += 10) kept = thin([...kept, moment(iteration)], 2000);
  const gaps = iterationsOf(kept).slice(1).map((iteration, i) => iteration - kept[i]!.iteration);
  expect(kept).toHaveLength(20);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * Math.min(...gaps));
});
