/** What a training is made of, recorded while it is made again, for programs that shall repeat it. */
import { UsagiError } from "../../../bindings/errors.ts";
import type { Dataset } from "../../../bindings/dataset.ts";
import type { Model } from "../../../bindings/model.ts";
import { encodeSafetensors, type SafeTensor } from "../../../bindings/safetensors.ts";
import type { Data } from "../../../experiment/evaluation.ts";
import { advance, trainingOfSteps } from "../../../experiment/explain/again.ts";
import { learningRates } from "../../../experiment/learning-rate.ts";
import { pixelsOf } from "../../../experiment/pixels.ts";
import type { ResolvedArm } from "../../../experiment/resolve.ts";
import type { StartState } from "../../../experiment/start.ts";

/**
 * A safetensors file: `initial/<array>`, the `rows` of each batch (steps, batch), and the learning
 * `rates` (steps).
 *
 * Throws a UsagiError where the arm with this seed and these data does not come to the network.
 */
export async function recordTraining(
  module: WebAssembly.Module, { metadata }: Model, arm: ResolvedArm, seed: number, data: Data, start?: StartState,
): Promise<Uint8Array> {
  const training = trainingOfSteps(module, arm, seed, data, { start });
  const { network, metrics } = training;
  const tensors = new Map<string, SafeTensor>();
  const { tensors: first } = network.state();
  for (const [name, values] of Object.entries(first)) {
    tensors.set(`initial/${name}`, { dtype: "F32", shape: [values.length], data: values });
  }
  const { steps = arm.training.iterations } = metadata;
  const rows: Uint32Array[] = [];
  while (training.iteration < steps && !training.finished) {
    // An evaluation after the last step would change nothing.
    if (training.iteration < steps - 1) advance(training);
    else training.step();
    rows.push(training.batchRows);
  }
  const digest = await network.digest();
  network.dispose();
  if (metadata.digest !== undefined && metadata.digest !== digest) {
    throw new UsagiError(
      `the run comes to other weights when it is trained again (digest ${digest}): another version of usagi-nn trained it`,
    );
  }
  const { batchSize } = arm.training;
  const all = new Uint32Array(rows.length * batchSize);
  rows.forEach((batch, step) => all.set(batch, step * batchSize));
  const rates = learningRates(arm, metrics) ?? rows.map(() => arm.optimizer.learningRate);
  tensors.set("rows", { dtype: "U32", shape: [rows.length, batchSize], data: all });
  tensors.set("rates", { dtype: "F64", shape: [rows.length], data: Float64Array.from(rates) });
  return encodeSafetensors(tensors);
}

/** A safetensors file with a data set: `x` (n, inputs), bytes or floats, and `labels` (n) or `targets` (n, outputs). */
export function encodeDataset(dataset: Dataset): Uint8Array {
  const { size, inputs, rows, labels, targets, outputs } = dataset;
  const tensors = new Map<string, SafeTensor>();
  if (rows.length > 0) {
    tensors.set("x", { dtype: "F32", shape: [size, inputs], data: rows });
  } else {
    const pixels = new Uint8Array(size * inputs);
    for (let row = 0; row < size; row++) pixels.set(pixelsOf(dataset, row), row * inputs);
    tensors.set("x", { dtype: "U8", shape: [size, inputs], data: pixels });
  }
  if (outputs === undefined) tensors.set("labels", { dtype: "U8", shape: [size], data: labels });
  else tensors.set("targets", { dtype: "F32", shape: [size, outputs], data: targets });
  return encodeSafetensors(tensors);
}
