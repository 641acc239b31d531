/** `init`: a commented experiment to start from, on MNIST or on data of the user's. */
import { existsSync } from "node:fs";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, parse, resolve } from "node:path";
import type { Command } from "commander";
import { activationNames } from "../../bindings/parts/activations.ts";
import { initNames } from "../../bindings/parts/dense.ts";
import { optimizerNames } from "../../bindings/parts/optimizers.ts";
import { parseIdxName } from "../../experiment/data/idx.ts";
import { surveyCsv } from "../../experiment/data/survey.ts";
import { printable } from "../../experiment/printable.ts";
import { experimentSchema } from "../../experiment/schema.ts";
import { errorCode, InputError, ofInput, reasonOf } from "../errors.ts";
import { csvStarter, type Starter, type StarterFile } from "../files/csv-starter.ts";
import { classFolders, readCsvFile } from "../files/dataset.ts";
import { sniffFile } from "../files/images.ts";
import type { Host } from "../host.ts";
import { packageFolder, version } from "../package.ts";
import { relativePath } from "../paths.ts";
import { commandLine } from "../shell.ts";
import { said, translated } from "../texts/language.ts";
import { pathText } from "./command.ts";

export interface InitOptions {
  /** The user's data: a CSV file, a .npz file, a folder of IDX files, or one with a folder of pictures for each class. */
  data?: string;
  /** Print the starter instead of writing it. */
  print?: boolean;
}

export function define(command: Command, host: Host): void {
  command
    .argument("[file]", "the file to write, never over another", pathText, "experiment.json")
    .option("--data <path>", "on data of yours: a CSV or .npz file, or a folder of IDX files or of a folder for each class", pathText)
    .option("--print", "print it instead")
    .action(async (file: string, { data, print }: InitOptions) => {
      const folder = print ? host.cwd() : dirname(resolve(file));
      const { text, about } = await starterFor(folder, data);
      if (print) {
        host.stdout.write(text);
        return;
      }
      await writeStarter(file, text, host);
      host.stdout.write(`${said().wroteStarter(printable(file), printable(about), printable(commandLine(host, "run", file)))}\n`);
    });
}

/** The data set of a starter, and what stands beside it. */
interface StarterData {
  comment: string;
  dataset: object;
}

const mnist: StarterData = {
  comment: '"mnist", the first images of it as here; init --data writes a starter on data of yours',
  dataset: { name: "mnist", train: 10000 },
};

/** The starter, with `schema` as the place of the JSON Schema for editors. */
function starter({ name, schema }: Omit<StarterFile, "path">, { comment, dataset }: StarterData): string {
  const say = said().starter;
  const pairs = Object.entries(dataset).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{
  // ${say.schema}
  "$schema": ${JSON.stringify(schema)},

  // ${say.results}
  "name": ${JSON.stringify(name)},
  "description": ${JSON.stringify(say.description)},

  // ${printable(translated(`${comment}.`))}
  "dataset": { ${pairs.join(", ")} },

  // ${say.hidden}
  "network": {
    "hidden": [40, 20],
    "activation": "relu", // ${say.oneOf(activationNames)}
    "init": "he" // ${say.init(initNames)}
  },

  "training": {
    "iterations": 1000,
    "batchSize": 100,
    "evaluateEvery": 10, // ${say.evaluateEvery}
    "sampling": "epochs", // ${say.sampling}
    "trainAccuracy": "batch" // ${say.trainAccuracy}
  },

  // ${say.optimizers(optimizerNames)}
  "optimizer": { "name": "adam", "learningRate": 0.01 },

  // ${say.weights}
  "regularization": { "l1": 0, "l2": 0 },

  // ${say.seeds}
  "seeds": [0, 1],

  // ${say.arms}
  "arms": [
    { "name": "plain" },
    { "name": "batch norm", "network": { "batchNorm": true } },
    { "name": "dropout", "network": { "dropout": 0.2 } },
    { "name": "momentum", "optimizer": { "name": "momentum", "learningRate": 0.1, "momentum": 0.9 } },
  ],
}
`;
}

function schemaFor(folder: string): string {
  // What npx or a global installation put somewhere on this machine is not where the file travels to.
  const project = /^(.*)[\\/]node_modules[\\/]/.exec(packageFolder)?.[1];
  const away = project !== undefined && relativePath(project, folder).startsWith("..");
  if (away) return `https://unpkg.com/usagi-nn@${version}/experiment.schema.json`;
  const schema = relativePath(folder, join(packageFolder, "experiment.schema.json"));
  return schema.startsWith(".") ? schema : `./${schema}`;
}

/** The starter for a file in `folder`. @throws InputError where the data are of no kind that is read. */
async function starterFor(folder: string, data: string | undefined): Promise<Starter> {
  const schema = schemaFor(folder);
  if (data === undefined) return { text: starter({ name: "my-experiment", schema }, mnist), about: "" };
  const found = await stat(data).catch((error: unknown) => {
    throw new InputError(`${data}: ${reasonOf(error)}`);
  });
  const file = { name: nameFor(data), schema, path: relativePath(folder, resolve(data)) };
  if (found.isDirectory()) return { text: starter(file, await folderData(data, file.path)), about: "" };
  const { kind, name } = await sniffFile(data);
  if (kind === "zip") return { text: starter(file, npzData(file.path)), about: "" };
  if (kind === "idx" || kind === "gzip") throw new InputError(`${data}: is ${name}; name the folder of the four IDX files`);
  const text = await readCsvFile(data);
  return ofInput(() => csvStarter(file, data, surveyCsv(data, text)));
}

/** The name of the data, where an experiment can have it. */
function nameFor(data: string): string {
  const { name } = parse(resolve(data));
  return experimentSchema.shape.name.safeParse(name).success ? name : "my-experiment";
}

const npzData = (path: string): StarterData => ({
  comment: '"features" and "label", or "target" with "standardizeTargets": true for numbers to predict, name its arrays; by default x and y, or x_train, x_test and so on',
  dataset: { name: "npz", path },
});

async function folderData(folder: string, path: string): Promise<StarterData> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new InputError(`${folder}: ${reasonOf(error)}`);
  });
  if (names.some((name) => parseIdxName(name))) {
    return { comment: 'of several sets in the folder, "set" names one; "train" and "test" limit them', dataset: { name: "idx", path } };
  }
  await classFolders(folder);
  return {
    comment: 'a folder for each class; "size" is the pixels of a side, "test" the share of the pictures to test on',
    dataset: { name: "images", path, size: 28, test: 0.2 },
  };
}

/** @throws InputError where the file exists: nothing is ever overwritten. */
async function writeStarter(file: string, text: string, host: Host): Promise<void> {
  try {
    await mkdir(dirname(resolve(file)), { recursive: true });
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    const exists = errorCode(error) === "EEXIST" && existsSync(file);
    throw new InputError(
      exists
        ? `${file} exists already and stays as it is; name another file, as in: ${commandLine(host, "init", "mine.json")}`
        : `${file} cannot be written: ${reasonOf(error)}`,
    );
  }
}
