// npm run bench: measures usagi-nn against its peers, its kernels against the machine, and experiment.json
// against the report's scripts. Prints a table, and writes results.json and chart.svg beside this file and
// the table into docs/performance.md.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const usage = `npm run bench -- [--quick] [--no-python]

  --quick      a few short rounds, to try the bench: prints, but writes nothing
  --no-python  leave out NumPy, PyTorch and the report's scripts
`;
const thorough = { rounds: 25, steps: 100, experimentRounds: 3, helpRounds: 15 };
const quick = { rounds: 3, steps: 20, experimentRounds: 1, helpRounds: 3 };

const root = fileURLToPath(new URL("..", import.meta.url));
const bench = fileURLToPath(new URL(".", import.meta.url));
const say = (text) => process.stderr.write(`${text}\n`);

const { values } = parseArgs({
  options: {
    "quick": { type: "boolean", default: false },
    "no-python": { type: "boolean", default: false },
    "help": { type: "boolean", default: false },
  },
});
if (values.help) process.stdout.write(usage);
else await measure({ ...(values.quick ? quick : thorough), withPython: !values["no-python"] });

async function measure(settings) {
  const load = loadavg()[0];
  if (load > 0.5) say(`Other programs use this machine (load ${load.toFixed(1)}): figures will be noise.`);
  installPeers();
  buildProject();
  // What is built is not there to be imported before.
  const { prepare, readDataset } = await import("./task.js");
  const { compare, warmUpSteps } = await import("./compare.js");
  const { measureKernels } = await import("./kernels.js");
  const { measureExperiment, measureHelp } = await import("./experiment.js");
  const { compareWithTargets } = await import("./targets.js");
  const { table } = await import("./print.js");
  const { chart } = await import("./chart.js");

  say("Training the networks that everyone evaluates …");
  const folder = await prepare(warmUpSteps + settings.rounds * settings.steps);
  try {
    const { files } = JSON.parse(await readFile(join(folder, "task.json"), "utf8"));
    const { competitors, missing, tasks } = await compare(folder, settings, say);
    const python = competitors.find(({ name }) => name === "NumPy")?.command;
    say("Kernels …");
    const kernels = await measureKernels(readDataset(files.train), settings.rounds);
    const experiment = await measureExperiment(files, python, settings.experimentRounds, say);
    const help = await measureHelp(settings.helpRounds);

    const results = {
      date: new Date().toISOString(),
      machine: {
        cpu: cpus()[0]?.model.trim() ?? "unknown", cores: availableParallelism(), memory: totalmem(),
        platform: process.platform, arch: process.arch, load,
        node: process.versions.node, v8: process.versions.v8,
      },
      settings,
      competitors: competitors.map(({ name, version, detail }) => ({ name, version, detail })),
      missing, tasks, kernels, experiment, help,
    };
    results.targets = compareWithTargets(results);
    const text = table(results);
    process.stdout.write(`${text}\n`);
    if (values.quick) return;
    await writeFile(join(bench, "results.json"), `${JSON.stringify(results, null, 1)}\n`);
    await writeFile(join(bench, "chart.svg"), chart(results));
    await writeInto(join(root, "docs/performance.md"), `\`\`\`text\n${text}\n\`\`\``);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Replaces what stands between the two markers of a Markdown file. */
async function writeInto(file, text) {
  const [start, end] = ["<!-- bench -->", "<!-- /bench -->"];
  const page = await readFile(file, "utf8");
  const [head, tail] = [page.split(start)[0], page.split(end)[1]];
  await writeFile(file, `${head}${start}\n${text}\n${end}${tail}`);
}

/** The peers are a package of their own, so that nobody who uses this project installs them. */
function installPeers() {
  if (existsSync(join(bench, "node_modules"))) return;
  say("Installing the peers …");
  npm(["ci", "--no-audit", "--no-fund"], bench);
}

/** Builds where dist/ is missing or older than a source. */
function buildProject() {
  const built = join(root, "dist/index.js");
  const sources = ["assembly", "bindings", "cli"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(root, folder, name)));
  const times = sources.filter((name) => name.endsWith(".ts")).map((name) => statSync(name).mtimeMs);
  const newest = Math.max(...times);
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  say("Building …");
  npm(["run", "build"], root);
}

function npm(args, cwd) {
  // npm is a script with an extension on Windows, which needs a shell.
  const { status } = spawnSync("npm", args, { cwd, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} failed in ${cwd}`);
}
