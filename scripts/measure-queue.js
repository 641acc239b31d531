// What a queue costs, as the rows of docs/scale.md: time a job beside training on one machine, several workers, the sender's
// memory while jobs wait, what a job asks of Redis. Needs redis-server, MNIST and Linux (/proc). CPU times stand also where
// a machine is busy, the others where it is quiet.
//   node scripts/measure-queue.js [--jobs 90] [--only cost,workers,waiting]   about two minutes
//   node scripts/measure-queue.js --only through                              10,000 jobs from the first to the last

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Redis } from "ioredis";

const cli = fileURLToPath(new URL("../cli.js", import.meta.url));
const { values } = parseArgs({ options: { jobs: { type: "string", default: "90" }, only: { type: "string", default: "cost,workers,waiting" } } });
const only = values.only.split(",");
const jobs = Number(values.jobs);
const folder = await mkdtemp(join(tmpdir(), "usagi-measure-"));
const port = 20000 + (process.pid % 40000);
const url = `redis://127.0.0.1:${port}`;

const server = spawn("redis-server", ["--port", String(port), "--dir", folder, "--save", "", "--appendonly", "yes"], { stdio: "ignore" });
const redis = new Redis(url, { maxRetriesPerRequest: null });
redis.on("error", () => {});
await redis.ping();

/**
 * User and system time of a process with its threads, in seconds; its resident memory, now and at most, in MB.
 * @param {import("node:child_process").ChildProcess} process
 */
async function used({ pid }) {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const megabytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, memory: megabytes("VmRSS"), most: megabytes("VmHWM") };
}

/** A process of the command line. */
function start(...argv) {
  const child = Object.assign(spawn(process.execPath, [cli, ...argv], { stdio: ["ignore", "pipe", "inherit"] }), { text: "" });
  child.stdout.on("data", (part) => (child.text += part));
  return child;
}

/** Runs to the end; its CPU time, as its shell sees it, and the seconds that it took. */
async function run(...argv) {
  const before = performance.now();
  const child = spawn("bash", ["-c", `TIMEFORMAT='%U %S'; time "$@"`, "bash", process.execPath, cli, ...argv], { stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  child.stderr.on("data", (part) => (text += part));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(text);
  const [user, system] = text.trim().split("\n").at(-1).split(" ").map(Number);
  return { cpu: user + system, seconds: (performance.now() - before) / 1000 };
}

/** An experiment of so many runs of about .3 s. */
async function study(name, seeds, changes = {}) {
  const file = join(folder, `${name}.json`);
  const base = {
    name, dataset: "mnist", network: { hidden: [40, 20] }, optimizer: "adam",
    training: { iterations: 1000, evaluateEvery: 1000 }, seeds: Array.from({ length: seeds }, (_, i) => i),
  };
  await writeFile(file, JSON.stringify({ ...base, ...changes }));
  return file;
}

async function workers(count, threads = "1") {
  const all = Array.from({ length: count }, (_, i) => start("work", "--queue", url, "--threads", threads, "--name", `w${i}`));
  for (const worker of all) while (!worker.text.includes("works for")) await setTimeout(20);
  return {
    used: async () => (await Promise.all(all.map(used))).reduce((sum, { cpu }) => sum + cpu, 0),
    end: () => Promise.all(all.map((worker) => (worker.kill(), once(worker, "exit")))),
  };
}

const info = async () => {
  const text = await redis.info();
  const value = (name) => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(text)?.[1]);
  return {
    commands: value("total_commands_processed"), input: value("total_net_input_bytes"), output: value("total_net_output_bytes"),
    cpu: value("used_cpu_user") + value("used_cpu_sys"), memory: value("used_memory"),
  };
};
const round = (value, digits = 0) => value.toFixed(digits);
const ms = (seconds) => round(1000 * seconds, seconds < 0.01 ? 1 : 0);
const row = (what, ...values) => console.log(`| ${what} | ${values.join(", ")} |`);
const manyArms = Array.from({ length: 100 }, (_, i) => ({ name: `arm ${i}`, training: { iterations: i + 1 } }));
const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
const waitingIn = (source) => redis.llen(`usagi:${version}-${source}:wait`);
const completedIn = (source) => redis.zcard(`usagi:${version}-${source}:completed`);

/**
 * What a job takes, between two counts of jobs that are done: what is there once, and what V8 compiles, does not count.
 * @param done How many are. @param read Sums so far.
 */
async function between(done, read) {
  const [first, last] = [Math.round(jobs / 3), jobs - 2]; // the next one has begun at both
  const at = async (count) => {
    while ((await done()) < count) await setTimeout(10);
    return { ...(await read()), seconds: performance.now() / 1000 };
  };
  const [before, after] = [await at(first), await at(last)];
  return Object.fromEntries(Object.entries(after).map(([key, value]) => [key, (value - before[key]) / (last - first)]));
}

async function cost() {
  const file = await study("cost", jobs);
  const measured = async (out, ...options) => {
    const child = start("run", file, "--out", join(folder, out), "--threads", "1", "-q", ...options);
    const networks = async () => (await readdir(join(folder, out, "models")).catch(() => [])).filter((name) => !name.startsWith(".")).length;
    const each = await between(networks, () => used(child));
    await once(child, "exit");
    return each;
  };
  const local = await measured("local");
  const team = await workers(1);
  let asked = 0; // by this script
  const completed = () => (asked++, completedIn("mnist"));
  const atWork = async () => {
    const { commands, cpu, ...others } = await info();
    return { ...others, commands: commands - asked++, server: cpu, worker: await team.used() };
  };
  const [sender, { server, worker, seconds, ...each }] = await Promise.all([measured("sent", "--queue", url), between(completed, atWork)]);
  await team.end();
  row("a run on one machine", `${ms(local.cpu)} ms`);
  row("by the queue: worker, sender, Redis", `${ms(worker)} + ${ms(sender.cpu)} + ${ms(server)} ms`);
  row("more for a job", `${ms(worker + sender.cpu + server - local.cpu)} ms`);
  row("by the clock, with one thread", `${ms(local.seconds)} ms, by the queue ${ms(seconds)} ms`);
  row("commands of Redis, with those within its scripts", round(each.commands));
  row("bytes into and out of Redis", `${round(each.input / 1024)} and ${round(each.output / 1024)} kB`);
  row("memory that a result keeps in Redis", `${round(each.memory / 1024)} kB`);
}

async function severalWorkers() {
  for (const count of [1, 2, 4]) {
    await redis.flushall();
    const file = await study("workers", jobs);
    const team = await workers(count);
    const before = await team.used();
    const { seconds, cpu } = await run("run", file, "--out", join(folder, `workers-${count}`), "-q", "--queue", url);
    row(`${jobs} runs, ${count} worker${count === 1 ? "" : "s"} of a thread`, `${round(seconds, 1)} s`, `${round((await team.used()) - before, 1)} s of their CPU, ${round(cpu, 1)} s of the sender's`);
    await team.end();
  }
}

async function waiting() {
  for (const seeds of [1, 10, 100]) {
    await redis.flushall();
    const file = await study("many", seeds, { arms: manyArms, training: { iterations: 1 } });
    const sender = start("run", file, "--out", join(folder, `many-${seeds}`), "--threads", "1", "--queue", url);
    while ((await waitingIn("mnist")) < 100 * seeds) await setTimeout(50);
    row(`${100 * seeds} jobs wait`, `sender ${round((await used(sender)).most)} MB`, `Redis ${round((await info()).memory / 2 ** 20, 1)} MB`);
    sender.kill("SIGKILL");
    await once(sender, "exit");
  }
}

/** 10,000 jobs as small as they come, from the first to the last. */
async function through() {
  const dataset = { name: "blobs", train: 100, test: 100 };
  const file = await study("through", 100, { dataset, network: { hidden: [2] }, arms: manyArms, training: { iterations: 1, batchSize: 10 } });
  const sender = start("run", file, "--out", join(folder, "through"), "--queue", url);
  const ended = once(sender, "exit");
  const say = async (done) => row(`${done} of 10000 jobs done`, `sender ${round((await used(sender)).memory)} MB`, `Redis ${round((await info()).memory / 2 ** 20, 1)} MB`);
  while ((await waitingIn("made")) < 10_000) await setTimeout(50);
  await say(0);
  const begun = performance.now();
  const team = await workers(1, "2");
  for (const part of [1000, 2500, 5000, 7500, 10_000]) {
    while ((await completedIn("made")) < part && sender.exitCode === null) await setTimeout(20);
    await say(part);
  }
  const { cpu } = await used(sender);
  const trained = (performance.now() - begun) / 1000;
  let most = 0;
  while (sender.exitCode === null) {
    ({ most } = await used(sender).catch(() => ({ most })));
    await setTimeout(50);
  }
  await ended;
  row("until all were trained, and until the report was written", `${round(trained)} and ${round((performance.now() - begun) / 1000)} s`);
  row("CPU time a job", `worker ${ms((await team.used()) / 10_000)} ms`, `sender ${ms(cpu / 10_000)} ms`);
  row("at most", `sender ${round(most)} MB`, `exit code ${sender.exitCode}`);
  await team.end();
}

try {
  console.log(`load average ${loadavg().map((load) => round(load, 1)).join(", ")}; Node ${process.version}`);
  for (const [name, measure] of Object.entries({ cost, workers: severalWorkers, waiting, through })) {
    if (only.includes(name)) await measure();
    await redis.flushall();
  }
} finally {
  redis.disconnect();
  server.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
}
