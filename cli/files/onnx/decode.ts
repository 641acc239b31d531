/** Reads an ONNX model's graph. What a file may cost is known before it is decoded. */
import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { UsagiError } from "../../../bindings/errors.ts";
import { type ModelProto, ModelProtoSchema } from "./onnx_pb.ts";

/** Most bytes of all but the values of tensors: an object of some hundred bytes can be made of two. */
const MAX_STRUCTURE_BYTES = 2 ** 21;

/** Field numbers of onnx.proto. */
const GRAPH = 7;
const INITIALIZER = 5;
const TENSOR_DIMS = 1;
const TENSOR_NAME = 8;

/** Throws a UsagiError where the bytes are no ONNX model, or its graph is too large to be shown. */
export function decodeOnnx(bytes: Uint8Array): ModelProto {
  try {
    const structure = bytes.length - valueBytes(bytes);
    if (structure > MAX_STRUCTURE_BYTES) {
      throw new UsagiError(`its graph has ${structure} bytes without the weights; at most ${MAX_STRUCTURE_BYTES} are read`);
    }
    const model = fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
    if (model.graph && model.opsetImport.length > 0) return model;
  } catch (error) {
    if (error instanceof UsagiError) throw error;
    throw new UsagiError(`this is no intact ONNX model: ${(error as Error).message}`);
  }
  throw new UsagiError("this is no ONNX model: it has no graph or no operator set");
}

/** Bytes of the values of all initializers, which are not copied when they are read, or left out. */
function valueBytes(model: Uint8Array): number {
  let sum = 0;
  for (const graph of fieldsOf(model, (number) => number === GRAPH)) {
    for (const tensor of fieldsOf(graph, (number) => number === INITIALIZER)) {
      const values = fieldsOf(tensor, (number) => number !== TENSOR_DIMS && number !== TENSOR_NAME);
      for (const { length } of values) sum += length;
    }
  }
  return sum;
}

/** The contents of a message's fields of certain numbers that have a length. */
function* fieldsOf(message: Uint8Array, wanted: (number: number) => boolean): Generator<Uint8Array> {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (type === WireType.LengthDelimited && wanted(number)) yield reader.bytes();
    else reader.skip(type, number);
  }
}
