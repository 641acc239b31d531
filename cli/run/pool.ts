import { Piscina } from "piscina";
import type { LoadedDataset } from "../files/dataset.ts";
import type { SharedData } from "./worker.ts";

/** Worker threads, which load their code while this one prepares the data. */
export class Threads {
  readonly count: number;
  #started: { pool: Piscina; loaded: Promise<unknown> } | undefined;
  #data: SharedData | undefined;
  #ended: Promise<void> | undefined;

  constructor(count: number) {
    this.count = count;
  }

  /**
   * Starts them: before the data are read, as each takes a tenth of a second of a core that has nothing else to do; after that
   * where reading takes no time, so that what is wrong with the data is said at once.
   */
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
  open({ train, test, validation, targetScales, targetNames }: LoadedDataset): void {
    const data = { train: train.parts(), test: test.parts(), validation: validation?.parts(), targetScales, targetNames };
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
