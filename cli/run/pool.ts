/** Trains every arm with every seed on a pool of worker threads. */
import { Piscina } from "piscina";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { notStarted } from "../../experiment/not-started.ts";
import type { LoadedDataset } from "../files/dataset.ts";
import { reasonOf } from "../errors.ts";
import type { Progress } from "./progress.ts";
import type { Common, Outcome, SharedData, Started, Task, Update, Warning } from "./worker.ts";

interface ScheduledRun extends Omit<Task, "common"> {
  state: "waiting" | "running" | "over";
}

/** Worker threads, which load their code while this one prepares the data. */
export class Threads {
  readonly count: number;
  #started: { pool: Piscina; loaded: Promise<unknown> } | undefined;
  #data: SharedData | undefined;
  #ended: Promise<void> | undefined;

  constructor(count: number) {
    this.count = count;
  }

  /** Starts them: once it is known that there will be something to train, as it takes a tenth of a second. */
  start(): void {
    const pool = new Piscina({
      filename: new URL("./run-worker.js", import.meta.url).href,
      minThreads: this.count,
      maxThreads: this.count,
      stricterFIFO: true,
    });
    // Node aborts as a whole where a thread is ended while it loads its code. The first message says that it has.
    const loaded = Promise.all(
      pool.threads.map((thread) => new Promise((resolve) => thread.once("message", resolve).once("exit", resolve))),
    );
    this.#started = { pool, loaded };
  }

  /** Hands the data over, which every thread checks while this one has other things to do. */
  open({ train, test, validation }: LoadedDataset): void {
    const data = { train: train.parts(), test: test.parts(), validation: validation?.parts() };
    this.#data = data;
    // Where a thread fails, its first run says why.
    for (let i = 0; i < this.count; i++) this.pool.run(data, { name: "open" }).catch(() => {});
  }

  get pool(): Piscina {
    return this.#started!.pool;
  }

  /** What was handed over. */
  get data(): SharedData {
    return this.#data!;
  }

  /** Ends those that were started. */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    if (!this.#started) return;
    const { pool, loaded } = this.#started;
    for (const thread of pool.threads) thread.ref();
    await loaded;
    await pool.destroy();
  }
}

/** Calls `use` with so many threads, which it starts and which are ended after it. */
export async function withThreads<Result>(count: number, use: (threads: Threads) => Promise<Result>): Promise<Result> {
  const threads = new Threads(count);
  try {
    return await use(threads);
  } finally {
    await threads.end();
  }
}

/**
 * Arms outer. Where there are fewer runs than threads, those that go on use the others as well. No result depends on the
 * number of threads.
 */
export async function trainAll(
  { pool, count: threads, data }: Threads,
  { arms, seeds }: ResolvedExperiment,
  { interrupt, saving }: Omit<Common, "data" | "threads">,
  progress: Progress | undefined,
  { warn, ended }: { warn: (text: string) => void; ended: (outcome: Outcome) => Promise<void> },
): Promise<Outcome[]> {
  const runs = arms.flatMap((arm, i) => seeds.map((seed) => ({ armNumber: i + 1, arm, seed }))).map(
    (task, run): ScheduledRun => ({ ...task, run, state: "waiting" }),
  );
  const allowed = new Int32Array(new SharedArrayBuffer(runs.length * 4));
  const common = { data, interrupt, threads: allowed, saving };
  let busy = 0;

  const balance = () => {
    for (const waiting of runs.filter(({ state }) => state === "waiting").slice(0, threads - busy)) {
      waiting.state = "running";
      busy++;
      starts[waiting.run]?.();
    }
    const running = runs.filter(({ state }) => state === "running");
    running.forEach(({ run }, i) => Atomics.store(allowed, run, shareOf(threads, i, running.length)));
  };
  pool.on("message", (message: Update | Started | Warning) => {
    if ("warning" in message) {
      warn(message.warning);
    } else if ("loss" in message) {
      progress?.update(message);
    } else {
      progress?.started(message, runs[message.run]!.seed);
    }
  });

  const train = async (run: ScheduledRun): Promise<Outcome> => {
    const { arm, seed } = run;
    const outcome = await (pool.run(taskOf(run, common), { name: "train" }) as Promise<Outcome>).catch(
      (error: unknown): Outcome => {
        const failure = `the worker thread stopped: ${reasonOf(error)}`;
        return { result: { ...notStarted(arm.name, seed), status: "failed", failure } };
      },
    );
    // What cannot be saved is not worth training.
    if (outcome.unsaved !== undefined) Atomics.store(interrupt, 0, 1);
    run.state = "over";
    busy--;
    progress?.ended(run.run, outcome.result.status);
    balance();
    await ended(outcome);
    return outcome;
  };
  const starts: (() => void)[] = [];
  const outcomes = runs.map(
    (run) => new Promise<Outcome>((resolve) => (starts[run.run] = () => resolve(train(run)))),
  );
  balance();
  return Promise.all(outcomes);
}

/** How many of `count` threads the i-th of some runs may use, at least one. */
export function shareOf(count: number, i: number, runs: number): number {
  return Math.max(1, Math.floor(count / runs) + (i < count % runs ? 1 : 0));
}

/** Only what a thread needs to know. */
function taskOf({ run, armNumber, arm, seed }: ScheduledRun, common: Common): Task {
  return { common, run, armNumber, arm, seed };
}
