/**
 * A checkpoint: the state of a training in a safetensors file, with a checksum over all of it.
 *
 * Tensors: those of the network by their names, the optimizer's under `optimizer/`, what was recorded under
 * `metrics/`, the norms of layers under `layers/`, `seconds`, and the last `confusion`; where the arm ends with its best network, that so far under `best/`.
 * Metadata: what it belongs to, and how far it is.
 */
import { createHash } from "node:crypto";
import { UsagiError } from "../../bindings/errors.ts";
import { arraysOf } from "../../bindings/expand.ts";
import { readDescription } from "../../bindings/model.ts";
import type { NetworkState } from "../../bindings/network.ts";
import type { LayerNorms } from "../../experiment/layers.ts";
import { eachMetric } from "../../experiment/metrics.ts";
import type { Start } from "../../experiment/start.ts";
import type { Metrics, TrainingState } from "../../experiment/training.ts";
import type { SafeTensor } from "../../bindings/safetensors.ts";
import { decodeSafetensors, encodeSafetensors } from "../../bindings/safetensors.ts";
import { checksumOf, seal, unsealed } from "./checksum.ts";

type Tensors = ReturnType<typeof decodeSafetensors>["tensors"];

const FORMAT = "usagi-nn checkpoint";
const VERSION = "1";
const OPTIMIZER = "optimizer/";
const METRICS = "metrics/";
const LAYERS = "layers/";
const CONFUSION = "confusion";
const BEST = "best/";
/** Of training, and of evaluation. */
const SECONDS = "seconds";

/** Which training a checkpoint is of. */
export interface Identity {
  /** SHA-256 of the resolved experiment. */
  experimentHash: string;
  arm: string;
  seed: number;
  /** Of a search: the trial whose settings it has. */
  trial?: number | undefined;
}

/** How messages name what trains. */
export const textOf = ({ arm, seed, trial }: Identity) =>
  `${arm}, ${trial === undefined ? "" : `trial ${trial}, `}seed ${seed}`;

/** The bytes of a checkpoint. `shape` gives that of each of the network's arrays, `description` its JSON. */
export function encodeCheckpoint(
  state: TrainingState, { experimentHash, arm, seed, trial }: Identity,
  network: { description: unknown; shape: (name: string) => number[] },
): Uint8Array {
  const { iteration, network: { steps, tensors, optimizer }, metrics, layers = [], confusion, best, failure, seconds } = state;
  const arrays = new Map<string, SafeTensor>();
  const add = (prefix: string, given: typeof tensors) => {
    for (const [name, data] of Object.entries(given)) {
      arrays.set(prefix + name, { dtype: "F32", shape: network.shape(name), data });
    }
  };
  const count = (name: string, data: Uint32Array) => {
    const classes = Math.sqrt(data.length);
    arrays.set(name, { dtype: "U32", shape: [classes, classes], data });
  };
  add("", tensors);
  for (const [name, data] of Object.entries(optimizer)) {
    const shape = network.shape(name.slice(name.indexOf("/") + 1));
    arrays.set(OPTIMIZER + name, { dtype: "F32", shape, data });
  }
  const record = (name: string, values: readonly number[]) => {
    arrays.set(name, { dtype: "F64", shape: [values.length], data: Float64Array.from(values) });
  };
  for (const [name, values] of Object.entries(metrics) as [string, number[]][]) record(METRICS + name, values);
  for (const { name, ...norms } of layers) {
    for (const [key, values] of Object.entries(norms)) record(`${LAYERS}${name}/${key}`, values);
  }
  arrays.set(SECONDS, { dtype: "F64", shape: [2], data: Float64Array.of(seconds.training, seconds.evaluation) });
  if (confusion) count(CONFUSION, confusion);
  if (best) {
    add(BEST, best.tensors);
    if (best.confusion) count(BEST + CONFUSION, best.confusion);
  }
  const bytes = encodeSafetensors(arrays, {
    format: FORMAT,
    formatVersion: VERSION,
    checksum: unsealed,
    experimentHash,
    arm,
    seed: String(seed),
    ...(trial === undefined ? {} : { trial: String(trial) }),
    iteration: String(iteration),
    // Of a network that had made steps before.
    ...(steps === iteration ? {} : { steps: String(steps) }),
    ...(failure === undefined ? {} : { failure }),
    description: JSON.stringify(network.description),
  });
  seal(bytes);
  return bytes;
}

/** What the file of a checkpoint holds. @throws UsagiError where it is damaged, or none. */
function intact(bytes: Uint8Array) {
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (metadata["format"] !== FORMAT || metadata["formatVersion"] !== VERSION) {
    throw new UsagiError(`this is no ${FORMAT} of version ${VERSION}`);
  }
  if (metadata["checksum"] !== checksumOf(bytes)) throw new UsagiError("the checksum is not that of the file");
  return { tensors, metadata };
}

/**
 * What of a checkpoint is the same on every machine, as a text to compare: all but the seconds that it took.
 * @throws UsagiError where it is damaged.
 */
export function comparable(bytes: Uint8Array): string {
  const { tensors, metadata } = intact(bytes);
  const hash = createHash("sha256").update(JSON.stringify({ ...metadata, checksum: undefined }));
  for (const [name, { data }] of tensors) {
    if (name !== SECONDS) hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

/** A checkpoint that is intact, but of another training. */
export class ForeignCheckpoint extends UsagiError {
  override name = "ForeignCheckpoint";
}

function floatsIn(tensors: Tensors, prefix: string): Record<string, Float32Array> {
  const found = Array.from(tensors).flatMap(([name, { data }]) =>
    data instanceof Float32Array && prefix === ([OPTIMIZER, BEST].find((one) => name.startsWith(one)) ?? "")
      ? [[name.slice(prefix.length), data] as const]
      : [],
  );
  return Object.fromEntries(found);
}

function networkIn(tensors: Tensors, { iteration, steps = iteration }: Readonly<Record<string, string>>): NetworkState {
  return { steps: Number(steps), tensors: floatsIn(tensors, ""), optimizer: floatsIn(tensors, OPTIMIZER) };
}

/** Whether a file's metadata are those of a checkpoint. */
export const isCheckpoint = (metadata: Readonly<Record<string, string>>) => metadata["format"] === FORMAT;

/** The network in a checkpoint of any training, and of which it is. @throws UsagiError where it is damaged. */
export function checkpointNetwork(bytes: Uint8Array): Start & Pick<Identity, "arm" | "seed"> {
  const { tensors, metadata } = intact(bytes);
  const { arm = "", seed } = metadata;
  const description = readDescription(metadata["description"]);
  const missing = arraysOf(description).find(({ name }) => !tensors.has(name));
  if (missing) throw new UsagiError(`there is no ${missing.name}, which its network needs`);
  return { description, state: networkIn(tensors, metadata), arm, seed: Number(seed) };
}

/**
 * The state in a checkpoint.
 * @throws UsagiError where the file is damaged, a ForeignCheckpoint where it is of another training.
 */
export function decodeCheckpoint(bytes: Uint8Array, identity: Identity): TrainingState {
  const { experimentHash, arm, seed, trial } = identity;
  const { tensors, metadata } = intact(bytes);
  const expected = { experimentHash, arm, seed: String(seed), trial: trial === undefined ? undefined : String(trial) };
  if (Object.entries(expected).some(([key, value]) => metadata[key] !== value)) {
    throw new ForeignCheckpoint(`this is a checkpoint of another training than ${textOf(identity)}, of this experiment`);
  }
  const floats = (prefix: string) => floatsIn(tensors, prefix);
  const numbers = (name: string): number[] => {
    const data = tensors.get(name)?.data;
    if (!(data instanceof Float64Array)) throw new UsagiError(`there is no ${name} of F64`);
    return Array.from(data);
  };
  const metric = (name: keyof Metrics) => numbers(METRICS + name);
  const counts = (name: string) => {
    const data = tensors.get(name)?.data;
    return data instanceof Uint32Array ? data : undefined;
  };
  // Older ones have none.
  const layers = Array.from(tensors.keys()).flatMap((name): LayerNorms<string>[] => {
    const layer = name.startsWith(LAYERS) && name.endsWith("/weight") ? name.slice(0, -"weight".length) : undefined;
    if (layer === undefined) return [];
    return [{
      name: layer.slice(LAYERS.length, -1), gradient: `${layer}gradient`, update: `${layer}update`, weight: `${layer}weight`,
    }];
  });
  const best = floats(BEST);
  const iteration = Number(metadata["iteration"]);
  const [training = 0, evaluation = 0] = numbers(SECONDS);
  return {
    iteration,
    network: networkIn(tensors, metadata),
    metrics: {
      loss: metric("loss"),
      iterations: metric("iterations"),
      ...eachMetric((name) => (tensors.has(METRICS + name) ? metric(name) : undefined)),
    },
    layers: layers.map(({ name, gradient, update, weight }) =>
      ({ name, gradient: numbers(gradient), update: numbers(update), weight: numbers(weight) })),
    confusion: counts(CONFUSION),
    ...(Object.keys(best).length > 0 && { best: { tensors: best, confusion: counts(BEST + CONFUSION) } }),
    failure: metadata["failure"],
    seconds: { training, evaluation },
  };
}
