/** The built command line end to end, on a small data set: run `npm run build` first. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cli, folderWith, resultsIn, script } from "./built.ts";
import { FakeHost, interruptedHost, until, writeDataset } from "./helpers.ts";

const files = [
  "accuracy.svg", "checkpoints", "classes.csv", "layers.csv", "loss.svg", "metrics.csv", "models", "paired.csv", "report.html", "results.json",
  "run.json",
];

describe("a run", () => {
  test("trains every arm with every seed and saves the results", async () => {
    const { file, out } = folderWith();
    const run = await cli(["run", file, "--out", out, "--threads", "2"]);
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toContain("tiny: 2 arms × 2 seeds, 60 training and 30 test images, 2 threads");
    expect(run.out).toContain("final test");
    expect(run.out).toMatch(/^• .* test accuracy /m);
    expect(run.out).toContain(`Saved in ${out}:\n  results.json`);
    expect(readdirSync(out).sort()).toEqual(files);

    const { formatVersion, status, experiment, environment, runs } = resultsIn(out);
    expect([formatVersion, status, environment.threads]).toEqual([1, "complete", 2]);
    expect(experiment.arms[1]).toMatchObject({ name: "SGD", optimizer: { name: "sgd", learningRate: 0.1 } });
    expect(runs.map(({ arm, seed }) => `${arm} ${seed}`)).toEqual(["Adam 0", "Adam 1", "SGD 0", "SGD 1"]);
    for (const result of runs) {
      expect(result).toMatchObject({ status: "complete", iterations: [20, 40] });
      expect(result.digest).toMatch(/^[0-9a-f]{64}$/);
      expect(result.loss).toHaveLength(40);
      for (const key of ["trainAccuracy", "testAccuracy", "testLoss"] as const) {
        expect(result[key]).toHaveLength(2);
      }
      expect(result.confusion.map((row) => row.length)).toEqual([3, 3, 3]);
      const correct = result.confusion.reduce((sum, row, i) => sum + row[i]!, 0);
      expect(correct / 30).toBeCloseTo(result.testAccuracy![1]!, 6);
      expect(result.seconds.training).toBeGreaterThan(0);
    }
    expect(runs[2]!.testAccuracy![1]).toBeGreaterThan(0.6);
  });

  test("the same bits with 1, 2 and 4 threads; others with another seed", async () => {
    const { file, folder } = folderWith();
    const digests: string[][] = [];
    const losses: unknown[] = [];
    for (const threads of ["1", "2", "4"]) {
      const out = join(folder, threads);
      expect(await cli(["run", file, "--out", out, "--threads", threads])).toMatchObject({ code: 0 });
      digests.push(resultsIn(out).runs.map(({ digest }) => digest));
      losses.push(resultsIn(out).runs.map(({ loss }) => loss));
    }
    expect(new Set(digests[0]).size).toBe(4);
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[2]).toEqual(digests[0]);
    expect(losses[2]).toEqual(losses[0]);
  });

  test("the same bits with 256 bits at once where the engine can, and says whether it did", async () => {
    const { file, folder } = folderWith();
    const [plain, wide] = [join(folder, "plain"), join(folder, "wide")];
    expect(await cli(["run", file, "--out", plain])).toMatchObject({ code: 0, err: "" });
    const run = await cli(["run", file, "--out", wide, "--wide"]);
    const can = "pause" in Atomics && process.arch === "x64";
    expect(run.err).toMatch(can ? /^$/ : /^warning: --wide: Node .* has no 256-bit WebAssembly, .*\n$/);
    expect(run.out.includes("threads, 256 bits\n") || run.out.includes("thread, 256 bits\n")).toBe(can);
    expect(resultsIn(wide).environment.wide).toBe(can || undefined);
    expect(resultsIn(plain).environment.wide).toBeUndefined();
    const digests = (out: string) => resultsIn(out).runs.map(({ digest }) => digest);
    expect(digests(wide)).toEqual(digests(plain));

    expect(await cli(["resume", wide, "--iterations", "50", "--wide"])).toMatchObject({ code: 0, err: run.err });
    expect(await cli(["resume", plain, "--iterations", "50"])).toMatchObject({ code: 0 });
    expect(resultsIn(wide).environment.wide).toBe(can || undefined);
    expect(digests(wide)).toEqual(digests(plain));
  });

  test("a network that cannot fit is refused before training, with the bytes it needs", async () => {
    const { file, out } = folderWith({ network: { hidden: [65535, 65535] } });
    const run = await cli(["run", file, "--out", out]);
    expect(run.code).toBe(2);
    expect(run.err).toMatch(/arm Adam needs [\d,]{14,} bytes of memory; WebAssembly can address 4,294,901,760/);
    expect(existsSync(out)).toBe(false);
  });

  test("one arm alone shares its passes among the threads, with the same bits", async () => {
    const { file, folder } = folderWith({
      seeds: [0],
      arms: [{ name: "alone" }],
      training: { iterations: 100, evaluateEvery: 1, trainAccuracy: "all" },
    });
    writeDataset(join(folder, "data"), { train: 2100, t10k: 5000 });
    const results = [];
    for (const threads of ["1", "2", "5"]) {
      const out = join(folder, threads);
      expect(await cli(["run", file, "--out", out, "--threads", threads])).toMatchObject({ code: 0 });
      const { seconds, ...result } = resultsIn(out).runs[0]!;
      expect(seconds.evaluation).toBeGreaterThan(0);
      results.push(result);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  test("for one seed, all arms start alike and see the same batches", async () => {
    const { file, out } = folderWith();
    await cli(["run", file, "--out", out]);
    const [adam, , sgd] = resultsIn(out).runs;
    expect(adam!.loss[0]).toBe(sgd!.loss[0]);
    expect(adam!.loss[1]).not.toBe(sgd!.loss[1]);
  });

  test("--seed and --set change the experiment", async () => {
    const { file, out } = folderWith();
    const set = ["training={}", "training.iterations=5", "arms.SGD.optimizer.learningRate=0.5"];
    const options = ["--seed", "7", ...set.flatMap((assignment) => ["--set", assignment])];
    expect(await cli(["run", file, "--out", out, ...options])).toMatchObject({ code: 0 });
    const { experiment, runs } = resultsIn(out);
    expect(experiment.seeds).toEqual([7]);
    expect(experiment.arms[1]!.optimizer).toEqual({
      name: "sgd", semantics: "usagi", learningRate: 0.5, weightDecay: 0, weightDecayMode: "coupled", weightDecayOn: "weights",
    });
    expect(runs.map(({ loss }) => loss.length)).toEqual([5, 5]);
  });

  test("--quiet prints nothing", async () => {
    const { file, out } = folderWith();
    expect(await cli(["run", file, "--out", out, "--quiet"])).toEqual({ code: 0, out: "", err: "" });
    expect(readdirSync(out).sort()).toEqual(files);
  });

  test("colours on a terminal only, and not with NO_COLOR", async () => {
    const { file, folder } = folderWith();
    const isColored = async (isTTY: boolean, env: NodeJS.ProcessEnv) => {
      const host = new FakeHost();
      host.stdout.isTTY = isTTY;
      host.env = env;
      await cli(["run", file, "--out", join(folder, "out"), "--force"], host);
      return host.stdout.text.includes("\u001b[2marm");
    };
    expect(await isColored(true, {})).toBe(true);
    expect(await isColored(true, { NO_COLOR: "1" })).toBe(false);
    expect(await isColored(false, {})).toBe(false);
  });
});

test("--arm trains some of the arms, to the same bits", async () => {
  const { file, folder, out } = folderWith({ seeds: [0] });
  const some = join(folder, "some");
  expect((await cli(["run", file, "--out", out])).code).toBe(0);
  expect((await cli(["run", file, "--out", some, "--arm", "SGD"])).code).toBe(0);
  expect(resultsIn(some).experiment.arms.map(({ name }) => name)).toEqual(["SGD"]);
  expect(resultsIn(some).runs.map(({ digest }) => digest)).toEqual([resultsIn(out).runs[1]!.digest]);
  expect(await cli(["resume", some])).toMatchObject({ code: 0, err: "" });
  const unknown = await cli(["run", file, "--out", join(folder, "none"), "--arm", "Adm"]);
  expect(unknown).toEqual({
    code: 2, out: "", err: `error: --arm "Adm": ${file} has no such arm; there is "Adam" or "SGD"; did you mean "Adam"?\n`,
  });
});

test("more threads than are of use are not started, and that is said", async () => {
  const { file, out } = folderWith({ seeds: [0] });
  const run = await cli(["run", file, "--out", out, "--threads", "1024"]);
  const { threads } = resultsIn(out).environment;
  expect(threads).toBeLessThanOrEqual(4 * availableParallelism());
  expect(run.err).toMatch(new RegExp(`^warning: --threads 1024: ${threads} are started, 4 for each core; .*\\n$`));
});

describe("where the experiment comes from", () => {
  const start = (cwd: string, argv: string[], input = "") =>
    spawnSync(process.execPath, [script, "run", ...argv], { cwd, input, encoding: "utf8" });

  test("- is standard input; data are looked for from the current folder on", () => {
    const { file, folder } = folderWith({ seeds: [0] });
    expect(start(folder, ["-"], readFileSync(file, "utf8"))).toMatchObject({ status: 0, stderr: "" });
    expect(resultsIn(join(folder, "runs", "tiny")).status).toBe("complete");
    expect(start(folder, ["-"], "{").stderr).toMatch(/^error: standard input:1:2 {2}/);
  });

  test("without a file it is the experiment.json of the folder, or that of the package", () => {
    const { file, folder } = folderWith({ seeds: [0] });
    const empty = join(folder, "empty");
    mkdirSync(empty);
    const set = ["--set", "training.iterations=2", "--set", "dataset={\"name\":\"mnist\",\"train\":100,\"test\":100}"];
    const own = start(empty, set);
    expect(own).toMatchObject({ status: 0, stderr: "" });
    expect(own.stdout).toMatch(/^There is no experiment.json here; this is the one that comes with usagi-nn:\noptimizers: /);
    writeFileSync(join(folder, "experiment.json"), readFileSync(file));
    expect(start(folder, []).stdout).toMatch(/^tiny: 2 arms/);
  });
});

describe("the output folder", () => {
  test("is never written over without --force, and nothing is trained before", async () => {
    const { file, out } = folderWith();
    mkdirSync(out);
    writeFileSync(join(out, "results.json"), "mine");
    const refused = await cli(["run", file, "--out", out]);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain(`error: ${out} holds the results of an earlier run: choose another folder`);
    expect(refused.err).toMatch(/with --out, or overwrite with --force\n$/);
    expect(readFileSync(join(out, "results.json"), "utf8")).toBe("mine");

    expect(await cli(["run", file, "--out", out, "--force"])).toMatchObject({ code: 0 });
    expect(resultsIn(out).status).toBe("complete");
  });

  test("with other files in it is refused as well", async () => {
    const { file, folder } = folderWith();
    const refused = await cli(["run", file, "--out", folder]);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain(`${folder} is not empty: choose another folder`);
  });

  test("that cannot be made is reported before training", async () => {
    const { file, folder } = folderWith();
    writeFileSync(join(folder, "file"), "");
    const refused = await cli(["run", file, "--out", join(folder, "file", "out")]);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("a part of the path is a file, not a folder");
  });

  test("is not made for a data set that is not there", async () => {
    const { file, out } = folderWith({ dataset: { name: "idx", path: "elsewhere" } });
    const refused = await cli(["run", file, "--out", out]);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("there is no such folder");
    expect(existsSync(out)).toBe(false);
  });
});

test("a loss that diverges ends its run with a hint; the others go on; exit 1", async () => {
  const { file, out } = folderWith({
    network: { hidden: [8, 8], activation: "identity" },
    arms: [
      { name: "wild", optimizer: { name: "sgd", learningRate: 1e6 } },
      { name: "calm", optimizer: "adam" },
    ],
  });
  const run = await cli(["run", file, "--out", out]);
  expect(run.code).toBe(1);
  expect(run.out).toMatch(/wild.*: failed: the loss became (NaN|-?Infinity) at iteration \d+.*learningRate/);
  const { status, runs } = resultsIn(out);
  expect(status).toBe("failed");
  expect(runs.map((result) => result.status)).toEqual(["failed", "failed", "complete", "complete"]);
  expect(runs[0]!.loss.at(-1)).toBeNull();
  expect(runs[0]!.failure).toContain(`at iteration ${runs[0]!.loss.length}`);
});

describe("interruption", () => {
  const endless = {
    network: { hidden: [64, 64] },
    training: { iterations: 1_000_000, batchSize: 60, evaluateEvery: 50 },
  };

  test("stops after the current step, saves what was done, exit 130", async () => {
    const { file, out } = folderWith(endless);
    const host = new FakeHost();
    const running = cli(["run", file, "--out", out, "--threads", "1", "--checkpoint-every", "1"], host);
    await until(() => existsSync(join(out, "checkpoints")));
    host.emit("SIGINT");
    expect(() => host.emit("SIGINT")).toThrow("exit(130)");
    const run = await running;
    expect(run.code).toBe(130);
    expect(run.out).toContain("Stopping after the current step");
    expect(run.out).toContain(`Interrupted; what was done is saved in ${out}`);
    const { status, runs } = resultsIn(out);
    expect(status).toBe("interrupted");
    expect(runs.map((result) => result.status)).toEqual([
      "interrupted",
      "not started",
      "not started",
      "not started",
    ]);
    expect(runs[0]!.loss.length).toBeGreaterThan(0);
    expect(runs[0]!.loss.length).toBeLessThan(1_000_000);
    expect(runs[0]!.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(host.listenerCount("SIGINT")).toBe(0);
  });

  test("before the first step leaves nothing but what it takes to begin", async () => {
    const { file, out } = folderWith(endless);
    const run = await cli(["run", file, "--out", out], interruptedHost());
    expect(run.code).toBe(130);
    expect(run.err).toContain("there is nothing to save");
    expect(readdirSync(out)).toEqual(["run.json"]);
  });

  // On Windows kill() ends a process without a word.
  test.skipIf(process.platform === "win32").each([["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const)(
    "by a real %s saves and exits with %i",
    async (signal, exitCode) => {
      const { file, folder, out } = folderWith(endless);
      const child = spawn(process.execPath, [script, "run", file, "--out", out, "--checkpoint-every", "1"], { cwd: folder });
      // A terminal that is closed takes no more output.
      if (signal === "SIGHUP") for (const stream of [child.stdout, child.stderr]) stream.destroy();
      const exited = new Promise((resolve) => child.on("exit", resolve));
      await until(() => existsSync(join(out, "checkpoints")));
      child.kill(signal);
      expect(await exited).toBe(exitCode);
      expect(resultsIn(out).status).toBe("interrupted");
    },
  );
});
