// Finished runs of earlier races: a run is a function of its key, so what has been trained once is there again, over a
// reload too.

import type { Run, RunRecord } from "./run.ts";
import { recall, remember } from "./stored.ts";

export class Kept {
  readonly #most: number;
  /** The latest last. */
  #runs: Run[] = [];
  /** Of earlier visits. */
  #records = new Map<string, RunRecord>();
  readonly #remembered = new WeakSet<Run>();

  /** @param most Bytes that their moments may take. */
  constructor(most: number) {
    this.#most = most;
  }

  put(run: Run): void {
    this.#runs.push(run);
    let bytes = this.#runs.reduce((sum, { bytes: own }) => sum + own, 0);
    while (bytes > this.#most) bytes -= this.#runs.shift()!.bytes;
  }

  /** The latest with a key, which is kept no longer. */
  take(key: string): Run | undefined {
    const found = this.#runs.findLastIndex((run) => run.key === key);
    return found < 0 ? undefined : this.#runs.splice(found, 1)[0];
  }

  clear(): void {
    this.#runs = [];
    this.#records.clear();
  }

  /** Looks for runs of earlier visits; whatever stands in the way, they are trained again. */
  async recall(keys: readonly string[]): Promise<void> {
    this.#records = await recall(keys).catch(() => new Map<string, RunRecord>());
  }

  /** What a run with this key came to in an earlier visit, if it was looked for. */
  record(key: string): RunRecord | undefined {
    return this.#records.get(key);
  }

  /** For later visits, where the browser allows it. */
  remember(run: Run): void {
    if (run.revived || this.#remembered.has(run)) return;
    this.#remembered.add(run);
    void remember(run.key, run.record).catch(() => {});
  }
}
