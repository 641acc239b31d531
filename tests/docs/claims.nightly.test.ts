import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { resultsSchema } from "../../experiment/results.ts";
import { answers } from "../../report/claims/answers.ts";
import { numbers, verdictWords } from "../../report/claims/words.ts";
import { temporaryFolder } from "../cli/helpers.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("docs/claims.md has what a run of the report's optimizers finds", () => {
  const out = join(temporaryFolder(), "claims");
  const { status, stderr } = spawnSync(
    process.execPath, ["cli.js", "run", "experiments/claims/optimizers.json", "--out", out, "--quiet"], { cwd: root, encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([0, ""]);
  const results = resultsSchema.parse(JSON.parse(readFileSync(join(out, "results.json"), "utf8")));
  const found = answers(results);
  expect(found.length).toBeGreaterThan(10);
  for (const language of ["en", "ja"] as const) {
    const document = readFileSync(join(root, `docs/claims${language === "en" ? "" : `.${language}`}.md`), "utf8");
    for (const answer of found) {
      expect(document).toContain(` | **${verdictWords[answer.verdict][language]}**<br>${numbers(answer, language)} | `);
    }
  }
});
