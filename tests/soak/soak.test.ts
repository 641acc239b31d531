/**
 * A bounded stress of the library: some 20 seconds, ten minutes where USAGI_NIGHTLY=1. Counts, not a clock, decide
 * what is done; memory must be flat at the end.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { beforeAll, describe, expect, type TestContext, test } from "vitest";
import type { NetworkDescription } from "../../bindings/index.ts";
import { compile, Network } from "../../bindings/index.ts";
import { nightly, seed } from "../fuzz/cases.ts";
import { networks as everyForm } from "../random-networks.ts";
import { rowsFor } from "./rows.ts";

declare module "vitest" {
  interface TaskMeta {
    /** What scripts/nightly.js reports. */
    soak?: { count: number; seed: number; megabytes: [start: number, peak: number, end: number] };
  }
}

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const timeout = nightly ? 1_800_000 : 120_000;
/** Bytes that the collector may leave for later, and fragments. */
const slackMegabytes = 64;

/** Megabytes in use by the process, after everything that can be is collected. */
async function residentMegabytes(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}

/** Does `work` for each of `count` numbers, after a tenth as many to warm up; memory must not grow. */
async function soak({ task }: TestContext, name: string, count: number, work: (i: number) => void): Promise<void> {
  const warm = Math.ceil(count / 10);
  for (let i = 0; i < warm; i++) work(i);
  const start = await residentMegabytes();
  let peak = start;
  for (let i = warm; i < count; i++) {
    work(i);
    if (i % 256 !== 0) continue;
    peak = Math.max(peak, Math.round(process.memoryUsage.rss() / 2 ** 20));
    await new Promise((resolve) => setImmediate(resolve)); // for what is freed between turns only
  }
  const end = await residentMegabytes();
  task.meta.soak = { count, seed, megabytes: [start, peak, end] };
  console.log(`${name}: ${count}, USAGI_SEED=${seed}; MB at the start ${start}, peak ${peak}, end ${end}`);
  expect(end).toBeLessThan(start + slackMegabytes);
}

describe("soak", () => {
  const few = process.env["USAGI_GUARDED"] ? 100 : 1;

  const networks = Math.ceil((nightly ? 500_000 : 16_000) / few);
  test("networks made and dropped", { timeout }, async (context) => {
    const descriptions = fc.sample(everyForm, { seed, numRuns: 500 });
    await soak(context, "networks made and dropped", networks, (i) => {
      const description = descriptions[i % descriptions.length]!;
      const net = new Network(module, { ...description, seed: i });
      const { x, labels } = rowsFor(description, i);
      for (let step = 0; step < 3; step++) net.trainStep(x, labels);
      net.evaluate(x, labels);
      if (i % 2 === 0) net.dispose();
    });
  });

  const steps = Math.ceil((nightly ? 100_000_000 : 3_000_000) / few);
  test("steps of one small network", { timeout }, async (context) => {
    const description: NetworkDescription = {
      inputs: 4, hidden: [{ units: 4, activation: "tanh" }], output: { units: 2 }, optimizer: { name: "adam" },
      batchSize: 2,
    };
    const net = new Network(module, description);
    const { x, labels } = rowsFor(description, 1);
    await soak(context, "steps of one small network", steps, () => net.trainStep(x, labels));
    expect(net.steps).toBe(steps);
    expect(Number.isFinite(net.gradients(x, labels))).toBe(true);
  });

  test("every size from 1 × 1 up trains and predicts", { timeout }, () => {
    const sizes = nightly ? Array.from({ length: 40 }, (_, i) => i + 1) : [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 33];
    for (const inputs of sizes) {
      for (const units of sizes) {
        for (const classes of [1, 2, 3, 4, 5, 9]) {
          const batchSize = 1 + ((inputs + units + classes) % 5);
          const description: NetworkDescription = {
            inputs, hidden: [{ units }], output: { units: classes }, optimizer: { name: "sgd" }, batchSize,
          };
          const net = new Network(module, description);
          const { x, labels } = rowsFor(description, units);
          const loss = net.trainStep(x, labels);
          expect(loss).toBeGreaterThanOrEqual(0);
          const p = net.predict(x);
          for (let row = 0; row < batchSize; row++) {
            const sum = p.subarray(row * classes, (row + 1) * classes).reduce((total, value) => total + value, 0);
            expect(sum).toBeCloseTo(1, 5);
          }
          net.dispose();
        }
      }
    }
  });
});
