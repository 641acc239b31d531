/** A run whose settings are searched, end to end on a small data set: run `npm run build` first. */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { appendFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Results } from "../../experiment/results.ts";
import { cli, folderWith, resultsIn, script } from "./built.ts";
import { FakeHost, idx, images, until } from "./helpers.ts";

const base = {
  dataset: { name: "idx", path: "data", validation: 20 },
  network: { hidden: [8] },
  training: { iterations: 60, batchSize: 7, evaluateEvery: 20 },
  seeds: [5],
  search: "default",
  tuning: { trials: 4, rerun: 2 },
  arms: [
    { name: "Adam", optimizer: "adam" },
    { name: "SGD", optimizer: "sgd" },
    { name: "as it is", optimizer: { name: "momentum", learningRate: 0.1 }, search: false },
  ],
};

/** What must not depend on threads, or on whether a run was stopped: all but dates, versions and times. */
function essence(folder: string) {
  const { experiment, status, tuning, runs } = resultsIn(folder);
  return { experiment, status, tuning, runs: runs.map((run) => ({ ...run, seconds: undefined })) };
}

const wholes = new Map<object, ReturnType<typeof essence>>();
/** What a run comes to that nothing stops; each experiment's is trained once. */
async function unstopped(experiment: object) {
  const known = wholes.get(experiment);
  if (known) return known;
  const { file, out } = folderWith(experiment);
  expect((await cli(["run", file, "--out", out, "--quiet"])).code).toBe(0);
  const whole = essence(out);
  wholes.set(experiment, whole);
  return whole;
}

const tuned = ({ tuning }: Results, arm: string) => tuning!.arms.find((one) => one.arm === arm)!;
const linesIn = (folder: string) => readFileSync(join(folder, "trials.jsonl"), "utf8").split("\n").slice(0, -1);

test("trials, the choice by validation images, and runs with fresh seeds: the same with 1, 2 and 5 threads", async () => {
  const { file, folder } = folderWith(base);
  const outs = ["1", "2", "5"].map((threads) => join(folder, threads));
  for (const out of outs) {
    const { code, err, out: said } = await cli(["run", file, "--out", out, "--threads", out.at(-1)!]);
    expect([code, err]).toEqual([0, ""]);
    expect(said).toContain("tiny: 3 arms × 4 trials, then 2 seeds each, 40 training, 20 validation and 30 test images");
    expect(said).toMatch(/^Adam {6}4\/4 trials {2}best [01]\.\d{4}/m);
    expect(said).toMatch(/^as it is {2}2\/2 seeds {2}test [01]\.\d{4}/m);
    expect(said).toMatch(/^SGD +[01]\.\d{4} {2}learningRate \d/m);
  }
  const [first, ...others] = outs.map(essence);
  for (const other of others) expect(other).toEqual(first);

  const results = resultsIn(outs[0]!);
  const { experiment, runs, tuning } = results;
  expect(experiment.seeds).toEqual([6, 7]);
  expect(experiment).not.toHaveProperty("tuning");
  expect(runs.map(({ arm, seed, status }) => `${arm} ${seed} ${status}`)).toEqual(
    ["Adam", "SGD", "as it is"].flatMap((arm) => [6, 7].map((seed) => `${arm} ${seed} complete`)),
  );
  for (const run of runs) expect(run.iterations).toEqual([20, 40, 60]);
  expect(tuning).toMatchObject({ trials: 4, method: "halton", choose: "final", seeds: [5] });
  expect(tuning!.arms.map(({ arm }) => arm)).toEqual(["Adam", "SGD"]);
  for (const { arm, trials, chosen } of tuning!.arms) {
    const values = trials.map(({ value }) => value!);
    expect(values[chosen!]).toBe(Math.max(...values));
    const { optimizer } = experiment.arms.find(({ name }) => name === arm)!;
    for (const [path, value] of Object.entries(trials[chosen!]!.settings)) {
      expect(optimizer).toHaveProperty(path.replace("optimizer.", ""), value);
    }
    expect(trials.flatMap((trial) => trial.runs)).toEqual(trials.map(({ value }, trial) => ({
      trial, seed: 5, status: "complete", steps: 60, accuracy: value, loss: expect.any(Number) as number,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    })));
  }
  // Of trials there are lines alone.
  expect(linesIn(outs[0]!)).toHaveLength(8);
  for (const place of ["models", "checkpoints"]) expect(readdirSync(join(outs[0]!, place)).join()).not.toContain("trial");

  // Whatever the test images are, trials come to the same.
  const { pixels } = images(30, 3, 5, 3);
  writeFileSync(join(folder, "data", "t10k-labels-idx1-ubyte"), idx([30], Uint8Array.from({ length: 30 }, (_, i) => i % 2)));
  writeFileSync(join(folder, "data", "t10k-images-idx3-ubyte"), idx([30, 3, 5], pixels.map((pixel) => 255 - pixel)));
  const other = join(folder, "other");
  expect((await cli(["run", file, "--out", other])).code).toBe(0);
  expect(resultsIn(other).tuning).toEqual(tuning);
  expect(resultsIn(other).runs[0]!.testAccuracy).not.toEqual(runs[0]!.testAccuracy);
});

test("several seeds, the best evaluation, and halving, in which trials that are behind end early", async () => {
  const tuning = { trials: 9, seeds: 2, choose: "best", rerun: 1, halving: true };
  const { file, out } = folderWith({ ...base, tuning, training: { ...base.training, iterations: 90 }, arms: base.arms.slice(1) });
  const { code, err } = await cli(["run", file, "--out", out, "--threads", "2"]);
  expect([code, err]).toEqual([0, ""]);
  const results = resultsIn(out);
  expect(results.experiment.seeds).toEqual([7]);
  expect(results.tuning).toMatchObject({ seeds: [5, 6], halving: { factor: 3 } });
  const { trials, chosen } = tuned(results, "SGD");
  const steps = trials.map(({ runs }) => runs.map((run) => `${run.seed} ${run.status} ${run.steps}`));
  expect(steps[chosen!]).toEqual(["5 complete 90", "6 complete 90"]);
  const fates = steps.flat().map((text) => text.slice(2)).sort();
  expect(fates).toEqual([
    ...Array<string>(2).fill("complete 90"), ...Array<string>(12).fill("halved 10"), ...Array<string>(4).fill("halved 30"),
  ]);
  expect(trials.map(({ value }) => value !== null)).toEqual(trials.map((_, trial) => trial === chosen));
  // 9 + 3 + 1 of two seeds.
  expect(linesIn(out)).toHaveLength(26);
});

test("an arm all of whose trials diverge is told and not run; the others are", async () => {
  const wild = { name: "wild", optimizer: "sgd", network: { hidden: [8, 8], activation: "identity" }, search: { "optimizer.learningRate": [1e5, 1e6] } };
  const { file, out } = folderWith({ ...base, search: false, arms: [wild, { name: "tame", search: "default" }] });
  const run = await cli(["run", file, "--out", out]);
  expect([run.code, run.err]).toEqual([1, ""]);
  const failure = "all 2 trials diverged, so there are no settings to run with: search smaller learning rates";
  expect(run.out.replace(/\s+/g, " ")).toContain(`wild, seeds 6, 7: failed: ${failure}`);
  expect(run.out).toMatch(/^wild +– {2}none: no trial came to its end$/m);
  const results = resultsIn(out);
  expect(results.runs.map(({ arm, status }) => `${arm} ${status}`)).toEqual(
    ["wild failed", "wild failed", "tame complete", "tame complete"],
  );
  const { trials, chosen, edges } = tuned(results, "wild");
  expect([chosen, edges, trials.map(({ value }) => value)]).toEqual([null, [], [null, null]]);
  expect(trials[0]!.runs[0]).toMatchObject({ status: "failed", accuracy: null, loss: null, failure: expect.stringContaining("diverged") as string });
  // It is over: no other seed would help.
  const resumed = await cli(["resume", out]);
  expect(resumed).toMatchObject({ code: 1, out: `${out}: the run is failed; there is nothing left to do.\n` });
});

const long = { ...base, training: { ...base.training, iterations: 1500, evaluateEvery: 500 }, tuning: { trials: 12, rerun: 2 } };

describe("stopped", () => {
  const MOMENTS = process.env["USAGI_NIGHTLY"] ? 60 : 6;
  const seed = Number(process.env["USAGI_SEED"] ?? randomInt(2 ** 31));

  test(`killed at ${MOMENTS} moments, it goes on to the same choice and bits`, async () => {
    console.log(`SIGKILL at ${MOMENTS} moments of a search, USAGI_SEED=${seed}`);
    const { folder, file } = folderWith(long);
    const expected = await unstopped(long);
    const moments = fc.sample(
      fc.record({ lines: fc.integer({ min: 0, max: 12 }), threads: fc.integer({ min: 1, max: 3 }), every: fc.constantFrom(50, 1000) }),
      { seed, numRuns: MOMENTS },
    );
    let rounds = 0;
    let work = join(folder, "killed0");
    for (const { lines, threads, every } of moments) {
      const begun = existsSync(join(work, "run.json"));
      const argv = begun ? ["resume", work] : ["run", file, "--out", work, "--force"];
      const count = () => (existsSync(join(work, "trials.jsonl")) ? linesIn(work).length : 0);
      const before = count();
      const child = spawn(process.execPath, [script, ...argv, "--threads", String(threads), "--checkpoint-every", String(every)]);
      let warned = "";
      child.stderr.on("data", (text: Buffer) => (warned += text.toString()));
      child.stdout.resume();
      const exited = new Promise((resolve) => child.on("close", resolve));
      await until(() => child.exitCode !== null || count() >= Math.min(before + lines, 24));
      child.kill("SIGKILL");
      await exited;
      expect(warned).toBe("");
      if (!existsSync(join(work, "results.json"))) continue;
      expect(essence(work)).toEqual(expected);
      work = join(folder, `killed${++rounds}`);
    }
    const last = existsSync(join(work, "run.json")) ? ["resume", work] : ["run", file, "--out", work];
    expect(await cli([...last, "--threads", "2"])).toMatchObject({ code: 0, err: "" });
    expect(essence(work)).toEqual(expected);
    expect(readdirSync(join(work, "checkpoints")).join()).not.toContain("trial");
  });

  test("interrupted among its trials it says how many are saved, and goes on to the same", async () => {
    const { folder, file } = folderWith(long);
    const stopped = join(folder, "stopped");
    const host = new FakeHost();
    const running = cli(["run", file, "--out", stopped, "--threads", "1"], host);
    await until(() => existsSync(join(stopped, "trials.jsonl")) && linesIn(stopped).length >= 2);
    host.emit("SIGINT");
    const { code, out: said } = await running;
    expect(code).toBe(130);
    expect(said).toMatch(/^Interrupted; \d+ of 24 trials are saved in /m);
    expect(said).toContain(`Go on with: node cli.js resume ${stopped}\n`);
    expect(existsSync(join(stopped, "results.json"))).toBe(false);
    const inspected = await cli(["inspect", stopped]);
    expect(inspected.out).toMatch(new RegExp(`^Adam +${linesIn(stopped).length}/12 `, "m"));

    // What the disk did to the log is trained again, and told.
    const [line] = linesIn(stopped);
    writeFileSync(join(stopped, "trials.jsonl"), `${line!.replace("accuracy", "accurate")}\n${linesIn(stopped).slice(1).join("\n")}\n`);
    appendFileSync(join(stopped, "trials.jsonl"), line!.slice(0, 40));
    const resumed = await cli(["resume", stopped, "--threads", "2"]);
    expect(resumed.code).toBe(0);
    expect(resumed.err).toContain("trials.jsonl: line 1 is damaged: these trials are trained again; the file is kept as ");
    expect(essence(stopped)).toEqual(await unstopped(long));
    expect((await cli(["inspect", stopped])).out).toMatch(/^Adam +12\/12 /m);
    expect((await cli(["resume", stopped, "--iterations", "5000"])).err).toContain("search anew, with: run --set training.iterations=5000");
  });

  test("a trial that is interrupted goes on from its checkpoints, of which a damaged one is told", async () => {
    const training = { ...base.training, iterations: 40_000, evaluateEvery: 40_000 };
    const { folder, file, out } = folderWith({ ...base, training, tuning: { trials: 1, rerun: 1 }, arms: base.arms.slice(0, 1) });
    const stopped = join(folder, "stopped");
    const place = join(stopped, "checkpoints", "1-Adam-trial0-seed5");
    const whole = () => (existsSync(place) ? readdirSync(place).filter((name) => /^\d+\.safetensors$/.test(name)).sort() : []);
    const host = new FakeHost();
    const running = cli(["run", file, "--out", stopped, "--checkpoint-every", "1000"], host);
    await until(() => whole().length === 2);
    host.emit("SIGINT");
    const { code, err, out: said } = await running;
    expect([code, err]).toEqual([130, ""]);
    expect(said).toContain("Interrupted within the first trials; how far they are is saved in ");
    const [before, newest] = whole();
    expect(Number.parseInt(newest!)).toBeLessThan(40_000);
    truncateSync(join(place, newest!), 100);
    const resumed = await cli(["resume", stopped]);
    expect(resumed.code).toBe(0);
    expect(resumed.err).toContain(`${newest} is damaged`);
    expect(resumed.err).toContain("Adam, trial 0, seed 5, goes on from the one before");
    expect(before).toBeDefined();
    expect((await cli(["run", file, "--out", out, "--quiet"])).code).toBe(0);
    expect(essence(stopped)).toEqual(essence(out));
    expect(readdirSync(place)).toEqual([`${newest}.damaged`]);
  });

  describe("in the second stage of halving", () => {
    const training = { ...base.training, iterations: 30_000, evaluateEvery: 30_000 };
    const halved = { ...base, training, tuning: { trials: 3, rerun: 1, halving: true }, arms: base.arms.slice(0, 1) };

    /** Stopped while the best of three trials trains on, after the 10,000 steps that all of them make. */
    async function stoppedThere() {
      const { folder, file } = folderWith(halved);
      const stopped = join(folder, "stopped");
      const checkpoints = join(stopped, "checkpoints");
      const trials = () => (existsSync(checkpoints) ? readdirSync(checkpoints) : []).filter((name) => name.includes("trial"));
      const files = () => trials().flatMap((name) => readdirSync(join(checkpoints, name)).map((one) => join(checkpoints, name, one)))
        .filter((name) => /\d{10}\.safetensors$/.test(name)).sort();
      const iteration = (name = "") => Number(/(\d{10})\.safetensors$/.exec(name)?.[1] ?? 0);
      const host = new FakeHost();
      const running = cli(["run", file, "--out", stopped, "--threads", "1", "--checkpoint-every", "500"], host);
      await until(() => iteration(files()[0]) > 10_000);
      host.emit("SIGINT");
      expect((await running).code).toBe(130);
      expect(iteration(files().at(-1))).toBeLessThan(30_000);
      return { stopped, files, trials };
    }

    test("a trial goes on from its checkpoint", async () => {
      const { stopped, files, trials } = await stoppedThere();
      truncateSync(files().at(-1)!, 100);
      const { code, err } = await cli(["resume", stopped]);
      expect(code).toBe(0);
      expect(err).toMatch(/\d\.safetensors is damaged/);
      expect(err).toContain("goes on from the one before");
      expect(essence(stopped)).toEqual(await unstopped(halved));
      expect(files()).toEqual([]);
      expect(trials()).toHaveLength(1);
    });

    test("a first stage that the log has lost is trained to its own end, whatever checkpoints there are", async () => {
      const { stopped, files, trials } = await stoppedThere();
      const trial = /trial(\d+)/.exec(trials()[0]!)![1]!;
      const others = linesIn(stopped).filter((line) => !line.includes(`"trial":${trial},`));
      expect(others).toHaveLength(2);
      writeFileSync(join(stopped, "trials.jsonl"), others.map((line) => `${line}\n`).join(""));
      expect(await cli(["resume", stopped])).toMatchObject({ code: 0, err: "" });
      expect(essence(stopped)).toEqual(await unstopped(halved));
      const entries = linesIn(stopped).map((line) => JSON.parse(line) as { until: number; run: { steps: number } });
      expect(entries.map(({ until, run }) => [until, run.steps])).toEqual([[1e4, 1e4], [1e4, 1e4], [1e4, 1e4], [3e4, 3e4]]);
      expect(files()).toEqual([]);
    });
  });
});
