// Finished runs of earlier races: a run is a function of its key, so what has been trained once is there again.

import type { Run } from "./run.ts";

export class Kept {
  readonly #most: number;
  /** The latest last. */
  #runs: Run[] = [];

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
  }
}
