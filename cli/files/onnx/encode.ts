/** A trained network as an ONNX model: what it computes in inference, from pixels to probabilities. */
import { create, toBinary } from "@bufbuild/protobuf";
import type { ResolvedDescription } from "../../../bindings/description.ts";
import { UsagiError } from "../../../bindings/errors.ts";
import { expand } from "../../../bindings/expand.ts";
import type { Model } from "../../../bindings/model.ts";
import { activationRow, type OnnxOperation } from "../../../bindings/parts/activations.ts";
import { layerRow } from "../../../bindings/parts/layers.ts";
import { lossOf } from "../../../bindings/parts/losses.ts";
import { version } from "../../package.ts";
import type { TargetScale } from "../../../experiment/data/coding.ts";
import { type Columns, codingIn, columnsOf, targetScalesOf } from "../columns.ts";
import { AttributeProtoSchema, ModelProtoSchema, NodeProtoSchema, TensorProtoSchema, ValueInfoProtoSchema } from "./onnx_pb.ts";

/** ONNX 1.8 of 2020: what every runtime of today reads. */
const IR_VERSION = 7n;
const OPSET = 13n;
/** TensorProto.DataType.FLOAT: float32. */
const FLOAT = 1;
/** AttributeProto.AttributeType.FLOAT. */
const FLOAT_ATTRIBUTE = 1;

/**
 * The bytes of an ONNX model with the input `x`, float32 [N, inputs], and the output `probabilities`, float32
 * [N, classes], with binary cross-entropy [N, 1], the probability of class 1; with a loss of targets it is `outputs`,
 * float32 [N, outputs]. Each dense layer is one Gemm. Batch norm is folded into the layer before it, and the factor of
 * dropout that is scaled "test" into the layer after it. Of a network of a table's columns, x is of numbers as the table has
 * them: what standardizes them comes first; and of one whose targets were standardized the outputs are in their own units. The
 * metadata hold what the safetensors file's do.
 *
 * Throws a UsagiError where a weight is not finite, or too large once it is folded.
 */
export function encodeOnnx({ description, tensors, metadata }: Model): Uint8Array<ArrayBuffer> {
  const { inputs, output } = description;
  const coding = codingIn({ metadata });
  const columns = columnsOf({ description }, coding);
  const { nodes, initializers } = standardizing(columns);
  let last = nodes.length > 0 ? `${STANDARDIZE}y` : "x";
  for (const step of foldedLayers(description, tensors)) {
    const { name } = step;
    if ("weight" in step) {
      const { weight, bias, shape } = step;
      initializers.push(initializer(`${name}/weight`, shape, weight), initializer(`${name}/bias`, [bias.length], bias));
      nodes.push(node("Gemm", name, [last, `${name}/weight`, `${name}/bias`], `${name}/y`));
    } else {
      const { nodes: added, constants } = operations(step.operation, name, last);
      nodes.push(...added);
      initializers.push(...constants);
    }
    last = `${name}/y`;
  }
  const targetScales = targetScalesOf({ description }, coding);
  if (targetScales) {
    const { nodes: added, initializers: scales } = unscaling(targetScales, last);
    nodes.push(...added);
    initializers.push(...scales);
  }
  const { output: { name, onnx } } = lossOf(description);
  const result = onnx ? "probabilities" : "outputs";
  // A softmax is over the last axis, the default.
  if (onnx) nodes.push(node(onnx, name, [last], result));
  else nodes.at(-1)!.output = [result];
  const unit = targetScales ? ", in the targets' own units" : "";
  const given = onnx === "Sigmoid" ? "of class 1" : onnx ? `of ${output.units} classes` : `${output.units} a row${unit}`;

  const properties = { ...metadata, description: JSON.stringify(description) };
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: "", version: OPSET }],
    producerName: "usagi-nn",
    producerVersion: version,
    docString:
      `x: rows of ${inputs} inputs, ${columns ? columnsText(columns) : inputsText(metadata)}; ${result}: ${given}. ` +
      "Batch norm and dropout are folded into the weights.",
    graph: {
      name: "network",
      node: nodes,
      initializer: initializers,
      input: [rowsOf("x", inputs)],
      output: [rowsOf(result, output.units)],
    },
    metadataProps: Object.entries(properties).map(([key, value]) => ({ key, value: String(value) })),
  });
  return toBinary(ModelProtoSchema, model);
}

/** What the names of arrays begin with that are no parameters. */
export const STANDARDIZE = "standardize/";

/** (x − mean) ÷ deviation in float32. The mean is two numbers: what one of them rounds away counts where it is far from 0. */
function standardizing(columns: Columns | undefined): { nodes: ReturnType<typeof node>[]; initializers: ReturnType<typeof initializer>[] } {
  if (!columns?.standardized) return { nodes: [], initializers: [] };
  const { means, deviations } = columns;
  const mean = Float32Array.from(means);
  const arrays = {
    mean, rest: Float32Array.from(means, (value, i) => value - mean[i]!),
    // A column of one value is 0.
    deviation: Float32Array.from(deviations, (value) => (value === 0 ? Infinity : value)),
  };
  const name = (key: string) => `${STANDARDIZE}${key}`;
  return {
    nodes: [
      node("Sub", name("mean"), ["x", name("mean")], name("x")),
      node("Sub", name("rest"), [name("x"), name("rest")], name("centered")),
      node("Div", name("deviation"), [name("centered"), name("deviation")], name("y")),
    ],
    initializers: Object.entries(arrays).map(([key, values]) => initializer(name(key), [values.length], values)),
  };
}

/** y × deviation + mean. */
function unscaling(scales: readonly TargetScale[], last: string): { nodes: ReturnType<typeof node>[]; initializers: ReturnType<typeof initializer>[] } {
  const name = (key: string) => `${STANDARDIZE}targets/${key}`;
  const array = (key: keyof TargetScale) => initializer(name(key), [scales.length], Float32Array.from(scales, (scale) => scale[key]));
  return {
    nodes: [node("Mul", name("deviation"), [last, name("deviation")], name("x")), node("Add", name("mean"), [name("x"), name("mean")], name("y"))],
    initializers: [array("deviation"), array("mean")],
  };
}

const inputsText = ({ image }: Model["metadata"]) =>
  image === undefined ? "as the network was trained on them (of images pixels / 255, row by row)" : "pixels / 255, row by row";

const mostNames = 100;

function columnsText({ inputs, features }: Columns): string {
  const shown = inputs.slice(0, mostNames).join(", ") + (inputs.length > mostNames ? ", …" : "");
  const categories = features.some((feature) => "categories" in feature) ? ", of categories 1 or 0" : "";
  return `numbers as the table has them${categories}: ${shown}`;
}

/** A product with folded weights, or an activation. */
type Step =
  | { name: string; weight: Float32Array; bias: Float32Array; shape: [number, number] }
  | { name: string; operation: OnnxOperation };

/** A dense layer while what lies around it is folded in; in float64. */
interface Folding {
  name: string;
  inputs: number;
  units: number;
  weight: Float32Array;
  /** What each column of x is multiplied by and then gains, from the layers before. */
  before: { scale: Float64Array; shift: Float64Array };
  /** What each column of the product is multiplied by. */
  scale: Float64Array;
  bias: Float64Array;
}

/**
 * What the network computes in inference, as dense layers and activations: the layers that scale and shift each
 * column, batch norm and dropout, are folded into the dense layer before them or, behind an activation, after them.
 */
function foldedLayers(description: ResolvedDescription, tensors: Model["tensors"]): Step[] {
  const steps: Step[] = [];
  let open: Folding | undefined;
  let before = unchanged(description.inputs);
  const close = () => {
    if (open) steps.push(folded(open));
    open = undefined;
  };
  for (const layer of expand(description)) {
    const { kind, name, inputs, units, arrays } = layer;
    const values = Object.fromEntries(arrays.map((array) => [array.key, tensors[array.name]!]));
    if (kind === "dense") {
      close();
      open = {
        name, inputs, units, before, weight: values["weight"]!, scale: new Float64Array(units).fill(1),
        bias: Float64Array.from(values["bias"]!),
      };
      before = unchanged(units);
    } else if (kind === "activation") {
      close();
      steps.push({ name, operation: activationRow(layer.options.name).onnx!(layer.options) });
    } else {
      const { center, scale, shift } = layerRow(kind).affine!(layer, values);
      const target = open ? { scale: open.scale, shift: open.bias } : before;
      for (let j = 0; j < units; j++) {
        target.scale[j]! *= scale[j]!;
        target.shift[j] = (target.shift[j]! - center[j]!) * scale[j]! + shift[j]!;
      }
    }
  }
  close();
  return steps;
}

const unchanged = (n: number) => ({ scale: new Float64Array(n).fill(1), shift: new Float64Array(n) });

function folded({ name, inputs, units, weight, before, scale, bias }: Folding): Step {
  for (let j = 0; j < units; j++) {
    let gained = 0;
    for (let i = 0; i < inputs; i++) gained += before.shift[i]! * weight[i * units + j]!;
    if (gained !== 0) bias[j]! += gained * scale[j]!;
  }
  const step = {
    name,
    weight: Float32Array.from(weight, (value, at) => value * (before.scale[Math.floor(at / units)]! * scale[at % units]!)),
    bias: Float32Array.from(bias),
    shape: [inputs, units] as [number, number],
  } as const;
  for (const values of [step.weight, step.bias]) {
    if (values.every(Number.isFinite)) continue;
    throw new UsagiError(`${name} has weights that are not finite: did the training diverge?`);
  }
  return step;
}

/** The nodes of an expression of x, the last of which gives `<name>/y`, and the numbers in it. */
function operations(whole: OnnxOperation, name: string, x: string) {
  const nodes: ReturnType<typeof node>[] = [];
  const constants: ReturnType<typeof initializer>[] = [];
  /** Adds what gives the value of an operand, and returns its name. */
  const add = (operand: OnnxOperation | "x" | number): string => {
    if (operand === "x") return x;
    if (typeof operand === "number") {
      const constant = `${name}/constant${constants.length + 1}`;
      constants.push(initializer(constant, [], Float32Array.of(operand)));
      return constant;
    }
    const { operator, operands, attributes } = operand;
    const inputs = operands.map(add);
    const own = operand === whole ? name : `${name}/step${nodes.length + 1}`;
    const output = operand === whole ? `${name}/y` : own;
    nodes.push(node(operator, own, inputs, output, attributes));
    return output;
  };
  add(whole);
  return { nodes, constants };
}

function node(
  opType: string, name: string, input: string[], output: string, attributes: Readonly<Record<string, number>> = {},
) {
  const attribute = Object.entries(attributes).map(([key, f]) =>
    create(AttributeProtoSchema, { name: key, f, type: FLOAT_ATTRIBUTE }),
  );
  return create(NodeProtoSchema, { opType, name, input, output: [output], attribute });
}

/** Values in their raw form, which is little-endian as the host's arrays are. */
function initializer(name: string, dims: number[], values: Float32Array) {
  return create(TensorProtoSchema, {
    name, dims: dims.map(BigInt), dataType: FLOAT, rawData: new Uint8Array(values.buffer),
  });
}

/** A float32 input or output of any number of rows. */
function rowsOf(name: string, columns: number) {
  const dim = [
    { value: { case: "dimParam", value: "N" } } as const,
    { value: { case: "dimValue", value: BigInt(columns) } } as const,
  ];
  const value = { case: "tensorType", value: { elemType: FLOAT, shape: { dim } } } as const;
  return create(ValueInfoProtoSchema, { name, type: { value } });
}
