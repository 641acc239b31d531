/** A study on the workers of a queue, with a real Redis and workers as processes: run `npm run build` first. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Queue } from "bullmq";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type JobData, jobId, type JobResult } from "../../cli/queue/job.ts";
import { cli, folderWith, script } from "../cli/built.ts";
import { FakeHost, temporaryFolder, until, writeDataset } from "../cli/helpers.ts";
import { expectSame } from "../cli/same.ts";
import { lab } from "./lab.ts";
import { hasRedis, password, RedisServer } from "./redis.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let redis: RedisServer;
beforeAll(async () => {
  if (hasRedis) redis = await RedisServer.start();
});
afterAll(() => redis?.remove());
afterEach(() => redis?.client.flushall());
const { start, send } = lab(() => redis);

/** The queue of the study that was sent, as its only one. */
async function queueOf(): Promise<Queue<unknown, JobResult>> {
  const [name, ...others] = await redis.queues();
  expect(others).toEqual([]);
  return new Queue(name!, { connection: redis.client, prefix: "usagi", skipVersionCheck: true });
}

/** Where this package is once more, to be changed. */
function copyOfPackage(): string {
  const folder = temporaryFolder();
  for (const name of ["cli.js", "dist", "package.json"]) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

const search = {
  dataset: { name: "idx", path: "data", validation: 20 }, seeds: [5], search: "default",
  tuning: { trials: 4, rerun: 2, halving: { factor: 2 } }, name: "searched",
};
const longer = { training: { iterations: 6000, batchSize: 7, evaluateEvery: 2000 } };
const four = { arms: ["adam", "sgd", "momentum", "adagrad"].map((name) => ({ name, optimizer: name })) };

describe.skipIf(!hasRedis)("a study on the workers of a queue", () => {
  test("comes to the same bytes as on one machine, with one run that diverges; from another folder it is fetched, not trained", async () => {
    const arms = [...four.arms, { name: "diverges", optimizer: { name: "sgd", learningRate: 1e6 } }];
    const { file, folder, out } = folderWith({ arms });
    const one = join(folder, "one");
    expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(1);
    const worker = await start("lab-1", folder).works();
    // Twice at once.
    const again = join(folder, "again");
    const both = await Promise.all([out, again].map((place) => send(["run", file, "--out", place])));
    for (const { code, err } of both) expect([code, err]).toEqual([1, ""]); // as of `run`: one has diverged
    expectSame(out, one);
    expectSame(again, one);
    expect(both[0]!.out).toContain("Trained by lab-1 10.");
    expect(await worker.end()).toBe(0);
    expect(worker.out).toContain("10 runs and trials done.");
    // Nobody works now.
    const other = join(folder, "other");
    expect((await send(["run", file, "--out", other, "-q"])).code).toBe(1);
    expectSame(other, one);
    expect((await send(["run", file, "--out", other])).err).toContain("holds the results of an earlier run");
  });

  test("may search its settings", async () => {
    const { file, folder, out } = folderWith(search);
    const one = join(folder, "one");
    expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(0);
    await Promise.all([start("lab-1", folder).works(), start("lab-2", folder).works()]);
    const { code, err } = await send(["run", file, "--out", out]);
    expect([code, err]).toEqual([0, ""]);
    expectSame(out, one);
  });

  test("goes on after Ctrl-C, and names the command for it; what the folder has is not sent", async () => {
    const { file, folder, out } = folderWith(four);
    const one = join(folder, "one");
    expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(0);
    const host = new FakeHost();
    const sending = send(["run", file, "--out", out], host);
    await until(async () => (await redis.countAll("wait")) >= 8);
    host.emit("SIGINT");
    const stopped = await sending;
    expect(stopped.code).toBe(130);
    expect(stopped.out).toContain("What was sent stays in the queue, and workers go on with it.");
    const command = `node cli.js resume ${out} --queue`;
    expect(stopped.out + stopped.err).toContain(`on with: ${command}\n`);
    // As if one had been trained here meanwhile.
    cpSync(join(one, "checkpoints", "1-adam-seed0"), join(out, "checkpoints", "1-adam-seed0"), { recursive: true });
    await start("lab-1", folder).works();
    const resumed = await send(["resume", out]);
    expect([resumed.code, resumed.err]).toEqual([0, ""]);
    expect(resumed.out).toContain("Trained by lab-1 7.");
    expectSame(out, one);
  });

  test("loses nothing with a worker that is killed, and refuses what comes too late of one that was asleep", async () => {
    const { file, folder, out } = folderWith({ ...four, ...longer });
    const one = join(folder, "one");
    expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(0);
    const [killed, asleep] = await Promise.all([start("killed", folder).works(), start("asleep", folder).works()]);
    const sending = send(["run", file, "--out", out]);
    await until(async () => {
      if ((await redis.countAll("active")) < 2) return false;
      // Stopped, so that it is certain that both have a job.
      for (const worker of [killed, asleep]) worker.signal("SIGSTOP");
      const areBoth = (await redis.countAll("active")) === 2;
      if (!areBoth) for (const worker of [killed, asleep]) worker.signal("SIGCONT");
      return areBoth;
    });
    await killed.end("SIGKILL");
    await start("third", folder).works();
    const { code, err } = await sending;
    expect([code, err]).toEqual([0, ""]);
    expectSame(out, one);
    asleep.signal("SIGCONT");
    await until(() => /came too late, as another worker has it|was given to another worker/.test(asleep.err));
    expect(asleep.err).not.toContain("different bits");
    expect(await asleep.end()).toBe(0);
  });

  test("waits for a Redis that is stopped, and started with what it had written", async () => {
    const { file, folder, out } = folderWith({ ...four, ...longer });
    const one = join(folder, "one");
    expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(0);
    const worker = await start("lab-1", folder).works();
    const sending = send(["run", file, "--out", out]);
    await until(async () => (await redis.countAll("completed")) >= 1);
    await redis.end("SIGKILL");
    await until(() => worker.err.includes("cannot be reached"));
    await redis.begin();
    const { code, err } = await sending;
    expect(code).toBe(0);
    expect(err).toMatch(/^redis:\/\/127\.0\.0\.1:\d+ cannot be reached \(.+\); what is to be done waits until it is back$/m);
    expect(err).toMatch(/ is back$/m);
    expectSame(out, one);
  });

  test("gets nothing from workers of another version or with other data, which are named", async () => {
    const { file, folder, out } = folderWith(four);
    const one = join(folder, "one");
    expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(0);
    const old = copyOfPackage();
    const manifest = join(old, "package.json");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/"version": ".*"/, '"version": "0.0.1"'));
    const elsewhere = temporaryFolder();
    writeDataset(join(elsewhere, "data"), { train: 61, t10k: 30 });
    const others = [start("old", folder, { command: join(old, "cli.js") }), start("elsewhere", elsewhere)];
    await Promise.all(others.map((other) => other.works()));
    const host = new FakeHost();
    const sending = send(["run", file, "--out", out], host);
    await until(() => host.stdout.text.includes("No worker is there. Start one, on any machine, with: node cli.js work --queue --data "));
    expect(host.stdout.text).toMatch(/^old is of version 0\.0\.1 of usagi-nn, and this is .+: it gets nothing of this study$/m);
    expect(host.stdout.text).toMatch(/^elsewhere has other data than this study: it gets nothing of this study$/m);
    await start("right", folder).works();
    expect((await sending).code).toBe(0);
    expectSame(out, one);
    for (const other of others) {
      await other.end();
      expect(other.out).toContain("0 runs and trials done.");
    }
  });

  test("is not misled by what others put into the queue", async () => {
    const { file, folder, out } = folderWith(four);
    const one = join(folder, "one");
    expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(0);
    const worker = await start("lab-1", folder).works();
    expect((await send(["run", file, "--out", out, "-q"])).code).toBe(0);
    const queue = await queueOf();
    const jobs = await queue.getCompleted();
    const data = jobs[0]!.data as { experiment: { dataset: object } };
    // Jobs that no sender makes.
    const hostile = [
      "rm -rf /", {}, { ...data, more: 1 }, { ...data, usagi: "0.0.1" }, { ...data, trial: 0 },
      { ...data, experiment: { ...data.experiment, dataset: { name: "idx", path: "/etc" } } },
      { ...data, experiment: { ...data.experiment, training: { iterations: -5 } } }, { ...data, dataHash: "0".repeat(64) },
    ];
    await queue.addBulk(hostile.map((data) => ({ name: "x", data, opts: { jobId: jobId(data as JobData) } })));
    // A worker has a folder for each job.
    const victim = temporaryFolder();
    await queue.add("x", data, { jobId: `../${basename(victim)}` });
    await until(async () => (await queue.getFailedCount()) > hostile.length);
    expect(existsSync(victim)).toBe(true);
    const reasons = (await queue.getFailed()).map(({ failedReason }) => failedReason).join("\n");
    for (const reason of ["version 0.0.1", "it has no data with /etc", "training.iterations = -5", "its data are not those", "its name is not that"]) {
      expect(reasons).toContain(reason);
    }

    // Results that no worker makes: what is wrong is trained again, and a wrong digest names both.
    const key = (i: number) => `usagi:${queue.name}:${jobs[i]!.id}`;
    await redis.client.hset(key(0), "returnvalue", JSON.stringify({ ...jobs[0]!.returnvalue, upload: "none" }));
    await redis.client.hset(key(1), "returnvalue", JSON.stringify({ path: "/etc/passwd" }));
    const upload = (await redis.client.lindexBuffer(`${key(2)}:logs`, 0))!;
    expect(await redis.client.llen(`${key(2)}:logs`)).toBe(1);
    await redis.client.lset(`${key(2)}:logs`, 0, upload.fill("A", upload.length - 40));
    const again = join(folder, "again");
    const sent = await send(["run", file, "--out", again]);
    expect([sent.code, sent.out.match(/^error:.*/m)]).toEqual([0, null]);
    expectSame(again, one);

    const wrong = { ...(await queue.getJob(jobs[3]!.id!))!.returnvalue, digest: "f".repeat(64) };
    await redis.client.hset(key(3), "returnvalue", JSON.stringify(wrong));
    const place = join(folder, "resumed");
    cpSync(out, place, { recursive: true });
    writeFileSync(join(place, "results.json"), "{}");
    const { code, err } = await send(["resume", place]);
    expect(code).toBe(2);
    expect(err).toContain(`lab-1 (ffffffffffff…) and ${place} (`);
    expect(err).toContain("have trained the same run");
    expect(worker.process.exitCode).toBeNull();
  });
});

test.skipIf(!hasRedis)("two workers that come to different bits of the same run stop the study, which names both", async () => {
  const { file, folder, out } = folderWith({ seeds: [0] });
  // A machine that computes otherwise, and on a thread alone, so that it does not notice; each run waits for its gate.
  const wrong = copyOfPackage();
  const threads = (name: string) => join(wrong, "dist", `${name}.js`);
  renameSync(threads("run-worker"), threads("right-worker"));
  writeFileSync(threads("run-worker"), `
    import { existsSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    import { train as right } from "./right-worker.js";
    export { open } from "./right-worker.js";
    export async function train({ arm, ...task }) {
      while (!existsSync(${JSON.stringify(folder)} + "/gate-" + arm.name)) await setTimeout(5);
      return await right({ ...task, arm: { ...arm, optimizer: { ...arm.optimizer, learningRate: 0.0123 } } });
    }`);
  await start("wrong-1", folder, { threads: 2, command: join(wrong, "cli.js"), lockSeconds: "3600" }).works();
  const sending = send(["run", file, "--out", out]);
  await until(async () => (await redis.countAll("active")) >= 2);
  const queue = await queueOf();
  const { id } = (await queue.getActive()).find(({ name }) => name.includes("Adam"))!;
  // As if it had been away until its lock was gone: another one trains the run and is done, then it comes with its own.
  await redis.client.del(queue.toKey(`${id}:lock`), queue.toKey("stalled-check"));
  await start("right-1", folder).works();
  await until(async () => (await queue.getJobState(id!)) === "completed");
  writeFileSync(join(folder, "gate-Adam"), "");
  const { code, err } = await sending;
  expect(code).toBe(2);
  expect(err).toMatch(/^error: right-1 \([0-9a-f]{12}…\) and wrong-1 \([0-9a-f]{12}…\) have trained the same run, job r-\S+, to different bits: /);
});

test.skipIf(!hasRedis)("a worker that can do nothing takes little that others could do", async () => {
  const { file, folder, out } = folderWith({ ...four, seeds: [0] });
  const one = join(folder, "one");
  expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(0);
  const broken = copyOfPackage();
  const threads = (name: string) => join(broken, "dist", `${name}.js`);
  renameSync(threads("run-worker"), threads("right-worker"));
  writeFileSync(threads("run-worker"), `
    import { existsSync } from "node:fs";
    import { train as right } from "./right-worker.js";
    export { open } from "./right-worker.js";
    export async function train(task) {
      if (!existsSync(${JSON.stringify(folder)} + "/mended")) throw new Error("the disk is full");
      return await right(task);
    }`);
  const worker = await start("broken", folder, { command: join(broken, "cli.js") }).works();
  const sending = send(["run", file, "--out", out]);
  await until(() => / could not be done here, so a thread waits 2 s: the disk is full$/m.test(worker.err));
  writeFileSync(join(folder, "mended"), "");
  const { code } = await sending;
  expect(code).toBe(0);
  expectSame(out, one);
  // It rested: else each of four jobs were tried three times by now.
  expect(worker.err.match(/could not be done here/g)!.length).toBeLessThan(12);
});

test.skipIf(!hasRedis)("a study with rows to test on elsewhere goes to workers with both alone, and says what starts one", async () => {
  const folder = temporaryFolder();
  const rows = (from: number) => `x,y\n${Array.from({ length: 40 }, (_, i) => `${from + i},${i % 2 === 0 ? "a" : "b"}`).join("\n")}\n`;
  mkdirSync(join(folder, "table"));
  writeFileSync(join(folder, "table", "train.csv"), rows(0));
  writeFileSync(join(folder, "table", "own test.csv"), rows(50));
  const file = join(folder, "study.json");
  writeFileSync(file, JSON.stringify({
    name: "study", dataset: { name: "csv", path: "table/train.csv", label: "y", test: "own test.csv" },
    network: { hidden: [4] }, training: { iterations: 20, batchSize: 5, evaluateEvery: 10 },
  }));
  const [one, out] = [join(folder, "one"), join(folder, "out")];
  expect((await cli(["run", file, "--out", one, "-q"])).code).toBe(0);
  const host = new FakeHost();
  host.cwd = () => folder;
  await start("half", folder, { data: ["table/train.csv"] }).works();
  const sending = send(["run", file, "--out", out], host);
  await until(() => host.stdout.text.includes("work --queue --data table/train.csv --data 'table/own test.csv'\n"));
  expect(host.stdout.text).toMatch(/^half has other data than this study: it gets nothing of this study$/m);
  await start("whole", folder, { data: ["table/own test.csv", "table/train.csv"] }).works();
  expect(await sending).toMatchObject({ code: 0, err: "", out: expect.stringContaining("Trained by whole 1.") as string });
  expectSame(out, one);
});

test.skipIf(!hasRedis)("goes by TLS, where the machine trusts the server's certificate", async () => {
  const secure = await RedisServer.start({ tls: true });
  onTestFinished(() => secure.remove());
  const { file, folder, out } = folderWith();
  const shown = `rediss://127.0.0.1:${secure.tlsPort}`;
  const untrusted = await send(["run", file, "--out", out], undefined, secure.url);
  expect(untrusted).toMatchObject({ code: 2, err: expect.stringMatching(`^error: ${shown}: its certificate is of no authority .* NODE_EXTRA_CA_CERTS`) as string });
  const plain = await send(["run", file, "--out", out], undefined, secure.url.replace("rediss", "redis"));
  expect(plain.err).toMatch(/closes the connection: where it speaks TLS, the URL begins with rediss:\/\/$/m);
  const trusting = { NODE_EXTRA_CA_CERTS: secure.certificate };
  await start("lab-1", folder, { env: trusting }, secure.url).works();
  // Node reads that variable when it starts.
  const sender = spawnSync(process.execPath, [script, "run", file, "--out", out, "--queue"], {
    env: { ...process.env, ...trusting, USAGI_QUEUE: secure.url }, encoding: "utf8",
  });
  expect(sender).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("Trained by lab-1 4.") as string });
  expect(sender.stdout).toContain(shown);
  expect(sender.stdout).not.toContain(password);
});

test("what is no queue is refused, without a word of what was given", async () => {
  const { file } = folderWith();
  const refused = async (url: string) => {
    const { code, err } = await cli(["run", file, "--queue", url]);
    expect(code).toBe(2);
    expect(err).not.toContain(password);
    return err;
  };
  expect(await refused(`${password}@host`)).toContain("--queue: is no URL; give one such as redis://localhost:6379");
  expect(await refused(`http://user:${password}@host`)).toContain("--queue: begins with http://");
  for (const sign of ["/", "#", "?", "%zz"]) {
    expect(await refused(`redis://:${password}${sign}@host`)).toContain("write / # ? % in a password as %2F %23 %3F %25");
  }
  if (hasRedis) expect(await refused(`${redis.url}/999`)).toContain("ERR DB index is out of range");
  expect(await refused(`redis://user:${password}@127.0.0.1:1`)).toContain("redis://127.0.0.1:1: nothing answers there");
  expect((await cli(["run", file, "--queue"])).err).toContain("set USAGI_QUEUE to it");
  expect((await cli(["run", file, "--queue", "--shard", "1/2"])).err).toContain("cannot be used with");
});
