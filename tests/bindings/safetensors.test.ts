import { safetensors } from "@jax-js/loaders";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SafeTensor } from "../../bindings/index.ts";
import { decodeSafetensors, encodeSafetensors, UsagiError } from "../../bindings/index.ts";

const tensors = new Map<string, SafeTensor>([
  ["bytes", { dtype: "U8", shape: [3], data: Uint8Array.of(1, 2, 255) }],
  ["weight", { dtype: "F32", shape: [2, 3], data: Float32Array.of(0, -1.5, 2, NaN, Infinity, 1e-40) }],
  ["loss", { dtype: "F64", shape: [1], data: Float64Array.of(Math.PI) }],
  ["counts", { dtype: "U32", shape: [], data: Uint32Array.of(2 ** 32 - 1) }],
  ["none", { dtype: "F64", shape: [0, 4], data: new Float64Array() }],
  ["__proto__", { dtype: "F32", shape: [1], data: Float32Array.of(7) }],
]);
const metadata = JSON.parse('{ "about": "\\u001b 兎", "__proto__": "text" }') as Record<string, string>;
const file = encodeSafetensors(tensors, metadata);

/** A file of this header and this many bytes of data. */
function fileOf(header: unknown, dataBytes = 8): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

test.each([
  ["a Uint8Array", new Uint8Array(file.length + 3)],
  ["a Buffer", Buffer.alloc(file.length + 3)],
])("what was written is read, at any place in %s", (_, memory) => {
  memory.set(file, 3);
  const read = decodeSafetensors(memory.subarray(3));
  expect(new Map(read.tensors)).toEqual(tensors);
  expect(Object.entries(read.metadata)).toEqual(Object.entries(metadata));
  expect(Object.getPrototypeOf(read.metadata)).toBe(null);
  memory.fill(0);
  expect(read.tensors.get("weight")).toEqual(tensors.get("weight"));
});

test("jax-js reads the same", () => {
  // The name is a prototype there.
  const usual = new Map(Array.from(tensors).filter(([name]) => name !== "__proto__"));
  const read = safetensors.parse(encodeSafetensors(usual, { a: "b" }));
  expect(read.tensors).toEqual(Object.fromEntries(usual));
});

test("every array is aligned", () => {
  const start = 8 + Number(new DataView(file.buffer).getBigUint64(0, true));
  expect(start % 8).toBe(0);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, start))) as Record<string, never>;
  for (const [name, { data }] of tensors) {
    const { data_offsets: offsets } = header[name] as unknown as { data_offsets: [number, number] };
    expect(offsets[0] % data.BYTES_PER_ELEMENT, name).toBe(0);
  }
});

test("what does not fit is not written", () => {
  const data = new Float32Array(3);
  const encode = (name: string, tensor: SafeTensor) => () => encodeSafetensors(new Map([[name, tensor]]));
  expect(encode("a", { dtype: "F32", shape: [2, 2], data })).toThrow('tensor "a" has 3 values; its shape needs 4');
  expect(encode("a", { dtype: "F64", shape: [3], data: data as never })).toThrow(
    'the data of tensor "a" is a Float32Array of 3 values; it must be a Float64Array',
  );
  expect(encode("__metadata__", { dtype: "F32", shape: [3], data })).toThrow(UsagiError);
});

const entry: SafeTensor = { dtype: "F32", shape: [1], data: new Float32Array(1) };
test.each<[string, unknown, unknown, string]>([
  ["nothing", undefined, {}, "tensors is undefined; it must be a Map"],
  ["an object", { a: entry }, {}, "tensors is an object; it must be a Map"],
  ["a number as a name", new Map([[5, entry]]), {}, "the name of a tensor is 5; it must be a text"],
  ["no tensor", new Map([["a", null]]), {}, 'tensor "a" is null; it must be an object'],
  ["a key too many", new Map([["a", { ...entry, size: 1 }]]), {}, 'has the unknown key "size"'],
  ["a dtype in small letters", new Map([["a", { ...entry, dtype: "f32" }]]), {}, 'is "f32"; it must be one of "F64"'],
  ["a dtype of the format alone", new Map([["a", { ...entry, dtype: "F16" }]]), {}, 'is "F16"; it must be one of'],
  ["no shape", new Map([["a", { ...entry, shape: undefined }]]), {}, 'the shape of tensor "a" must be a list'],
  ["a negative shape", new Map([["a", { ...entry, shape: [-1, -1] }]]), {}, 'the shape of tensor "a" must be a list'],
  ["halves", new Map([["a", { ...entry, shape: [0.5, 2] }]]), {}, 'the shape of tensor "a" must be a list'],
  ["no metadata", new Map(), null, "metadata is null; it must be an object"],
  ["metadata of numbers", new Map(), { a: 1n }, 'metadata "a" is 1n; it must be a text'],
])("%s: is not written", (_, all, texts, message) => {
  const encode = () => encodeSafetensors(all as never, texts as never);
  expect(encode).toThrow(UsagiError);
  expect(encode).toThrow(message);
});

test("a tensor is read once", () => {
  let readings = 0;
  const fickle = { ...entry, get data() { return new Float32Array(readings++ === 0 ? 1 : 1000).fill(7); } };
  const { tensors: read } = decodeSafetensors(encodeSafetensors(new Map([["a", fickle]])));
  expect(read.get("a")!.data).toEqual(Float32Array.of(7));
});

describe("a file that is not right is refused", () => {
  const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
  const half = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const twice = (key: string, value: string) => `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],${key}:${value}}}`;
  test.each<[string, Uint8Array, string]>([
    ["empty", new Uint8Array(), "it has 0 bytes"],
    ["a header longer than the file", Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 123), "has 9 bytes; at most 1"],
    ["a header of 2^64 bytes", new Uint8Array(64).fill(255), "at most 56 are possible"],
    ["not UTF-8", fileOf("{\xff}").fill(255, 9, 10), "not UTF-8"],
    ["a space before the header", fileOf(` ${JSON.stringify({ a: entry })}`), "does not begin with {"],
    ["a mark before the header", fileOf(`\ufeff${JSON.stringify({ a: entry })}`), "does not begin with {"],
    ["no JSON", fileOf('{"a":'), "not JSON"],
    ["an open text", fileOf('{"a'), "not JSON"],
    ["a wrong escape", fileOf('{"\\x":1}'), "not JSON"],
    ["more after the header", fileOf(`${JSON.stringify({ a: entry })}{}`), "not JSON"],
    ["deep nesting", fileOf(`{"a":${"[".repeat(1e6)}`), "nested too deeply"],
    ["a name twice", fileOf(`{"a":${JSON.stringify(entry)},"\\u0061"\n :${JSON.stringify(entry)}}`), '"a" comes twice'],
    ["a key twice", fileOf(twice('"dtype"', '"F32"')), '"dtype" comes twice'],
    ["an unknown key", fileOf({ a: { ...entry, stride: 1 } }), 'unknown key "stride"'],
    ["no entry", fileOf({ a: 3 }), 'tensor "a" is 3'],
    ["an unknown dtype", fileOf({ a: { ...entry, dtype: "BF16" } }), 'dtype of tensor "a" is "BF16"'],
    ["a dtype of the prototype", fileOf({ a: { ...entry, dtype: "toString" } }), 'is "toString"'],
    ["no shape", fileOf({ a: { ...entry, shape: 2 } }), "the shape of"],
    ["a negative size", fileOf({ a: { ...entry, shape: [-1, -2] } }), "the shape of"],
    ["half a size", fileOf({ a: { ...entry, shape: [0.5, 4] } }), "the shape of"],
    ["a huge shape", fileOf({ a: { ...entry, shape: [2 ** 50, 2 ** 50] } }), "has 8 bytes; its shape and dtype need"],
    ["a huge shape of nothing", fileOf({ a: { ...entry, shape: [...Array<number>(30).fill(2 ** 50), 0] } }), "NaN"],
    ["three offsets", fileOf({ a: { ...entry, data_offsets: [0, 4, 8] } }), "two whole numbers"],
    ["offsets in reverse", fileOf({ a: { ...entry, data_offsets: [8, 0] } }), "are 8, 0"],
    ["offsets beyond the file", fileOf({ a: entry }, 7), "are 0, 8; there are 7 bytes"],
    ["a shape and offsets that differ", fileOf({ a: { ...entry, shape: [1] } }), "has 8 bytes; its shape and dtype need 4"],
    ["an overlap", fileOf({ a: entry, b: half }), 'tensor "a" begins at byte 0 of the data, where 4'],
    ["a gap", fileOf({ a: half, b: { ...half, data_offsets: [8, 12] } }, 12), "begins at byte 8 of the data, where 4"],
    ["a rest", fileOf({ a: entry }, 9), "1 bytes at its end"],
    ["metadata of numbers", fileOf({ a: entry, __metadata__: { x: 1 } }), '"x" is 1; it must be a text'],
    ["metadata of a list", fileOf({ a: entry, __metadata__: [] }), "__metadata__ is an array"],
  ])("%s", (_, bytes, reason) => {
    expect(() => decodeSafetensors(bytes)).toThrow(UsagiError);
    expect(() => decodeSafetensors(bytes)).toThrow(reason);
  });

  test("no Uint8Array", () => {
    expect(() => decodeSafetensors("file" as never)).toThrow("must be a Uint8Array");
  });

  test("any shorter file", () => {
    for (let length = 0; length < file.length; length++) {
      expect(() => decodeSafetensors(file.subarray(0, length))).toThrow(UsagiError);
    }
  });

  test("any other byte in the header is read or refused with a UsagiError", () => {
    const bytes = fc.tuple(fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = file.slice();
        for (const [at, value] of changes) changed[at] = value;
        try {
          decodeSafetensors(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(UsagiError);
        }
      }),
    );
  });
});
