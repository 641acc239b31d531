// Runs every part of the tests, whatever the one before says, and fails in the end where one failed. Arguments go to
// vitest: `npm test -- tests/cli`. Builds first: without a build there is nothing to test.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));

function passes(...argv) {
  return spawnSync(process.execPath, argv, { stdio: "inherit" }).status === 0;
}

if (!passes("scripts/build.js")) process.exit(1);
const parts = {
  "the kernels (npm run test:assembly)": passes("scripts/as-pect.js"),
  "the rest (npm run test:unit, npm run test:system)": passes(vitest, "run", ...process.argv.slice(2)),
};
const failed = Object.keys(parts).filter((name) => !parts[name]);
if (failed.length > 0) {
  console.error(`Failed: ${failed.join("; ")}`);
  process.exitCode = 1;
}
