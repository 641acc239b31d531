/** Numbers to predict, from a CSV file to every command: run `npm run build` first. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, folderWith, resultsIn } from "./built.ts";

/** Rows whose price, in the hundred thousands, is a curve of two columns, and a category that adds to it. */
const houses = ["size,age,kind,price", ...Array.from({ length: 90 }, (_, i) => {
  const [size, age] = [40 + ((i * 37) % 90), (i * 11) % 50];
  return `${size},${age},${i % 3 === 0 ? "old" : "new"},${(300_000 + 20_000 * (size * size / 1000 - age / 20 + (i % 3 === 0 ? 2 : 0))).toFixed(0)}`;
})].join("\n");

const base = {
  name: "houses",
  dataset: { name: "csv", path: "houses.csv", target: "price", standardizeTargets: true, validation: 18 },
  loss: "meanSquaredError",
  network: { hidden: [8] },
  training: { iterations: 90, batchSize: 10, evaluateEvery: 30 },
};
const words = /.*(accurac|\bimages?\b|正解率|画像).*/i;

function scene(changes: object) {
  const { folder, file, out } = folderWith({ ...base, ...changes });
  writeFileSync(join(folder, "houses.csv"), houses);
  return { folder, file, out, csv: join(folder, "houses.csv") };
}

test("a search with halving, its claims, and what every command makes of it", async () => {
  const { folder, file, out, csv } = scene({
    search: { "optimizer.learningRate": [0.03, 0.00001, 0.01] }, tuning: { trials: 3, rerun: 2, halving: { factor: 3, from: 0.3 } }, seeds: [4],
    arms: [{ name: "Adam", optimizer: "adam" }, { name: "SGD", optimizer: "sgd", search: false }],
    claims: [{ claim: "Adam ends nearer.", compare: ["Adam", "SGD"], direction: "lower" }, { claim: "It overfits.", compare: ["Adam", 0], metric: "gap", direction: "higher" }],
  });
  const said: string[] = [];
  const say = async (...argv: string[]) => {
    const { code, out: text, err } = await cli(argv);
    expect([code, err], argv.join(" ")).toEqual([0, ""]);
    said.push(text);
    return text;
  };
  const run = await say("run", file, "--out", out, "--threads", "2", "--format", "md,csv,svg");
  expect(run).toContain("houses: 2 arms × 3 trials, then 2 seeds each, 54 training, 18 validation and 18 test rows");
  expect(run).toMatch(/^Adam {2}3\/3 trials {2}best R² -?\d\.\d{4}/m);
  expect(run).toMatch(/^SGD {3}2\/2 seeds {2}test RMSE \d{5}/m);
  expect(run).toMatch(/validation R².*\n *Adam +0\.\d{4} {2}learningRate 0\.0[13]/);

  // The trial with the highest R², which is that of the least error.
  const { tuning, experiment, runs } = resultsIn(out);
  const { trials, chosen } = tuning!.arms[0]!;
  const reached = trials.map((trial) => trial.runs[0]!.r2!);
  expect(chosen).toBe(reached.indexOf(Math.max(...reached)));
  expect(trials[chosen!]!.settings["optimizer.learningRate"]).not.toBe(0.00001);
  expect(experiment.claims!.map(({ metric }) => metric)).toEqual(["testRmse", "gap"]);
  expect(runs.every(({ testRmse, testR2 }) => testRmse!.length === 3 && testR2!.length === 3)).toBe(true);
  for (const name of ["report.html", "rmse.svg", "sensitivity.svg", "summary.md", "claims.csv", "trials.csv", "chosen.md"]) {
    const text = readFileSync(join(out, name), "utf8").replaceAll("trainAccuracy", "").replace(/<style>.*?<\/style>|image\/svg\+xml|;base64,[^"]*/gs, "");
    expect(words.exec(text)?.[0].slice(0, 200), name).toBeUndefined();
  }

  expect(readFileSync(join(out, "report.html"), "utf8")).toContain("target standardized, RMSE in its own unit");

  const inspected = await say("inspect", out);
  expect(inspected).toMatch(/^Adam +3\/3|Adam +4\/4/m);
  expect(inspected).toMatch(/test RMSE +network/);
  expect(inspected).not.toMatch(/^Adam +\d\/\d +– +–$/m);
  await say("explain", out, "--arm", "SGD", "--step", "3");
  expect(await say("explain", out, "--arm", "SGD", "--step", "3", "--weight", "dense1/weight[2,3]")).toContain("from input 2 (kind=new) to unit 3");
  expect(await say("evaluate", out, csv)).toMatch(/^90 rows of .*\n\n *arm +seed +RMSE +R² +loss/);
  expect(await say("evaluate", out, csv, "--arm", "SGD", "--seed", "5")).toMatch(/RMSE {2}\d{5}\.\d\nR² {4}0\.\d{4}\nloss {2}\d/);
  expect(await say("predict", out, csv, "--arm", "Adam", "--seed", "5")).toMatch(/^row {4} +price\n {4}0 +[2-5]\d{5}\n/);
  const json = JSON.parse(await say("predict", out, csv, "--arm", "Adam", "--seed", "5", "--json")) as { rows: string; predictions: { outputs: number[] }[] };
  expect([json.rows, json.predictions.length]).toEqual([csv, 90]);
  for (const format of ["onnx", "c", "torch"]) await say("export", out, "--format", format, "--arm", "Adam", "--seed", "5");
  await say("inspect", join(out, "models", "1-Adam-seed5.onnx"));
  await say("report", out);
  await say("resume", out);
  for (const text of said) expect(words.exec(text.replaceAll(folder, ""))?.[0]).toBeUndefined();
});

test("a study in parts is put together, to the same networks", async () => {
  const { file, out, folder } = scene({ seeds: [0, 1], arms: [{ name: "one" }, { name: "huber", loss: "huber" }] });
  const whole = join(folder, "whole");
  expect((await cli(["run", file, "--out", whole])).code).toBe(0);
  for (const part of ["1/2", "2/2"]) expect((await cli(["run", file, "--out", out, "--shard", part])).code).toBe(0);
  const merged = await cli(["merge", out]);
  expect([merged.code, merged.err]).toEqual([0, ""]);
  expect(merged.out).not.toMatch(words);
  const essence = (path: string) => resultsIn(path).runs.map((run) => ({ ...run, seconds: undefined }));
  expect(essence(out)).toEqual(essence(whole));
});

/** Rows of two inputs and two targets of units far apart. */
const flats = (from: number, count: number) => ["size,age,price,year", ...Array.from({ length: count }, (_, i) => {
  const [size, age] = [40 + (((from + i) * 37) % 90), ((from + i) * 11) % 50];
  return `${size},${age},${300_000 + 20 * size * size - 1000 * age},${2000 - age + (i % 7)}`;
})].join("\n");
const numbersIn = (csv: string) => csv.split("\n").slice(1).map((line) => line.split(",").map(Number));

function twoTargets(changes: object) {
  const { standardizeTargets, target, ...rest } = { standardizeTargets: true, target: ["price", "year"], ...changes } as Record<string, unknown>;
  const made = folderWith({
    ...base, dataset: { name: "csv", path: "flats.csv", test: "test.csv", target, standardizeTargets }, network: { hidden: [{ units: 6, activation: "tanh" }] },
    seeds: [0, 1], arms: [{ name: "one", optimizer: "adam" }, { name: "two", optimizer: "rmsprop" }], ...rest,
  });
  writeFileSync(join(made.folder, "flats.csv"), flats(0, 70));
  writeFileSync(join(made.folder, "test.csv"), flats(500, 20));
  return made;
}

/** The arrays of a safetensors file, as its format has them. */
function arraysIn(file: string): Record<string, { shape: number[]; values: Float32Array }> {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, start).toString()) as Record<string, { shape: number[]; data_offsets: [number, number] }>;
  return Object.fromEntries(Object.entries(header).filter(([name]) => name !== "__metadata__").map(([name, { shape, data_offsets: [from, to] }]) => [
    name, { shape, values: new Float32Array(bytes.buffer.slice(bytes.byteOffset + start + from, bytes.byteOffset + start + to)) },
  ]));
}

/** Mean and deviation of each column, in float64. */
function momentsOf(rows: readonly number[][]) {
  return rows[0]!.map((_, k) => {
    const mean = rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length;
    return { mean, deviation: Math.sqrt(rows.reduce((sum, row) => sum + (row[k]! - mean) ** 2, 0) / rows.length) };
  });
}

test.each([true, false])("each of several targets has its RMSE and R², as by hand in float64 (standardized: %s)", async (standardizeTargets) => {
  const { folder, file, out } = twoTargets({ standardizeTargets });
  expect((await cli(["run", file, "--out", out, "--lang", "en"])).code).toBe(0);
  const [train, held] = [numbersIn(flats(0, 70)), numbersIn(flats(500, 20))];
  const moments = momentsOf(train);
  const truth = momentsOf(held);
  const { runs } = resultsIn(out);
  expect(runs.map(({ targets }) => targets!.map(({ name }) => name))).toEqual(new Array(4).fill(["price", "year"]));
  for (const [index, { arm, seed, targets }] of runs.entries()) {
    const arrays = arraysIn(join(out, "models", `${index < 2 ? 1 : 2}-${arm}-seed${seed}.safetensors`));
    const dense = (name: string, x: readonly number[]) => {
      const { shape: [inputs = 0, units = 0], values } = arrays[`${name}/weight`]!;
      expect(inputs).toBe(x.length);
      return Array.from({ length: units }, (_, unit) => x.reduce((sum, value, i) => sum + value * values[i * units + unit]!, arrays[`${name}/bias`]!.values[unit]!));
    };
    const given = held.map((row) => {
      const x = row.slice(0, 2).map((value, k) => (value - moments[k]!.mean) / moments[k]!.deviation);
      const y = dense("dense2", dense("dense1", x).map(Math.tanh));
      return standardizeTargets ? y.map((value, k) => moments[2 + k]!.mean + value * moments[2 + k]!.deviation) : y;
    });
    for (const [k, { rmse, r2 }] of targets!.entries()) {
      const byHand = Math.sqrt(given.reduce((sum, y, row) => sum + (y[k]! - held[row]![2 + k]!) ** 2, 0) / held.length);
      expect(rmse / byHand).toBeCloseTo(1, 5);
      expect(r2 / (1 - (byHand / truth[2 + k]!.deviation) ** 2)).toBeCloseTo(1, 4);
    }
  }
  // What evaluate says of a network is the same, to the last digit.
  const { out: asked } = await cli(["evaluate", out, join(folder, "test.csv"), "--json"]);
  const { networks } = JSON.parse(asked) as { networks: { targets: unknown }[] };
  expect(networks.map(({ targets }) => targets)).toEqual(runs.map(({ targets }) => targets));
});

test("scores of targets go through parts, a resume and older results; one target has none", async () => {
  const { file, out, folder } = twoTargets({});
  const whole = join(folder, "whole");
  const essence = (path: string) => resultsIn(path).runs.map((run) => ({ ...run, seconds: undefined }));
  const files = ["targets.csv", "targets.md"];
  expect((await cli(["run", file, "--out", whole, "--format", "md"])).code).toBe(0);
  for (const part of ["1/2", "2/2"]) expect((await cli(["run", file, "--out", out, "--shard", part])).code).toBe(0);
  expect((await cli(["merge", out, "--format", "md"])).code).toBe(0);
  expect(essence(out)).toEqual(essence(whole));
  for (const name of files) expect(readFileSync(join(out, name), "utf8")).toBe(readFileSync(join(whole, name), "utf8"));

  // The runs are over, and are measured again from their checkpoints.
  rmSync(join(out, "results.json"));
  expect((await cli(["resume", out])).code).toBe(0);
  expect(essence(out)).toEqual(essence(whole));

  // As they were before there were such scores.
  const { runs, ...rest } = resultsIn(out);
  writeFileSync(join(out, "results.json"), JSON.stringify({ ...rest, runs: runs.map((run) => ({ ...run, targets: undefined })) }));
  rmSync(join(out, "targets.csv"));
  for (const command of ["report", "resume", "inspect"]) expect(await cli([command, out])).toMatchObject({ code: 0, err: "" });
  expect(existsSync(join(out, "targets.csv"))).toBe(false);
  expect(readFileSync(join(out, "report.html"), "utf8")).not.toContain('id="targets"');
  expect(readFileSync(join(whole, "report.html"), "utf8")).toContain('id="targets"');

  const { file: one, out: alone } = twoTargets({ target: "price" });
  expect((await cli(["run", one, "--out", alone])).code).toBe(0);
  expect(resultsIn(alone).runs.some((run) => "targets" in run)).toBe(false);
  expect(existsSync(join(alone, "targets.csv"))).toBe(false);
});
