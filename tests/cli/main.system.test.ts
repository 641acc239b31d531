/** What the command line prints, through a real shell: run `npm run build` first. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { shellWord } from "../../cli/shell.ts";
import { script } from "./built.ts";

test.runIf(existsSync("/dev/full"))("output that cannot be written is an error, one that nobody reads is none", () => {
  const messages = (to: string) => {
    const command = `{ "$0" "$1" init --print; echo "exit code $?" >&2; } ${to}`;
    return spawnSync("sh", ["-c", command, process.execPath, script], { encoding: "utf8" }).stderr;
  };
  expect(messages("> /dev/full")).toBe("error: the output could not be written: the disk is full\nexit code 1\n");
  expect(messages("| true")).toBe("exit code 0\n");
  expect(messages("")).toBe("exit code 0\n");
});

test.each<[string, string]>([
  ["runs/a", "runs/a"], ["兎/é.json", "兎/é.json"], ["-x", "./-x"], ["my (exp) 1", "'my (exp) 1'"],
  ["$(touch a)", "'$(touch a)'"], ["it's", `'it'\\''s'`], ["-a b", "'./-a b'"],
])("the path %j stands in a command as %s", (path, word) => {
  expect(shellWord(path)).toBe(word);
  const echoed = spawnSync("sh", ["-c", `printf %s ${word}`], { encoding: "utf8" });
  expect(echoed.stdout).toBe(path.startsWith("-") ? `./${path}` : path);
});
