// A trained network as a safetensors file: its arrays, and in the metadata all that is needed to rebuild it.

import type { NetworkDescription, ResolvedDescription } from "./description.ts";
import { resolveDescription } from "./description.ts";
import { requireInteger, requireKeys, show, UsagiError } from "./errors.ts";
import { arraysOf } from "./expand.ts";
import { Network, requireNetwork } from "./network.ts";
import type { SafeTensor } from "./safetensors.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const FORMAT = "usagi-nn";
const VERSION = "1";

/** What a file may say about a network beside its description. */
export interface ModelMetadata {
  /** Training steps that were taken. */
  steps?: number;
  /** Rows x columns of the images that are its inputs, such as "28x28". */
  image?: string;
  /** The experiment, the arm and the seed that it comes from. */
  experiment?: string;
  arm?: string;
  seed?: number;
  /** What `Network.digest()` gives. */
  digest?: string;
  /** JSON: how the data that it was trained on were made its inputs, so that it can be fed others. */
  data?: string;
  /** Why it is not what the experiment makes: "interrupted", where it was taken before the end, or "failed". */
  status?: string;
}

/** A network taken apart. */
export interface Model {
  readonly description: ResolvedDescription;
  /** Every array, by the names of `Network.tensorNames()`. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
  readonly metadata: Readonly<ModelMetadata>;
}

const texts = ["image", "experiment", "arm", "digest", "data", "status"] as const;
const numbers = ["steps", "seed"] as const;

/** The network as a safetensors file, without the optimizer's state. `steps` is the network's unless given. */
export function saveNetwork(network: Network, metadata: Readonly<ModelMetadata> = {}): Uint8Array<ArrayBuffer> {
  requireNetwork(network);
  const tensors = Object.fromEntries(network.tensorNames().map((name) => [name, network.get(name)]));
  return encodeModel({ description: network.description, tensors, metadata: { steps: network.steps, ...metadata } });
}

/**
 * The network of a file that `saveNetwork` wrote, ready to predict; training goes on with a new optimizer, from
 * step 0. `module` is what `compile()` gives. Throws a UsagiError where the file is damaged, is no network of
 * this library, or holds values that are not finite.
 */
export function loadNetwork(module: WebAssembly.Module, bytes: Uint8Array): Network {
  return networkOf(module, decodeModel(bytes));
}

/** The network of a model's parts. Throws a UsagiError where a value is not finite. */
export function networkOf(
  module: WebAssembly.Module, { description, tensors }: Pick<Model, "description" | "tensors">,
): Network {
  const network = new Network(module, description);
  for (const [name, values] of Object.entries(tensors)) network.set(name, values);
  return network;
}

/** A safetensors file of a network's parts. Throws a UsagiError where an array is not the description's. */
export function encodeModel(model: Model): Uint8Array<ArrayBuffer> {
  requireKeys("model", model, ["description", "tensors", "metadata"]);
  const { description, tensors, metadata } = model;
  requireKeys("metadata", metadata, [...texts, ...numbers]);
  const given: Record<string, string> = {};
  for (const key of texts) {
    const text: unknown = metadata[key];
    if (text === undefined) continue;
    if (typeof text !== "string") throw new UsagiError(`metadata.${key} is ${show(text)}; it must be a string`);
    given[key] = text;
  }
  for (const key of numbers) {
    const number: unknown = metadata[key];
    if (number === undefined) continue;
    given[key] = String(requireInteger(`metadata.${key}`, number, 0, Number.MAX_SAFE_INTEGER));
  }
  const resolved = resolveDescription(description);
  const expected = arraysOf(resolved);
  requireKeys("tensors", tensors, expected.map(({ name }) => name));
  const arrays = new Map<string, SafeTensor>();
  for (const { name, shape } of expected) arrays.set(name, { dtype: "F32", shape, data: tensors[name]! });
  return encodeSafetensors(arrays, {
    format: FORMAT,
    formatVersion: VERSION,
    description: JSON.stringify(resolved),
    ...given,
  });
}

/** The parts of a network's file. Throws a UsagiError as `loadNetwork` does, but takes values that are not finite. */
export function decodeModel(bytes: Uint8Array): Model {
  const { tensors: found, metadata: given } = decodeSafetensors(bytes);
  const metadata = modelMetadata(given);
  const description = readDescription(given["description"]);
  const tensors: Record<string, Float32Array> = {};
  for (const { name, shape } of arraysOf(description)) tensors[name] = requireArray(name, shape, found.get(name));
  const other = Array.from(found.keys()).find((name) => !(name in tensors));
  if (other !== undefined) throw new UsagiError(`the file has a tensor ${show(other)}, which its network has not`);
  return { description, tensors, metadata };
}

/** The description in a file's metadata. Throws a UsagiError where it is missing or not right. */
export function readDescription(json: string | undefined): ResolvedDescription {
  if (json === undefined) throw new UsagiError("the file's metadata have no description");
  let description: unknown;
  try {
    description = JSON.parse(json);
  } catch {
    throw new UsagiError(`the file's description is ${show(json)}; it must be JSON`);
  }
  return resolveDescription(description as NetworkDescription);
}

function requireArray(name: string, shape: readonly number[], tensor: SafeTensor | undefined): Float32Array {
  if (!tensor) throw new UsagiError(`the file has no tensor ${name}, which its network needs`);
  if (tensor.dtype !== "F32" || String(tensor.shape) !== String(shape)) {
    const sizes = tensor.shape.length > 8 ? `${tensor.shape.length} dimensions` : tensor.shape.join(", ");
    throw new UsagiError(`tensor ${name} is ${tensor.dtype} [${sizes}]; the network's is F32 [${shape.join(", ")}]`);
  }
  return tensor.data;
}

/** What a file's metadata say. Throws a UsagiError where it is no network of this version. */
export function modelMetadata(given: Readonly<Record<string, string>>): ModelMetadata {
  const { format = "", formatVersion = "" } = given;
  if (format !== FORMAT) {
    throw new UsagiError(`this is no network of ${FORMAT}: the format that its metadata give is ${show(format)}`);
  }
  if (formatVersion !== VERSION) {
    throw new UsagiError(
      `the file's formatVersion is ${show(formatVersion)}; this version of usagi-nn reads ${show(VERSION)}`,
    );
  }
  const metadata: ModelMetadata = {};
  for (const key of texts) if (given[key] !== undefined) metadata[key] = given[key];
  for (const key of numbers) {
    const text = given[key];
    if (text !== undefined) metadata[key] = requireInteger(key, toNumber(text), 0, Number.MAX_SAFE_INTEGER);
  }
  return metadata;
}

/** A number that is written in digits; any other text as it is. */
function toNumber(text: string): unknown {
  return /^\d+$/.test(text) ? Number(text) : text;
}
