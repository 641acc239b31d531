// Runs the vitest suite on the debug build, then puts the release build back in its place.

import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const build = (...flags) =>
  execFileSync(process.execPath, ["scripts/build.js", ...flags], { cwd: root, stdio: "inherit" });
const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));

build("--debug");
const { status } = spawnSync(
  process.execPath, [vitest, "run", "--config", "vitest.guarded.config.js", ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
build();
process.exitCode = status ?? 1;
