#!/usr/bin/env node
// Starts the command line, which `npm run build` (and so `npm ci`) bundles from cli/ into dist/cli.js.
import { existsSync } from "node:fs";

const entry = new URL("./dist/cli.js", import.meta.url);
if (existsSync(entry)) {
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2), process);
} else {
  console.error("error: usagi-nn is not built yet; in its folder, run: npm ci");
  process.exitCode = 2;
}
