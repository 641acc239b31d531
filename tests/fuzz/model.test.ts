/** Files of trained networks, through `export`: their header, their description and their bytes changed. */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect } from "vitest";
import { compile } from "../../bindings/compile.ts";
import { saveNetwork } from "../../bindings/model.ts";
import { Network } from "../../bindings/network.ts";
import { fuzz } from "./cases.ts";
import { type Change, changed, changes } from "./mutate.ts";
import { cli, expectOrderly, sandbox } from "./oracle.ts";

const { work, check } = sandbox();
const network = new Network(await compile(), {
  inputs: 6,
  hidden: [{ units: 3, activation: "tanh", batchNorm: true }, { units: 2, dropout: { ratio: 0.5 } }],
  output: { units: 3 },
  optimizer: { name: "adam" },
  batchSize: 2,
  seed: 1,
});
const digest = await network.digest();
const valid = saveNetwork(network, { arm: "a", seed: 1, image: "2x3", experiment: "x", digest });

interface Header {
  __metadata__: Record<string, string>;
  [tensor: string]: unknown;
}
const headerBytes = Number(new DataView(valid.buffer).getBigUint64(0, true));
const header = JSON.parse(new TextDecoder().decode(valid.subarray(8, 8 + headerBytes))) as Header;
const data = valid.subarray(8 + headerBytes);

/** A file of a header's text; its length may be a lie. */
function fileOf(text: string, length?: bigint): Uint8Array {
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

function withDescription(all: Change[]): Uint8Array {
  const { description, ...metadata } = header.__metadata__;
  const other = changed(JSON.parse(description!) as object, all);
  return fileOf(JSON.stringify({ ...header, __metadata__: { ...metadata, description: JSON.stringify(other) } }));
}

const damaged = fc.oneof(
  changes.map((all) => fileOf(JSON.stringify(changed(header, all)))),
  changes.map(withDescription),
  changes.map((all) => fileOf(JSON.stringify({ ...header, __metadata__: changed(header.__metadata__, all) }))),
  fc.tuple(fc.nat(valid.length), fc.nat(20)).map(([end, more]) => {
    return Buffer.concat([valid.subarray(0, end), Buffer.alloc(more)]);
  }),
  fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 5 }).map((all) => {
    const bytes = valid.slice();
    for (const [at, byte] of all) bytes[at] = byte;
    return bytes;
  }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((length) => fileOf(JSON.stringify(header), length)),
  fc.tuple(fc.constantFrom("[", "{", '{"a":', '"', "{}", " "), fc.nat(9000)).map(([part, n]) => fileOf(part.repeat(n))),
  fc.uint8Array({ maxLength: 100 }),
);

fuzz("files of networks", () =>
  fc.asyncProperty(damaged, async (bytes) => {
    rmSync(join(work, "out.onnx"), { force: true });
    const file = join(work, "net.safetensors");
    writeFileSync(file, bytes);
    const ended = await cli(["export", file, "--out", join(work, "out.onnx")]);
    expectOrderly(ended, /^error: .*net\.safetensors: /);
    expect([0, 2]).toContain(ended.code);
    expect(readdirSync(work)).toEqual(["net.safetensors", ...(ended.code === 0 ? ["out.onnx"] : [])]);
    check();
  }),
);
