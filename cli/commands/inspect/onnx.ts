/** What an ONNX model holds. */
import { elementsOf } from "../../../bindings/arrays.ts";
import { decodeOnnx } from "../../files/onnx/decode.ts";
import { STANDARDIZE } from "../../files/onnx/encode.ts";
import type { TensorProto, ValueInfoProto } from "../../files/onnx/onnx_pb.ts";
import { inFile } from "../../files/models.ts";
import { heading, said } from "../../texts/language.ts";
import { facts, shapeText, tableOf, title } from "./text.ts";

interface Value {
  name: string;
  type: string;
  /** A text is a size that is left open. */
  shape: (number | string)[];
}

export interface OnnxReport {
  kind: "onnx";
  file: string;
  bytes: number;
  irVersion: number;
  /** Version by domain; "" is ONNX's own. */
  operatorSets: Record<string, number>;
  producer: string;
  about: string;
  inputs: Value[];
  outputs: Value[];
  nodes: { operator: string; name: string; inputs: string[]; outputs: string[] }[];
  initializers: Value[];
  /** Elements of all initializers but scalars, which are constants of formulas, and what standardizes inputs and targets. */
  parameters: number;
  metadata: Record<string, string>;
}

/** TensorProto.DataType, by number. */
const types = [
  "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64",
  "uint32", "uint64", "complex64", "complex128", "bfloat16",
];
const typeName = (number = 0) => types[number] ?? `type ${number}`;

/** @throws InputError where the file is no ONNX model or its graph too large to be shown. */
export function readOnnx(file: string, bytes: Uint8Array): OnnxReport {
  const model = inFile(file, () => decodeOnnx(bytes));
  const graph = model.graph!;
  return {
    kind: "onnx",
    file,
    bytes: bytes.length,
    irVersion: Number(model.irVersion),
    operatorSets: entries(model.opsetImport.map(({ domain, version }) => [domain, Number(version)])),
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    about: model.docString,
    inputs: graph.input.map(value),
    outputs: graph.output.map(value),
    nodes: graph.node.map(({ opType, name, input, output }) => ({
      operator: opType, name, inputs: input, outputs: output,
    })),
    initializers: graph.initializer.map(tensor),
    parameters: graph.initializer.filter(({ name, dims }) => dims.length > 0 && !name.startsWith(STANDARDIZE))
      .reduce((sum, { dims }) => sum + elementsOf(dims.map(Number)), 0),
    metadata: entries(model.metadataProps.map(({ key, value }) => [key, value])),
  };
}

function tensor({ name, dataType, dims }: TensorProto): Value {
  return { name, type: typeName(dataType), shape: dims.map(Number) };
}

function value({ name, type }: ValueInfoProto): Value {
  const found = type?.value.case === "tensorType" ? type.value.value : undefined;
  const dims = found?.shape?.dim ?? [];
  return {
    name,
    type: found ? typeName(found.elemType) : "no tensor",
    shape: dims.map(({ value: size }) => (size.case === "dimValue" ? Number(size.value) : (size.value ?? "?"))),
  };
}

/** Names from the file may be those of a prototype. */
function entries<Item>(list: [string, Item][]): Record<string, Item> {
  return Object.assign(Object.create(null) as Record<string, Item>, Object.fromEntries(list));
}

export function onnxText(report: OnnxReport): string {
  const { file, bytes, inputs, outputs, nodes, initializers, parameters, metadata } = report;
  const sets = Object.entries(report.operatorSets).map(([domain, version]) => `${domain || "ai.onnx"} ${version}`);
  const values = (title: string, list: Value[]) =>
    tableOf([title, "type", "shape"], ["left", "left", "right"], list.map(({ name, type, shape }) => [
      name, heading(type), shapeText(shape),
    ]));
  const known = Object.entries(metadata).filter(([key]) => key !== "description");
  return [
    title(file, said().kinds.onnx, said().bytes(bytes), said().parameters(parameters)),
    facts([
      ["made by", report.producer], ["IR version", report.irVersion], ["operators", sets.join(", ")],
      ["about", report.about],
    ]),
    values("input", inputs),
    values("output", outputs),
    tableOf(["node", "operator", "from", "to"], ["left", "left", "left", "left"], nodes.map((node) => [
      node.name, node.operator, node.inputs.join(", "), node.outputs.join(", "),
    ])),
    values("initializer", initializers),
    ...(known.length > 0 ? [facts(known)] : []),
  ].join("\n\n");
}
