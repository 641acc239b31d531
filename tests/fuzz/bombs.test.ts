/** Files that are small, or claim much: what the command line, as a real process, takes of memory to refuse them. */
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compile, Network, saveNetwork } from "../../bindings/index.ts";
import { idx, writeDataset } from "../cli/helpers.ts";
import { chunk, png, type PngParts } from "../cli/png.ts";

const folder = mkdtempSync(join(tmpdir(), "usagi-bombs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const script = fileURLToPath(new URL("../../cli.js", import.meta.url));
/** Writes the most memory that the process had, in kB, to file descriptor 3. */
const meter = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from "node:fs";
  process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));
`)}`;

/**
 * Megabytes that the values of JavaScript may take: the bytes and the text of 16 MB, and a tree of what is allowed. V8
 * ends a process that needs more at one time, whatever it would take where there is room.
 */
const heap = 192;

async function measured(argv: string[], cwd: string) {
  const child = spawn(process.execPath, [`--max-old-space-size=${heap}`, "--import", meter, script, ...argv], {
    cwd, stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  let [err, peak] = ["", ""];
  child.stdio[2]!.on("data", (chunk: Buffer) => (err += chunk.toString()));
  child.stdio[3]!.on("data", (chunk: Buffer) => (peak += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, err, megabytes: Number(peak) / 1024 };
}

const MB = 2 ** 20;
/** What the process has at its most where it reads none of these. */
let base = NaN;
beforeAll(async () => {
  const network = new Network(await compile(), {
    inputs: 6, hidden: [{ units: 2 }], output: { units: 3 }, optimizer: { name: "sgd" }, batchSize: 1,
  });
  writeFileSync(join(folder, "net.safetensors"), saveNetwork(network, { image: "2x3" }));
  writeFileSync(join(folder, "wrong.json"), "{}");
  const { code, megabytes } = await measured(["run", "wrong.json"], folder);
  expect(code).toBe(2);
  base = megabytes;
});

/**
 * Runs over the files, which are made in a folder of their own. Where one claims, or unpacks to, `claim` megabytes, far
 * less are taken.
 */
async function expectRefused(
  argv: string[], message: RegExp, make: (folder: string) => void, claim = Infinity,
): Promise<void> {
  const own = mkdtempSync(join(folder, "bomb-"));
  make(own);
  const { code, err, megabytes } = await measured(argv, own);
  expect(err).toMatch(message);
  expect(code).toBe(2);
  expect(err.length).toBeLessThan(50_000);
  expect(megabytes).toBeGreaterThan(10);
  expect(megabytes - base).toBeLessThan(claim / 2);
}

const many = (n: number, part: (i: number) => string) => Array.from({ length: n }, (_, i) => part(i)).join("");
test.concurrent.each<[string, string, RegExp]>([
  ["10 MB of brackets", "[".repeat(10 * MB), /1:65 {2}nested more than 64 levels deep/],
  ["closed brackets", "[]".repeat(5 * MB), /1:3 {2}the file should end here/],
  ["16 MB of numbers", `[${"0,".repeat(8 * MB - 9)}0]`, /more than 100000 values/],
  ["one number of 10 MB", `{"name":${"9".repeat(10 * MB)}}`, /name = .*must be a text/],
  ["a text of escapes", `{"name":"${"\\u0000".repeat(2 * MB)}"}`, /name = /],
  ["a key of 10 MB", `{"name":"a","${"k".repeat(10 * MB)}":1}`, /unknown key/],
  ["16 million lines", `{"name":"a",${"\n".repeat(15 * MB)}"x":1}`, /json:15728641:1 {2}x = 1: unknown key/],
  ["5 million comments", `{"name":"a",${"//\n".repeat(5 * MB)}"x":1}`, /x = 1: unknown key/],
  ["49,000 unknown keys", `{"name":"a"${many(49_000, (i) => `,"k${i}":1`)}}`, /and 48950 more/],
  ["49,000 keys twice", `{"name":"a"${many(49_000, () => ',"k":1')}}`, /and 48950 more/],
  ["90,000 wrong layers", `{"name":"a","network":{"hidden":[${many(90_000, () => "0,")}0]}}`, /network\.hidden/],
])("experiment: %s", (_, text, message) => {
  return expectRefused(["run", "bomb.json"], message, (own) => writeFileSync(join(own, "bomb.json"), text));
});

const nothing = new Uint8Array(0);
const trainImages = "train-images-idx3-ubyte";
test.concurrent.each<[string, string, number, () => Uint8Array, RegExp, number?]>([
  ["2 GB, its header says less", trainImages, 2048, () => idx([60, 3, 5], nothing), /is too long/, 2 ** 31 - 2],
  ["a count that overflows", trainImages, 2048, () => idx([2 ** 32 - 1, 255, 255], nothing), /at most 2147483647/],
  ["2 GB declared, none there", trainImages, 2048, () => idx([32767, 255, 257], nothing), /is truncated/],
  [
    "2 GB declared, gzipped", `${trainImages}.gz`, 2048, () => gzipSync(idx([32767, 255, 257], new Uint8Array(99))),
    /no gzip file of that/,
  ],
  [
    "512 MB in 520 kB, where 108 bytes are declared", "train-labels-idx1-ubyte.gz", 512, bomb,
    /expands to more than the 108 bytes/,
  ],
])("IDX: %s", (_, name, claim, content, message, length) => {
  return expectRefused(["run", "idx.json"], message, (own) => {
    writeDataset(join(own, "data"));
    rmSync(join(own, "data", name.replace(".gz", "")));
    const file = join(own, "data", name);
    writeFileSync(file, content());
    if (length !== undefined) truncateSync(file, length);
    writeFileSync(join(own, "idx.json"), JSON.stringify({ name: "a", dataset: { name: "idx", path: "data" } }));
  }, claim);
});

/** Of 3 × 2 grey pixels, unless said otherwise. */
const image = (parts: Partial<PngParts>) => png({ width: 3, height: 2, lines: [], ...parts });
const zeros = (megabytes: number) => deflateSync(new Uint8Array(megabytes * MB), { level: 1 });

test.concurrent.each<[string, number, () => Uint8Array, RegExp]>([
  ["256 MB where 8 bytes are needed", 256, () => image({ data: zeros(256) }), /more than its 3 × 2 pixels need/],
  ["a side of 2^31", 2048, () => image({ width: 2 ** 31, data: zeros(1) }), /is 2147483648 × 2 pixels; 1 to 4096/],
  ["16 million pixels of 64 bits, none there", 128, () => {
    return image({ width: 4096, height: 4096, depth: 16, type: 6, data: zeros(1) });
  }, /its size needs 134221824/],
  ["a colour profile of 256 MB", 256, () => {
    const profile = chunk("iCCP", Buffer.concat([Buffer.from("x\0\0"), zeros(256)]));
    return image({ lines: [[0, 0, 0], [0, 0]], more: [profile] });
  }, /it has 7 bytes of pixels; its size needs 8/],
])("PNG: %s", (_, claim, content, message) => {
  return expectRefused(["predict", "net.safetensors", "image.png"], message, (own) => {
    copyFileSync(join(folder, "net.safetensors"), join(own, "net.safetensors"));
    writeFileSync(join(own, "image.png"), content());
  }, claim);
});

test.concurrent.each<[string, (valid: Buffer) => Buffer, RegExp, number?]>([
  ["a header of 2^63 bytes", (valid) => {
    valid.writeBigUInt64LE(2n ** 63n);
    return valid;
  }, /says that its header has 9223372036854776000 bytes/, 2048],
  ["10 MB of brackets", () => withHeader("{" + "[".repeat(10 * MB)), /nested too deeply/],
  ["a tensor of 9e9 values", (valid) => {
    return Buffer.from(valid.toString("latin1").replace('"shape":[6,2]', '"shape":[9e9]'), "latin1");
  }, /has 48 bytes; its shape and dtype need 36000000000/, 2048],
])("network: %s", (_, damage, message, claim) => {
  return expectRefused(["export", "net.safetensors"], message, (own) => {
    writeFileSync(join(own, "net.safetensors"), damage(readFileSync(join(folder, "net.safetensors"))));
  }, claim);
});

function withHeader(text: string): Buffer {
  const bytes = Buffer.alloc(8 + text.length, 0);
  bytes.writeBigUInt64LE(BigInt(text.length));
  bytes.write(text, 8);
  return bytes;
}

function bomb(): Uint8Array {
  const member = gzipSync(new Uint8Array(64 * MB));
  return Buffer.concat([gzipSync(idx([100], nothing)), ...Array.from({ length: 8 }, () => member)]);
}
