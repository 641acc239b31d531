/** Command lines: known and unknown commands, options and values, in this process and in real ones. */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { printable } from "../../experiment/printable.ts";
import { compile, Network, saveNetwork } from "../../bindings/index.ts";
import { writeDataset } from "../cli/helpers.ts";
import { png } from "../cli/png.ts";
import { fuzz } from "./cases.ts";
import { hostileNames } from "./hostile.ts";
import { cli, type Ended, expectOrderly, sandbox } from "./oracle.ts";

const { work, check } = sandbox();
writeDataset(join(work, "data"), { train: 6, t10k: 3 });
const experiment = {
  name: "tiny", dataset: { name: "idx", path: "data" }, network: { hidden: [2] },
  training: { iterations: 2, batchSize: 2, evaluateEvery: 1 }, arms: [{ name: "a" }, { name: "b, c" }],
};
writeFileSync(join(work, "tiny.json"), JSON.stringify(experiment));
writeFileSync(join(work, "bad.json"), '{ "name": 5, }');
writeFileSync(join(work, "binary"), Uint8Array.from({ length: 99 }, (_, i) => i * 37));
mkdirSync(join(work, "folder", "inner"), { recursive: true });
const network = new Network(await compile(), {
  inputs: 6, hidden: [{ units: 2 }], output: { units: 3 }, optimizer: { name: "sgd" }, batchSize: 1,
});
writeFileSync(join(work, "net.safetensors"), saveNetwork(network, { image: "2x3", arm: "a", seed: 7 }));
writeFileSync(join(work, "image.png"), png({ width: 3, height: 2, lines: [[1, 2, 3], [4, 5, 6]] }));
const present = readdirSync(work);
const before = process.cwd();
process.chdir(work);
afterAll(() => process.chdir(before));

// Without a slash of its own, no text leads out of the folder.
const text = fc
  .oneof(fc.string({ maxLength: 12 }), fc.string({ unit: "binary", maxLength: 6 }), fc.constantFrom(...hostileNames))
  .map((raw) => raw.replaceAll("/", "").replaceAll("..", ""));
const or = (known: string[], other = text) => fc.oneof(fc.constantFrom(...known), other);
const flag = (name: string, value: fc.Arbitrary<string>) => value.map((it) => [name, it]);

const file = fc.oneof(
  { weight: 4, arbitrary: fc.constant("tiny.json") },
  { weight: 4, arbitrary: fc.constantFrom("bad.json", "binary", "folder", "missing.json", "tiny.json/x", "") },
  { weight: 1, arbitrary: text },
);
const folder = or(["out", "folder", "folder/new", "tiny.json", "tiny.json/x", "x".repeat(300)]);
const keys = [
  "training", "iterations", "arms", "0", "a", "network", "hidden", "optimizer", "learningRate", "seeds", "name",
  "dataset", "path", "regularization", "dropout", "__proto__", "constructor", "prototype", "toString", "",
];
const step = fc.oneof(
  fc.constantFrom(...keys.map((name) => `.${name}`)),
  fc.nat(5).map((i) => `[${i}]`),
  fc.constantFrom("[999999999]", '["b, c"]', '["', "[", "]", "..", "=", "[-1]"),
  text.map((name) => `[${JSON.stringify(name)}]`),
);
const path = fc.oneof(
  fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => steps.join("").replace(/^\./, "")),
  fc.nat(3000).map((n) => "a.".repeat(n) + "a"),
);
const literals = ["1", "0", "-1", "1e999", "true", "null", "adam", "[1,2]", "{}", "[".repeat(5000)];
const value = or([...literals, '{"__proto__":{"x":1}}'], fc.oneof(fc.json({ maxDepth: 2 }), text));
const assignment = or(
  ["training.iterations=1", "seeds=[3]", "arms[0].optimizer=adam", "network.hidden=[3, 2]"],
  fc.oneof(fc.tuple(path, value).map((sides) => sides.join("=")), text),
);
const option = fc.oneof(
  flag("--out", folder),
  folder.map((out) => [`-o${out}`]),
  flag("--set", assignment),
  assignment.map((set) => [`--set=${set}`]),
  flag("--seed", or(["0", "7", "-1", "1.5", "1e3", "9007199254740991", "9007199254740992", "٣", "0x10", " 1"])),
  // Not many: each is a thread.
  flag("--threads", or(["1", "2", "0", "1025", "-1", "two"], text.filter((raw) => !/^\d+$/.test(raw)))),
  fc
    .constantFrom("--quiet", "-q", "--force", "-f", "-qf", "--help", "-h", "--", "-", "--out", "--set", "--print", "-V",
      "--json", "--invert", "--checkpoint-every", "--format", "--arm")
    .map((name) => [name]),
  text.map((raw) => [raw]),
  text.map((raw) => [`--${raw}`]),
);
const source = or(["net.safetensors", "net.safetensors", "image.png", "binary", "folder", "missing", "tiny.json", "."]);
const image = or(["image.png", "image.png", "net.safetensors", "data/t10k-images-idx3-ubyte", "folder", "missing"]);
const options = fc.array(option, { maxLength: 4 }).map((all) => all.flat());
const command = (name: string, first: fc.Arbitrary<string>) =>
  fc.tuple(first, options).map(([word, rest]) => [name, word, ...rest]);
const argv = fc.oneof(
  { weight: 6, arbitrary: command("run", file) },
  { weight: 2, arbitrary: command("init", or(["new.json", "tiny.json", "folder", "folder/x.json", "tiny.json/x"])) },
  { weight: 3, arbitrary: fc.constantFrom("export", "inspect", "resume").chain((name) => command(name, source)) },
  { weight: 2, arbitrary: fc.tuple(source, image, options).map(([net, ...rest]) => ["predict", net, ...rest].flat()) },
  { weight: 1, arbitrary: fc.tuple(or(["run", "init", "help", "rum"]), options).map((all) => all.flat()) },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 4 }) },
);

const escaped = (literal: string) => literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** The message names an option, an argument, an arm, a key of the experiment, or quotes one of the words. */
function checkEnded(words: string[], ended: Ended): void {
  try {
    const given = words.map((word) => word.replace(/^-o/, "")).filter(Boolean);
    const quotes = given.map((word) => escaped(printable(word).slice(0, 12)));
    const names = ["option", "--set ", "argument", "command", "^Usage: ", "^error: arm ", "^error: dataset\\."];
    expectOrderly(ended, new RegExp([...names, ...quotes].join("|")));
    check();
  } finally {
    for (const name of readdirSync(work)) if (!present.includes(name)) rmSync(join(work, name), { recursive: true });
    rmSync(join(work, "folder"), { recursive: true });
    mkdirSync(join(work, "folder", "inner"), { recursive: true });
  }
}

fuzz("command lines", () =>
  fc.asyncProperty(argv, async (words) => checkEnded(words, await cli(words, { interrupted: true }))),
);

const script = fileURLToPath(new URL("../../cli.js", import.meta.url));
/** Node itself forbids them to write anywhere but into the folder. */
const permissions = [
  "--no-warnings", process.allowedNodeEnvironmentFlags.has("--permission") ? "--permission" : "--experimental-permission",
  "--allow-worker", "--allow-fs-read=*", `--allow-fs-write=${work}/*`,
];

/** No argument of a real process holds a NUL. */
const realArgv = argv.filter((words) => words.every((word) => !word.includes("\0")));

/** A process that may write into the folder alone. */
const start = (words: string[]) =>
  new Promise<Ended>((resolve) => {
    const child = execFile(process.execPath, [...permissions, script, ...words], { cwd: work }, (_, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });

fuzz("processes", () => fc.asyncProperty(realArgv, async (words) => checkEnded(words, await start(words))));

test("a run is saved under Node's permission model", async () => {
  const ended = await start(["run", "tiny.json"]);
  rmSync(join(work, "runs"), { recursive: true, force: true });
  expect(ended.code, ended.err).toBe(0);
});
