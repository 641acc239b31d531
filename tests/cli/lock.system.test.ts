/** Two processes never write into the same folder of a run: run `npm run build` first. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { locked } from "../../cli/run/lock.ts";
import { cli, folderWith, resultsIn, script } from "./built.ts";
import { temporaryFolder, until } from "./helpers.ts";

const endless = { training: { iterations: 10_000_000, batchSize: 7, evaluateEvery: 100_000 }, arms: [{ name: "a" }], seeds: [0] };

/** A run in another process, which has begun to write. */
function running(...argv: string[]) {
  const child = spawn(process.execPath, [script, ...argv, "--quiet"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  return { child, exited };
}

test("while a run goes on, others are refused, and once it is killed they are not", async () => {
  const { file, out } = folderWith(endless);
  const { child, exited } = running("run", file, "--out", out, "--checkpoint-every", "10");
  await until(() => existsSync(join(out, "checkpoints")));
  const begun = readFileSync(join(out, "run.json"), "utf8");
  for (const argv of [["run", file, "--out", out], ["run", file, "--out", out, "--force"], ["resume", out]]) {
    expect(await cli(argv)).toEqual({
      code: 2,
      out: "",
      err:
        `error: ${out}: a run is going on there (process ${child.pid} on ${hostname()}): wait for it or stop it; ` +
        `if there is none, remove ${out}/run.lock\n`,
    });
  }
  expect(child.exitCode).toBe(null);
  expect(readFileSync(join(out, "run.json"), "utf8")).toBe(begun);
  child.kill("SIGKILL");
  await exited;
  expect(existsSync(join(out, "run.lock"))).toBe(true);
  const short = ["--set", "training.iterations=10", "--set", "training.evaluateEvery=10"];
  expect((await cli(["run", file, "--out", out, "--force", ...short])).code).toBe(0);
  expect(resultsIn(out).status).toBe("complete");
  expect(existsSync(join(out, "run.lock"))).toBe(false);
});

test("of many that begin at once one trains, after a crash too", async () => {
  const { file, out } = folderWith({ ...endless, training: { iterations: 20_000, batchSize: 7, evaluateEvery: 1000 } });
  mkdirSync(out);
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  writeFileSync(join(out, "run.lock"), JSON.stringify({ pid: gone, host: hostname() }));
  const all = Array.from({ length: 4 }, () => running("run", file, "--out", out));
  const codes = await Promise.all(all.map(({ exited }) => exited));
  expect(codes.sort()).toEqual([0, 2, 2, 2]);
  expect(resultsIn(out).status).toBe("complete");
});

test.each<[string, string, number, boolean]>([
  ["of this very process, before", JSON.stringify({ pid: process.pid, host: hostname() }), 0, false],
  ["of another process that lives", JSON.stringify({ pid: process.ppid, host: hostname() }), 0, true],
  ["from before the machine began", JSON.stringify({ pid: process.ppid, host: hostname() }), 1e9, false],
  ["of another machine", JSON.stringify({ pid: 1, host: "elsewhere" }), 1e9, true],
  ["that is being written", "", -3600, true],
  ["that was never written", "", 10, false],
  ["of something else", "[1]", 10, false],
])("a file %s", async (_, text, seconds, held) => {
  const folder = temporaryFolder();
  const file = join(folder, "run.lock");
  writeFileSync(file, text);
  const time = Date.now() / 1000 - seconds;
  utimesSync(file, time, time);
  if (held) {
    await expect(locked(folder, () => expect.fail("it was not held"))).rejects.toThrow(`${folder}: a run is going on there`);
    expect(readFileSync(file, "utf8")).toBe(text);
    return;
  }
  const own = await locked(folder, () => Promise.resolve(readFileSync(file, "utf8")));
  expect(JSON.parse(own)).toEqual({ pid: process.pid, host: hostname() });
  expect(readdirSync(folder)).toEqual([]);
});

test("a Slurm job that was requeued takes over what it held on another machine, and no other does", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "run.lock");
  const lockOf = (job: string, restarts: string) => writeFileSync(file, JSON.stringify({ pid: 1, host: "elsewhere", job, restarts }));
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("SLURM_JOB_ID", "71");
  vi.stubEnv("SLURM_RESTART_COUNT", "1");
  for (const [job, restarts] of [["70", "0"], ["71", "1"]] as const) {
    lockOf(job, restarts);
    await expect(locked(folder, () => expect.fail("it was not held"))).rejects.toThrow("process 1 on elsewhere");
  }
  lockOf("71", "0");
  const own = await locked(folder, () => Promise.resolve(readFileSync(file, "utf8")));
  expect(JSON.parse(own)).toEqual({ pid: process.pid, host: hostname(), job: "71", restarts: "1" });
});
