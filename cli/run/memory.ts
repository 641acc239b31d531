/** Refuses networks that cannot fit into memory, alone or as many at once as there are threads. */
import { totalmem } from "node:os";
import { MAX_BYTES } from "../../bindings/arena.ts";
import { compile } from "../../bindings/compile.ts";
import { Network } from "../../bindings/network.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { describe } from "../../experiment/training.ts";
import { InputError } from "../errors.ts";
import type { DatasetSizes } from "../files/dataset.ts";

/** @throws InputError with the bytes that are needed and those that there are. */
export async function requireMemory(
  { arms, seeds }: ResolvedExperiment, sizes: DatasetSizes, threads: number,
): Promise<void> {
  const module = await compile();
  const bytes = arms.map((arm) => Network.bytes(module, describe(arm, 0, sizes)));
  const tooLarge = bytes.findIndex((need) => need > MAX_BYTES);
  if (tooLarge >= 0) {
    throw new InputError(
      `arm ${arms[tooLarge]!.name} needs ${digits(bytes[tooLarge]!)} bytes of memory; WebAssembly can address ` +
        `${digits(MAX_BYTES)}. Use fewer units or a smaller batchSize`,
    );
  }
  const atOnce = bytes.flatMap((need) => seeds.map(() => need)).sort((a, b) => b - a).slice(0, threads);
  const total = atOnce.reduce((sum, need) => sum + need, 0);
  if (total > totalmem()) {
    throw new InputError(
      `${atOnce.length} networks at once need ${digits(total)} bytes of memory; this machine has ` +
        `${digits(totalmem())}. Use fewer units, a smaller batchSize or fewer --threads`,
    );
  }
}

const digits = (n: number) => n.toLocaleString("en");
