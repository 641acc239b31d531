/** The first layer's weights of the networks that a run has left. */
import { basename, dirname } from "node:path";
import { decodeSafetensors } from "../../bindings/safetensors.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import type { FirstLayer } from "../../experiment/results.ts";
import { InputError } from "../errors.ts";
import { inFile } from "../files/models.ts";
import { readWhole } from "../files/whole.ts";
import { modelFile, namesIn, runName } from "./folder.ts";

/** @param warn Called with what is wrong with a file, whose weights are left out then. */
export async function readFirstLayers(
  folder: string, { arms, seeds }: ResolvedExperiment, warn: (problem: string) => void,
): Promise<FirstLayer[]> {
  const layers: FirstLayer[] = [];
  for (const [index, { name: arm }] of arms.entries()) {
    for (const seed of seeds) {
      const file = modelFile(folder, runName(index + 1, arm, seed));
      if (!(await namesIn(dirname(file))).includes(basename(file))) continue;
      try {
        const layer = await readFirstLayer(file);
        if (layer) layers.push({ arm, seed, ...layer });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        warn(`${error.message}; the report has no picture of it`);
      }
    }
  }
  return layers;
}

/** One that diverged is read too; none where inputs are no image. */
async function readFirstLayer(file: string): Promise<Omit<FirstLayer, "arm" | "seed"> | undefined> {
  const bytes = await readWhole(file);
  const { tensors, metadata } = inFile(file, () => decodeSafetensors(bytes));
  if (metadata["image"] === undefined && metadata["data"] !== undefined) return undefined;
  const weight = tensors.get("dense1/weight");
  const [, rows = NaN, columns = NaN] = /^(\d+)x(\d+)$/.exec(metadata["image"] ?? "")?.map(Number) ?? [];
  const [inputs = NaN, units = NaN] = weight?.shape ?? [];
  if (!(weight?.data instanceof Float32Array) || rows * columns !== inputs) {
    throw new InputError(`${file}: is not the network that a run leaves`);
  }
  return { weight: weight.data, inputs, units, imageRows: rows, imageColumns: columns };
}
