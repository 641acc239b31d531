/** Refuses networks that cannot fit into memory, alone or as many at once as there are threads. */
import { totalmem } from "node:os";
import { MAX_BYTES } from "../../bindings/arena.ts";
import { compile } from "../../bindings/compile.ts";
import type { DatasetSizes } from "../../bindings/dataset.ts";
import { Network } from "../../bindings/network.ts";
import type { ResolvedArm, ResolvedExperiment } from "../../experiment/resolve.ts";
import { describe } from "../../experiment/training.ts";
import { judgedSeeds, trialSettings, withSettings } from "../../experiment/tuning/trials.ts";
import { InputError, ofInput } from "../errors.ts";

/** @throws InputError with the bytes that are needed and those that there are. */
export async function requireMemory(experiment: ResolvedExperiment, sizes: DatasetSizes, threads: number): Promise<void> {
  const module = await compile();
  const needs = networksOf(experiment).map(({ arm, runs }) => ({ arm, runs, bytes: ofInput(() => Network.bytes(module, describe(arm, 0, sizes))) }));
  const tooLarge = needs.find(({ bytes }) => bytes > MAX_BYTES);
  if (tooLarge) {
    throw new InputError(
      `arm ${tooLarge.arm.name} needs ${digits(tooLarge.bytes)} bytes of memory; WebAssembly can address ` +
        `${digits(MAX_BYTES)}. Use fewer units or a smaller batchSize`,
    );
  }
  const each = needs.flatMap(({ bytes, runs }) => new Array<number>(Math.min(runs, threads)).fill(bytes));
  const atOnce = each.sort((a, b) => b - a).slice(0, threads);
  const total = atOnce.reduce((sum, need) => sum + need, 0);
  if (total > totalmem()) {
    throw new InputError(
      `${atOnce.length} networks at once need ${digits(total)} bytes of memory; this machine has ` +
        `${digits(totalmem())}. Use fewer units, a smaller batchSize or fewer --threads`,
    );
  }
}

/** Every arm with how many runs it has; of a search every trial, any of which may be the chosen one. */
function networksOf(experiment: ResolvedExperiment): { arm: ResolvedArm; runs: number }[] {
  const { tuning, arms, seeds } = experiment;
  const runs = judgedSeeds(experiment).length;
  return arms.flatMap((arm) => {
    if (!tuning || !arm.search) return { arm, runs };
    return trialSettings(arm, tuning, seeds[0]!).map((settings) => ({ arm: withSettings(arm, settings), runs }));
  });
}

const digits = (n: number) => n.toLocaleString("en");
