// Networks on the main thread, made from snapshots, to be asked about single images.

import { Network } from "../../bindings/network.ts";
import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import type { Run } from "../race/run.ts";
import { snapshotAt } from "../race/view.ts";
import { compiled } from "../state/store.ts";

function networkOf({ description, tensors }: Snapshot): Network | undefined {
  const module = compiled();
  if (!module) return undefined;
  // It never trains: the smallest batch that any network takes.
  const network = new Network(module, { ...description, batchSize: 2 });
  return fill(network, tensors);
}

/** A network that diverged has weights that are no numbers, and no opinion. */
function fill(network: Network, tensors: Snapshot["tensors"]): Network | undefined {
  if (Object.values(tensors).some((values) => !values.every(Number.isFinite))) return undefined;
  for (const [name, values] of Object.entries(tensors)) network.set(name, values);
  return network;
}

const kept = new WeakMap<Run, { snapshot: Snapshot; network: Network | undefined }>();

/** Probabilities of the classes for an image (784 values from 0 to 1), by what is shown of a run. */
export function classify(run: Run, image: Float32Array): Float32Array | undefined {
  const snapshot = snapshotAt(run);
  if (!snapshot) return undefined;
  let entry = kept.get(run);
  if (entry?.snapshot !== snapshot) {
    const network = entry?.network ? fill(entry.network, snapshot.tensors) : networkOf(snapshot);
    entry = { snapshot, network };
    kept.set(run, entry);
  }
  return entry.network?.predict(image);
}
