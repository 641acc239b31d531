/** IDX files: truncated, with another magic number, with sizes that lie or overflow, gzipped and damaged. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { expect } from "vitest";
import { idx, writeDataset } from "../cli/helpers.ts";
import { fuzz } from "./cases.ts";
import { cli, expectOrderly, sandbox } from "./oracle.ts";

const { work, check } = sandbox();
const data = join(work, "data");
writeDataset(data, { train: 6, t10k: 3 });
const file = join(work, "experiment.json");
// Its network does not fit, so that it is refused once the data is read.
const experiment = { name: "x", dataset: { name: "idx", path: "data" }, network: { hidden: [65535, 65535] } };
writeFileSync(file, JSON.stringify(experiment));

const names = ["train", "t10k"].flatMap((part) => [`${part}-images-idx3-ubyte`, `${part}-labels-idx1-ubyte`]);
const original = names.map((name) => readFileSync(join(data, name)));

const size = fc.oneof(
  fc.constantFrom(0, 1, 3, 5, 6, 15, 255, 256, 65535, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1),
  fc.nat(10),
  fc.nat(2 ** 32 - 1),
);
const content = (original: Buffer) => fc.oneof(
  fc.constant(original),
  // Another header over the same bytes, or none, or as many as it says where that is little.
  fc.record({
    magic: fc.constantFrom(0x803, 0x801, 0x802, 0x804, 0xd03, 0x3080000, 0, 0xffffffff),
    sizes: fc.array(size, { maxLength: 4 }),
    fits: fc.boolean(),
  }).map(({ magic, sizes, fits }) => {
    const total = sizes.reduce((product, one) => product * one, 1);
    return idx(sizes, fits && total < 1e5 ? new Uint8Array(total).fill(total % 7) : original.subarray(16), magic);
  }),
  fc.tuple(fc.nat(original.length), fc.nat(40)).map(([end, more]) => {
    return Buffer.concat([original.subarray(0, end), Buffer.alloc(more)]);
  }),
  fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { maxLength: 6 }).map((changes) => {
    const bytes = Buffer.from(original);
    for (const [at, byte] of changes) bytes[at] = byte;
    return bytes;
  }),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
);

const zipped = (bytes: Buffer) => fc.oneof(
  fc.constant(gzipSync(bytes)),
  // A bomb.
  fc.nat(2 ** 21).map((zeros) => gzipSync(Buffer.concat([bytes, Buffer.alloc(zeros)]), { level: 1 })),
  fc.nat(1000).map((end) => gzipSync(bytes).subarray(0, end)),
  fc.tuple(fc.nat(200), fc.nat(255)).map(([at, byte]) => {
    const damaged = gzipSync(bytes);
    damaged[at % damaged.length] = byte;
    return damaged;
  }),
  // Two members.
  fc.constant(Buffer.concat([gzipSync(bytes), gzipSync(bytes)])),
  fc.uint8Array({ maxLength: 40 }).map((tail) => Buffer.concat([gzipSync(bytes), tail])),
);

const damagedFile = fc.nat(3).chain((which) =>
  content(original[which]!).chain((bytes) =>
    fc.oneof(
      fc.constant({ which, bytes, gz: false }),
      zipped(bytes).map((packed) => ({ which, bytes: packed, gz: true })),
    ),
  ),
);

fuzz("IDX files", () =>
  fc.asyncProperty(fc.array(damagedFile, { minLength: 1, maxLength: 3 }), async (files) => {
    for (const { which, bytes, gz } of files) {
      rmSync(join(data, names[which]!), { force: true });
      writeFileSync(join(data, names[which]! + (gz ? ".gz" : "")), bytes);
    }
    const ended = await cli(["run", file, "--out", join(work, "out")]);
    for (const [i, name] of names.entries()) {
      rmSync(join(data, `${name}.gz`), { force: true });
      writeFileSync(join(data, name), original[i]!);
    }
    expect(ended.code).toBe(2);
    expectOrderly(ended, /^error: (.*(train|t10k)-(images|labels)-idx[13]-ubyte|arm x needs [\d,]+ bytes)/);
    check();
  }),
);
