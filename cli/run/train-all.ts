/** Trains every arm with every seed. */
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { notStarted } from "../../experiment/not-started.ts";
import { reasonOf } from "../errors.ts";
import type { Threads } from "./pool.ts";
import type { Progress } from "./progress.ts";
import { Queue, type Run } from "./queue.ts";
import type { Common, Outcome, Started, Update, Warning } from "./worker.ts";

/**
 * Arms outer. Where there are fewer runs than threads, those that go on use the others as well. No result depends on the
 * number of threads.
 */
export async function trainAll(
  { pool, count, data }: Threads,
  { arms, seeds }: ResolvedExperiment,
  { interrupt, saving }: Omit<Common, "data" | "threads">,
  progress: Progress | undefined,
  { warn, ended }: { warn: (text: string) => void; ended: (outcome: Outcome) => Promise<void> },
): Promise<Outcome[]> {
  const queue = new Queue(pool, count, { data, interrupt, saving });
  const runs = arms.flatMap((arm, i) => seeds.map((seed, j) => ({ armNumber: i + 1, arm, seed, histograms: j === 0 }))).map(
    (run, number): Run => ({ ...run, run: number }),
  );
  pool.on("message", (message: Update | Started | Warning) => {
    if ("warning" in message) {
      warn(message.warning);
    } else if ("loss" in message) {
      progress?.update(message);
    } else {
      progress?.started(message, runs[message.run]!.seed);
    }
  });
  return await Promise.all(runs.map(async (run) => {
    const outcome = await queue.run<Outcome>("train", run, "last").catch((error: unknown): Outcome => {
      const failure = `the worker thread stopped: ${reasonOf(error)}`;
      return { result: { ...notStarted(run.arm.name, run.seed), status: "failed", failure } };
    });
    // What cannot be saved is not worth training.
    if (outcome.unsaved !== undefined) queue.interrupt();
    progress?.ended(run.run, outcome.result.status);
    await ended(outcome);
    return outcome;
  }));
}
