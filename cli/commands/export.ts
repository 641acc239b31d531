/** `export`: trained networks in another format, each beside the file that it comes from. */
import { realpath, stat } from "node:fs/promises";
import { join, parse } from "node:path";
import { type Command, Option } from "commander";
import { printable } from "../../experiment/printable.ts";
import type { Model } from "../../bindings/model.ts";
import { InputError, reasonOf } from "../errors.ts";
import { writeWhole } from "../files/whole.ts";
import { findModels, inFile, readModel, type Selection } from "../files/models.ts";
import { encodeCHeader } from "../files/c-header.ts";
import { encodeOnnx } from "../files/onnx/encode.ts";
import { torchEncoder } from "../files/torch/encode.ts";
import type { Host } from "../host.ts";
import { said } from "../texts/language.ts";
import { pathText, seedNumber } from "./command.ts";

/** A file to write. */
export interface ExportedFile {
  file: string;
  content: Uint8Array | string;
  /** Its name says what is in it: it is there already, or is written for several networks. */
  shared?: boolean;
}

/** What is written of a network in the file `source` as `target`. */
export type Encoder = (model: Model, source: string, target: string) => ExportedFile[] | Promise<ExportedFile[]>;

interface ExportFormat {
  /** What the names of its files end with. */
  extension: string;
  about: string;
  encoder: (host: Host, options: ExportOptions) => Encoder;
}

const alone = (encode: (model: Model, target: string) => Uint8Array | string) => (): Encoder => (model, _, target) =>
  [{ file: target, content: encode(model, target) }];

const formats = {
  onnx: { extension: "onnx", about: "ONNX, which most other libraries read", encoder: alone(encodeOnnx) },
  c: { extension: "h", about: "a C header for microcontrollers", encoder: alone(encodeCHeader) },
  torch: { extension: "py", about: "a script that trains it again in PyTorch", encoder: torchEncoder },
} satisfies Record<string, ExportFormat>;

export interface ExportOptions extends Selection {
  format: keyof typeof formats;
  /** The file to write, for one network; default the name of the network's file, with the format's ending. */
  out?: string;
  /** Where the data of the training are now, if they moved. */
  data?: string;
  /** Write over files. */
  force?: boolean;
}

export function define(command: Command, host: Host): void {
  command
    .argument("<path>", "a trained network (.safetensors), or the folder of a run", pathText)
    .addOption(
      new Option("--format <name>", Object.entries(formats).map(([name, { about }]) => `${name}: ${about}`).join("; "))
        .choices(Object.keys(formats)).default("onnx"),
    )
    .option("--arm <name>", "only the networks of this arm")
    .option("--seed <number>", "only the networks of this seed", seedNumber)
    .option("-o, --out <file>", "the file to write, for one network", pathText)
    .option("--data <folder>", "torch: where the data are now, if they moved", pathText)
    .option("-f, --force", "overwrite files")
    .action(async (path: string, options: ExportOptions) => {
      for (const file of await exportModels(path, options, host)) host.stdout.write(`${said().wrote(printable(file))}\n`);
    });
}

/**
 * Exports every selected network of a file or a run's folder. Those that cannot be exported, such as one that
 * diverged, do not keep the others from it.
 * @returns The files written.
 * @throws InputError that names each file that could not be read, exported or written.
 */
async function exportModels(path: string, options: ExportOptions, host: Host): Promise<string[]> {
  const { out, force = false } = options;
  const { extension, encoder }: ExportFormat = formats[options.format];
  const encode = encoder(host, options);
  const models = await findModels(path, options);
  if (out !== undefined && models.length > 1) {
    throw new InputError(`${path}: holds ${models.length} networks; --out takes one: choose it with --arm and --seed`);
  }
  const tasks = models.map(({ file }) => ({ file, target: out ?? besides(file, extension) }));
  for (const { target } of tasks) await requireFree(target, force);
  const written: string[] = [];
  const problems: string[] = [];
  for (const { file, target } of tasks) {
    try {
      const model = await readModel(file);
      for (const { file: name, content, shared = false } of await inFile(file, () => encode(model, file, target))) {
        if (shared && written.includes(name)) continue;
        if (name !== target && !shared) await requireFree(name, force);
        await write(name, content);
        written.push(name);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) {
    const rest = written.length > 0 ? [`the others are written: ${written.join(", ")}`] : [];
    throw new InputError(...problems, ...rest);
  }
  return written;
}

function besides(file: string, extension: string): string {
  const { dir, name } = parse(file);
  return join(dir, `${name}.${extension}`);
}

async function requireFree(file: string, force: boolean): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new InputError(`${file}: is a folder, not a file`);
  if (!found || force) return;
  throw new InputError(`${file} exists already: name another file with --out, or overwrite it with --force`);
}

async function write(file: string, content: Uint8Array | string): Promise<void> {
  try {
    // The user named it: a link stays one.
    await writeWhole(await realpath(file).catch(() => file), content);
  } catch (error) {
    throw new InputError(`${file} cannot be written: ${reasonOf(error)}`);
  }
}
