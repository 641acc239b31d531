/** A run that is stopped in any way goes on to the same bits: run `npm run build` first. */
import { spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cli, folderWith, resultsIn, script } from "./built.ts";
import { FakeHost } from "./helpers.ts";

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

function namesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" });
}

const leftovers = (folder: string) => namesIn(folder).filter((name) => name.endsWith(".tmp"));

/** The folder of a whole run with its checkpoints, and another to which it can be copied without its results. */
async function endedRun(experiment: object = {}, every = "10") {
  const { folder, file, out } = folderWith(experiment);
  const ended = await cli(["run", file, "--out", out, "--checkpoint-every", every, "--threads", "2"]);
  expect(ended.code).toBe(0);
  const copy = join(folder, "copy");
  const again = () => {
    rmSync(copy, { recursive: true, force: true });
    cpSync(out, copy, { recursive: true });
    for (const name of ["results.json", "metrics.csv", "report.html"]) rmSync(join(copy, name));
    return checkpointsIn(copy);
  };
  return { out, copy, again };
}

describe("killed", () => {
  // The debug build is slower, and it is the files that matter here.
  const MOMENTS = process.env["USAGI_GUARDED"] ? 10 : 50;
  const seed = Number(process.env["USAGI_SEED"] ?? randomInt(2 ** 31));

  test(`at ${MOMENTS} moments, it goes on to the same bits`, { timeout: 300_000 }, async () => {
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
    const seen = { before: 0, training: 0, writing: 0, ended: 0 };
    let rounds = 0;
    let work = join(folder, `killed${rounds}`);
    for (const { from, milliseconds } of moments) {
      const begun = existsSync(join(work, "run.json"));
      const argv = begun ? ["resume", work] : ["run", file, "--out", work, "--force", "--checkpoint-every", "8"];
      const before = newest(work);
      const old = new Set(existsSync(work) ? leftovers(work) : []);
      const writing = () => existsSync(work) && leftovers(work).some((name) => !old.has(name));
      const child = spawn(process.execPath, [script, ...argv, "--quiet"], { stdio: "ignore" });
      const exited = new Promise((resolve) => child.on("exit", resolve));
      const over = () => child.exitCode !== null;
      if (from !== "start") await until(() => over() || newest(work) !== before);
      if (from === "writing") await until(() => over() || writing());
      else await new Promise((resolve) => setTimeout(resolve, milliseconds));
      child.kill("SIGKILL");
      await exited;

      if (!existsSync(work)) continue;
      const done = existsSync(join(work, "results.json"));
      seen[done ? "ended" : writing() ? "writing" : newest(work) === before ? "before" : "training"]++;
      expect(newest(work) >= before).toBe(true);
      if (!done) continue;
      expect(essence(work)).toEqual(expected);
      work = join(folder, `killed${++rounds}`);
    }
    console.log("killed", seen);
    expect(seen.writing).toBeGreaterThan(0);
    expect(seen.training).toBeGreaterThan(0);
    const last = existsSync(join(work, "run.json")) ? ["resume", work] : ["run", file, "--out", work];
    expect(await cli(last)).toMatchObject({ code: 0, err: "" });
    expect(essence(work)).toEqual(expected);
    expect(leftovers(work)).toEqual([]);
  });

  /** The newest checkpoint of every run: grows as they do. */
  function newest(folder: string): string {
    const names = checkpointsIn(folder);
    const runs = new Map(names.map((file) => [join(file, ".."), basename(file)]));
    return Array.from(runs.values()).reduce((sum, name) => sum + Number.parseInt(name), 0).toString().padStart(10, "0");
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
  }
});

test("interrupted twice, with other numbers of threads, it goes on to the same bits", async () => {
  const training = { iterations: 30_000, batchSize: 7, evaluateEvery: 500 };
  const { file, folder, out } = folderWith({ training, seeds: [1] });
  await cli(["run", file, "--out", out, "--threads", "2"]);

  const stopped = join(folder, "stopped");
  for (const [argv, threads] of [[["run", file, "--out", stopped], 1], [["resume", stopped], 3]] as const) {
    const host = new FakeHost();
    const stop = setInterval(() => {
      if (!/\d+\/30000/.test(host.stdout.text)) return;
      clearInterval(stop);
      host.emit("SIGINT");
    }, 5);
    const { code, out: said } = await cli([...argv, "--threads", String(threads)], host);
    clearInterval(stop);
    expect(code).toBe(130);
    expect(said).toContain(`Go on with: resume ${stopped}`);
    expect(leftovers(stopped)).toEqual([]);
  }
  expect((await cli(["run", file, "--out", stopped])).err).toContain("holds a run that was interrupted: go on with");
  expect(await cli(["resume", stopped, "--threads", "2"])).toMatchObject({ code: 0, err: "" });
  expect(essence(stopped)).toEqual(essence(out));
  expect(namesIn(stopped)).not.toContain("checkpoints"); // nobody asked for them
});

test("a run that is over has nothing left to do", async () => {
  const { out } = await endedRun();
  const before = namesIn(out).map((name) => [name, existsSync(name) && readFileSync(name).length]);
  const resumed = await cli(["resume", out]);
  expect(resumed).toEqual({ code: 0, out: `${out}: the run is complete; there is nothing left to do.\n`, err: "" });
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

describe("checkpoints", () => {
  test("the two newest of each run are kept", async () => {
    const { again } = await endedRun();
    expect(again().map((file) => file.split("/").slice(-2).join("/"))).toEqual(
      ["1-Adam-seed0", "1-Adam-seed1", "2-SGD-seed0", "2-SGD-seed1"].flatMap((run) =>
        ["0000000030", "0000000040"].map((name) => `${run}/${name}.safetensors`),
      ),
    );
  });

  test("a damaged newest one is told, set aside, and the one before taken", async () => {
    const { out, copy, again } = await endedRun({ seeds: [0] });
    const [damages, runs] = [fc.nat({ max: 2 ** 30 }), 12];
    await fc.assert(
      fc.asyncProperty(damages, fc.constantFrom("flip", "truncate", "empty"), async (place, damage) => {
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
      }),
      { numRuns: runs },
    );
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

  test("those of another experiment are refused", async () => {
    const { copy, again } = await endedRun({ seeds: [0] });
    const other = await endedRun({ seeds: [0], training: { iterations: 41 } });
    again();
    cpSync(join(other.out, "checkpoints"), join(copy, "checkpoints"), { recursive: true });
    expect((await cli(["resume", copy])).err).toContain("this is a checkpoint of another training");
  });
});

describe("run.json", () => {
  test.each([
    ["missing", undefined, "holds no run that could go on"],
    ["no JSON", () => "{", "is not as it was written"],
    ["an array", () => "[]", "formatVersion"],
    ["of another version", (text: string) => text.replace('"formatVersion": 1', '"formatVersion": 2'), "it must be 1"],
    ["edited", (text: string) => text.replace('"iterations": 40', '"iterations": 50'), "the experiment is not the one"],
    ["edited wrongly", (text: string) => text.replace('"iterations": 40', '"iterations": -1'), "iterations"],
    ["without a hash", (text: string) => text.replace("dataHash", "hash"), "its dataHash is missing"],
    ["of other data", (text: string) => text.replace(/"dataHash": "./, '"dataHash": "x'), "the data set is not the one"],
  ])("%s is told", async (_, change, message) => {
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
    expect(existsSync(join(out, "checkpoints"))).toBe(false);
  });
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

  test.runIf(canMount)("a full disk ends with one sentence, and nothing damaged", async () => {
    const { folder, file, out } = folderWith({ training, network: { hidden: [64] }, seeds: [0] });
    const copy = join(folder, "copy");
    const full = onSmallDisk("64k", ["run", file, "--out", out, "--checkpoint-every", "10", "--quiet"], out, copy);
    expect(full.status).toBe(1);
    expect(full.stderr).toMatch(
      /^error: \S+out: a checkpoint of \w+, seed 0, could not be written: the disk is full\. What .* resume \S+out\n$/,
    );
    await expectIntact(copy, file, folder);
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

  test.runIf(canMount)("a read-only folder is told before any training, and on resume", async () => {
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
    expect(resumed.status).toBe(1);
    expect(resumed.stderr).toMatch(/^error: \S+resumed: .*the file system is read-only.*\n$/);
    expect(namesIn(join(folder, "copy2")).sort()).toEqual(namesIn(copy).sort());
  });
});

test("the folder of a killed run says what to do", async () => {
  const { file, out } = folderWith();
  mkdirSync(out);
  writeFileSync(join(out, "run.json"), "{}");
  expect((await cli(["run", file, "--out", out])).err).toBe(
    `error: ${out} holds a run that was interrupted: go on with: resume ${out}; or choose another folder with ` +
      "--out, or overwrite with --force\n",
  );
});
