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
  /** The size of the packed package. */
  readonly bytes: number;
  remove(): Promise<void>;
}

interface Packed {
  filename: string;
  size: number;
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
  const [{ filename, size, files }] = JSON.parse(stdout) as [Packed];
  await run("tar", ["-xzf", join(folder, filename), "--strip-components=1", "-C", join(modules, "usagi-nn")]);

  return {
    folder,
    files: files.map(({ path }) => path),
    bytes: size,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Runs Node in the consumer's folder; what it printed. */
export async function node(consumer: Consumer, ...args: string[]): Promise<string> {
  return (await run(process.execPath, args, { cwd: consumer.folder })).stdout;
}
