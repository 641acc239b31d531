// The whole experiment.json by the command line, against the report's five scripts. The wall clock of whole
// processes, one after another.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { anyThreads } from "./competitor.js";
import { problems } from "./task.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "cli.js");
const reportScript = fileURLToPath(new URL("report_script.py", import.meta.url));
/** The report's optimizers are those of the small network. */
const scripts = Object.keys(problems).filter((problem) => problems[problem].network === "small");

/**
 * @param files MNIST's, as in task.json.
 * @param python The interpreter of the report's scripts; none: they are left out.
 * @returns { threads1, threads2, report? }: seconds of each round.
 */
export async function measureExperiment(files, python, rounds, say) {
  const folder = await mkdtemp(join(tmpdir(), "usagi-bench-"));
  const run = (threads) =>
    secondsOf(process.execPath, [
      cli, "run", join(root, "experiment.json"), "--threads", threads, "--out", folder, "--force", "--quiet",
    ]);
  const report = async () => {
    let seconds = 0;
    for (const name of scripts) {
      seconds += await secondsOf(python, ["-B", reportScript, name, JSON.stringify(files)]);
    }
    return seconds;
  };
  const seconds = { threads1: [], threads2: [], ...(python === undefined ? {} : { report: [] }) };
  try {
    for (let round = 0; round < rounds; round++) {
      say(`experiment.json, round ${round + 1} of ${rounds} …`);
      seconds.threads1.push(await run(1));
      seconds.threads2.push(await run(2));
      seconds.report?.push(await report());
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return seconds;
}

/** Milliseconds of `node cli.js --help` and of `node -e 0`, in turn. */
export async function measureHelp(rounds) {
  const times = { help: [], nothing: [] };
  for (let round = 0; round < rounds; round++) {
    times.help.push(1000 * (await secondsOf(process.execPath, [cli, "--help"])));
    times.nothing.push(1000 * (await secondsOf(process.execPath, ["-e", "0"])));
  }
  return times;
}

async function secondsOf(command, args) {
  const start = performance.now();
  const child = spawn(command, args, { env: anyThreads, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} ended with exit code ${code}`);
  return (performance.now() - start) / 1000;
}
