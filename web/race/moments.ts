// Looks at a network that are kept, so that the timeline can bring them back.

import type { Snapshot } from "../../experiment/worker/training-worker.ts";

/** Bytes of a snapshot's arrays. */
export function bytesOf({ tensors, dropoutMasks, batchRows, confusion }: Snapshot): number {
  const arrays = [...Object.values(tensors), ...Object.values(dropoutMasks), batchRows, ...(confusion ? [confusion] : [])];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/**
 * As many moments as a number of bytes has room for, evenly apart: those go first that leave the smallest gap. The first
 * and the last stay, and the last even where there is room for none.
 */
export function thin(moments: readonly Snapshot[], most: number): readonly Snapshot[] {
  const kept = [...moments];
  let bytes = kept.reduce((sum, moment) => sum + bytesOf(moment), 0);
  while (bytes > most && kept.length > 1) {
    let smallest = 0;
    for (let i = 1, gap = Infinity; i < kept.length - 1; i++) {
      const own = kept[i + 1]!.iteration - kept[i - 1]!.iteration;
      if (own < gap) [smallest, gap] = [i, own];
    }
    bytes -= bytesOf(kept[smallest]!);
    kept.splice(smallest, 1);
  }
  return kept;
}
