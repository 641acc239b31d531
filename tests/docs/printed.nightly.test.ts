/** What README and docs say that the commands print of `experiment.json`, line by line, but for times. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../cli/helpers.ts";
import { blocksOf, root } from "./documents.ts";

function printed(...args: string[]): string {
  const { status, stdout } = spawnSync(process.execPath, ["cli.js", ...args], { cwd: root, encoding: "utf8" });
  expect({ args, status }).toEqual({ args, status: 0 });
  return stdout;
}

/** Without the seconds at the end of a table's row. */
const linesOf = (text: string) =>
  text.split("\n").map((line) => line.replace(/(?: +\d+\.\d+){2}$| train s +eval s$/, "").trimEnd()).filter((line) => line !== "");

test("what documents show is what is printed", () => {
  const out = join(temporaryFolder(), "optimizers");
  const commands = [
    ["run", "experiment.json", "--out", out, "--force"],
    ["explain", out, "--arm", "SGD", "--step", "10"],
    ["explain", out, "--arm", "Adam", "--step", "500", "--weight", "dense1/weight[300,7]"],
  ];
  for (const [language, documents] of [
    ["en", ["README.md", "docs/start.md", "docs/explain.md"]],
    ["ja", ["README.ja.md", "docs/ja/start.md", "docs/ja/explain.md"]],
  ] as const) {
    const lines = commands.flatMap((command) => linesOf(printed(...command, "--lang", language).replaceAll(out, "runs/optimizers")));
    for (const document of documents) {
      const shown = blocksOf(document).filter(({ info, code }) => info === "" && /^(•|runs\/)/.test(code)).flatMap(({ code }) => linesOf(code));
      expect(shown.length, document).toBeGreaterThan(4);
      expect.soft(shown.filter((line) => !lines.includes(line)), document).toEqual([]);
    }
  }
});
