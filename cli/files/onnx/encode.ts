/** A trained network as an ONNX model: what it computes in inference, from pixels to probabilities. */
import { create, toBinary } from "@bufbuild/protobuf";
import type { ResolvedDescription } from "../../../bindings/description.ts";
import { UsagiError } from "../../../bindings/errors.ts";
import type { Model } from "../../../bindings/model.ts";
import { version } from "../../package.ts";
import { ModelProtoSchema, NodeProtoSchema, TensorProtoSchema, ValueInfoProtoSchema } from "./onnx_pb.ts";

/** ONNX 1.8 of 2020: what every runtime of today reads. */
const IR_VERSION = 7n;
const OPSET = 13n;
/** TensorProto.DataType.FLOAT: float32. */
const FLOAT = 1;

const operators = { sigmoid: "Sigmoid", relu: "Relu", tanh: "Tanh" } as const;

/**
 * The bytes of an ONNX model with the input `x`, float32 [N, inputs], and the output `probabilities`, float32
 * [N, classes]. Each dense layer is one Gemm. Batch norm is folded into the layer before it, and the factor of
 * dropout that is scaled "test" into the layer after it. The metadata hold what the safetensors file's do.
 *
 * Throws a UsagiError where a weight is not finite, or too large once it is folded.
 */
export function encodeOnnx({ description, tensors, metadata }: Model): Uint8Array<ArrayBuffer> {
  const { inputs, output } = description;
  const nodes = [];
  const initializers = [];
  let last = "x";
  for (const [i, { weight, bias, shape, activation }] of foldedLayers(description, tensors).entries()) {
    const name = `dense${i + 1}`;
    initializers.push(initializer(`${name}/weight`, shape, weight), initializer(`${name}/bias`, [bias.length], bias));
    nodes.push(node("Gemm", name, [last, `${name}/weight`, `${name}/bias`], `${name}/y`));
    last = `${name}/y`;
    if (activation === "identity") continue;
    nodes.push(node(operators[activation], `activation${i + 1}`, [last], `activation${i + 1}/y`));
    last = `activation${i + 1}/y`;
  }
  // Over the last axis, the default.
  nodes.push(node("Softmax", "softmax", [last], "probabilities"));

  const properties = { ...metadata, description: JSON.stringify(description) };
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: "", version: OPSET }],
    producerName: "usagi-nn",
    producerVersion: version,
    docString:
      `x: rows of ${inputs} inputs, pixels / 255 of images row by row; probabilities: of ${output.units} classes. ` +
      "Batch norm and dropout are folded into the weights.",
    graph: {
      name: "network",
      node: nodes,
      initializer: initializers,
      input: [rowsOf("x", inputs)],
      output: [rowsOf("probabilities", output.units)],
    },
    metadataProps: Object.entries(properties).map(([key, value]) => ({ key, value: String(value) })),
  });
  return toBinary(ModelProtoSchema, model);
}

/** Dense layers that give what dense, batch norm and dropout give in inference; computed in float64. */
function foldedLayers({ inputs, hidden, output }: ResolvedDescription, tensors: Model["tensors"]) {
  let rows = inputs;
  let kept = 1;
  return [...hidden, { ...output, activation: "identity", batchNorm: false, dropout: false } as const].map(
    ({ units, activation, batchNorm, dropout }, i) => {
      const array = (name: string) => tensors[name]!;
      const factor = new Float64Array(units).fill(kept);
      const bias = Float64Array.from(array(`dense${i + 1}/bias`));
      if (batchNorm) {
        const layer = `batchNorm${i + 1}`;
        const [gamma, beta] = [array(`${layer}/gamma`), array(`${layer}/beta`)];
        const [mean, variance] = [array(`${layer}/runningMean`), array(`${layer}/runningVariance`)];
        for (let j = 0; j < units; j++) {
          const scale = gamma[j]! / Math.sqrt(variance[j]! + batchNorm.epsilon);
          factor[j]! *= scale;
          bias[j] = (bias[j]! - mean[j]!) * scale + beta[j]!;
        }
      }
      const weight = array(`dense${i + 1}/weight`);
      const folded = {
        weight: Float32Array.from(weight, (value, at) => value * factor[at % units]!),
        bias: Float32Array.from(bias),
        shape: [rows, units] as [number, number],
        activation,
      };
      for (const values of [folded.weight, folded.bias]) {
        if (values.every(Number.isFinite)) continue;
        throw new UsagiError(`dense${i + 1} has weights that are not finite: did the training diverge?`);
      }
      rows = units;
      kept = dropout && dropout.scaling === "test" ? 1 - dropout.ratio : 1;
      return folded;
    },
  );
}

function node(opType: string, name: string, input: string[], output: string) {
  return create(NodeProtoSchema, { opType, name, input, output: [output] });
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
