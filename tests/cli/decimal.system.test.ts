/** A CSV file with decimal commas, from init to export, beside the same numbers with points: run `npm run build` first. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli as command, resultsIn } from "./built.ts";
import { temporaryFolder } from "./helpers.ts";

const cli = (...argv: string[]) => command(argv);

const rows = Array.from({ length: 60 }, (_, i) => [`${(i * 7) % 13}.${i % 10}`, `-${i % 5}.25`, `${i % 4}`, `${((i * 7) % 13) * 2 + (i % 5)}.5`]);
const table = (decimal: string) => ["length;width;count;price", ...rows.map((row) => row.map((value) => value.replace(".", decimal)).join(";"))].join("\r\n");

/** What `init`, `run`, `predict` and `evaluate` make of a file; paths are left out. */
async function trained(folder: string, decimal: string) {
  const path = (name: string) => join(folder, `${decimal === "," ? "commas" : "points"}${name}`);
  writeFileSync(path(".csv"), table(decimal));
  expect(await cli("init", path(".json"), "--data", path(".csv"))).toMatchObject({ code: 0, err: "" });
  const run = await cli("run", path(".json"), "--out", path(""), "--set", "training.iterations=100", "--set", "seeds=[0]");
  expect(run).toMatchObject({ code: 0, err: "" });
  const { dataHash } = JSON.parse(readFileSync(join(path(""), "run.json"), "utf8")) as { dataHash: string };
  const model = [path(""), "--arm", "no hidden layer"];
  const { code, out } = await cli("predict", ...model, path(".csv"));
  const evaluated = await cli("evaluate", path(""), path(".csv"));
  expect([code, evaluated.code, (await cli("export", ...model, "--format", "c", "--out", path(".h"))).code]).toEqual([0, 0, 0]);
  return {
    file: path(".csv"), model, experiment: readFileSync(path(".json"), "utf8"),
    same: { digests: resultsIn(path("")).runs.map(({ digest }) => digest), dataHash, predicted: out, evaluated: evaluated.out.replace(path(".csv"), "") },
  };
}

test("what init writes on decimal commas runs, to the digests and predictions of points", async () => {
  const folder = temporaryFolder();
  const [commas, points] = [await trained(folder, ","), await trained(folder, ".")];
  expect(commas.experiment).toContain('"decimal": ",",');
  expect(points.experiment).not.toContain('"decimal"');
  expect(commas.same.digests.filter(Boolean)).toHaveLength(3);
  expect(commas.same).toEqual(points.same);
  // A network reads other rows as its own were, and nothing is guessed.
  expect((await cli("predict", ...commas.model, points.file)).err).toContain('"0.0" is no number; numbers have a decimal comma: 0,0');
  expect((await cli("predict", ...points.model, commas.file)).err).toContain('"0,0" is no number; numbers have a decimal point: 0.0\n');
  const unsaid = await cli("run", join(folder, "points.json"), "--out", join(folder, "x"), "--set", `dataset.path=${commas.file}`);
  expect(unsaid).toMatchObject({ code: 2 });
  expect(unsaid.err).toContain('numbers have a decimal point: 0.0, or a comma with "decimal": ","');
});
