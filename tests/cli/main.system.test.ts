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

test.skipIf(process.platform === "win32")("a folder that is gone is named as what is wrong", () => {
  const command = 'cd "$(mktemp -d)" && rmdir "$PWD" && exec "$0" "$1" run';
  expect(spawnSync("sh", ["-c", command, process.execPath, script], { encoding: "utf8" })).toMatchObject({
    status: 2, stdout: "", stderr: "error: the current folder is not there any more: go to one that is\n",
  });
});

test.each([
  "runs/a", "兎/é.json", "-x", "my (exp) 1", "$(touch a)", "it's", "-a b", "a\\b", "=ls", "~", "a,b=c@d", "",
])("sh takes the word of %j for it", (text) => {
  const echoed = spawnSync("sh", ["-c", `printf %s ${shellWord(text, "linux")}`], { encoding: "utf8" });
  expect(echoed.stdout).toBe(text.startsWith("-") ? `./${text}` : text);
});
