// npm run bench: measures usagi-nn in every engine against its peers, its kernels against the machine, and
// experiment.json against the report's scripts and PyTorch. Prints tables, and writes results.json and chart.svg beside
// this file and the tables into docs/performance.md.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const usage = `npm run bench -- [options]

  --only PART   steps, kernels or experiment alone; may be given twice. Prints, but writes nothing
  --quick       a few short rounds, to try the bench. Prints, but writes nothing
  --node PATH   another Node to measure as well; may be given more than once
  --no-python   leave out NumPy, PyTorch and the report's scripts
`;
const thorough = { rounds: 16, kernelRounds: 15, experimentRounds: 3, helpRounds: 15 };
const quick = { rounds: 2, kernelRounds: 1, experimentRounds: 1, helpRounds: 2 };
const parts = ["steps", "kernels", "experiment"];

const root = fileURLToPath(new URL("..", import.meta.url));
const bench = fileURLToPath(new URL(".", import.meta.url));
const say = (text) => process.stderr.write(`${text}\n`);

const { values } = parseArgs({
  options: {
    "only": { type: "string", multiple: true, default: parts },
    "quick": { type: "boolean", default: false },
    "node": { type: "string", multiple: true, default: [] },
    "no-python": { type: "boolean", default: false },
    "help": { type: "boolean", default: false },
  },
});
const unknown = values.only.find((part) => !parts.includes(part));
if (values.help) process.stdout.write(usage);
else if (unknown !== undefined) {
  say(`--only ${unknown}: there is no such part; these are: ${parts.join(", ")}`);
  process.exitCode = 2;
} else await measure({ ...(values.quick ? quick : thorough), withPython: !values["no-python"] });

async function measure(settings) {
  const load = loadavg()[0];
  if (load > 0.5) say(`Other programs use this machine (load ${load.toFixed(1)}): figures will be noise.`);
  installPeers();
  buildProject();
  // What is built is not there to be imported before.
  const { findBrowsers, findNodes } = await import("./engines.js");
  const { compare } = await import("./compare.js");
  const { measureEngines } = await import("./kernel-engines.js");
  const { measureExperiment } = await import("./experiment.js");
  const { experimentTargets, speedTargets } = await import("./targets.js");
  const { table } = await import("./print.js");
  const { chart } = await import("./chart.js");

  const engines = { nodes: findNodes(values.node), browsers: findBrowsers() };
  const newest = engines.nodes.at(-1);
  const measured = (part) => values.only.includes(part);
  const results = {
    date: new Date().toISOString(),
    version: JSON.parse(await readFile(join(root, "package.json"), "utf8")).version,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? "unknown", cores: availableParallelism(), memory: totalmem(),
      platform: process.platform, arch: process.arch, load,
    },
    settings,
    ...(measured("steps") ? await compare(engines, settings, say) : {}),
    ...(measured("kernels") ? { kernels: measureEngines(newest, settings.kernelRounds, say) } : {}),
    ...(measured("experiment") ? { experiment: await measureExperiment(newest, settings, say) } : {}),
  };
  results.targets = [
    ...(measured("steps") ? speedTargets(results) : []),
    ...(measured("experiment") ? experimentTargets(results.experiment) : []),
  ];
  const text = table(results);
  process.stdout.write(`${text}\n`);
  if (values.quick || !parts.every(measured)) return;
  await writeFile(join(bench, "results.json"), `${JSON.stringify(results, null, 1)}\n`);
  await writeFile(join(bench, "chart.svg"), chart(results));
  await writeInto(join(root, "docs/performance.md"), `\`\`\`text\n${text}\n\`\`\``);
}

/** Replaces what stands between the two markers of a Markdown file. */
async function writeInto(file, text) {
  const [start, end] = ["<!-- bench -->", "<!-- /bench -->"];
  const page = await readFile(file, "utf8");
  const [head, tail] = [page.split(start)[0], page.split(end)[1]];
  await writeFile(file, `${head}${start}\n${text}\n${end}${tail}`);
}

/**
 * The peers and Node's newer versions are a package of their own, so that nobody who uses this project installs them;
 * anew when it has changed.
 */
function installPeers() {
  const [lock, done] = ["package-lock.json", "node_modules/.package-lock.json"].map((name) => join(bench, name));
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return;
  say("Installing the peers …");
  npm(["ci", "--no-audit", "--no-fund"], bench);
}

/** Builds where dist/ is missing or older than a source. */
function buildProject() {
  const built = join(root, "dist/index.js");
  const sources = ["assembly", "bindings", "experiment", "report", "cli"].flatMap((folder) =>
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
