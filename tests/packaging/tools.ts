// The tools of consumers, in packages of their own, so that `npm ci` installs none of them.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Installs tools/<name>, unless it is there as its lock file has it; its folder. */
export async function installTools(name: "quick" | "nightly"): Promise<string> {
  const folder = fileURLToPath(new URL(`tools/${name}`, import.meta.url));
  const lock = await readFile(join(folder, "package-lock.json"), "utf8");
  const installed = join(folder, "node_modules", "installed.json");
  if ((await readFile(installed, "utf8").catch(() => "")) === lock) return folder;
  // Bun's own script alone is run: it puts Bun's binary in its place.
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
  if (name === "nightly") await run("npm", ["rebuild", "bun", "--foreground-scripts"], { cwd: folder });
  await writeFile(installed, lock);
  return folder;
}
