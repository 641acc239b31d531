// A link that holds a result: whoever opens it trains the same, and sees whether it comes to the same weights.

import type { Task } from "../../experiment/metrics.ts";

/** What a link calls the test score of a task. */
const keys = { labels: "accuracy", targets: "rmse" } as const satisfies Record<Task, string>;

/** What a link says of one run. */
export interface Claim {
  readonly arm: string;
  readonly seed: number;
  /** How many steps it made. */
  readonly iteration: number;
  readonly task: Task;
  /** The test score: accuracy, or RMSE. */
  readonly score: number;
  /** SHA-256 (hex) of all weights. */
  readonly digest: string;
}

/** The address of an experiment, with a result of it. */
export function withClaim(address: string, { arm, seed, iteration, task, score, digest }: Claim): string {
  const said = { arm, seed: String(seed), iteration: String(iteration), [keys[task]]: String(score), digest };
  return `${address}&${new URLSearchParams(said).toString()}`;
}

/** The result in the part of an address behind #; undefined where there is none, or it is damaged. */
export function claimIn(hash: string): Claim | undefined {
  const said = new URLSearchParams(hash.slice(1));
  const number = (name: string) => Number(said.get(name) ?? NaN);
  const [arm, digest] = [said.get("arm"), said.get("digest")];
  const task = said.has(keys.targets) ? "targets" : "labels";
  const [seed, iteration, score] = [number("seed"), number("iteration"), number(keys[task])];
  const whole = Number.isSafeInteger(seed) && Number.isSafeInteger(iteration);
  if (!arm || !whole || !(score >= 0 && score <= (task === "labels" ? 1 : Number.MAX_VALUE)) || !/^[0-9a-f]{64}$/.test(digest ?? "")) return undefined;
  return { arm, seed, iteration, task, score, digest: digest! };
}

/** A run as it ended; `digest` is empty where the browser computes none (on plain http). */
export interface Ended {
  readonly iteration: number;
  readonly task: Task;
  readonly score: number | undefined;
  readonly digest: string;
}

/**
 * What this browser came to: "missing" where the experiment has no such arm or seed, "unknown" without a digest.
 * @param run Of the claim's arm and seed.
 */
export function checkClaim(
  { digest }: Claim, run: Ended | "training" | undefined,
): "missing" | "training" | "unknown" | "same" | "other" {
  if (run === undefined) return "missing";
  if (run === "training") return "training";
  if (run.digest === "") return "unknown";
  return run.digest === digest ? "same" : "other";
}
