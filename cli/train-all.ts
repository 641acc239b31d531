/** Trains every arm with every seed on a pool of worker threads. */
import { Piscina } from "piscina";
import { compile } from "../bindings/compile.ts";
import type { ResolvedExperiment } from "../bindings/experiment/resolve.ts";
import { notStarted } from "../bindings/experiment/results.ts";
import type { LoadedDataset } from "./dataset.ts";
import { reasonOf } from "./errors.ts";
import type { Progress } from "./progress.ts";
import type { TeamMemory } from "./team.ts";
import type { Assistance, Context, Outcome, Started, Task, Update } from "./worker.ts";

interface Run extends Task {
  state: "waiting" | "running" | "over";
  /** Known once it has started. */
  team?: TeamMemory;
  helpers: number;
}

/**
 * Arms outer. Threads that find no run to train help those that go on. No result depends on the number of
 * threads.
 */
export async function trainAll(
  { arms, seeds }: ResolvedExperiment,
  data: LoadedDataset,
  threads: number,
  interrupt: Int32Array,
  progress: Progress | undefined,
): Promise<Outcome[]> {
  const context: Context = {
    module: await compile(),
    train: data.train.parts(),
    test: data.test.parts(),
    interrupt,
  };
  const pool = new Piscina({
    filename: new URL("./worker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    stricterFIFO: true,
    workerData: context,
  });
  const runs = arms.flatMap((arm) => seeds.map((seed) => ({ arm, seed }))).map(
    (task, run): Run => ({ ...task, run, state: "waiting", helpers: 0 }),
  );
  let busy = 0;

  const balance = () => {
    for (const waiting of runs.filter(({ state }) => state === "waiting").slice(0, threads - busy)) {
      waiting.state = "running";
      busy++;
      starts[waiting.run]?.();
    }
    const running = runs.filter(({ state, team }) => state === "running" && team);
    while (busy < threads && running.length > 0) {
      const run = running.reduce((least, other) => (other.helpers < least.helpers ? other : least));
      busy++;
      run.helpers++;
      const { arm, seed } = run;
      const task = { run: run.run, arm, seed, team: run.team! } satisfies Assistance;
      const done = () => {
        delete run.team; // the run is over, or goes on without a helper that failed
        busy--;
        balance();
      };
      pool.run(task, { name: "help" }).then(done, done);
    }
  };
  pool.on("message", (message: Update | Started) => {
    if ("loss" in message) {
      progress?.update(message);
    } else {
      runs[message.run]!.team = message.team;
      balance();
    }
  });

  const train = async (run: Run): Promise<Outcome> => {
    const { arm, seed } = run;
    const outcome = await (pool.run({ run: run.run, arm, seed }, { name: "train" }) as Promise<Outcome>).catch(
      (error: unknown): Outcome => {
        const failure = `the worker thread stopped: ${reasonOf(error)}`;
        return { result: { ...notStarted(arm.name, seed), status: "failed", failure } };
      },
    );
    run.state = "over";
    busy--;
    progress?.ended(run.run, outcome.result.status);
    balance();
    return outcome;
  };
  const starts: (() => void)[] = [];
  const outcomes = runs.map(
    (run) => new Promise<Outcome>((resolve) => (starts[run.run] = () => resolve(train(run)))),
  );
  balance();
  try {
    return await Promise.all(outcomes);
  } finally {
    await pool.destroy();
  }
}
