/** `export`: trained networks in another format, each beside the file that it comes from. */
import { realpath, stat } from "node:fs/promises";
import { join, parse } from "node:path";
import { type Command, Option } from "commander";
import { printable } from "../../experiment/printable.ts";
import { InputError, reasonOf } from "../errors.ts";
import { writeWhole } from "../files/whole.ts";
import { findModels, inFile, readModel, type Selection } from "../files/models.ts";
import { encodeOnnx } from "../files/onnx/encode.ts";
import type { Host } from "../host.ts";
import { pathText, seedNumber } from "./command.ts";

const formats = { onnx: encodeOnnx };

export interface ExportOptions extends Selection {
  format: keyof typeof formats;
  /** The file to write, for one network; default <name of the network's file>.<format>. */
  out?: string;
  /** Write over files. */
  force?: boolean;
}

export function define(command: Command, host: Host): void {
  command
    .argument("<path>", "a trained network (.safetensors), or the folder of a run", pathText)
    .addOption(
      new Option("--format <name>", "ONNX, which most other libraries read").choices(Object.keys(formats)).default("onnx"),
    )
    .option("--arm <name>", "only the networks of this arm")
    .option("--seed <number>", "only the networks of this seed", seedNumber)
    .option("-o, --out <file>", "the file to write, for one network", pathText)
    .option("-f, --force", "overwrite files")
    .action(async (path: string, options: ExportOptions) => {
      for (const file of await exportModels(path, options)) host.stdout.write(`Wrote ${printable(file)}\n`);
    });
}

/**
 * Exports every selected network of a file or a run's folder. Those that cannot be exported, such as one that
 * diverged, do not keep the others from it.
 * @returns The files written.
 * @throws InputError that names each file that could not be read, exported or written.
 */
async function exportModels(path: string, options: ExportOptions): Promise<string[]> {
  const { format, out, force = false } = options;
  const models = await findModels(path, options);
  if (out !== undefined && models.length > 1) {
    throw new InputError(`${path}: holds ${models.length} networks; --out takes one: choose it with --arm and --seed`);
  }
  const tasks = models.map(({ file }) => ({ file, target: out ?? besides(file, format) }));
  for (const { target } of tasks) await requireFree(target, force);
  const written: string[] = [];
  const problems: string[] = [];
  for (const { file, target } of tasks) {
    try {
      const model = await readModel(file);
      await write(target, inFile(file, () => formats[format](model)));
      written.push(target);
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

function besides(file: string, format: string): string {
  const { dir, name } = parse(file);
  return join(dir, `${name}.${format}`);
}

async function requireFree(file: string, force: boolean): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new InputError(`${file}: is a folder, not a file`);
  if (!found || force) return;
  throw new InputError(`${file} exists already: name another file with --out, or overwrite it with --force`);
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  try {
    // The user named it: a link stays one.
    await writeWhole(await realpath(file).catch(() => file), bytes);
  } catch (error) {
    throw new InputError(`${file} cannot be written: ${reasonOf(error)}`);
  }
}
