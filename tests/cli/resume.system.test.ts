/** A run that is stopped in any way goes on to the same bits: run `npm run build` first. */
import { spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import {
  chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, renameSync, rmdirSync, rmSync, statSync, symlinkSync,
  truncateSync, writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { decodeSafetensors } from "../../bindings/safetensors.ts";
import { checksumOf } from "../../cli/run/checksum.ts";
import { runName } from "../../cli/run/folder.ts";
import { cli, folderWith, resultsIn, script } from "./built.ts";
import { FakeHost, idx, images, interruptedHost, until } from "./helpers.ts";

/** What must not depend on whether a run was stopped: all but dates, versions and times. */
function essence(folder: string) {
  const { experiment, status, runs } = resultsIn(folder);
  return { experiment, status, runs: runs.map((run) => ({ ...run, seconds: undefined })) };
}

/** Paths of all checkpoints, the newest last. */
function checkpointsIn(folder: string): string[] {
  if (!existsSync(join(folder, "checkpoints"))) return [];
  return readdirSync(join(folder, "checkpoints"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".safetensors")).sort().map((name) => join(folder, "checkpoints", name));
}

/** The iteration of each run's newest checkpoint. */
function newestIterations(folder: string): Record<string, number> {
  const files = checkpointsIn(folder);
  return Object.fromEntries(files.map((file) => [basename(dirname(file)), Number.parseInt(basename(file))]));
}

function isIntact(file: string): boolean {
  const bytes = readFileSync(file);
  return decodeSafetensors(bytes).metadata["checksum"] === checksumOf(bytes);
}

const reportFiles = ["results.json", "metrics.csv", "layers.csv", "classes.csv", "accuracy.svg", "loss.svg", "report.html"];

function namesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" });
}

const leftovers = (folder: string) => namesIn(folder).filter((name) => name.endsWith(".tmp"));

/** Each trained once, by its experiment. */
const trained = new Map<string, string>();
const kept = mkdtempSync(join(tmpdir(), "usagi-"));
afterAll(() => {
  rmSync(kept, { recursive: true, force: true });
});

/** The file and the folder of a whole run with its checkpoints, and another to which it can be copied without its results. */
async function endedRun(experiment: object = {}) {
  const { folder, file, out } = folderWith(experiment);
  const key = JSON.stringify(experiment);
  const known = trained.get(key);
  if (known !== undefined) {
    cpSync(known, out, { recursive: true });
  } else {
    const ended = await cli(["run", file, "--out", out, "--checkpoint-every", "10", "--threads", "2"]);
    expect(ended.code).toBe(0);
    const own = join(kept, String(trained.size));
    cpSync(out, own, { recursive: true });
    trained.set(key, own);
  }
  const copy = join(folder, "copy");
  const again = () => {
    rmSync(copy, { recursive: true, force: true });
    cpSync(out, copy, { recursive: true });
    for (const name of ["results.json", "metrics.csv", "report.html"]) rmSync(join(copy, name));
    return checkpointsIn(copy);
  };
  return { file, out, copy, again };
}

const seed = Number(process.env["USAGI_SEED"] ?? randomInt(2 ** 31));

describe("killed", () => {
  // The debug build is slower, other engines write files alike, and it is the files that matter here.
  const MOMENTS = process.env["USAGI_NIGHTLY"] ? 200 : process.env["USAGI_GUARDED"] ? 10 : process.env["USAGI_ENGINES"] ? 5 : 20;

  test(`at ${MOMENTS} moments, it goes on to the same bits`, async () => {
    console.log(`SIGKILL at ${MOMENTS} moments, USAGI_SEED=${seed}`);
    const arms = [{ name: "Adam", optimizer: "adam" }, { name: "AdaGrad", optimizer: "adagrad" }];
    const training = { iterations: 1200, batchSize: 7, evaluateEvery: 40, sampling: "epochs" };
    const { folder, file, out } = folderWith({ arms, seeds: [3], training });
    await cli(["run", file, "--out", out]);
    const expected = essence(out);

    // From the start, from the first new checkpoint, or while one is being written.
    const moments = fc.sample(
      fc.record({
        from: fc.constantFrom("start", "checkpoint", "checkpoint", "writing", "writing"),
        milliseconds: fc.integer({ min: 0, max: 400 }),
      }),
      { seed, numRuns: MOMENTS },
    );
    const seen = { before: 0, training: 0, writing: 0, ended: 0, restored: 0 };
    let rounds = 0;
    let work = join(folder, `killed${rounds}`);
    // On a machine that never lets a kill come in a moment of some kind, this goes on until one does.
    for (let i = 0; i < MOMENTS || seen.writing * seen.training * seen.restored === 0; i++) {
      const { from, milliseconds } = moments[i % MOMENTS]!;
      const begun = existsSync(join(work, "run.json"));
      const argv = begun ? ["resume", work] : ["run", file, "--out", work, "--force", "--checkpoint-every", "8"];
      const newestOf = newestIterations(work);
      const before = newest(work);
      const old = new Set(existsSync(work) ? leftovers(work) : []);
      const writing = () => existsSync(work) && leftovers(work).some((name) => !old.has(name));
      const child = spawn(process.execPath, [script, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
      let [said, warned] = ["", ""];
      child.stdout.on("data", (text: Buffer) => (said += text.toString()));
      child.stderr.on("data", (text: Buffer) => (warned += text.toString()));
      const exited = new Promise((resolve) => child.on("close", resolve));
      const over = () => child.exitCode !== null;
      if (from !== "start") await until(() => over() || newest(work) !== before);
      if (from === "writing") await until(() => over() || writing());
      else await new Promise((resolve) => setTimeout(resolve, milliseconds));
      child.kill("SIGKILL");
      await exited;

      expect(warned).toBe("");
      for (const [, arm, iteration] of said.matchAll(/^(\w+), seed 3: goes on from iteration (\d+) of 1200$/gm)) {
        const run = Object.keys(newestOf).find((name) => name.endsWith(`-${arm}-seed3`))!;
        expect([run, Number(iteration)]).toEqual([run, newestOf[run]]);
        seen.restored++;
      }
      if (!existsSync(work)) continue;
      for (const file of checkpointsIn(work)) expect(isIntact(file), file).toBe(true);
      const done = existsSync(join(work, "results.json"));
      seen[done ? "ended" : writing() ? "writing" : newest(work) === before ? "before" : "training"]++;
      expect(newest(work) >= before).toBe(true);
      if (!done) continue;
      expect(namesIn(work)).toEqual(expect.arrayContaining(reportFiles));
      expect(essence(work)).toEqual(expected);
      work = join(folder, `killed${++rounds}`);
    }
    console.log("killed", seen);
    const last = existsSync(join(work, "run.json")) ? ["resume", work] : ["run", file, "--out", work];
    expect(await cli(last)).toMatchObject({ code: 0, err: "" });
    expect(essence(work)).toEqual(expected);
    expect(leftovers(work)).toEqual([]);
  });

  /** The sum of the newest checkpoints' iterations: grows as the runs do. */
  function newest(folder: string): number {
    return Object.values(newestIterations(folder)).reduce((sum, iteration) => sum + iteration, 0);
  }
});

test("interrupted twice, with other numbers of threads, it goes on to the same bits", async () => {
  const training = { iterations: 100_000, batchSize: 7, evaluateEvery: 2000 };
  const { file, folder, out } = folderWith({ training, seeds: [1] });
  await cli(["run", file, "--out", out, "--threads", "2"]);

  const stopped = join(folder, "stopped");
  for (const [argv, threads] of [[["run", file, "--out", stopped], 1], [["resume", stopped], 3]] as const) {
    const host = new FakeHost();
    const stop = setInterval(() => {
      if (!/\d+\/100000/.test(host.stdout.text)) return;
      clearInterval(stop);
      host.emit("SIGINT");
    }, 5);
    const { code, out: said } = await cli([...argv, "--threads", String(threads)], host);
    clearInterval(stop);
    expect(code).toBe(130);
    expect(said).toContain(`Go on with: node cli.js resume ${stopped}`);
    expect(leftovers(stopped)).toEqual([]);
  }
  expect((await cli(["run", file, "--out", stopped])).err).toContain("holds a run that was interrupted: go on with");
  expect(await cli(["resume", stopped, "--threads", "2"])).toMatchObject({ code: 0, err: "" });
  expect(essence(stopped)).toEqual(essence(out));
  expect(checkpointsIn(stopped)).toHaveLength(2); // the last of each run
});

test("an interrupt soon after a resume takes nothing out of the results", async () => {
  const training = { iterations: 2_000_000, batchSize: 7, evaluateEvery: 500 };
  const arms = [{ name: "long" }, { name: "short", training: { iterations: 1000 } }];
  const { out, file } = folderWith({ training, arms, seeds: [0, 1] });
  const begun = ["1-long-seed0", "1-long-seed1"].map((name) => join(out, "checkpoints", name));
  const ended = ["2-short-seed0", "2-short-seed1"].map((name) => join(out, "models", `${name}.safetensors`));
  const run = ["run", file, "--out", out, "--threads", "4", "--checkpoint-every", "1000"];
  for (const argv of [run, ["resume", out, "--threads", "1"]]) {
    const host = new FakeHost();
    const running = cli(argv, host);
    if (argv === run) await until(() => [...begun, ...ended].every(existsSync));
    else await until(() => host.stdout.text.includes("goes on from"));
    host.emit("SIGINT");
    expect((await running).code).toBe(130);
    const { runs } = resultsIn(out);
    expect(runs.map(({ status }) => status)).toEqual(["interrupted", "interrupted", "complete", "complete"]);
    for (const { loss, digest } of runs) {
      expect(loss.length).toBeGreaterThan(0);
      expect(digest).toMatch(/^[0-9a-f]{64}$/);
    }
  }
});

test("a run that is over has nothing left to do", async () => {
  const { out } = await endedRun();
  const before = namesIn(out).map((name) => [name, existsSync(name) && readFileSync(name).length]);
  const resumed = await cli(["resume", out]);
  expect(resumed).toEqual({ code: 0, out: `${out}: the run is complete; there is nothing left to do. Train it on with: node cli.js resume ${out} --iterations 80\n`, err: "" });
  expect(namesIn(out).map((name) => [name, existsSync(name) && readFileSync(name).length])).toEqual(before);
});

test("a run that diverged is not trained again", async () => {
  const { file, out } = folderWith({
    arms: [{ name: "wild", optimizer: { name: "sgd", learningRate: 1e6 } }, { name: "tame" }], seeds: [0],
    network: { hidden: [8, 8], activation: "identity" },
  });
  expect((await cli(["run", file, "--out", out, "--checkpoint-every", "10"])).code).toBe(1);
  const expected = essence(out);
  expect(expected.runs.map(({ status }) => status)).toEqual(["failed", "complete"]);
  rmSync(join(out, "results.json"));
  expect((await cli(["resume", out])).code).toBe(1);
  expect(essence(out)).toEqual(expected);
  expect((await cli(["resume", out])).code).toBe(1);
});

test("a report that could not be written is made from the last checkpoints alone", async () => {
  const { folder, file, out } = folderWith({ seeds: [0] });
  await cli(["run", file, "--out", join(folder, "whole")]);
  mkdirSync(join(out, "report.html"), { recursive: true });
  const stopped = await cli(["run", file, "--out", out, "--force"]);
  expect(stopped.code).toBe(1);
  expect(stopped.err).toBe(
    `error: ${out}: the results could not be saved: is a folder, not a file. The networks are saved; once that is ` +
      `put right, go on with: node cli.js resume ${out}\n`,
  );
  expect(namesIn(out)).not.toContain("results.json"); // where it is, the report is whole
  rmdirSync(join(out, "report.html"));
  const iterations = newestIterations(out);
  expect(iterations).toEqual({ "1-Adam-seed0": 40, "2-SGD-seed0": 40 });
  const resumed = await cli(["resume", out]);
  expect(resumed).toMatchObject({ code: 0, err: "" });
  expect(resumed.out).not.toContain("goes on from");
  expect(essence(out)).toEqual(essence(join(folder, "whole")));
  expect(namesIn(out)).toEqual(expect.arrayContaining(reportFiles));
});

test("runs that the machine ended, for want of memory here, keep their checkpoints and are tried again", async () => {
  const { out, copy, again } = await endedRun({ seeds: [0], network: { hidden: [256, 64] } });
  for (const file of again().filter((name) => name.endsWith("40.safetensors"))) rmSync(file);
  // As of a run that was interrupted: nobody asked for checkpoints.
  const runFile = join(copy, "run.json");
  writeFileSync(runFile, readFileSync(runFile, "utf8").replace(/,\s*"checkpointEvery": 10/, ""));
  const short = spawnSync(process.execPath, ["--wasm-max-mem-pages=16", script, "resume", copy], { encoding: "utf8" });
  expect(short.status).toBe(1);
  expect(short.stdout).toMatch(/bytes of memory, more than this machine gives/);
  expect(short.stdout).toContain(`Go on with: node cli.js resume ${copy}`);
  const resumed = await cli(["resume", copy]);
  expect(resumed).toMatchObject({ code: 0, err: "" });
  expect(resumed.out.match(/goes on from iteration 30 of 40/g)).toHaveLength(2);
  expect(essence(copy)).toEqual(essence(out));
});

test("another version that goes on with a run says so", async () => {
  const { copy, again } = await endedRun({ seeds: [0] });
  again();
  const file = join(copy, "run.json");
  writeFileSync(file, readFileSync(file, "utf8").replace(/"usagi": "[^"]+"/, '"usagi": "0.0.1"'));
  const { code, err } = await cli(["resume", copy, "--quiet"]);
  expect(code).toBe(0);
  expect(err).toMatch(/^warning: \S+copy: the run was begun by version 0\.0\.1 of usagi-nn and goes on with [\d.]+: .*\n/);
});

describe("--iterations", () => {
  const csv = (folder: string) => readFileSync(join(folder, "metrics.csv"), "utf8");

  test.each([
    ["a run that is over", [] as string[]],
    ["one with its checkpoints", ["--checkpoint-every", "7"]],
  ])("trains %s on, as if they had been asked for at first", async (_, options) => {
    // 45 is evaluated as the last step of the first run, and not in the longer ones.
    const training = { iterations: 45, batchSize: 7, evaluateEvery: 20, sampling: "epochs" };
    const { file, folder, out } = folderWith({ training, seeds: [0] });
    expect((await cli(["run", file, "--out", out, ...options])).code).toBe(0);
    expect(resultsIn(out).runs[0]!.iterations).toEqual([20, 40, 45]);
    for (const iterations of ["70", "90"]) {
      const longer = await cli(["resume", out, "--iterations", iterations]);
      expect(longer).toMatchObject({ code: 0, err: "" });
      expect(longer.out).toContain(`goes on from iteration ${iterations === "70" ? 45 : 70} of ${iterations}`);
      const asked = join(folder, iterations);
      await cli(["run", file, "--out", asked, "--set", `training.iterations=${iterations}`]);
      expect(essence(out)).toEqual(essence(asked));
      expect(csv(out)).toBe(csv(asked));
      const hash = (of: string) => (JSON.parse(readFileSync(join(of, "run.json"), "utf8")) as { experimentHash: string }).experimentHash;
      expect(hash(out)).toBe(hash(asked));
    }
    expect((await cli(["resume", out, "--iterations", "80"])).err).toContain("--iterations 80: arm Adam has 90 already");
    expect((await cli(["resume", out, "--iterations", "90"])).out).toContain("nothing left to do");
  });

  test("without checkpoints it trains from the first step, and says so", async () => {
    const { out, file, copy } = await endedRun({ seeds: [0] });
    cpSync(out, copy, { recursive: true });
    rmSync(join(copy, "checkpoints"), { recursive: true });
    const longer = await cli(["resume", copy, "--iterations", "60"]);
    expect(longer).toMatchObject({ code: 0, err: "" });
    expect(longer.out).toContain("it has no checkpoints, so it trains from the first step");
    await cli(["run", file, "--out", out, "--force", "--set", "training.iterations=60"]);
    expect(essence(copy)).toEqual(essence(out));
  });

  test("interrupted on the way, it goes on to them", async () => {
    const training = { iterations: 45, batchSize: 7, evaluateEvery: 20 };
    const { file, folder, out } = folderWith({ training, seeds: [0] });
    await cli(["run", file, "--out", out]);
    expect((await cli(["resume", out, "--iterations", "90"], interruptedHost())).code).toBe(130);
    expect(resultsIn(out)).toMatchObject({ status: "interrupted", runs: [{ iterations: [20, 40], confusion: [] }, {}] });
    expect((await cli(["resume", out])).code).toBe(0);
    await cli(["run", file, "--out", join(folder, "asked"), "--set", "training.iterations=90"]);
    expect(essence(out)).toEqual(essence(join(folder, "asked")));
  });
});

describe("a project that moved", () => {
  /** An interrupted run of a project, which then moves. */
  async function moved(data: string) {
    const { folder } = folderWith({ dataset: { name: "idx", path: data } });
    const project = join(folder, "project");
    mkdirSync(project);
    for (const name of ["tiny.json", "data"]) renameSync(join(folder, name), join(project, name));
    const stop = await cli(["run", join(project, "tiny.json"), "--out", join(project, "runs", "a")], interruptedHost());
    expect(stop.code).toBe(130);
    const there = join(folder, "moved é");
    renameSync(project, there);
    return { folder, there, run: join(there, "runs", "a") };
  }

  test("goes on, data and all", async () => {
    const { folder, run } = await moved("data");
    expect(readFileSync(join(run, "run.json"), "utf8")).not.toContain(folder);
    expect(await cli(["resume", run])).toMatchObject({ code: 0, err: "" });
  });

  test("without its data says how to name them, and keeps that", async () => {
    const { folder, there, run } = await moved("data");
    renameSync(join(there, "data"), join(folder, "elsewhere"));
    expect((await cli(["resume", run])).err).toBe(
      `error: ${run}: its images are no longer in ${join(there, "data")}; say where they are: ` +
        `node cli.js resume '${run}' --data path/to/images\n`,
    );
    writeFileSync(join(there, "tiny.json"), "gone");
    const stopped = await cli(["resume", run, "--data", join(folder, "elsewhere")], interruptedHost());
    expect(stopped.code).toBe(130);
    expect(await cli(["resume", run])).toMatchObject({ code: 0, err: "" });
  });

  test("as an older version wrote it, with full paths, is found as long as it stays", async () => {
    const { folder, file, out } = folderWith();
    await cli(["run", file, "--out", out], interruptedHost());
    const runFile = join(out, "run.json");
    writeFileSync(runFile, readFileSync(runFile, "utf8").replace('"dataFolder": ".."', `"dataFolder": ${JSON.stringify(folder)}`));
    expect(readFileSync(runFile, "utf8")).toContain(folder);
    expect(await cli(["resume", out])).toMatchObject({ code: 0, err: "" });
  });
});

describe("checkpoints", () => {
  test("the two newest of each run are kept", async () => {
    const { again } = await endedRun();
    expect(again().map((file) => file.split("/").slice(-2).join("/"))).toEqual(
      ["1-Adam-seed0", "1-Adam-seed1", "2-SGD-seed0", "2-SGD-seed1"].flatMap((run) =>
        ["0000000030", "0000000040"].map((name) => `${run}/${name}.safetensors`),
      ),
    );
  });

  test("a damaged newest one is reported, set aside, and the one before taken", async () => {
    const { out, copy, again } = await endedRun({ seeds: [0] });
    const damaged = (damage: "flip" | "truncate" | "empty") => fc.asyncProperty(fc.nat({ max: 2 ** 30 }), async (place) => {
      const file = again()[1]!;
      const bytes = readFileSync(file);
      const at = place % bytes.length;
      if (damage === "flip") {
        bytes[at]! ^= 1 << place % 8;
        writeFileSync(file, bytes);
      } else truncateSync(file, damage === "empty" ? 0 : at);
      const resumed = await cli(["resume", copy]);
      expect(resumed.code).toBe(0);
      expect(resumed.err).toMatch(/^warning: .*0000000040\.safetensors is damaged \(.*\): Adam, seed 0, goes on from/);
      expect(existsSync(`${file}.damaged`)).toBe(true);
      expect(essence(copy)).toEqual(essence(out));
    });
    const times = process.env["USAGI_NIGHTLY"] ? 20 : 1;
    await fc.assert(damaged("flip"), { seed, numRuns: 3 * times });
    await fc.assert(damaged("truncate"), { seed, numRuns: 2 * times });
    await fc.assert(damaged("empty"), { numRuns: 1 });
  });

  test("where all are damaged, the run begins anew, and says so", async () => {
    const { out, copy, again } = await endedRun({ seeds: [0] });
    for (const file of again().slice(2)) writeFileSync(file, "no checkpoint");
    const resumed = await cli(["resume", copy]);
    expect(resumed.code).toBe(0);
    expect(resumed.err.match(/SGD, seed 0, (goes on from the one before|begins anew)/g)).toEqual([
      "SGD, seed 0, goes on from the one before", "SGD, seed 0, begins anew",
    ]);
    expect(essence(copy)).toEqual(essence(out));
  });

  // What a read of this file gives is EIO, as of a disk that is about to die.
  test.runIf(existsSync("/proc/self/mem"))("that a disk does not read are not taken for damaged", async () => {
    const { out, copy, again } = await endedRun({ seeds: [0] });
    const files = again().slice(0, 2);
    const kept = files.map((file) => readFileSync(file));
    for (const file of files) {
      rmSync(file);
      symlinkSync("/proc/self/mem", file);
    }
    const before = namesIn(copy).sort();
    const stopped = await cli(["resume", copy]);
    expect(stopped.code).toBe(1);
    expect(stopped.err).toBe(
      `error: ${copy}: a checkpoint of Adam, seed 0, could not be read: the disk does not work (input/output error). ` +
        `What was saved before is intact; once that is put right, go on with: node cli.js resume ${copy}\n`,
    );
    expect(namesIn(copy).sort()).toEqual(before);
    for (const [i, file] of files.entries()) {
      rmSync(file);
      writeFileSync(file, kept[i]!);
    }
    expect(await cli(["resume", copy])).toMatchObject({ code: 0, err: "" });
    expect(essence(copy)).toEqual(essence(out));
  });

  test("those that are named otherwise than they are go aside, and take no new one with them", async () => {
    const { out, copy, again } = await endedRun({ seeds: [0] });
    const [older, newest] = again();
    for (const [i, file] of [older!, newest!].entries()) {
      cpSync(file, join(dirname(file), `000099990${i}.safetensors`));
      rmSync(file);
    }
    const resumed = await cli(["resume", copy]);
    expect(resumed.code).toBe(0);
    expect(resumed.err).toContain("0000999901.safetensors is damaged (it is of iteration 40): Adam, seed 0, goes on from");
    expect(checkpointsIn(copy).slice(0, 2).map((file) => basename(file))).toEqual([
      "0000000030.safetensors", "0000000040.safetensors",
    ]);
    expect(essence(copy)).toEqual(essence(out));
  });

  test("those of another experiment are refused", async () => {
    const { copy, again } = await endedRun({ seeds: [0] });
    const other = await endedRun({ seeds: [0], training: { iterations: 41 } });
    again();
    cpSync(join(other.out, "checkpoints"), join(copy, "checkpoints"), { recursive: true });
    expect((await cli(["resume", copy])).err).toContain("0000000041.safetensors is not of this run (this is a checkpoint of another training");
  });
});

test.each<[string, (folder: string) => void]>([
  ["one class more, in images that are not used", (folder) => {
    const { labels } = images(60, 3, 5, 3);
    labels[59] = 3;
    writeFileSync(join(folder, "train-labels-idx1-ubyte"), idx([60], labels));
  }],
  ["images of another form", (folder) => {
    for (const [part, count] of [["train", 60], ["t10k", 30]] as const) {
      const { pixels } = images(count, 3, 5, 3);
      writeFileSync(join(folder, `${part}-images-idx3-ubyte`), idx([count, 5, 3], pixels));
    }
  }],
])("data that changed are reported: %s", async (_, change) => {
  const { file, copy, again } = await endedRun({ seeds: [0], dataset: { name: "idx", path: "data", train: 50 } });
  const before = again();
  change(join(dirname(file), "data"));
  expect(await cli(["resume", copy])).toMatchObject({
    code: 2,
    err:
      `error: ${copy}: the data set in ${join(dirname(file), "data")} is not the one that the run began with: put that ` +
      `back, or say where it is: node cli.js resume ${copy} --data path/to/images\n`,
  });
  expect(checkpointsIn(copy)).toEqual(before);
});

describe("results.json", () => {
  test("of a status that is none is not taken for the end, nor printed", async () => {
    const { out } = await endedRun({ seeds: [0] });
    const file = join(out, "results.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"status": "complete"', '"status": "\\u001b[2Jcomplete"'));
    const resumed = await cli(["resume", out]);
    expect(resumed).toMatchObject({ code: 0, err: "" });
    expect(resumed.out).not.toContain("\u001b");
    expect(resultsIn(out).status).toBe("complete");
  });

  test.runIf(process.platform !== "win32")("that is a pipe keeps nobody waiting", async () => {
    const { file, out } = await endedRun({ seeds: [0] });
    rmSync(join(out, "results.json"));
    spawnSync("mkfifo", [join(out, "results.json")]);
    for (const argv of [["resume", out], ["run", file, "--out", out]]) {
      expect(await cli(argv)).toEqual({ code: 2, out: "", err: `error: ${out}/results.json: is not a file\n` });
    }
  });
});

describe("run.json", () => {
  test.each([
    ["missing", undefined, "holds no run that could go on"],
    ["no JSON", () => "{", "is not as it was written"],
    ["an array", () => "[]", "it must be an object"],
    ["of another version", (text: string) => text.replace('"formatVersion": 1', '"formatVersion": 2'), "it must be 1"],
    ["edited", (text: string) => text.replace('"iterations": 40', '"iterations": 50'), "the experiment is not the one"],
    ["edited wrongly", (text: string) => text.replace('"iterations": 40', '"iterations": -1'), "iterations"],
    ["without a hash", (text: string) => text.replace("dataHash", "hash"), "its dataHash is missing"],
    ["of other data", (text: string) => text.replace(/"dataHash": "./, '"dataHash": "x'), "is not the one that the run began with"],
  ])("%s is reported", async (_, change, message) => {
    const { copy, again } = await endedRun({ seeds: [0] });
    again();
    const file = join(copy, "run.json");
    if (change) writeFileSync(file, change(readFileSync(file, "utf8")));
    else rmSync(file);
    const resumed = await cli(["resume", copy]);
    expect(resumed).toMatchObject({ code: 2, out: "" });
    expect(resumed.err).toContain(message);
    expect(resumed.err).toContain(copy);
  });

  test("--force leaves nothing of the run before", async () => {
    const { folder, file, out } = folderWith();
    await cli(["run", file, "--out", out, "--checkpoint-every", "10"]);
    writeFileSync(join(out, "models", "mine.onnx"), "");
    const other = join(folder, "other.json");
    writeFileSync(other, readFileSync(file, "utf8").replaceAll("Adam", "Eve").replace('"optimizer":"adam"', '"optimizer":"sgd"'));
    expect(await cli(["run", other, "--out", out, "--force"])).toMatchObject({ code: 0 });
    const names = ["1-Eve-seed0", "1-Eve-seed1", "2-SGD-seed0", "2-SGD-seed1"].map((name) => `${name}.safetensors`);
    expect(readdirSync(join(out, "models")).sort()).toEqual([...names, "mine.onnx"]);
    expect(newestIterations(out)).toEqual({ "1-Eve-seed0": 40, "1-Eve-seed1": 40, "2-SGD-seed0": 40, "2-SGD-seed1": 40 });
  });
});

describe("what is not of the run stays", () => {
  test("in a folder of somebody else, with --force", async () => {
    const { file, out } = folderWith({ seeds: [0] });
    const theirs = [
      "checkpoints/torch/epoch9.pt", "checkpoints/1-x-seed0/notes.txt", "models/llama.safetensors", "a.1-2-3.tmp",
    ];
    for (const name of theirs) {
      mkdirSync(dirname(join(out, name)), { recursive: true });
      writeFileSync(join(out, name), "theirs");
    }
    const ours = "checkpoints/1-x-seed0/0000000010.safetensors";
    for (const name of [ours, "models/.a.safetensors.1-0-0.tmp"]) writeFileSync(join(out, name), "ours");
    expect(await cli(["run", file, "--out", out, "--force"])).toMatchObject({ code: 0, err: "" });
    for (const name of theirs) expect(readFileSync(join(out, name), "utf8")).toBe("theirs");
    expect(existsSync(join(out, ours))).toBe(false);
    expect(leftovers(out)).toEqual(["a.1-2-3.tmp"]);
  });

  test("outside the folder, where links in it lead", async () => {
    const { copy, again } = await endedRun({ seeds: [0] });
    again();
    const outside = join(copy, "..", "outside");
    mkdirSync(outside);
    const victims = ["report.html", "results.json", ".a.1-2-3.tmp"].map((name) => join(outside, name));
    for (const victim of victims) writeFileSync(victim, "theirs");
    symlinkSync(outside, join(copy, "link"));
    symlinkSync(victims[0]!, join(copy, "report.html"));
    symlinkSync(victims[1]!, join(copy, "results.json"));
    expect(await cli(["resume", copy])).toMatchObject({ code: 0, err: "" });
    for (const victim of victims) expect(readFileSync(victim, "utf8")).toBe("theirs");
    expect(readlinkSync(join(copy, "link"))).toBe(outside);
    expect(resultsIn(copy).status).toBe("complete");
  });

  test.each(["checkpoints", "models"])("where %s is a link", async (name) => {
    const { file, copy, again } = await endedRun({ seeds: [0] });
    again();
    const outside = join(copy, "..", "outside");
    cpSync(join(copy, name), outside, { recursive: true });
    rmSync(join(copy, name), { recursive: true });
    symlinkSync(outside, join(copy, name));
    const before = namesIn(outside).sort();
    for (const argv of [["resume", copy], ["run", file, "--out", copy, "--force"]]) {
      expect(await cli(argv)).toMatchObject({
        code: 2, err: `error: ${copy}/${name} is a link, and results are written into folders only: put a folder in its place\n`,
      });
    }
    expect(namesIn(outside).sort()).toEqual(before);
  });
});

test("the folder of a process that was killed before it began is free", async () => {
  const { file, out } = folderWith({ seeds: [0] });
  mkdirSync(out);
  writeFileSync(join(out, ".run.json.7-0-0.tmp"), "{");
  expect(await cli(["run", file, "--out", out])).toMatchObject({ code: 0, err: "" });
  expect(leftovers(out)).toEqual([]);
});

test("the name of any arm becomes that of a file", () => {
  const texts = [fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom("𝔸", "é", ".", "/", "..") })];
  fc.assert(
    fc.property(fc.oneof(...texts), (arm) => {
      const name = runName(100, arm, Number.MAX_SAFE_INTEGER);
      expect(name).toMatch(/^100-[\p{L}\p{N}_][\p{L}\p{N}._-]*-seed9007199254740991$/u);
      // With what a temporary file adds, within what file systems allow.
      expect(Buffer.byteLength(`.${name}.safetensors.4194304-1024-10000000.tmp`)).toBeLessThan(256);
    }),
    { numRuns: 2000, examples: [["𝔸".repeat(64)], [".".repeat(64)], ["_"]] },
  );
});

test.each(["../../x", "..", "a/b", "C:\\x", "…", "x".repeat(80), "🐇🐇", "con", " "])(
  "an arm named %j stays in its folder",
  async (name) => {
    const { folder, file, out } = folderWith({ arms: [{ name }], seeds: [0] });
    const before = readdirSync(folder).sort();
    const { code } = await cli(["run", file, "--out", out, "--checkpoint-every", "20"]);
    if (code === 2) return; // the schema does not allow it
    expect(code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([...before, "out"].sort());
    expect(readdirSync(join(out, "models"))).toHaveLength(1);
    expect(readdirSync(join(out, "models"))[0]).toMatch(/^1-[^/\\]{1,50}-seed0\.safetensors$/u);
  },
);

/**
 * Runs the command in a mount namespace of its own, with a small file system at `out`, and copies what is there
 * in the end to `copy`. `before` is a shell command between the mount and the run.
 */
function onSmallDisk(size: string, argv: string[], out: string, copy: string, before = ":") {
  mkdirSync(out, { recursive: true });
  const steps = [
    `mount -t tmpfs -o size=${size} tmpfs "$0"`, before,
    '{ "$@"; code=$?; }', `cp -r "$0/." "${copy}"`, "exit $code",
  ];
  return spawnSync(
    "unshare", ["--mount", "--map-root-user", "sh", "-c", steps.join(" && "), out, process.execPath, script, ...argv],
    { encoding: "utf8" },
  );
}

const canMount = spawnSync("unshare", ["--mount", "--map-root-user", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;

describe("where nothing can be written", () => {
  const training = { iterations: 400, batchSize: 7, evaluateEvery: 20 };

  /** Nothing is damaged, and with room enough the run goes on to its end. */
  async function expectIntact(copy: string, file: string, folder: string) {
    expect(leftovers(copy)).toEqual([]);
    const whole = join(folder, "whole");
    await cli(["run", file, "--out", whole]);
    expect(await cli(["resume", copy])).toMatchObject({ code: 0, err: "" });
    expect(essence(copy)).toEqual(essence(whole));
  }

  const unsaved = (what: string, intact: string) => new RegExp(
    `^error: \\S+out: ${what}: the disk is full\\. ${intact}; once that is put right, go on with: node cli\\.js resume \\S+out\\n$`,
  );
  const before = "What was saved before is intact";
  // In pages of 4 KB: run.json has 1, a checkpoint of Adam 6, a network 2, the report some 30.
  test.runIf(canMount).each([
    ["a checkpoint", "64k", 10, unsaved("a checkpoint of \\w+, seed 0, could not be written", before)],
    ["a network", "32k", 400, unsaved("the network of \\w+, seed 0, could not be written", before)],
    ["the report", "120k", 400, unsaved("the results could not be saved", "The networks are saved")],
  ])("a disk too full for %s ends with one sentence, and nothing damaged", async (_, size, every, message) => {
    const { folder, file, out } = folderWith({ training, network: { hidden: [64] }, seeds: [0] });
    const copy = join(folder, "copy");
    const argv = ["run", file, "--out", out, "--checkpoint-every", String(every), "--threads", "1", "--quiet"];
    const full = onSmallDisk(size, argv, out, copy);
    expect(full.stderr).toMatch(message);
    expect(full.status).toBe(1);
    await expectIntact(copy, file, folder);
  });

  test.runIf(canMount)("a disk that is full already is reported before any training", () => {
    const { folder, file, out } = folderWith();
    const copy = join(folder, "copy");
    const fill = 'head -c 100000 /dev/zero > "$0/theirs" 2>/dev/null || true';
    const full = onSmallDisk("8k", ["run", file, "--out", out, "--force"], out, copy, fill);
    expect(full).toMatchObject({
      status: 2, stdout: "", stderr: `error: ${out}: results cannot be written there: the disk is full\n`,
    });
    expect(namesIn(copy)).toEqual(["theirs"]);
  });

  // A limit on the size of a file instead of a disk: works wherever there is a shell.
  test("a file that may not grow ends with one sentence, and nothing damaged", async () => {
    const { folder, file, out } = folderWith({ training, network: { hidden: [64] }, seeds: [0] });
    const argv = ["run", file, "--out", out, "--checkpoint-every", "10", "--quiet"];
    const full = spawnSync("sh", ["-c", 'ulimit -f 20; exec "$0" "$@"', process.execPath, script, ...argv], {
      encoding: "utf8",
    });
    expect(full.status).toBe(1);
    expect(full.stderr).toMatch(/^error: \S+out: a checkpoint of \w+, seed 0, could not be written: .*\n$/);
    await expectIntact(out, file, folder);
  });

  // Permissions do not bind root, so the process gets another user.
  const users = process.getuid?.() !== undefined;
  test.runIf(users)("a folder that may not be written is reported, and stays as it is", async ({ skip }) => {
    const { file, out, copy, again } = await endedRun({ seeds: [0] });
    for (const name of again().filter((name) => name.endsWith("40.safetensors"))) rmSync(name);
    const before = namesIn(copy).sort();
    const other = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const start = (...argv: string[]) => spawnSync(process.execPath, [script, ...argv], { ...other, encoding: "utf8" });
    chmodSync(dirname(out), 0o755);
    if (start("--version").status !== 0) skip("that user cannot even read this package");
    const folders = ["", ...before].map((name) => join(copy, name)).filter((name) => statSync(name).isDirectory());
    for (const name of folders) chmodSync(name, 0o555);
    try {
      expect(start("run", file, "--out", copy, "--force")).toMatchObject({
        status: 2, stderr: `error: ${copy}: results cannot be written there: access is denied\n`,
      });
      expect(start("resume", copy)).toMatchObject({
        status: 2, stderr: `error: ${copy}: results cannot be written there: access is denied\n`,
      });
      expect(namesIn(copy).sort()).toEqual(before);
    } finally {
      for (const name of folders) chmodSync(name, 0o755);
    }
    expect(await cli(["resume", copy])).toMatchObject({ code: 0, err: "" });
    expect(essence(copy)).toEqual(essence(out));
  });

  test.runIf(canMount)("a read-only folder is reported before any training, and on resume", async () => {
    const { copy, again } = await endedRun({ seeds: [0] });
    again();
    const readOnly = 'cp -r "$3/." "$0" 2>/dev/null; mount -o remount,ro "$0"';
    const { folder, file, out } = folderWith();
    const run = onSmallDisk("4m", ["run", file, "--out", out], out, join(folder, "copy"), readOnly);
    expect(run).toMatchObject({
      status: 2, stderr: `error: ${out}: results cannot be written there: the file system is read-only\n`,
    });
    const target = join(folder, "resumed");
    const fill = `cp -r "${copy}/." "$0" && mount -o remount,ro "$0"`;
    const resumed = onSmallDisk("4m", ["resume", target, "--quiet"], target, join(folder, "copy2"), fill);
    expect(resumed).toMatchObject({
      status: 2, stderr: `error: ${target}: results cannot be written there: the file system is read-only\n`,
    });
    expect(namesIn(join(folder, "copy2")).sort()).toEqual(namesIn(copy).sort());
  });
});

test("the folder of a killed run says what to do", async () => {
  const { file, out } = folderWith();
  mkdirSync(out);
  writeFileSync(join(out, "run.json"), "{}");
  expect((await cli(["run", file, "--out", out])).err).toBe(
    `error: ${out} holds a run that was interrupted: go on with: node cli.js resume ${out}; or choose another folder with ` +
      "--out, or overwrite with --force\n",
  );
});
