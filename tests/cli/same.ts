/** What two folders of the same study have in common: all but the machine, the date and the seconds. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { comparable } from "../../cli/run/checkpoint.ts";
import { resultsIn } from "./built.ts";

/** All that does not depend on the machine. */
export const essence = (folder: string) => {
  const { environment, runs, ...rest } = resultsIn(folder);
  expect(environment).toBeDefined();
  return JSON.stringify({ ...rest, runs: runs.map((run) => ({ ...run, seconds: undefined })) });
};
/** Files that hold no seconds, dates or machines. */
const same = ["run.json", "metrics.csv", "layers.csv", "accuracy.svg", "loss.svg", "trials.jsonl"];
const files = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();

export function expectSame(folder: string, one: string) {
  expect(files(folder)).toEqual(files(one));
  expect(essence(folder)).toBe(essence(one));
  for (const name of same.filter((name) => existsSync(join(one, name)))) {
    expect(readFileSync(join(folder, name), "utf8"), name).toBe(readFileSync(join(one, name), "utf8"));
  }
  for (const name of readdirSync(join(one, "models"))) {
    expect(readFileSync(join(folder, "models", name)).equals(readFileSync(join(one, "models", name))), name).toBe(true);
  }
  for (const name of files(join(one, "checkpoints")).filter((name) => name.endsWith(".safetensors"))) {
    expect(comparable(readFileSync(join(folder, "checkpoints", name))), name).toBe(comparable(readFileSync(join(one, "checkpoints", name))));
  }
}
