/** What a queue has to bear for minutes: kills at random, a Redis that is away, a full disk, a pulled cable; and its dashboard. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { cli, folderWith } from "../cli/built.ts";
import { temporaryFolder, until } from "../cli/helpers.ts";
import { expectSame } from "../cli/same.ts";
import { lab } from "./lab.ts";
import { hasRedis, RedisServer } from "./redis.ts";

let redis: RedisServer;
afterEach(() => redis?.remove());
const { start, send } = lab(() => redis);

/** Runs of a second or so, and the folder that one machine makes of them. */
async function study(seeds: number) {
  const made = folderWith({
    name: "long", seeds: Array.from({ length: seeds }, (_, i) => i), training: { iterations: 20_000, batchSize: 7, evaluateEvery: 5000 },
  });
  const one = join(made.folder, "one");
  expect((await cli(["run", made.file, "--out", one, "-q"])).code).toBe(0);
  return { ...made, one };
}

const isRoot = process.getuid?.() === 0;
/** Whether a command of the system works here; else says that a test is skipped. */
function can(what: string, ...commands: string[][]): boolean {
  const works = isRoot && commands.every(([command, ...argv]) => spawnSync(command!, argv).status === 0);
  if (!works) console.log(`skipped: ${what} cannot be made here`);
  return works;
}
function must(...[command, ...argv]: string[]): void {
  const { status, stderr, error } = spawnSync(command!, argv, { encoding: "utf8" });
  expect({ command: [command, ...argv].join(" "), status, stderr, error }).toMatchObject({ status: 0 });
}

describe.skipIf(!hasRedis)("a study on the workers of a queue comes to the same bytes", () => {
  test("with workers that are killed at random, and others that come", async () => {
    redis = await RedisServer.start();
    const { file, folder, out, one } = await study(8);
    let ended = false;
    const sending = send(["run", file, "--out", out]).finally(() => (ended = true));
    let killed = 0;
    const turnover = async (i: number) => {
      for (let n = 0; !ended; n++) {
        const worker = await start(`w${i}-${n}`, folder).works();
        // No verdict depends on when it is; the last ones stay, so that the study ends.
        await Promise.race([setTimeout(200 + Math.random() * 3000), sending]);
        if (killed >= 12) {
          await sending;
          break;
        }
        await worker.end("SIGKILL");
        killed++;
      }
    };
    await Promise.all([0, 1, 2].map(turnover));
    const { code, err } = await sending;
    expect([code, err]).toEqual([0, ""]);
    console.log(`${killed} workers were killed`);
    expectSame(out, one);
  });

  test("with a Redis that is stopped for a minute", async () => {
    redis = await RedisServer.start();
    const { file, folder, out, one } = await study(4);
    await Promise.all([start("lab-1", folder).works(), start("lab-2", folder).works()]);
    const sending = send(["run", file, "--out", out]);
    await until(async () => (await redis.countAll("completed")) >= 2);
    await redis.end();
    await setTimeout(60_000);
    await redis.begin();
    const { code } = await sending;
    expect(code).toBe(0);
    expectSame(out, one);
  });

  test.skipIf(!can("a small disk", ["mount", "--version"]))("with a full disk where it is gathered", async () => {
    redis = await RedisServer.start();
    const { file, folder, one } = await study(8);
    const disk = join(folder, "disk");
    mkdirSync(disk);
    must("mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk);
    onTestFinished(() => void spawnSync("umount", [disk]));
    const out = join(disk, "out");
    await start("lab-1", folder).works();
    const full = await send(["run", file, "--out", out]);
    expect(full.code).toBe(1);
    expect(full.err).toMatch(/the disk is full\. .* go on with: node cli\.js resume .* --queue$/m);
    must("mount", "-o", "remount,size=100m", disk);
    expect((await send(["resume", out, "-q"])).code).toBe(0);
    cpSync(out, join(folder, "out"), { recursive: true });
    // Where relative paths start is another place.
    cpSync(join(one, "run.json"), join(folder, "out", "run.json"));
    expectSame(join(folder, "out"), one);
  });

  test.skipIf(!can("a network of its own", ["ip", "netns", "add", "usagi-probe"], ["ip", "netns", "del", "usagi-probe"]))(
    "with workers on hosts of their own, one of which has its cable pulled for a while", async () => {
      const { file, folder, out, one } = await study(6);
      const hosts = [1, 2].map((i) => ({ name: `usagi-host${i}`, here: `usagi${i}`, address: `10.213.${i}.2`, gateway: `10.213.${i}.1` }));
      onTestFinished(() => {
        for (const { name } of hosts) spawnSync("ip", ["netns", "del", name]);
      });
      for (const { name, here, address, gateway } of hosts) {
        must("ip", "netns", "add", name);
        must("ip", "link", "add", here, "type", "veth", "peer", "name", "eth0", "netns", name);
        must("ip", "addr", "add", `${gateway}/24`, "dev", here);
        must("ip", "link", "set", here, "up");
        must("ip", "-n", name, "addr", "add", `${address}/24`, "dev", "eth0");
        must("ip", "-n", name, "link", "set", "eth0", "up");
        must("ip", "-n", name, "link", "set", "lo", "up");
      }
      redis = await RedisServer.start({ host: "0.0.0.0" });
      for (const { name, gateway } of hosts) {
        await start(name, folder, { wrap: ["ip", "netns", "exec", name] }, redis.url.replace("0.0.0.0", gateway)).works();
      }
      const sending = send(["run", file, "--out", out]);
      await until(async () => (await redis.countAll("active")) >= 2);
      must("ip", "link", "set", hosts[0]!.here, "down");
      await setTimeout(10_000);
      must("ip", "link", "set", hosts[0]!.here, "up");
      const { code, err } = await sending;
      expect([code, err]).toEqual([0, ""]);
      expectSame(out, one);
    },
  );

  test("and bull-board shows its queue", async () => {
    redis = await RedisServer.start();
    const place = join(temporaryFolder(), "bull-board");
    cpSync(fileURLToPath(new URL("../../examples/bull-board", import.meta.url)), place, { recursive: true });
    expect(spawnSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: place }).status).toBe(0);
    const { file, folder, out } = folderWith();
    await start("lab-1", folder).works();
    expect((await send(["run", file, "--out", out, "-q"])).code).toBe(0);
    const child = spawn(process.execPath, ["index.js"], {
      cwd: place, env: { ...process.env, USAGI_QUEUE: redis.url, PORT: String(redis.port + 1) }, stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      let text = "";
      child.stdout.on("data", (part: Buffer) => (text += part.toString()));
      await until(() => text.includes("http://"));
      const answer = await fetch(`${text.trim()}/api/queues`);
      const { queues } = (await answer.json()) as { queues: { name: string; counts: Record<string, number> }[] };
      expect(queues.find(({ name }) => name.includes("sha256"))?.counts).toMatchObject({ completed: 4, failed: 0 });
      expect(await (await fetch(text.trim())).text()).toContain("<html");
    } finally {
      child.kill();
      await once(child, "exit");
    }
  });
});
