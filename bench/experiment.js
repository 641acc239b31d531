// The whole experiment.json by the command line, against the report's five scripts and an ordinary PyTorch script. The
// wall clock of whole processes, one after another.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { wideFlag } from "./engines.js";
import { anyThreads, pythonsWith, withThreads } from "./python.js";
import { mnistFiles } from "./task.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const cli = join(root, "cli.js");
const reportScripts = ["sgd", "momentum", "adagrad", "rmsprop", "adam"];

/**
 * @param node Of engines.js, the one that runs the command line.
 * @returns [{ name, unit, figures }]: of each kind of process the seconds, or milliseconds, of each round.
 */
export async function measureExperiment(node, { experimentRounds, helpRounds, withPython }, say) {
  const folder = await mkdtemp(join(tmpdir(), "usagi-bench-"));
  const run = (threads, flags = []) => () =>
    secondsOf(node.command, [
      ...flags, cli, "run", join(root, "experiment.json"), "--threads", threads, "--out", folder, "--force", "--quiet",
    ]);
  const [numpy] = withPython ? pythonsWith("numpy") : [];
  const [torch] = withPython ? pythonsWith("torch") : [];
  const files = JSON.stringify(mnistFiles);
  const report = async () => {
    let seconds = 0;
    for (const name of reportScripts) {
      seconds += await secondsOf(numpy.command, ["-B", here("report_script.py"), name, files], anyThreads);
    }
    return seconds;
  };
  const torchScript = () => secondsOf(torch.command, ["-B", here("torch_script.py"), files], withThreads(1));
  const milliseconds = (args) => async () => 1000 * (await secondsOf(node.command, args));

  const runs = [
    { name: "experiment.json, 1 thread", unit: "s", measure: run(1) },
    { name: "experiment.json, 2 threads", unit: "s", measure: run(2) },
    ...(node.hasWide ? [{ name: "experiment.json, 2 threads, wide", unit: "s", measure: run(2, [wideFlag]) }] : []),
    ...(numpy ? [{ name: "the report's five scripts", unit: "s", measure: report }] : []),
    ...(torch ? [{ name: "the PyTorch script", unit: "s", measure: torchScript }] : []),
  ];
  const starts = [
    { name: "cli.js --help", unit: "ms", measure: milliseconds([cli, "--help"]) },
    { name: "node -e 0", unit: "ms", measure: milliseconds(["-e", "0"]) },
  ];
  try {
    say("Whole processes …");
    return [...(await inTurn(runs, experimentRounds, say)), ...(await inTurn(starts, helpRounds, () => {}))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inTurn(processes, rounds, say) {
  const results = processes.map(({ name, unit }) => ({ name, unit, figures: [] }));
  for (let round = 0; round < rounds; round++) {
    say(`Round ${round + 1} of ${rounds} …`);
    for (const [i, { measure }] of processes.entries()) results[i].figures.push(await measure());
  }
  return results;
}

async function secondsOf(command, args, env = process.env) {
  const start = performance.now();
  const child = spawn(command, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} ended with exit code ${code}`);
  return (performance.now() - start) / 1000;
}
