/** A study on Slurm, all of whose daemons run on this machine: run `npm run build` first. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { availableParallelism, hostname, tmpdir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli, installIn } from "../cli/built.ts";
import { temporaryFolder, until, writeDataset } from "../cli/helpers.ts";
import { expectSame } from "../cli/same.ts";

const deployed = fileURLToPath(new URL("../../deploy/slurm", import.meta.url));
const programs = ["munged", "slurmctld", "slurmd", "sbatch", "scancel", "scontrol"];
const missing = programs.filter((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0);
const hindrance =
  missing.length > 0 ? `${missing.join(", ")} missing (apt-get install slurm-wlm munge)` : process.getuid?.() === 0 ? "" : "not root";
if (hindrance !== "") console.log(`No Slurm here: ${hindrance}: its tests are skipped.`);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(hindrance !== "")("Slurm", () => {
  let folder: string;
  const daemons: ChildProcess[] = [];
  const env = () => ({ ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`, SLURM_CONF: join(folder, "slurm.conf") });

  /** What a command prints. */
  function slurm(...words: [string, ...string[]]): string {
    const { status, stdout, stderr } = spawnSync(words[0], words.slice(1), { env: env(), encoding: "utf8" });
    expect({ words, status, stderr }).toEqual({ words, status: 0, stderr: "" });
    return stdout.trim();
  }

  /** A process that ends with the tests. */
  function daemon(...words: [string, ...string[]]) {
    const child = spawn(words[0], words.slice(1), { env: env(), stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.on("data", (text: Buffer) => (said += text.toString()));
    daemons.push(child);
    let said = "";
    return () => {
      if (child.exitCode !== null) throw new Error(`${words[0]} ended with ${child.exitCode}:\n${said}`);
    };
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "usagi-slurm-"));
    chmodSync(folder, 0o755); // munge asks that its socket can be reached by all
    for (const name of ["state", "spool"]) mkdirSync(join(folder, name));
    const place = (name: string) => join(folder, name);
    writeFileSync(place("key"), randomBytes(1024), { mode: 0o400 });
    const host = hostname().split(".")[0]!;
    const [controller, node] = [await freePort(), await freePort()];
    writeFileSync(place("cgroup.conf"), "CgroupPlugin=cgroup/v1\n");
    writeFileSync(place("slurm.conf"), `
      ClusterName=one
      SlurmctldHost=${host}(127.0.0.1)
      SlurmctldPort=${controller}
      SlurmdPort=${node}
      SlurmUser=root
      AuthInfo=socket=${place("munge.socket")}
      StateSaveLocation=${place("state")}
      SlurmdSpoolDir=${place("spool")}
      SlurmctldPidFile=${place("slurmctld.pid")}
      SlurmdPidFile=${place("slurmd.pid")}
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      MpiDefault=none
      SelectType=select/cons_tres
      SelectTypeParameters=CR_CPU
      SlurmdParameters=config_overrides
      SchedulerParameters=sched_interval=1,batch_sched_delay=0
      KillWait=600
      NodeName=${host} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} RealMemory=${Math.floor(totalmem() / 2 ** 20)}
      PartitionName=all Nodes=${host} Default=YES
    `.replace(/^ +/gm, ""));
    const files = ["socket", "log-file", "pid-file", "seed-file"].map((name) => `--${name}=${place(`munge.${name.split("-")[0]}`)}`);
    const alive = [daemon("munged", "--foreground", `--key-file=${place("key")}`, ...files)];
    const started = (condition: () => boolean) => until(() => {
      for (const one of alive) one();
      return condition();
    });
    await started(() => existsSync(place("munge.socket")));
    alive.push(daemon("slurmctld", "-D"), daemon("slurmd", "-D"));
    await started(() => spawnSync("sinfo", ["--noheader", "--format=%T"], { env: env(), encoding: "utf8" }).stdout.trim() === "idle");
  });

  afterAll(async () => {
    slurm("scancel", "--user=root");
    await until(() => slurm("squeue", "--noheader") === "");
    for (const child of daemons.reverse()) {
      child.kill();
      await until(() => child.exitCode !== null || child.signalCode !== null);
    }
    rmSync(folder, { recursive: true, force: true });
  });

  /** A folder as a user has it: the package is installed, the study and the files to be submitted are there. */
  async function project(iterations: number) {
    const at = temporaryFolder();
    installIn(at);
    writeDataset(join(at, "data"));
    for (const name of ["study.sbatch", "merge.sbatch"]) cpSync(join(deployed, name), join(at, name));
    const arms = ["adam", "sgd"].map((name) => ({ name, optimizer: name }));
    const training = { iterations, batchSize: 7, evaluateEvery: 1000 };
    const study = { name: "on Slurm", dataset: { name: "idx", path: "data" }, network: { hidden: [8] }, training, seeds: [0, 1, 2, 3, 4, 5], arms };
    writeFileSync(join(at, "study.json"), JSON.stringify(study));
    const one = join(at, "runs/one");
    expect(await cli(["run", join(at, "study.json"), "--out", one, "--checkpoint-every", "1000", "-q"])).toMatchObject({ code: 0, err: "" });
    const submit = (...words: string[]) => slurm("sbatch", "--parsable", `--chdir=${at}`, ...words);
    /** Once it is over: its exit code, and what it printed. */
    const submitted = async (...words: string[]) => {
      const child = spawn("sbatch", ["--wait", "--parsable", `--chdir=${at}`, ...words], { env: env() });
      let id = "";
      child.stdout.on("data", (text: Buffer) => (id += text.toString()));
      const code = await new Promise((resolve) => child.once("close", resolve));
      return { code, out: printed(id.trim()) };
    };
    const printed = (job: string) => readdirSync(at).filter((name) => name.startsWith(`slurm-${job}`)).sort()
      .map((name) => readFileSync(join(at, name), "utf8")).join("");
    const files = { study: join(at, "study.sbatch"), merge: join(at, "merge.sbatch") };
    return { at, one, files, submit, submitted, printed, shard: (i: number) => join(at, "runs/study/shards", `${i}-of-8`) };
  }

  test("an array of 8 and the merge that depends on it come to the same bytes as one machine", async () => {
    const { at, one, files, submit, submitted } = await project(2000);
    const job = submit("--cpus-per-task=1", files.study);
    expect(await submitted(`--dependency=afterany:${job}`, files.merge)).toMatchObject({ code: 0 });
    expectSame(join(at, "runs/study"), one);
  });

  test("tasks that were cancelled or killed are listed by the merge and go on when submitted again; one that was requeued goes on", async () => {
    const { at, one, files, submit, submitted, printed, shard } = await project(40_000);
    const job = submit("--cpus-per-task=1", files.study);
    const merged = submitted(`--dependency=afterany:${job}`, files.merge);
    const begun = (i: number) => until(() => checkpointsIn(shard(i)).length > 0);
    await begun(2);
    slurm("scancel", `${job}_2`);
    await begun(4);
    const { pid } = JSON.parse(readFileSync(join(shard(4), "run.lock"), "utf8")) as { pid: number };
    process.kill(pid, "SIGKILL");
    await begun(6);
    slurm("scontrol", "requeue", `${job}_6`);
    slurm("scontrol", "update", `JobId=${job}_6`, "StartTime=now"); // not two minutes later

    const { code, out } = await merged;
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining("8 of 12 runs are there. Next are 2 parts of 8:") as string });
    for (const i of [2, 4]) expect(out).toContain(`  npx usagi-nn resume runs/study --shard ${i}/8\n`);
    expect(printed(`${job}_2`)).toContain("Interrupted; what was done is saved in runs/study/shards/2-of-8.");
    const again = await submitted("--cpus-per-task=1", "--array=2,4", files.study);
    expect(again).toEqual({ code: 0, out: expect.stringContaining("Part 4 of 8 is done") as string });
    expect(await submitted(files.merge)).toMatchObject({ code: 0 });
    expectSame(join(at, "runs/study"), one);
  });
});

function checkpointsIn(shard: string): string[] {
  const folder = join(shard, "checkpoints");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).map(String).filter((name) => /\d\.safetensors$/.test(name));
}
