/** Folders of runs, through `resume`: run.json, results.json and checkpoints changed. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { beforeAll, expect } from "vitest";
import type { SafeTensor } from "../../bindings/safetensors.ts";
import { decodeSafetensors, encodeSafetensors } from "../../bindings/safetensors.ts";
import { checksumOf } from "../../cli/run/checksum.ts";
import { writeDataset } from "../cli/helpers.ts";
import { fuzz } from "./cases.ts";
import { hostileValue } from "./hostile.ts";
import { type Change, changed, changes } from "./mutate.ts";
import { cli, expectOrderly, sandbox } from "./oracle.ts";

const { work, check } = sandbox();
writeDataset(join(work, "data"), { train: 6, t10k: 3 });
const experiment = {
  name: "tiny",
  dataset: { name: "idx", path: "data" },
  network: { hidden: [2], batchNorm: true },
  training: { iterations: 6, batchSize: 2, evaluateEvery: 2 },
  optimizer: "adam",
};
writeFileSync(join(work, "tiny.json"), JSON.stringify(experiment));
/** A whole run with its checkpoints, of which each case gets a copy. */
const begun = join(work, "begun");
const folder = join(work, "run");

let runFile: object;
let results: object;
let checkpoints: { path: string; bytes: Buffer }[];
beforeAll(async () => {
  const ended = await cli(["run", join(work, "tiny.json"), "--out", begun, "--checkpoint-every", "2"]);
  expect(ended).toMatchObject({ code: 0 });
  const read = (name: string) => JSON.parse(readFileSync(join(begun, name), "utf8")) as object;
  [runFile, results] = [read("run.json"), read("results.json")];
  rmSync(join(begun, "results.json"));
  const names = readdirSync(begun, { recursive: true, encoding: "utf8" });
  const paths = names.filter((name) => /^checkpoints.*\.safetensors$/.test(name)).sort();
  checkpoints = paths.map((path) => ({ path, bytes: readFileSync(join(begun, path)) }));
  expect(checkpoints).toHaveLength(2);
});

function prepare(): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(begun, folder, { recursive: true });
}

const texts = fc.oneof(
  changes.map((all) => (value: object) => JSON.stringify(changed(value, all))),
  fc.tuple(fc.nat(3000), fc.nat(30), fc.string({ unit: "binary" })).map(([at, remove, added]) => (value: object) => {
    const text = JSON.stringify(value);
    return text.slice(0, at) + added + text.slice(at + remove);
  }),
  hostileValue.map((other) => () => JSON.stringify(other) ?? ""),
  fc.tuple(fc.constantFrom("[", '{"a":', '{"experiment":'), fc.nat(200_000)).map(([part, n]) => () => part.repeat(n)),
  fc.nat(100_000).map((n) => (value: object) => {
    const deep = `{"x":${"[".repeat(n)}${"]".repeat(n)}}`;
    return JSON.stringify({ ...value, experiment: 0 }).replace('"experiment":0', `"experiment":${deep}`);
  }),
);

fuzz("run.json and results.json", () =>
  fc.asyncProperty(texts, texts, fc.boolean(), async (changeRun, changeResults, both) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "run.json"), changeRun(runFile));
    writeFileSync(join(folder, "results.json"), both ? changeResults(results) : JSON.stringify(results));
    const ended = await cli(["resume", folder], { interrupted: true });
    // Of the folder, or of a data set elsewhere.
    expectOrderly(ended, /^error: (.+\/.+: |the images differ)/);
    check();
  }),
);

/** The same with other tensors or metadata, and the checksum that belongs to it. */
function forged(bytes: Buffer, tensors: (all: Map<string, SafeTensor>) => void, metadata: Change[]): Uint8Array {
  const { tensors: given, metadata: said } = decodeSafetensors(bytes);
  const all = new Map(given);
  tensors(all);
  const other = changed({ ...said }, metadata) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  const made = encodeSafetensors(all, Object.fromEntries(Object.entries(other).map(([key, it]) => [key, text(it)])));
  const at = Buffer.from(made.buffer).indexOf('"checksum":"');
  if (at >= 0) made.set(Buffer.from(checksumOf(made)), at + '"checksum":"'.length);
  return made;
}

const edge = fc.constantFrom(0, -1, 1, 0.5, NaN, Infinity, -Infinity, 1e300, 3e38, 2 ** 53, 6, 4);
interface TensorChange {
  at: number;
  length: number | null;
  fill: number | null;
  remove: boolean;
}
const tensorChange = fc.record({
  at: fc.nat(40), length: fc.option(fc.nat(30)), fill: fc.option(edge), remove: fc.boolean(),
});

function changeTensor(tensors: Map<string, SafeTensor>, { at, length, fill, remove }: TensorChange): void {
  const entry = [...tensors][at % Math.max(tensors.size, 1)];
  if (!entry) return;
  const [name, old] = entry;
  tensors.delete(name);
  if (remove) return;
  const data = length === null ? old.data.slice() : new (old.data.constructor as typeof Float32Array)(length);
  if (fill !== null) data.fill(fill);
  tensors.set(name, { ...old, shape: length === null ? old.shape : [length], data } as SafeTensor);
}

const checkpoint = fc.oneof(
  fc.tuple(fc.array(tensorChange, { maxLength: 3 }), changes).map(([all, metadata]) => (bytes: Buffer) =>
    forged(bytes, (tensors) => {
      for (const one of all) changeTensor(tensors, one);
    }, metadata),
  ),
  fc.array(fc.tuple(fc.nat(5000), fc.nat(255)), { minLength: 1, maxLength: 3 }).map((all) => (bytes: Buffer) => {
    const other = Buffer.from(bytes);
    for (const [at, byte] of all) other[at % other.length] = byte;
    return other;
  }),
  fc.nat(5000).map((end) => (bytes: Buffer) => bytes.subarray(0, end)),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => () => bytes),
);

fuzz("checkpoints", () =>
  fc.asyncProperty(checkpoint, fc.option(checkpoint), async (newest, other) => {
    prepare();
    for (const [i, { path, bytes }] of checkpoints.entries()) {
      const change = i === 1 ? newest : other;
      if (change) writeFileSync(join(folder, path), change(bytes));
    }
    const ended = await cli(["resume", folder, "--threads", "1"]);
    expectOrderly(ended, new RegExp(`^error: ${folder}`));
    expect([0, 1]).toContain(ended.code);
    expect(readdirSync(work).sort()).toEqual(["begun", "data", "run", "tiny.json"]);
    check();
  }),
);
