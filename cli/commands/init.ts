/** `init`: a commented experiment to start from. */
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { activationNames } from "../../bindings/parts/activations.ts";
import { initNames } from "../../bindings/parts/dense.ts";
import { optimizerNames } from "../../bindings/parts/optimizers.ts";
import { printable } from "../../experiment/printable.ts";
import { oneOf } from "../../experiment/suggest.ts";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import type { Host } from "../host.ts";
import { packageFolder, version } from "../package.ts";
import { relativePath } from "../paths.ts";
import { commandLine } from "../shell.ts";
import { pathText } from "./command.ts";

export interface InitOptions {
  /** Print the starter instead of writing it. */
  print?: boolean;
}

export function define(command: Command, host: Host): void {
  command
    .argument("[file]", "the file to write, never over another", pathText, "experiment.json")
    .option("--print", "print it instead")
    .action(async (file: string, options: InitOptions) => {
      if (options.print) {
        host.stdout.write(starterFor(host.cwd()));
        return;
      }
      await writeStarter(file, host);
      host.stdout.write(`Wrote ${printable(file)}. Train it with: ${printable(commandLine(host, "run", file))}\n`);
    });
}

/** The starter, with `schema` as the place of the JSON Schema for editors. */
function starter(schema: string): string {
  return `{
  // The form of this file, for editors: they complete keys and check values.
  "$schema": ${JSON.stringify(schema)},

  // Results go to runs/<name>.
  "name": "my-experiment",
  "description": "Do batch norm and dropout help a small network?",

  // "mnist", the first images of it as here, or { "name": "idx", "path": "folder with IDX files" }.
  "dataset": { "name": "mnist", "train": 10000 },

  // Hidden layers, from the first; the output layer has a unit for each class.
  "network": {
    "hidden": [40, 20],
    "activation": "relu", // ${oneOf(activationNames)}
    "init": "he" // a standard deviation such as 0.01, or ${oneOf(initNames)}
  },

  "training": {
    "iterations": 1000,
    "batchSize": 100,
    "evaluateEvery": 10, // on all test images, after each 10 iterations
    "sampling": "epochs", // or "replacement": drawn anew for every batch
    "trainAccuracy": "batch" // or "all": measured on all training images
  },

  // ${oneOf(optimizerNames)}; the name alone takes every default.
  "optimizer": { "name": "adam", "learningRate": 0.01 },

  // On the weights of every layer.
  "regularization": { "l1": 0, "l2": 0 },

  // Each arm runs once for each seed; for one seed, all arms start alike and see the same batches.
  "seeds": [0, 1],

  // What is compared: each arm says what it changes, the rest is as above.
  "arms": [
    { "name": "plain" },
    { "name": "batch norm", "network": { "batchNorm": true } },
    { "name": "dropout", "network": { "dropout": 0.2 } },
    { "name": "momentum", "optimizer": { "name": "momentum", "learningRate": 0.1, "momentum": 0.9 } },
  ],
}
`;
}

/** The starter for a file in `folder`. */
function starterFor(folder: string): string {
  // What npx or a global installation put somewhere on this machine is not where the file travels to.
  const project = /^(.*)[\\/]node_modules[\\/]/.exec(packageFolder)?.[1];
  const away = project !== undefined && relativePath(project, folder).startsWith("..");
  if (away) return starter(`https://unpkg.com/usagi-nn@${version}/experiment.schema.json`);
  const schema = relativePath(folder, join(packageFolder, "experiment.schema.json"));
  return starter(schema.startsWith(".") ? schema : `./${schema}`);
}

/** @throws InputError where the file exists: nothing is ever overwritten. */
async function writeStarter(file: string, host: Host): Promise<void> {
  const folder = dirname(resolve(file));
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, starterFor(folder), { flag: "wx" });
  } catch (error) {
    const exists = errorCode(error) === "EEXIST" && existsSync(file);
    throw new InputError(
      exists
        ? `${file} exists already and stays as it is; name another file, as in: ${commandLine(host, "init", "mine.json")}`
        : `${file} cannot be written: ${reasonOf(error)}`,
    );
  }
}
