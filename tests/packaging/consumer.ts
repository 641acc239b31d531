// A consumer's project: the packed package unpacked into its node_modules, and nothing else.

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Consumer {
  readonly folder: string;
  /** The files of the package, as `npm pack` lists them. */
  readonly files: string[];
  /** The packed package, its size, and that of what it unpacks to. */
  readonly packed: string;
  readonly bytes: number;
  readonly unpackedBytes: number;
  remove(): Promise<void>;
}

interface Packed {
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

export async function makeConsumer(): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), "usagi-consumer-"));
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "usagi-nn"), { recursive: true });
  await cp(fileURLToPath(new URL("consumer", import.meta.url)), folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));

  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: root });
  const [{ filename, size, unpackedSize, files }] = JSON.parse(stdout) as [Packed];
  const packed = join(folder, filename);
  await run("tar", ["-xzf", packed, "--strip-components=1", "-C", join(modules, "usagi-nn")]);

  return {
    folder,
    files: files.map(({ path }) => path),
    packed,
    bytes: size,
    unpackedBytes: unpackedSize,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Runs Node in the consumer's folder; what it printed. */
export async function node(consumer: Consumer, ...args: string[]): Promise<string> {
  return (await run(process.execPath, args, { cwd: consumer.folder })).stdout;
}
