// The long tests: 100,000 cases of tests/fuzz, eight to ten minutes of soak, a study on Slurm and by ssh where these are
// installed. Prints the figures that docs/reliability.md quotes, and writes them to build/nightly.json. USAGI_SEED repeats
// the cases of an earlier night. Needs the build.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { clearTimeout, setTimeout } from "node:timers";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/** A hang ends here, and is a failure. */
const mostMinutes = 120;
const report = "build/nightly-vitest.json";
const figures = "build/nightly.json";

const started = Date.now();
const args = [
  "node_modules/vitest/vitest.mjs", "run",
  "--reporter=default", "--reporter=json", `--outputFile.json=${report}`,
];
const child = spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, USAGI_TIER: "nightly" } });
const timer = setTimeout(() => child.kill("SIGKILL"), mostMinutes * 60_000);
const [code, signal] = await once(child, "exit");
clearTimeout(timer);
if (signal) {
  console.error(`not over within ${mostMinutes} minutes: one of the tests hangs`);
  process.exit(1);
}

const { testResults, numFailedTests } = JSON.parse(await readFile(report, "utf8"));
const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
const long = tests.filter(({ meta }) => meta.fuzz || meta.soak).map(({ title, status, duration, meta }) => ({
  test: title.replace(/: \d+ cases$/, ""), ...meta.fuzz, ...meta.soak, seconds: Math.round(duration / 1000), status,
}));
const result = {
  date: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model.trim(),
  minutes: Number(((Date.now() - started) / 60_000).toFixed(1)),
  cases: long.reduce((sum, { cases = 0 }) => sum + cases, 0),
  otherTests: tests.length - long.length,
  failed: numFailedTests,
  tests: long,
};
await writeFile(figures, `${JSON.stringify(result, null, 2)}\n`);

console.log("\n| test | number | seed | seconds | MB at start, peak, end | |\n|---|--:|--:|--:|---|---|");
for (const { test, cases, count, seed, seconds, megabytes, status } of long) {
  const number = (cases ?? count).toLocaleString("en");
  console.log(`| ${test} | ${number} | ${seed} | ${seconds} | ${megabytes.join(", ")} | ${status} |`);
}
console.log(`\n${JSON.stringify(result, (key, value) => (key === "tests" ? undefined : value))}`);
console.log(`${figures} holds all of it.`);

// The command line's processes on the debug build.
const debug = spawnSync(process.execPath, ["scripts/test-guarded.js", "tests/cli", "tests/docs"], {
  stdio: "inherit", env: { ...process.env, USAGI_NIGHTLY: "1" },
});
process.exitCode = code || (debug.status ?? 1);
