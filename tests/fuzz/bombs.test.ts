/** Files that are small, or claim much: what the command line, as a real process, takes of memory to refuse them. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idx, writeDataset } from "../cli/helpers.ts";

const folder = mkdtempSync(join(tmpdir(), "usagi-bombs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const script = fileURLToPath(new URL("../../cli.js", import.meta.url));
/** Writes the most memory that the process had, in kB, to file descriptor 3. */
const meter = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from "node:fs";
  process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));
`)}`;

async function measured(argv: string[], cwd: string) {
  const child = spawn(process.execPath, ["--import", meter, script, ...argv], {
    cwd, stdio: ["ignore", "ignore", "pipe", "pipe"], timeout: 60_000,
  });
  let [err, peak] = ["", ""];
  child.stdio[2]!.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdio[3]!.on("data", (chunk: Buffer) => (peak += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, err, megabytes: Number(peak) / 1024 };
}

const MB = 2 ** 20;
/** Its file is read, once as bytes and once as text, and its tree is built: this is what one of 16 MB may take. */
const allowance = 200;
let base = NaN;
beforeAll(async () => {
  writeFileSync(join(folder, "wrong.json"), "{}");
  const { code, megabytes } = await measured(["run", "wrong.json"], folder);
  expect(code).toBe(2);
  base = megabytes;
});

/** Runs over the files, which are made in a folder of their own. */
async function expectRefused(argv: string[], message: RegExp, make: (folder: string) => void): Promise<void> {
  const own = mkdtempSync(join(folder, "bomb-"));
  make(own);
  const { code, err, megabytes } = await measured(argv, own);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err.length).toBeLessThan(50_000);
  expect(megabytes).toBeGreaterThan(10);
  expect(megabytes - base).toBeLessThan(allowance);
}

const many = (n: number, part: (i: number) => string) => Array.from({ length: n }, (_, i) => part(i)).join("");
test.concurrent.each<[string, string, RegExp]>([
  ["10 MB of brackets", "[".repeat(10 * MB), /1:65 {2}nested more than 64 levels deep/],
  ["10 MB of objects", '{"a":'.repeat(2 * MB), /nested more than 64 levels deep/],
  ["closed brackets", "[]".repeat(5 * MB), /more than 200000 values/],
  ["16 MB of numbers", `[${"0,".repeat(8 * MB - 9)}0]`, /more than 200000 values/],
  ["one number of 10 MB", `{"name":${"9".repeat(10 * MB)}}`, /name = .*must be a text/],
  ["a text of 10 MB", `{"name":"${"x".repeat(10 * MB)}"}`, /name = "x+….*must be 1 to 64/],
  ["a text of escapes", `{"name":"${"\\u0000".repeat(2 * MB)}"}`, /name = /],
  ["a key of 10 MB", `{"name":"a","${"k".repeat(10 * MB)}":1}`, /unknown key/],
  ["16 million lines", `{"name":"a",${"\n".repeat(15 * MB)}"x":1}`, /json:15728641:1 {2}x = 1: unknown key/],
  ["5 million comments", `{"name":"a",${"//\n".repeat(5 * MB)}"x":1}`, /x = 1: unknown key/],
  ["49,000 unknown keys", `{"name":"a"${many(49_000, (i) => `,"k${i}":1`)}}`, /and 48950 more/],
  ["49,000 keys twice", `{"name":"a"${many(49_000, () => ',"k":1')}}`, /and 48950 more/],
  ["90,000 wrong layers", `{"name":"a","network":{"hidden":[${many(90_000, () => "0,")}0]}}`, /network\.hidden/],
  ["17 MB", " ".repeat(17 * MB), /has 17825792 bytes; an experiment has at most 16777216/],
])("experiment: %s", (_, text, message) => {
  return expectRefused(["run", "bomb.json"], message, (own) => writeFileSync(join(own, "bomb.json"), text));
});

const nothing = new Uint8Array(0);
const trainImages = "train-images-idx3-ubyte";
test.concurrent.each<[string, string, () => Uint8Array, RegExp, number?]>([
  ["2 GB, its header says less", trainImages, () => idx([60, 3, 5], nothing), /is too long/, 2 ** 31 - 2],
  ["a count that overflows", trainImages, () => idx([2 ** 32 - 1, 255, 255], nothing), /at most 2147483647/],
  ["2 GB declared, none there", trainImages, () => idx([32767, 255, 257], nothing), /is truncated/],
  [
    "2 GB declared, gzipped", `${trainImages}.gz`, () => gzipSync(idx([32767, 255, 257], new Uint8Array(99))),
    /no gzip file of that/,
  ],
  [
    "128 MB in 130 kB, where 108 bytes are declared", "train-labels-idx1-ubyte.gz", bomb,
    /expands to more than the 108 bytes/,
  ],
])("IDX: %s", (_, name, content, message, length) => {
  return expectRefused(["run", "idx.json"], message, (own) => {
    writeDataset(join(own, "data"));
    rmSync(join(own, "data", name.replace(".gz", "")));
    const file = join(own, "data", name);
    writeFileSync(file, content());
    if (length !== undefined) truncateSync(file, length);
    writeFileSync(join(own, "idx.json"), JSON.stringify({ name: "a", dataset: { name: "idx", path: "data" } }));
  });
});

function bomb(): Uint8Array {
  const zeros = gzipSync(new Uint8Array(2 ** 27));
  return Buffer.concat([gzipSync(idx([100], new Uint8Array(0))), zeros]);
}
