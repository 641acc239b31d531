/** What paths stand for: the folder of a run, or an experiment to run. Whatever else a file is, it is named. */
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { InputError } from "../errors.ts";
import { sniffFile } from "./images.ts";
import { unknownKind } from "../../experiment/data/sniff.ts";
import type { Host } from "../host.ts";
import { commandLine, shellWord } from "../shell.ts";

/** The folder where a path is a file that stands for one, such as runs/a/results.json; else the path. */
export function folderMeant(path: string): string {
  return ["run.json", "results.json"].includes(basename(path)) ? dirname(path) : path;
}

/** @throws InputError where the path is a file that is of no run. */
export async function runFolder(path: string, host: Host): Promise<string> {
  const folder = folderMeant(path);
  if (folder !== path || !(await stat(path).catch(() => undefined))?.isFile()) return folder;
  const { kind, name } = await sniffFile(path);
  const hint = kind === "json" ? `; if it is an experiment, train it with: ${commandLine(host, "run", path)}` : "";
  throw new InputError(`${path}: is ${name}; the folder of a run is needed${hint}`);
}

/** Files of data that `init --data` writes an experiment on. */
const dataName = /\.([ct]sv|npz)$/i;

/** @throws InputError where the path is a folder, what a run has written, a file of data, or one that holds no text. */
export async function requireExperiment(path: string, host: Host): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  const goOn = (folder: string) =>
    `go on with it: ${commandLine(host, "resume", folder)}; look at it: ${commandLine(host, "inspect", folder)}`;
  if (found?.isDirectory()) {
    if (existsSync(join(path, "run.json"))) throw new InputError(`${path}: is the folder of a run; ${goOn(path)}`);
    const inside = join(path, "experiment.json");
    const hint = existsSync(inside) ? `run the experiment in it: ${commandLine(host, "run", inside)}` : "name the file of an experiment";
    throw new InputError(`${path}: is a folder; ${hint}`);
  }
  if (!found?.isFile()) return; // Reading it says what is wrong.
  const { kind, name } = await sniffFile(path);
  if (kind === "json" && folderMeant(path) !== path && existsSync(join(dirname(path), "run.json"))) {
    throw new InputError(`${path}: is what a run has written, no experiment; ${goOn(dirname(path))}`);
  }
  const isData = dataName.test(path) && ["text", "zip"].includes(kind);
  if (!isData && (["json", "text", "empty"].includes(kind) || name === unknownKind)) return;
  const hint = ["safetensors", "onnx"].includes(kind)
    ? `look at it: ${commandLine(host, "inspect", path)}`
    : `write one: ${isData ? `${commandLine(host, "init")} --data ${shellWord(path, host.platform)}` : commandLine(host, "init", "mine.json")}`;
  throw new InputError(`${path}: is ${name}, not an experiment (JSON); ${hint}`);
}
