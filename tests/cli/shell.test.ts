/** Commands that are printed to be pasted; `main.system.test.ts` gives words to a real sh. */
import { describe, expect, test } from "vitest";
import { commandLine, shellWord } from "../../cli/shell.ts";

describe("a word", () => {
  test.each<[string, string]>([
    ["runs/a", "runs/a"], ["兎/é.json", "兎/é.json"], ["-x", "./-x"], ["my (exp) 1", "'my (exp) 1'"],
    ["$(touch a)", "'$(touch a)'"], ["it's", `'it'\\''s'`], ["-a b", "'./-a b'"], ["a\\b", "'a\\b'"], ["=ls", "'=ls'"],
    ["~", "'~'"], ["", "''"],
  ])("%j stands in sh as %s", (text, word) => {
    expect(shellWord(text, "linux")).toBe(word);
  });

  test.each<[string, string]>([
    ["runs\\a", "runs\\a"], ["C:\\兎\\é.json", "C:\\兎\\é.json"], ["-x", ".\\-x"], ["my (exp) 1", '"my (exp) 1"'],
    ["a & b", '"a & b"'], ["it's", `"it's"`], ["a,b", '"a,b"'], ["@home", '"@home"'], ["a b\\", '"a b\\\\"'],
    ["$HOME's", "'$HOME''s'"], ["", '""'],
  ])("%j stands in cmd and PowerShell as %s", (text, word) => {
    expect(shellWord(text, "win32")).toBe(word);
  });
});

test.each<[string, NodeJS.Platform, string, string, Record<string, string>, string]>([
  ["in a checkout", "linux", "/home/a/usagi/cli.js", "/home/a/usagi", {}, "node cli.js"],
  ["beside a checkout", "linux", "/home/a/usagi/cli.js", "/home/a/my work", {}, "node ../usagi/cli.js"],
  ["far from it", "linux", "/opt/cli.js", "/home/a/b/c", {}, "node /opt/cli.js"],
  ["a folder with a space", "linux", "/home/a/my usagi/cli.js", "/home/a", {}, "node 'my usagi/cli.js'"],
  ["npx in a project", "linux", "/home/a/p/node_modules/.bin/usagi-nn", "/home/a/p", {}, "npx usagi-nn"],
  ["npx alone", "linux", "/home/a/.npm/_npx/1f/node_modules/.bin/usagi-nn", "/tmp", {}, "npx usagi-nn"],
  ["a script of package.json", "linux", "/home/a/p/node_modules/.bin/usagi", "/home/a/p", {}, "npx usagi-nn"],
  ["pnpm", "linux", "/home/a/p/node_modules/usagi-nn/cli.js", "/home/a/p/sub", {}, "npx usagi-nn"],
  ["installed globally", "linux", "/usr/local/bin/usagi", "/tmp", {}, "usagi"],
  ["by its long name", "darwin", "/opt/homebrew/bin/usagi-nn", "/tmp", {}, "usagi-nn"],
  ["a checkout", "win32", "C:\\usagi\\cli.js", "C:\\usagi", {}, "node cli.js"],
  ["on another drive", "win32", "D:\\my usagi\\cli.js", "C:\\work", {}, 'node "D:\\my usagi\\cli.js"'],
  ["a project", "win32", "C:\\p\\node_modules\\usagi-nn\\cli.js", "C:\\p", {}, "npx usagi-nn"],
  ["global", "win32", "C:\\Users\\a\\AppData\\npm\\node_modules\\usagi-nn\\cli.js", "C:\\p", {}, "usagi"],
  ["global", "win32", "C:\\npm\\node_modules\\usagi-nn\\cli.js", "D:\\p", {}, "usagi"],
  ["npx alone", "win32", "C:\\npx\\node_modules\\usagi-nn\\cli.js", "C:\\p", { npm_command: "exec" }, "npx usagi-nn"],
])("called %s on %s", (_, platform, script, cwd, env, command) => {
  const caller = { argv: ["node", script], platform, cwd: () => cwd, env };
  expect(commandLine(caller, "resume", "runs")).toBe(`${command} resume runs`);
});
