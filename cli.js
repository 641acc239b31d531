#!/usr/bin/env node
// Starts the command line, which `npm run build` (and so `npm ci`) bundles from cli/ into dist/cli.js.
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname } from "node:path";

const entry = new URL("./dist/cli.js", import.meta.url);
if (existsSync(entry)) {
  // From version 22.1 on Node keeps in the system's temporary folder what it has compiled, for the next start; threads
  // look for it where the variable says.
  const { directory } = module["enableCompileCache"]?.() ?? {};
  if (directory !== undefined) process.env["NODE_COMPILE_CACHE"] ??= dirname(directory);
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2), process);
} else {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const language = /--lang[= ](\w+)/.exec(process.argv.join(" "))?.[1] ?? (LC_ALL || LC_MESSAGES || LANG || "");
  console.error(
    /^ja(?![a-z])/.test(language)
      ? "エラー：usagi-nn はまだビルドされていません。そのフォルダーで実行してください：npm ci"
      : "error: usagi-nn is not built yet; in its folder, run: npm ci",
  );
  process.exitCode = 2;
}
