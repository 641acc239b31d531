/** The built command line, which finds its worker threads, on a small data set: run `npm run build` first. */
import { readFileSync, writeFileSync } from "node:fs";
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

export function resultsIn(folder: string): Results {
  return JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as Results;
}
