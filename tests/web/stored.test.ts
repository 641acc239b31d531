/** Which finished runs stay in the browser, and that one comes back as it was. */
import { expect, test, vi } from "vitest";
import { checkExperiment } from "../../experiment/check.ts";
import type { Progress, Snapshot } from "../../experiment/worker/training-worker.ts";
import type { Data } from "../../web/data/data.ts";

const thread = Object.assign(new EventTarget(), {
  step: vi.fn(), snapshot: () => Promise.resolve(look(0)), finished: Promise.resolve(look(4, "d1")),
});
vi.mock("../../experiment/worker/training-worker.ts", () => ({ TrainingWorker: { start: () => Promise.resolve(thread) } }));
vi.mock("../../web/data/data.ts", () => ({ classes: 10 }));
vi.mock("../../web/site.ts", () => ({ threadUrl: "thread.js" }));
const { Run } = await import("../../web/race/run.ts");
const { overflow } = await import("../../web/race/stored.ts");

function look(iteration: number, digest = ""): Snapshot {
  return { iteration, digest, tensors: {}, dropoutMasks: {}, batchRows: new Uint32Array() } as unknown as Snapshot;
}

test("the longest unused go first, and those of other builds at once", () => {
  const entry = (key: string, used: number, build = "b") => ({ key, used, build, bytes: 10 });
  expect(overflow([entry("a", 1), entry("b", 3), entry("c", 2), entry("old", 4, "a")], "b", 20)).toEqual(["old", "a"]);
  expect(overflow([entry("a", 1), entry("b", 3)], "b", 20)).toEqual([]);
});

test("a finished run comes back as it was", async () => {
  const checked = checkExperiment({ name: "a", training: { iterations: 4, evaluateEvery: 2 }, schedule: { name: "step", every: 2 } });
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  const { arms: [arm], dataset } = checked.experiment;
  const make = () => new Run({ arm: arm!, index: 0, seed: 0, dataset, data: {} as Data, module: {} });
  const run = make();
  const norms = (n: number) => [{ name: "dense1", gradient: n, update: n + 1, weight: n + 2 }];
  const point = (iteration: number, layers: object[]) =>
    ({ iteration, trainAccuracy: iteration, testAccuracy: 2 * iteration, testLoss: 3 * iteration, layers });
  void run.advance(4);
  await vi.waitFor(() => expect(thread.step).toHaveBeenCalled());
  const detail = {
    iteration: 4, iterations: 4, loss: [4, 2, 3, 1], evaluations: [point(2, norms(1)), point(4, norms(5))], start: point(0, []),
    state: "finished",
  };
  thread.dispatchEvent(new CustomEvent<Progress>("progress", { detail: detail as unknown as Progress }));
  await vi.waitFor(() => expect(run.ended).toBe(true));

  const again = make();
  again.revive(structuredClone(run.record));
  expect(again.revived).toBe(true);
  expect(again.result()).toEqual(run.result());
  expect(again.result()).toMatchObject({ status: "complete", digest: "d1", iterations: [2, 4], testAccuracy: [4, 8] });
  for (const name of ["meanLoss", "layers", "learningRate", "moments"] as const) expect(again[name], name).toEqual(run[name]);
  expect(again.start.value).toEqual(run.start.value);
  expect(again.moments.map(({ iteration }) => iteration)).toEqual([0, 4]);
});
