/** How many cases each property of this folder is tried with, and from which seed. */
import { randomInt } from "node:crypto";
import * as fc from "fast-check";
import { test } from "vitest";

export const nightly = process.env["USAGI_NIGHTLY"] === "1";

/** Cases in `npm test`, and at night, where all together are 100,000. */
const counts = {
  "experiment files": [300, 30_000],
  "texts that are no experiment": [300, 18_000],
  "experiments that train": [8, 400],
  "IDX files": [200, 12_000],
  "files of networks": [200, 12_000],
  "PNG images": [200, 10_000],
  "run.json and results.json": [100, 8000],
  "checkpoints": [6, 300],
  "files for inspect": [200, 5000],
  "command lines": [120, 4100],
  "processes": [6, 200],
} as const;

declare module "vitest" {
  interface TaskMeta {
    /** What scripts/nightly.js reports. */
    fuzz?: {
      cases: number;
      seed: number;
      /** Of this process: before the cases, the most it ever had, after them. */
      megabytes: [start: number, peak: number, end: number];
    };
  }
}

/** fast-check takes a signed word. USAGI_SEED repeats what an earlier run printed. */
export const seed = Number(process.env["USAGI_SEED"] ?? randomInt(2 ** 31));

const residentMegabytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20);

/** A test that `property` holds, by so many cases from the seed that it prints. */
export function fuzz<Case>(name: keyof typeof counts, property: () => fc.IAsyncProperty<Case>): void {
  // The debug build sees in fewer what it can see.
  const cases = Math.ceil(counts[name][nightly ? 1 : 0] / (process.env["USAGI_GUARDED"] ? 4 : 1));
  test(`${name}: ${cases} cases`, async ({ task }) => {
    const start = residentMegabytes();
    console.log(`${name}: ${cases} cases, USAGI_SEED=${seed}`);
    try {
      await fc.assert(property(), { seed, numRuns: cases });
    } finally {
      const peak = Math.round(process.resourceUsage().maxRSS / 1024);
      task.meta.fuzz = { cases, seed, megabytes: [start, peak, residentMegabytes()] };
    }
  });
}
