/** PNG images for `predict`: of all colour types, with damaged chunks, sizes that lie, and more data than they need. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import * as fc from "fast-check";
import { expect } from "vitest";
import { compile } from "../../bindings/compile.ts";
import { saveNetwork } from "../../bindings/model.ts";
import { Network } from "../../bindings/network.ts";
import { chunk, header as headerOf, signature } from "../cli/png.ts";
import { fuzz } from "./cases.ts";
import { cli, expectOrderly, sandbox } from "./oracle.ts";

const { work, check } = sandbox();
const network = new Network(await compile(), {
  inputs: 6, hidden: [{ units: 2 }], output: { units: 3 }, optimizer: { name: "sgd" }, batchSize: 1, seed: 1,
});
const model = join(work, "net.safetensors");
writeFileSync(model, saveNetwork(network, { image: "2x3" }));
const image = join(work, "image.png");

const mostly = (usual: number, ...edges: number[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...edges) });
const header = fc.record({
  width: mostly(3, 0, 1, 6, 9, 4096, 4097, 2 ** 31, 2 ** 32 - 1),
  height: mostly(2, 0, 1, 4, 6, 4096, 65536, 2 ** 32 - 1),
  depth: fc.constantFrom(1, 2, 4, 8, 8, 8, 16, 3, 0),
  type: fc.constantFrom(0, 2, 3, 4, 6, 0, 2, 3, 4, 6, 1, 7),
  interlace: fc.constantFrom(0, 0, 0, 1, 2),
});
const samples: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const otherTypes = ["iCCP", "zTXt", "tEXt", "IHDR", "IEND", "PLTE", "acTL", "xxxx"];

const png = fc
  .record({
    header,
    filters: fc.array(fc.nat(5), { maxLength: 20 }),
    fill: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    palette: fc.nat(260),
    transparency: fc.uint8Array({ maxLength: 10 }),
    // Bytes more or less than the pixels need; a bomb where there are many.
    more: fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: -30, max: 30 }), fc.nat(2 ** 22)),
    pieces: fc.integer({ min: 1, max: 3 }),
    others: fc.array(fc.record({ type: fc.constantFrom(...otherTypes), content: fc.uint8Array({ maxLength: 30 }) }), {
      maxLength: 2,
    }),
  })
  .map(({ header, filters, fill, palette, transparency, more, pieces, others }) => {
    const { width, height, depth, type, interlace } = header;
    const line = 1 + Math.ceil((width * depth * (samples[type] ?? 1)) / 8);
    const lines = Buffer.alloc(Math.max(0, Math.min(line * height, 2 ** 16) + more));
    for (let i = 0; i < Math.min(lines.length, 2 ** 16); i++) {
      lines[i] = i % line === 0 ? (filters[i / line] ?? 0) : fill[i % fill.length]!;
    }
    const packed = deflateSync(lines, { level: 1 });
    const step = Math.ceil(packed.length / pieces);
    const data = Array.from({ length: pieces }, (_, i) => packed.subarray(i * step, (i + 1) * step));
    return [
      headerOf({ width, height, depth, type, interlace }),
      ...others.map(({ type: name, content }) => chunk(name, content)),
      ...(type === 3 || palette > 250 ? [chunk("PLTE", new Uint8Array(3 * palette).fill(99))] : []),
      ...(transparency.length > 0 ? [chunk("tRNS", transparency)] : []),
      ...data.map((content) => chunk("IDAT", content)),
      chunk("IEND", new Uint8Array(0)),
    ];
  });
const file = png.map((chunks) => Buffer.concat([signature, ...chunks]));

const damaged = fc.oneof(
  file,
  fc.tuple(png, fc.nat(8), fc.nat(8)).map(([chunks, from, to]) => {
    const moved = [...chunks];
    moved.splice(to % chunks.length, 0, ...moved.splice(from % chunks.length, 1));
    return Buffer.concat([signature, ...moved.slice(0, from < 4 ? -1 : undefined)]);
  }),
  fc.tuple(file, fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { minLength: 1, maxLength: 5 })).map(([whole, all]) => {
    const bytes = Buffer.from(whole);
    for (const [at, byte] of all) bytes[8 + (at % (bytes.length - 8))] = byte;
    return bytes;
  }),
  fc.tuple(file, fc.nat(400)).map(([bytes, end]) => bytes.subarray(0, end)),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.concat([signature, bytes])),
  fc.uint8Array({ maxLength: 30 }),
);

fuzz("PNG images", () =>
  fc.asyncProperty(damaged, fc.constantFrom([], ["--json"], ["--invert"]), async (bytes, options) => {
    writeFileSync(image, bytes);
    const ended = await cli(["predict", model, image, ...options]);
    expectOrderly(ended, /^error: .*image\.png: /);
    expect([0, 2]).toContain(ended.code);
    if (ended.code === 0) expect(ended.out).toMatch(/\d\.\d/);
    check();
  }),
);
