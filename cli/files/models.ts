/** Trained networks in files: one that is named, or those that a run left in the models of its folder. */
import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { show, UsagiError } from "../../bindings/errors.ts";
import { decodeModel, type Model, modelMetadata } from "../../bindings/model.ts";
import { decodeMetadata, headerEnd } from "../../bindings/safetensors.ts";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import { folderMeant } from "./place.ts";
import type { Table } from "../../experiment/data/table.ts";
import { type FileKind, sniff, sniffBytes, unknownKind } from "../../experiment/data/sniff.ts";
import { readOpened, readWhole, withFile } from "./whole.ts";

export interface Selection {
  /** Name of an arm. */
  arm?: string;
  seed?: number;
}

export interface ModelFile {
  file: string;
  metadata: Model["metadata"];
}

const listed = 20;
const { compare } = new Intl.Collator("en", { numeric: true });

/** @throws InputError that names the file where it holds no intact network. */
export async function readModel(file: string): Promise<Model> {
  return modelOf(file, await readWhole(file));
}

/** The network of a file's bytes. @throws InputError as `readModel` does. */
export function modelOf(file: string, bytes: Uint8Array): Model {
  requireNetworkFile(file, bytes);
  const model = inFile(file, () => decodeModel(bytes));
  const { digest } = model.metadata;
  if (digest !== undefined && digest !== digestOf(model)) {
    throw new InputError(
      `${file}: its arrays do not have the digest ${show(digest)} that it gives: it was damaged or changed`,
    );
  }
  return model;
}

/** What a file says of its network, without its arrays: those that are not chosen are not read whole. */
async function readMetadata(file: string): Promise<Model["metadata"]> {
  return await withFile(file, async (opened, size) => {
    const start = await readOpened(opened, Math.min(size, sniffBytes));
    requireNetworkFile(file, start);
    const header = await readOpened(opened, inFile(file, () => headerEnd(start, size)));
    return inFile(file, () => modelMetadata(decodeMetadata(header)));
  });
}

/** What is to be named in place of a file of another kind. */
export const hints: Partial<Record<FileKind, string>> = {
  onnx: "; ONNX models are written and inspected, not read back: name the .safetensors file that it was exported from",
  json: "; an experiment is trained first, and its folder named here",
  png: "; the network comes first, then the images",
  jpeg: "; the network comes first, then the images",
  idx: "; the network comes first, then the images",
};

/** @throws InputError where the file is of another kind; what is of none that is known may be a damaged network. */
function requireNetworkFile(file: string, bytes: Uint8Array): void {
  const { kind, name } = sniff(bytes.subarray(0, sniffBytes));
  if (kind === "safetensors" || name === unknownKind) return;
  throw new InputError(`${file}: is ${name}, not a trained network (.safetensors)${hints[kind] ?? ""}`);
}

/** @throws InputError where the rows of a file are not of the size that a network takes. */
export function requireSize(
  file: string, { description: { inputs }, metadata: { image: size } }: Pick<Model, "description" | "metadata">, rows: Table, rowFile: string,
): void {
  const { image } = rows;
  if (rows.inputs === inputs && (size === undefined || !image || size === `${image.rows}x${image.columns}`)) return;
  const [what, of] = image ? ["images", `${image.rows} × ${image.columns}`] : ["rows", `${rows.inputs} inputs`];
  throw new InputError(`${file}: takes ${what} of ${size?.replace("x", " × ") ?? `${inputs} inputs`}; those of ${rowFile} are ${of}`);
}

/** What `use` returns, or what it promises; its UsagiError becomes one that names the file. */
export function inFile<Result>(file: string, use: () => Result): Result {
  const named = (error: unknown): never => {
    if (!(error instanceof UsagiError)) throw error;
    throw new InputError(`${file}: ${error.message}`);
  };
  try {
    const result = use();
    return result instanceof Promise ? (result.catch(named) as Result) : result;
  } catch (error) {
    return named(error);
  }
}

/**
 * The networks at a path, a file or the folder of a run, in the order of the arms and seeds; at least one.
 * @throws InputError where there is none, none of such an arm and seed, or a file that is no network. Whether its arrays
 * are intact `readModel` says.
 */
export async function findModels(path: string, { arm, seed }: Selection): Promise<ModelFile[]> {
  const found: ModelFile[] = [];
  for (const file of await filesAt(path)) found.push({ file, metadata: await readMetadata(file) });
  const selected = found.filter(({ metadata }) =>
    (arm === undefined || metadata.arm === arm) && (seed === undefined || metadata.seed === seed),
  );
  if (selected.length > 0) return selected;
  const wanted = [...(arm === undefined ? [] : [`arm ${arm}`]), ...(seed === undefined ? [] : [`seed ${seed}`])];
  throw new InputError(`${path}: holds no network of ${wanted.join(" and ")}; it holds`, ...list(found));
}

/** The network at a path. @throws InputError as `findModels` does, or where there are several. */
export async function findModel(path: string, selection: Selection): Promise<ModelFile> {
  const found = await findModels(path, selection);
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  throw new InputError(`${path}: holds ${found.length} networks; choose one with --arm and --seed:`, ...list(found));
}

async function filesAt(given: string): Promise<string[]> {
  const path = folderMeant(given);
  const unreadable = (error: unknown) => new InputError(`${path}: ${reasonOf(error)}`);
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(error);
  });
  if (!found.isDirectory()) return [path];
  for (const folder of [join(path, "models"), path]) {
    const names = await readdir(folder).catch((error: unknown) => {
      if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return [];
      throw unreadable(error);
    });
    const files = names.filter((name) => /^[^.].*\.safetensors$/.test(name));
    if (files.length > 0) return files.sort(compare).map((name) => join(folder, name));
  }
  throw new InputError(`${path}: is no folder of a run with trained networks: there is no models/*.safetensors`);
}

function list(models: ModelFile[]): string[] {
  const lines = models.slice(0, listed).map(({ file, metadata: { arm, seed } }) =>
    `  ${arm === undefined ? "no arm" : `--arm ${show(arm)}`} --seed ${seed ?? "?"}  ${file}`,
  );
  if (models.length > listed) lines.push(`  … and ${models.length - listed} more`);
  return lines;
}

/** What `Network.digest()` gives: tensors lie in network order. */
function digestOf({ tensors }: Model): string {
  const hash = createHash("sha256");
  for (const values of Object.values(tensors)) hash.update(values);
  return hash.digest("hex");
}
