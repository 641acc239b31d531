// The engines that are there: Node of the PATH, those of bench/package.json, others that were asked for, and browsers.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { browsers } from "./browser.js";

/** V8's flag that joins neighbouring operations of 128 bits into one of 256. */
export const wideFlag = "--experimental-wasm-revectorize";

const installed = ["node24", "node26"].map((name) =>
  fileURLToPath(new URL(`node_modules/${name}/bin/node${process.platform === "win32" ? ".exe" : ""}`, import.meta.url)));

/**
 * Each with what its programs start with; `hasWide` where V8 has the flag. A version that is found twice counts once.
 * @returns [{ name: "Node 26", version, command, hasWide }], oldest first.
 * @throws Error if one of `others`, paths of node, does not start.
 */
export function findNodes(others) {
  const found = new Map();
  for (const command of [process.execPath, ...installed.filter((path) => existsSync(path)), ...others]) {
    const { status, stdout, error } = spawnSync(command, ["--version"], { encoding: "utf8" });
    if (status !== 0) throw new Error(`${command} is no Node that starts${error ? `: ${error.message}` : ""}`);
    const version = stdout.trim().slice(1);
    if (found.has(version)) continue;
    const hasWide = spawnSync(command, [wideFlag, "-e", "0"]).status === 0;
    found.set(version, { version, command, hasWide });
  }
  const nodes = [...found.values()].sort((a, b) => a.version.localeCompare(b.version, "en", { numeric: true }));
  const major = ({ version }) => version.split(".")[0];
  return nodes.map((node) => {
    const alike = nodes.filter((other) => major(other) === major(node)).length > 1;
    return { ...node, name: `Node ${alike ? node.version : major(node)}` };
  });
}

export function findBrowsers() {
  return browsers.filter(({ path }) => path !== undefined);
}
