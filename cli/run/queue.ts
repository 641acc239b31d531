/** Runs wait here until a thread is free, so that all threads are busy as long as anything waits. */
import type { Piscina } from "piscina";
import type { Common, Task } from "./worker.ts";

/** What a run is, but for what all of them share. */
export type Run = Omit<Task, "common" | "slot">;

/** What trains: the threads of this machine, or others. */
export interface Executor {
  /**
   * What the worker's function of that name (`worker.ts`) returns for a run. Those that go first have their turn before
   * the others, each in the order of the calls.
   */
  run<Result>(name: string, run: Run, when: "first" | "last"): Promise<Result>;
  /** Stops all runs. */
  interrupt(): void;
}

export class Queue implements Executor {
  readonly #pool: Pick<Piscina, "run">;
  readonly #threads: number;
  readonly #common: Common;
  /** Each goes on with the slot that it is given. */
  readonly #waiting: Record<"first" | "last", ((slot: number) => void)[]> = { first: [], last: [] };
  readonly #free: number[];
  readonly #running = new Set<number>();

  /** @param pool Of so many threads. */
  constructor(pool: Pick<Piscina, "run">, threads: number, common: Omit<Common, "threads">) {
    this.#pool = pool;
    this.#threads = threads;
    this.#common = { ...common, threads: new Int32Array(new SharedArrayBuffer(4 * threads)) };
    this.#free = Array.from({ length: threads }, (_, slot) => slot);
  }

  /** Stops all runs after their current step. */
  interrupt(): void {
    Atomics.store(this.#common.interrupt, 0, 1);
  }

  /** @param own What of the common is another for this run. */
  async run<Result>(name: string, run: Run, when: "first" | "last", own: Partial<Common> = {}): Promise<Result> {
    const slot = await new Promise<number>((resolve) => {
      this.#waiting[when].push(resolve);
      this.#balance();
    });
    try {
      return (await this.#pool.run({ ...run, slot, common: { ...this.#common, ...own } } satisfies Task, { name })) as Result;
    } finally {
      this.#running.delete(slot);
      this.#free.push(slot);
      this.#balance();
    }
  }

  /** Gives free threads to those that wait; where there are fewer runs than threads, these share the others. */
  #balance(): void {
    const { first, last } = this.#waiting;
    while (this.#free.length > 0) {
      const start = first.shift() ?? last.shift();
      if (!start) break;
      const slot = this.#free.pop()!;
      this.#running.add(slot);
      start(slot);
    }
    const running = [...this.#running];
    running.forEach((slot, i) => Atomics.store(this.#common.threads, slot, shareOf(this.#threads, i, running.length)));
  }
}

/** How many of `count` threads the i-th of some runs may use, at least one. */
export function shareOf(count: number, i: number, runs: number): number {
  return Math.max(1, Math.floor(count / runs) + (i < count % runs ? 1 : 0));
}
