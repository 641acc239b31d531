// Makes each change of tests/mutants.js in a copy of the source, and fails where no test notices it.
//
//   npm run mutants [-- WORD …]   only those whose text has one of the words

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { mutants } from "../tests/mutants.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const words = process.argv.slice(2);
const chosen = mutants.filter(({ what, file }) =>
  words.length === 0 || words.some((word) => `${what} ${file}`.includes(word)));

if (chosen.length === 0) throw new Error(`no change of tests/mutants.js has ${words.join(" or ")} in its text`);

const copy = mkdtempSync(join(tmpdir(), "usagi-mutants-"));
process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

copySource();
symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
build();
const before = run([...new Set(chosen.flatMap(({ tests }) => tests))]);
const [wrong] = [...before.failed, ...before.broken];
if (wrong) fail(`before any change: ${wrong}`);
else for (const mutant of chosen) check(mutant);

function check({ what, file, from, to, tests }) {
  const path = join(copy, file);
  const source = readFileSync(path, "utf8");
  const times = source.split(from).length - 1;
  if (times !== 1) return fail(`${what}: ${file} has ${times} times, not once: ${JSON.stringify(from)}`);
  const inWasm = file.startsWith("assembly/");
  writeFileSync(path, source.replace(from, () => to));
  if (inWasm) build();
  const { failed, passed, broken } = run(tests);
  writeFileSync(path, source);
  if (inWasm) build();
  if (broken.length > 0) return fail(`${what}: with this change ${broken[0]}`);
  if (failed.length > 0) return console.log(`noticed  ${what}: ${failed[0]}`);
  return fail(passed > 0 ? `UNSEEN   ${what} (${file})` : `${what}: no test ran in ${tests.join(", ")}`);
}

/** Runs test files; the names of the tests that failed, how many passed, and what files could not be loaded. */
function run(tests) {
  const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));
  const report = join(copy, "build/mutants.json");
  rmSync(report, { force: true });
  spawnSync(process.execPath, [vitest, "run", "--reporter=json", `--outputFile=${report}`, ...tests], {
    cwd: copy, stdio: ["ignore", "ignore", "inherit"],
  });
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const names = (wanted) => results.filter(({ status }) => status === wanted).map(({ fullName }) => fullName.trim());
  const broken = testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0);
  return {
    failed: names("failed"),
    passed: names("passed").length,
    broken: broken.map(({ name, message }) => `${name} does not load: ${message}`),
  };
}

function copySource() {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  for (const file of listed.toString().split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
}

function build() {
  execFileSync(process.execPath, ["scripts/build.js"], { cwd: copy, stdio: ["ignore", "ignore", "inherit"] });
}

function fail(message) {
  console.log(message);
  process.exitCode = 1;
}
