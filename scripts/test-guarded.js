// Runs the vitest suite on the debug build, then puts the release build back in its place.

import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const release = "build/release";
const build = (...flags) => execFileSync(process.execPath, ["scripts/build.js", ...flags], { stdio: "inherit" });
const copy = (from, to) => {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
};

build();
copy("dist", release);
build("--debug");
const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));
const { status } = spawnSync(
  process.execPath, [vitest, "run", ...process.argv.slice(2)],
  { stdio: "inherit", env: { ...process.env, USAGI_TIER: "guarded" } },
);
copy(release, "dist");
copyFileSync("dist/usagi.wasm", "bindings/usagi.wasm");
process.exitCode = status ?? 1;
