/** What the page keeps of a run, as its thread tells of it. */
import { expect, test, vi } from "vitest";
import { checkExperiment } from "../../../experiment/check.ts";
import type { Progress } from "../../../experiment/worker/training-worker.ts";
import type { Data } from "../../../web/data/data.ts";

const thread = Object.assign(new EventTarget(), {
  step: vi.fn(), snapshot: () => Promise.reject(new Error("none")), finished: new Promise<never>(() => {}),
});

vi.mock("../../../experiment/worker/training-worker.ts", () => ({ TrainingWorker: { start: () => Promise.resolve(thread) } }));
vi.mock("../../../web/data/data.ts", () => ({ classes: 10 }));
vi.mock("../../../web/site.ts", () => ({ threadUrl: "thread.js" }));
const { Run } = await import("../../../web/race/run.ts");

const evaluation = (iteration: number) => ({ iteration, trainAccuracy: 0, testAccuracy: 0, testLoss: 0, layers: [] });

test("at each evaluation the mean loss is that of the steps since the one before, however they are told", async () => {
  const checked = checkExperiment({ name: "a", arms: [{ name: "a" }] });
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  const { arms: [arm], dataset } = checked.experiment;
  const run = new Run({ arm: arm!, index: 0, seed: 0, dataset, data: {} as Data, module: {} });
  void run.advance(100);
  await vi.waitFor(() => expect(thread.step).toHaveBeenCalled());
  const hear = (loss: number[], ...at: number[]) => {
    const detail = { state: "running", iteration: run.at + loss.length, loss, evaluations: at.map(evaluation) };
    thread.dispatchEvent(new CustomEvent<Progress>("progress", { detail: detail as unknown as Progress }));
  };
  hear([8, 4]); // none yet
  hear([3, 1], 3); // of three steps, of which two came before; the fourth counts for the next
  expect(run.meanLoss).toEqual([5]);
  hear([2, 6, 7, 9, 5], 6, 8); // two at once
  expect(run.meanLoss).toEqual([5, 3, 8]);
  hear([], 9);
  expect(run.meanLoss).toEqual([5, 3, 8, 5]);
  expect(run.metrics.iterations).toEqual([3, 6, 8, 9]);
});
