/** Which trained network an arm begins with, by what the file says, and what is refused. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readExperiment } from "../../cli/experiment.ts";
import { findStarts, requireFitting } from "../../cli/run/find-starts.ts";
import { readStart } from "../../cli/run/read-start.ts";
import { begunOtherwise, copyStarts, requireStarts, writeStarts } from "../../cli/run/starts.ts";
import { saveNetwork } from "../../bindings/index.ts";
import { decodeModel } from "../../bindings/model.ts";
import { hashExperiment } from "../../cli/run/run-file.ts";
import { smallNetwork, temporaryFolder, writeModels } from "./helpers.ts";

const network = { hidden: [8], batchNorm: true };
const sizes = { inputs: 15, classes: 3 };

/** A folder with runs/a of two arms and two seeds, and runs/b of one network; an experiment beside. */
async function folder() {
  const top = temporaryFolder();
  const a = await writeModels(join(top, "runs/a"), ["Adam", "SGD"], [0, 1]);
  const [b] = await writeModels(join(top, "runs/b"), ["only"], [5]);
  const file = join(top, "fine.json");
  const find = async (experiment: object) => {
    const base = { name: "fine", dataset: { name: "idx", path: "data", train: 60 }, network, optimizer: "adam", seeds: [0, 1] };
    writeFileSync(file, JSON.stringify({ ...base, ...experiment }));
    return await findStarts("fine.json", await readExperiment(file, []), top, top);
  };
  const refused = (experiment: object) => find(experiment).then(() => "found", (error: unknown) => (error as Error).message);
  return { top, a, b: b!, find, refused };
}
const digestIn = (file: string) => decodeModel(readFileSync(file)).metadata.digest;
const Adam = { name: "Adam" };

describe("which network it is", () => {
  test("that of the same arm and seed, of the only ones, or of those that are asked for", async () => {
    const { a, b, find } = await folder();
    const digests = a.map(digestIn);
    expect(new Set(digests).size).toBe(2);
    const fromOf = async (experiment: object) => (await find(experiment)).experiment.arms.map(({ from }) => from);
    expect(await fromOf({ from: "runs/a", arms: [Adam, { name: "SGD" }, { name: "none", from: false }] })).toEqual([
      { path: "runs/a", digest: { 0: digests[0], 1: digests[1] } }, { path: "runs/a", digest: { 0: digests[2], 1: digests[3] } }, undefined,
    ]);
    expect(await fromOf({ from: { path: "runs/a", arm: "SGD", seed: 1 } })).toEqual([{ path: "runs/a", arm: "SGD", seed: 1, digest: digests[3] }]);
    expect(await fromOf({ from: "runs/b" })).toEqual([{ path: "runs/b", digest: digestIn(b) }]);
    expect(await fromOf({ from: "runs/b/run.json" })).toEqual([{ path: "runs/b/run.json", digest: digestIn(b) }]);
    const path = "runs/b/models/1-only-seed5.safetensors";
    expect(await fromOf({ from: path })).toEqual([{ path, digest: digestIn(b) }]);
  });

  test("its bits are part of the experiment, and a file may name them", async () => {
    const { a, b, find, refused } = await folder();
    const one = await find({ from: "runs/b" });
    expect((await find({ from: { path: "runs/b", digest: digestIn(b) } })).experiment).toEqual(one.experiment);
    renameSync(a[1]!, b);
    const other = await find({ from: "runs/b" });
    expect(hashExperiment(other.experiment)).not.toBe(hashExperiment(one.experiment));
    expect(begunOtherwise(one.experiment, other.experiment)).toBe(true);
    expect(begunOtherwise(one.experiment, one.experiment)).toBe(false);
    expect(await refused({ from: one.experiment.arms[0]!.from })).toMatch(
      /^fine\.json: from = "runs\/b": runs\/b\/models\/1-only-seed5\.safetensors is not the network that is meant: its digest is \w{64}, and from\.digest is \w{64}$/,
    );
  });

  test("trials of a search begin with it too", async () => {
    const { b, find } = await folder();
    const { found } = await find({
      from: "runs/b", seeds: [0], search: "default", tuning: { trials: 2, seeds: 2, rerun: 3 },
      dataset: { name: "idx", path: "data", train: 40, validation: 20 },
    });
    expect([...found[0]!.keys()]).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(Array.from(found[0]!.values(), ({ digest }) => digest))).toEqual(new Set([digestIn(b)]));
  });
});

describe("what is not there", () => {
  test("is named, with what there is", async () => {
    const { refused } = await folder();
    const at = (path: string, rest: string) => `fine.json: from = "${path}": ${rest}`;
    expect(await refused({ from: "runs/bb" })).toBe(at("runs/bb", 'there is no such file or folder: runs/bb; did you mean "b"?'));
    expect(await refused({ from: "runs" })).toBe(
      at("runs", "runs: is no folder of a run with trained networks: there is no models/*.safetensors"),
    );
    expect(await refused({ from: "runs/a" })).toBe(at("runs/a", 'none of its arms is called "fine"; give from.arm, "Adam" or "SGD"'));
    expect(await refused({ from: { path: "runs/a", arm: "Adan" } })).toBe(
      at("runs/a", 'it has no arm "Adan"; give from.arm, "Adam" or "SGD"; did you mean "Adam"?'),
    );
    expect(await refused({ from: "runs/a", arms: [Adam], seeds: [7] })).toBe(at("runs/a", "Adam has no seed 7 there; give from.seed, 0 or 1"));
    expect(await refused({ from: { path: "runs/b", seed: 3 } })).toBe(at("runs/b", "only has no seed 3 there; give from.seed, 5"));
    expect(await refused({ from: { path: "runs/b", optimizerState: true } })).toContain("there is no checkpoint of 1-only-seed5");
    expect(await refused({ from: "fine.json" })).toContain("fine.json: is a JSON file, not a trained network (.safetensors)");
    // One line for each arm, each once.
    const both = await refused({ arms: [{ ...Adam, from: "runs/x" }, { name: "SGD", from: "runs/y" }, { name: "third" }] });
    expect(both.split("\n")).toHaveLength(2);
    expect(both).toContain('fine.json: arms[1].from = "runs/y": there is no such file or folder: runs/y');
  });

  test("where the path is right from another folder, the right one is given", async () => {
    const { top, find } = await folder();
    await find({ from: "runs/b" });
    const deeper = join(top, "experiments");
    mkdirSync(deeper);
    renameSync(join(top, "fine.json"), join(deeper, "fine.json"));
    const read = await readExperiment(join(deeper, "fine.json"), []);
    await expect(findStarts("experiments/fine.json", read, deeper, top)).rejects.toThrow(
      "a relative path starts at the experiment file: from there it is ../runs/b",
    );
  });

  test("networks that are damaged or diverged are refused", async () => {
    const { b, refused } = await folder();
    const bytes = readFileSync(b);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(b, bytes);
    expect(await refused({ from: "runs/b" })).toContain("it was damaged or changed");
    const diverged = await smallNetwork({}, 1);
    const { tensors, ...state } = diverged.state();
    diverged.restore({ ...state, tensors: { ...tensors, "dense1/bias": new Float32Array(8).fill(NaN) } });
    writeFileSync(b, saveNetwork(diverged, { arm: "only", seed: 5 }));
    expect(await refused({ from: "runs/b" })).toContain("its training diverged, dense1/bias has a NaN: begin with another");
  });
});

test("networks that do not fit are refused before anything is trained, each arm once", async () => {
  const { top, find } = await folder();
  const fits = await find({ from: "runs/b", arms: [Adam, { name: "other", network: { activation: "tanh" } }] });
  expect(requireFitting("fine.json", fits, sizes, top)).toEqual([
    'fine.json: from: dense1 has the activation "tanh" here and was trained with "relu"',
  ]);
  const wide = await find({ from: "runs/b", arms: [Adam, { name: "wide", network: { hidden: [9] } }] });
  expect(() => requireFitting("fine.json", wide, sizes, top)).toThrow(
    "fine.json: from: dense1/weight is 15 × 8 in runs/b/models/1-only-seed5.safetensors and 15 × 9 here; to have its layers: " +
      '"network": { "hidden": [8], "activation": "relu", "batchNorm": true }',
  );
  // A search that tries other widths tries what cannot begin so.
  const searched = await find({
    from: "runs/b", seeds: [0], search: { "network.hidden[0].units": [8, 20] }, tuning: { trials: 2 },
    dataset: { name: "idx", path: "data", train: 40, validation: 20 },
  });
  expect(() => requireFitting("fine.json", searched, sizes, top)).toThrow("15 × 8 in runs/b/models/1-only-seed5.safetensors and 15 × 20 here");
});

test("the folder of a run has copies, which are those or are refused", async () => {
  const { top, find } = await folder();
  const { experiment, bytes } = await find({ from: "runs/a", arms: [Adam, { name: "SGD" }] });
  const [run, part] = [join(top, "runs/fine"), join(top, "part")];
  await writeStarts(run, bytes);
  await copyStarts(part, run);
  await requireStarts(part, experiment);
  const digests = experiment.arms[0]!.from!.digest as Record<string, string>;
  expect((await readStart(part, experiment.arms[0]!, 1))!.seed).toBe(1);
  const [one, other] = [0, 1].map((seed) => join(part, "starts", `${digests[seed]}.safetensors`));
  writeFileSync(one!, readFileSync(other!));
  await expect(requireStarts(part, experiment)).rejects.toThrow(`${one}: is another network than the one that it is named after`);
  renameSync(dirname(one!), `${dirname(one!)}-gone`);
  await expect(requireStarts(part, experiment)).rejects.toThrow(`${one}: the network that it begins with (runs/a) is missing: put it there again`);
});
