/** ONNX models and networks for `inspect`: bytes changed, cut, spliced; hostile names and sizes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import * as fc from "fast-check";
import { expect } from "vitest";
import { compile } from "../../bindings/compile.ts";
import { decodeModel, saveNetwork } from "../../bindings/model.ts";
import { Network } from "../../bindings/network.ts";
import { decodeOnnx } from "../../cli/files/onnx/decode.ts";
import { encodeOnnx } from "../../cli/files/onnx/encode.ts";
import { ModelProtoSchema } from "../../cli/files/onnx/onnx_pb.ts";
import { fuzz } from "./cases.ts";
import { hostileNames } from "./hostile.ts";
import { cli, expectOrderly, sandbox } from "./oracle.ts";

const { work, check } = sandbox();
const network = new Network(await compile(), {
  inputs: 6, hidden: [{ units: 2, batchNorm: true }], output: { units: 3 }, optimizer: { name: "sgd" }, batchSize: 2,
});
const safetensors = saveNetwork(network, { image: "2x3", arm: "a", seed: 1 });
const onnx = encodeOnnx(decodeModel(safetensors));

const text = fc.oneof(fc.constantFrom(...hostileNames), fc.string({ unit: "binary" }));
const dims = fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 4 });
/** Names and sizes of the graph, anything that the format can hold. */
const renamed = fc.tuple(fc.array(text, { minLength: 1, maxLength: 5 }), dims).map(([names, sizes]) => {
  const model = decodeOnnx(onnx);
  const graph = model.graph!;
  const name = (i: number) => names[i % names.length]!.replace(/\p{Cs}/gu, "?");
  model.producerName = name(0);
  model.producerVersion = name(1);
  graph.name = name(2);
  for (const [i, node] of graph.node.entries()) {
    [node.name, node.opType, node.input] = [name(i), name(i + 1), [name(i + 2)]];
  }
  for (const [i, tensor] of graph.initializer.entries()) [tensor.name, tensor.dims] = [name(i), sizes];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, model));
});

const damaged = fc.constantFrom(onnx, safetensors).chain((whole) =>
  fc.oneof(
    fc.tuple(fc.nat(whole.length), fc.nat(20)).map(([end, more]) => {
      return Buffer.concat([whole.subarray(0, end), Buffer.alloc(more)]);
    }),
    fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 5 }).map((all) => {
      const bytes = whole.slice();
      for (const [at, byte] of all) bytes[at] = byte;
      return bytes;
    }),
    fc.tuple(fc.nat(whole.length), fc.nat(whole.length), fc.uint8Array({ maxLength: 30 })).map(([start, end, added]) =>
      Buffer.concat([whole.subarray(0, start), added, whole.subarray(end)]),
    ),
    // Groups within groups, and lengths within lengths.
    fc.tuple(fc.constantFrom([0x0b], [0x3a, 0x7f], [0xff], [0x80], [0x0a, 0x00]), fc.nat(20_000)).map(([part, n]) =>
      Buffer.concat(Array.from({ length: n }, () => Uint8Array.from(part))),
    ),
    fc.uint8Array({ maxLength: 60 }),
  ),
);

const kinds = fc.constantFrom("onnx", "safetensors", "bin");

fuzz("files for inspect", () =>
  fc.asyncProperty(fc.oneof(damaged, renamed), kinds, fc.boolean(), async (bytes, kind, json) => {
    const file = join(work, `file.${kind}`);
    writeFileSync(file, bytes);
    const ended = await cli(["inspect", file, ...(json ? ["--json"] : [])]);
    expectOrderly(ended, /^error: .*file\.(onnx|safetensors|bin): /);
    expect([0, 2]).toContain(ended.code);
    if (json && ended.code === 0) expect(JSON.parse(ended.out)).toBeTypeOf("object");
    check();
  }),
);
