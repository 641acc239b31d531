/** Which run starts when, and on how many threads. */
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { Queue, type Run, shareOf } from "../../cli/run/queue.ts";
import type { Common, Task } from "../../cli/run/worker.ts";

/** A queue over threads that train until `end` is called with the number of their run. */
function queueOf(threads: number) {
  const started: number[] = [];
  const allowed = new Map<number, () => number>();
  const ends = new Map<number, (result: unknown) => void>();
  const pool = {
    run: ({ run, slot, common }: Task) => {
      started.push(run);
      allowed.set(run, () => common.threads[slot]!);
      return new Promise<unknown>((resolve) => ends.set(run, resolve));
    },
  };
  const queue = new Queue(pool, threads, {} as Common);
  const add = (run: number, when: "first" | "last") => queue.run<string>("train", { run } as Run, when);
  const end = async (run: number, result: unknown = run) => {
    ends.get(run)!(result);
    allowed.delete(run);
    await setImmediate();
  };
  return { started, add, end, shares: () => [...allowed.values()].map((share) => share()) };
}

test("as many runs as threads at once; those that go first before the others, else in their order", async () => {
  const { started, add, end } = queueOf(2);
  const results = [add(0, "last"), add(1, "last"), add(2, "first"), add(3, "last"), add(4, "first")];
  await setImmediate();
  expect(started).toEqual([0, 1]);
  await end(1);
  expect(started).toEqual([0, 1, 2]);
  await end(0);
  results.push(add(5, "first"));
  await end(2);
  for (const run of [4, 5, 3]) await end(run);
  expect(started).toEqual([0, 1, 2, 4, 5, 3]);
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3, 4, 5]);
});

test("a thread does not wait for what the end of a run brings about", async () => {
  const { started, add, end } = queueOf(1);
  const first = add(0, "first").then(() => add(2, "first"));
  const last = add(1, "last");
  await setImmediate();
  await end(0);
  expect(started).toEqual([0, 1]);
  await end(1);
  await end(2);
  expect(await Promise.all([first, last])).toEqual([2, 1]);
});

test("the last runs share the threads of those that are over, and a run that fails gives its own back", async () => {
  const { add, end, shares } = queueOf(5);
  const settled = Promise.allSettled([0, 1, 2, 3, 4, 5].map((run) => add(run, "last")));
  await setImmediate();
  expect(shares()).toEqual([1, 1, 1, 1, 1]);
  for (const run of [0, 1, 2]) await end(run);
  expect(shares()).toEqual([2, 2, 1]);
  await end(4, Promise.reject(new Error("out of memory")));
  expect(shares()).toEqual([3, 2]);
  await end(3);
  expect(shares()).toEqual([5]);
  await end(5);
  expect((await settled).map(({ status }) => status === "fulfilled")).toEqual([true, true, true, true, false, true]);
});

test("threads are shared out among the runs, each at least one", () => {
  for (let threads = 1; threads <= 9; threads++) {
    for (let runs = 1; runs <= 9; runs++) {
      const shares = Array.from({ length: runs }, (_, i) => shareOf(threads, i, runs));
      expect(shares.reduce((sum, share) => sum + share)).toBe(Math.max(threads, runs));
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }
  }
  expect([0, 1, 2].map((i) => shareOf(8, i, 3))).toEqual([3, 3, 2]);
});
