// Runs the as-pect specs. asp itself exits with 0 when it finds no spec, when a signal kills it or when a
// promise of its own never settles, and an endless loop in a spec hangs it: all these fail here.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MINUTES = 5;
const root = new URL("..", import.meta.url);
const specs = (await readdir(new URL("tests/assembly", root))).filter((name) => name.endsWith(".spec.ts"));

// The script that node_modules/.bin/asp starts in a process of its own, which would hide a signal and outlive
// a kill. The summary reporter is the default; `--summary` would send it to stderr.
const asp = fileURLToPath(new URL("test.js", import.meta.resolve("@as-pect/cli")));
const child = spawn(
  process.execPath,
  [
    asp,
    "--config", "tests/assembly/as-pect.config.js",
    "--as-config", "tests/assembly/as-pect.asconfig.json",
  ],
  { cwd: root, stdio: ["ignore", "pipe", "inherit"], timeout: MINUTES * 60_000, killSignal: "SIGKILL" },
);
const closed = once(child, "close");

const missing = new Set(specs);
let passed = false;
let silent = true; // until the logo is over
for await (const line of createInterface({ input: child.stdout })) {
  silent &&= !line.includes("AS-pect");
  if (!silent) console.log(line);
  const [, spec, tests] = /([\w-]+\.spec\.ts).* Pass: \d+ \/ (\d+)/.exec(line) ?? [];
  if (Number(tests) > 0) missing.delete(spec);
  passed ||= /\[Result\].*Pass!/.test(line);
}
const [code, signal] = await closed;

const problem =
  (specs.length === 0 && "there is no spec in tests/assembly") ||
  (child.killed && `asp did not end within ${MINUTES} minutes`) ||
  (signal && `asp was killed by ${signal}`) ||
  (code && `asp exited with ${code}`) ||
  (missing.size > 0 && `no test ran in ${[...missing].join(", ")}`) ||
  (!passed && "asp did not report a pass");
if (problem) {
  console.error(`test:assembly: ${problem}`);
  process.exitCode = 1;
}
