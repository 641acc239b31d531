/** Runs that begin with a trained network, as users make them: run `npm run build` first. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, folderWith, resultsIn, script } from "./built.ts";
import { until } from "./helpers.ts";

const digests = (folder: string) => resultsIn(folder).runs.map(({ arm, seed, digest }) => [arm, seed, digest]);
const essence = (folder: string) => {
  const { experiment, status, runs } = resultsIn(folder);
  return JSON.stringify({ experiment, status, runs: runs.map((run) => ({ ...run, seconds: undefined })) });
};

test("run, run from it, killed and resumed, in parts and explained: the same bits", async () => {
  const { folder, file, out: source } = folderWith();
  expect((await cli(["run", file, "--out", source, "-q"])).code).toBe(0);

  const fine = join(folder, "fine.json");
  const experiment = JSON.parse(readFileSync(file, "utf8")) as object;
  const training = { iterations: 200, batchSize: 7, evaluateEvery: 100, sampling: "epochs" };
  const arms = [
    { name: "Adam" }, { name: "kept", from: { arm: "Adam", optimizerState: true } },
    { name: "frozen", from: { arm: "SGD", freeze: "hidden" }, optimizer: "sgd" },
  ];
  writeFileSync(fine, JSON.stringify({ ...experiment, name: "fine", from: "out", optimizer: "adam", training, arms }));
  const one = join(folder, "one");
  const ran = await cli(["run", fine, "--out", one, "--checkpoint-every", "100"]);
  expect([ran.code, ran.err]).toEqual([0, ""]);
  const [, , , , last] = digests(one);
  expect(last![0]).toBe("frozen");

  // What it says of where it began.
  const began = Object.fromEntries(digests(source).map(([arm, seed, digest]) => [`${arm} ${seed}`, digest]));
  const from = resultsIn(one).experiment.arms.map((arm) => arm.from);
  expect(from[0]).toEqual({ path: "out", digest: { 0: began["Adam 0"], 1: began["Adam 1"] } });
  expect(from[2]).toEqual({ path: "out", arm: "SGD", freeze: "hidden", digest: { 0: began["SGD 0"], 1: began["SGD 1"] } });
  expect(readdirSync(join(one, "starts"))).toHaveLength(6);
  const about = `out (${String(began["Adam 0"]).slice(0, 12)}… and 1 more)`;
  expect((await cli(["inspect", one])).out).toContain(about);
  expect(readFileSync(join(one, "report.html"), "utf8")).toContain(about);
  expect(ran.out).toContain(about);

  // Killed between checkpoints, and resumed where the source is gone.
  const killed = join(folder, "killed");
  const child = spawn(process.execPath, [script, "run", fine, "--out", killed, "--checkpoint-every", "10", "--threads", "1", "-q"], { stdio: "ignore" });
  const exited = new Promise((resolve) => child.on("exit", resolve));
  await until(() => existsSync(join(killed, "checkpoints", "2-kept-seed0")));
  child.kill("SIGKILL");
  await exited;
  // A part of the same study begins while the source is there.
  const parts = join(folder, "parts");
  const part = () => cli(["run", fine, "--out", parts, "--shard", "1/2", "-q"]);
  expect((await part()).code).toBe(0);
  // One that begins with other bits is another study.
  expect((await cli(["run", file, "--out", source, "--set", "training.iterations=1", "-q", "-f"])).code).toBe(0);
  const other = await part();
  expect([other.code, other.err]).toEqual([2, expect.stringContaining("was begun with another trained network (from)") as string]);
  rmSync(source, { recursive: true });
  const resumed = await cli(["resume", killed, "-q"]);
  expect([resumed.code, resumed.err]).toEqual([0, ""]);
  expect(essence(killed)).toBe(essence(one));
  expect((await cli(["explain", one, "--step", "3", "--arm", "Adam"])).out).toContain(`begun with ${about}`);
  // Adam counts the steps before as well.
  const worked = await cli(["explain", one, "--step", "3", "--arm", "kept", "--weight", "dense1/weight[7,3]"]);
  expect([worked.code, worked.err]).toEqual([0, ""]);
  const explained = (where: string, arm: string) => cli(["explain", where, "--step", "30", "--arm", arm, "--json"]);
  const weights = async (where: string) => (JSON.parse((await explained(where, "kept")).out) as { layers: unknown }).layers;
  expect(await weights(killed)).toEqual(await weights(one));

  // The other part, where there is nothing but the study: what it begins with goes along.
  expect((await cli(["merge", parts])).code).toBe(1);
  expect((await cli(["resume", parts, "--shard", "2/2", "-q"])).code).toBe(0);
  const merged = await cli(["merge", parts, "-q"]);
  expect([merged.code, merged.err]).toEqual([0, ""]);
  expect(essence(parts)).toBe(essence(one));

  // Trained on, it is another network, of the same beginning.
  const longer = await cli(["resume", one, "--iterations", "210", "-q"]);
  expect([longer.code, longer.err]).toEqual([0, ""]);
  expect(digests(one)).not.toEqual(digests(killed));
});

test("a network that does not fit is refused before anything is written", async () => {
  const { folder, file, out } = folderWith();
  expect((await cli(["run", file, "--out", out, "-q"])).code).toBe(0);
  const fine = join(folder, "fine");
  const { code, err } = await cli(["run", file, "--out", fine, "--set", "from=out", "--set", "network.hidden=[9]"]);
  expect(code).toBe(2);
  expect(err).toMatch(/tiny\.json: from: dense1\/weight is 15 × 8 in \S+ and 15 × 9 here; to have its layers: "network": \{ "hidden": \[8\]/);
  expect(existsSync(fine)).toBe(false);
});
