/** `report`, of runs of the built command line: run `npm run build` first. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, folderWith } from "./built.ts";

const contents = (folder: string) => Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name))
    .map((name) => [name, createHash("sha256").update(readFileSync(join(folder, name))).digest("hex")]));

test("the same report again, from the results and the networks alone, which stay as they are", async () => {
  const { file, out } = folderWith();
  expect(await cli(["run", file, "--out", out, "--format", "md"])).toMatchObject({ code: 0, err: "" });
  const before = contents(out);
  expect(Object.keys(before)).toEqual(expect.arrayContaining(["summary.md", "paired.md"]));
  for (const name of ["report.html", "metrics.csv", "loss.svg"]) rmSync(join(out, name));
  writeFileSync(join(out, "notes.txt"), "of somebody else");

  const again = await cli(["report", out]);
  expect(again).toMatchObject({ code: 0, err: "" });
  expect(again.out).toContain(`Wrote in ${out}:\n  metrics.csv, `);
  rmSync(join(out, "notes.txt"));
  expect(contents(out)).toEqual(before);

  expect(await cli(["report", join(out, "results.json"), "--format", "tex,csv,svg"])).toMatchObject({ code: 0, err: "" });
  const after = contents(out);
  expect(Object.keys(after).filter((name) => !(name in before)).sort()).toEqual([
    "histograms.svg", "layers.svg", "paired.tex", "seeds.svg", "summary.csv", "summary.tex",
  ]);
  expect(after).toMatchObject(before);
});

test("another run with --force leaves nothing of the tables of the one before", async () => {
  const { file, out } = folderWith();
  await cli(["run", file, "--out", out, "--format", "md,svg"]);
  await cli(["run", file, "--out", out, "--seed", "0", "--force"]);
  expect(readdirSync(out).filter((name) => /\.(md|svg|csv)$/.test(name)).sort()).toEqual([
    "accuracy.svg", "classes.csv", "layers.csv", "loss.svg", "metrics.csv",
  ]);
});

test("a network that cannot be read has no picture, and the report says the rest", async () => {
  const { file, out } = folderWith();
  await cli(["run", file, "--out", out]);
  const [first] = readdirSync(join(out, "models"));
  writeFileSync(join(out, "models", first!), "damaged");
  const { code, err } = await cli(["report", out]);
  expect(code).toBe(0);
  expect(err).toMatch(new RegExp(`^warning: .*${first!}: .*; the report has no picture of it\n$`));
});

test("says what to do where there is nothing to report, and writes nothing", async () => {
  const { file, folder, out } = folderWith();
  const missing = await cli(["report", join(folder, "nowhere")]);
  expect(missing).toMatchObject({ code: 2, out: "" });
  expect(missing.err).toContain("holds no results yet: it is no folder of a run");
  expect(existsSync(join(folder, "nowhere"))).toBe(false);

  await cli(["run", file, "--out", out]);
  rmSync(join(out, "results.json"));
  expect((await cli(["report", out])).err).toMatch(/holds no results yet: go on with: .* resume /);
  writeFileSync(join(out, "results.json"), "{}");
  expect((await cli(["report", out])).err).toContain("results.json: is not what a run writes");
  expect((await cli(["report", out, "--format", "pdf"])).err).toContain("It must be of md, tex, csv, svg");

  const experiment = await cli(["report", file]);
  expect(experiment.err).toContain("the folder of a run is needed");
  mkdirSync(join(folder, "empty"));
  expect((await cli(["report", join(folder, "empty")])).code).toBe(2);
});

test("resume of a run that is over says how to write it in a format", async () => {
  const { file, out } = folderWith();
  await cli(["run", file, "--out", out]);
  const { code, out: text } = await cli(["resume", out, "--format", "md"]);
  expect(code).toBe(0);
  expect(text).toMatch(/Write its report again with: .* report .* --format md\n$/);
});
