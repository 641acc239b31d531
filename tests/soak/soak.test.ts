/**
 * A bounded stress of the library: some 15 seconds, eight to ten minutes where USAGI_NIGHTLY=1. Counts, not a clock,
 * decide what is done; memory must be flat at the end.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { beforeAll, describe, expect, type TestContext, test } from "vitest";
import type { NetworkDescription } from "../../bindings/index.ts";
import { compile, Network } from "../../bindings/index.ts";
import { optimizerNames } from "../../bindings/parts/optimizers.ts";
import { nightly, seed } from "../fuzz/cases.ts";
import { networks as everyForm } from "../random-networks.ts";
import { rowsFor } from "./rows.ts";

type Figures = [start: number, peak: number, end: number];

declare module "vitest" {
  interface TaskMeta {
    /** What scripts/nightly.js reports. */
    soak?: { count: number; seed: number; megabytes: Figures; others: Record<string, Figures> };
  }
}

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

/** Memories of instances that nobody has given back yet. Each is of 64 kB or more, outside of what V8 counts. */
let memories = 0;
{
  const registry = new FinalizationRegistry(() => memories--);
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(...args: ConstructorParameters<typeof Instance>) {
      super(...args);
      memories++;
      registry.register(this.exports["memory"] as WebAssembly.Memory, undefined);
    }
  };
}

/**
 * Megabytes of live values that may be more at the end than halfway: what grows with the networks or the steps exceeds
 * it many times over. Resident memory is reported only: how much of it an engine keeps is its own affair.
 */
const slack = { heapUsed: 4, external: 2, arrayBuffers: 2 };
const exact = Object.keys(slack) as (keyof typeof slack)[];
const kinds = ["rss", ...exact] as const;
type Kind = (typeof kinds)[number];

function held(): Record<Kind, number> {
  const usage = process.memoryUsage();
  return Object.fromEntries(kinds.map((kind) => [kind, usage[kind] / 2 ** 20])) as Record<Kind, number>;
}

/** What is held once nothing more is freed: memories of instances are given back a while after a collection. */
async function settled(): Promise<Record<Kind, number>> {
  let least = held();
  let left = memories;
  for (let quiet = 0, round = 0; quiet < 3 && round < 50; round++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const next = held();
    quiet = memories < left || exact.some((kind) => next[kind] < least[kind] - 0.1) ? 0 : quiet + 1;
    [least, left] = [next, memories];
  }
  return least;
}

/**
 * Does `work` for each of `count` numbers; in the second half neither live values nor memories may become more.
 * @param heap What `heapUsed` may be more.
 */
async function soak(
  { task }: TestContext, name: string, count: number, work: (i: number) => void, heap = slack.heapUsed,
): Promise<void> {
  const start = await settled();
  const peak = { ...start };
  async function reach(end: number, from: number) {
    for (let i = from; i < end; i++) {
      work(i);
      if (i % 64 !== 0) continue;
      const now = held();
      for (const kind of kinds) peak[kind] = Math.max(peak[kind], now[kind]);
      await new Promise((resolve) => setImmediate(resolve)); // for what is freed between turns only
    }
    return { ...(await settled()), memories };
  }
  const half = Math.ceil(count / 2);
  const middle = await reach(half, 0);
  const end = await reach(count, half);
  const figures = (kind: Kind): Figures => [Math.round(start[kind]), Math.round(peak[kind]), Math.round(end[kind])];
  const { rss, ...others } = Object.fromEntries(kinds.map((kind) => [kind, figures(kind)])) as Record<Kind, Figures>;
  task.meta.soak = { count, seed, megabytes: rss, others };
  const text = kinds.map((kind) => `${kind} ${figures(kind).join(", ")}`).join("; ");
  console.log(`${name}: ${count}, USAGI_SEED=${seed}; MB at the start, peak, end: ${text}; memories: ${end.memories}`);
  for (const [kind, more] of Object.entries({ ...slack, heapUsed: heap })) {
    expect(end[kind as Kind], `MB of ${kind}`).toBeLessThan(middle[kind as Kind] + more);
  }
  expect(end.memories, "memories of instances").toBeLessThanOrEqual(middle.memories);
}

describe("soak", () => {
  const few = process.env["USAGI_GUARDED"] ? 100 : 1;

  const networks = Math.ceil((nightly ? 500_000 : 10_000) / few);
  test("networks made and dropped", async (context) => {
    const descriptions = fc.sample(everyForm, { seed, numRuns: 500 });
    // Some of the second half are referred to at the end: only dispose can have freed their memories.
    const disposed: Network[] = [];
    await soak(context, "networks made and dropped", networks, (i) => {
      const description = descriptions[i % descriptions.length]!;
      const net = new Network(module, { ...description, seed: i });
      const { x, y, data, rows } = rowsFor(description, i);
      const losses = Array.from({ length: 3 }, () => net.trainStep(x, y));
      const evaluation = net.evaluate(x, y as never);
      if (i % 8 === 0) {
        const same = new Network(module, { ...description, seed: i });
        const text = JSON.stringify(same.description);
        expect(losses.map(() => same.trainStep(data, rows)), text).toEqual(losses);
        expect(same.evaluate(data), text).toEqual(evaluation);
        expect(same.state(), text).toEqual(net.state());
      }
      if (i % 2 === 0) {
        net.dispose();
        if (i > networks / 2 && i % 8 === 0) disposed.push(net);
      }
    });
    for (const net of disposed) expect(() => net.tensorNames()).toThrow("is disposed");
  });

  const steps = Math.ceil((nightly ? 15_000_000 : 150_000) / few);
  test.for(optimizerNames)("steps of one small network: %s", async (name, context) => {
    const description: NetworkDescription = {
      inputs: 4, hidden: [{ units: 4, activation: "tanh" }], output: { units: 2 }, optimizer: { name }, batchSize: 2,
    };
    const net = new Network(module, description);
    const { x, y } = rowsFor(description, 1);
    // Few steps show a leak of few bytes, as nothing but the steps is made.
    await soak(context, `steps of one small network: ${name}`, steps, () => net.trainStep(x, y), 2);
    expect(net.steps).toBe(steps);
    expect(Number.isFinite(net.gradients(x, y))).toBe(true);
  });

  const layer = { batchNorm: true, dropout: { ratio: 0.5 } };
  test.each([
    { inputs: 65_535, hidden: [], output: { units: 2 }, batchSize: 1 },
    { inputs: 1, hidden: [{ ...layer, units: 65_535 }], output: { units: 2 }, batchSize: 2 },
    { inputs: 1, hidden: [{ ...layer, units: 1 }], output: { units: 2 }, batchSize: 65_535 },
    { inputs: 1, hidden: [], output: { units: 256 }, batchSize: 256 },
  ])("the largest sizes train: %o", (sizes) => {
    const description: NetworkDescription = { ...sizes, optimizer: { name: "adam" } };
    const net = new Network(module, description);
    const { x, y, data, rows } = rowsFor(description, 1);
    expect(net.gradients(x, y)).toBe(net.trainStep(data, rows));
    expect(net.evaluate(data)).toEqual(net.evaluate(x, y as never));
    expect(net.evaluate(data).loss).toBeGreaterThanOrEqual(0);
    net.dispose();
  });

  test("every size from 1 × 1 up trains and predicts", () => {
    const sizes = nightly ? Array.from({ length: 40 }, (_, i) => i + 1) : [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 33];
    for (const inputs of sizes) {
      for (const units of sizes) {
        for (const classes of [2, 3, 4, 5, 9]) {
          const batchSize = 1 + ((inputs + units + classes) % 5);
          const description: NetworkDescription = {
            inputs, hidden: [{ units }], output: { units: classes }, optimizer: { name: "sgd" }, batchSize,
          };
          const net = new Network(module, description);
          const { x, y } = rowsFor(description, units);
          const loss = net.trainStep(x, y);
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
