/** deploy/ssh on hosts that are network namespaces, each with an sshd: run `npm run build` first. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { cli, folderWith, installIn } from "../cli/built.ts";
import { until } from "../cli/helpers.ts";
import { expectSame } from "../cli/same.ts";
import { Hosts, noHosts } from "./hosts.ts";

const sshd = "/usr/sbin/sshd";
const missing = ["ssh", "ssh-keygen", "rsync", "parallel", sshd].filter((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0);
const hindrance = missing.length > 0 ? `${missing.join(", ")} missing (apt-get install openssh-server rsync parallel)` : noHosts();
if (hindrance !== undefined) console.log(`No hosts with ssh here: ${hindrance}: their test is skipped.`);

test.skipIf(hindrance !== undefined)("by GNU parallel over ssh, a study comes to the same bytes as on one machine, with a host that is cut off", async () => {
  const { folder, file } = folderWith({ seeds: [0, 1, 2, 3, 4, 5], training: { iterations: 2000, batchSize: 7, evaluateEvery: 1000 } });
  const one = join(folder, "runs/one");
  expect((await cli(["run", file, "--out", one, "--checkpoint-every", "1000", "-q"])).code).toBe(0);
  installIn(folder);
  cpSync(file, join(folder, "study.json"));
  cpSync(fileURLToPath(new URL("../../deploy/ssh/study.sh", import.meta.url)), join(folder, "study.sh"));

  const hosts = new Hosts(2);
  onTestFinished(() => hosts.remove());
  const place = (name: string) => join(folder, name);
  const key = (name: string) => {
    expect(spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", place(name)]).status).toBe(0);
    return readFileSync(place(`${name}.pub`), "utf8");
  };
  const user = key("user");
  key("machine");
  mkdirSync("/run/sshd", { recursive: true });
  const path = `${dirname(process.execPath)}:${process.env["PATH"]}`;
  for (const [i, address] of hosts.addresses.entries()) {
    const home = place(`home-${i}`);
    mkdirSync(join(home, "study"), { recursive: true });
    installIn(join(home, "study"));
    cpSync(place("data"), join(home, "study/data"), { recursive: true });
    // All are the same user of one machine, whose home is another on each.
    writeFileSync(place(`authorized-${i}`), `command="cd ${home} && PATH='${path}' exec sh -c \\"$SSH_ORIGINAL_COMMAND\\"" ${user}`);
    const options = [
      `ListenAddress=${address}`, "Port=22", `HostKey=${place("machine")}`, `AuthorizedKeysFile=${place(`authorized-${i}`)}`,
      "StrictModes=no", "UsePAM=no", `PidFile=${place(`sshd-${i}.pid`)}`,
    ];
    const [program, ...words] = hosts.on(i, [sshd, "-D", "-f", "/dev/null", ...options.flatMap((option) => ["-o", option])]);
    const child = spawn(program, words, { stdio: "ignore" });
    onTestFinished(async () => {
      child.kill();
      await until(() => child.exitCode !== null || child.signalCode !== null);
    });
  }
  await until(() => hosts.addresses.every((_, i) => existsSync(place(`sshd-${i}.pid`))));
  writeFileSync(place("hosts"), hosts.addresses.join("\n"));
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "ConnectTimeout=5"];
  const ssh = ["ssh", "-i", place("user"), ...options.flatMap((option) => ["-o", option])].join(" ");
  const train = async () => {
    const child = spawn("sh", ["study.sh"], { cwd: folder, env: { ...process.env, PATH: path, PARALLEL_SSH: ssh }, stdio: "ignore" });
    return await new Promise((resolve) => child.once("close", resolve));
  };

  // One whose cable is pulled fails its parts; another has them after it.
  hosts.unplug(1);
  expect(await train()).toBe(0);
  hosts.plug(1);
  expect((await cli(["merge", join(folder, "runs/study"), "-q"])).code).toBe(0);
  expectSame(join(folder, "runs/study"), one);
});
