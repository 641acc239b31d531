/** How the first layer's gradient compares with the last's, and steps with what they change. */
import { type LayerRatios, layerRatios } from "../layers.ts";
import type { ArmResults } from "../statistics/arms.ts";
import { makeTable, numberColumn, type Table, textColumn } from "./table.ts";

const ratio = (value: number) => (Number.isNaN(value) ? "–" : value >= 0.01 && value < 1000 ? Number(value.toPrecision(2)).toString() : value.toExponential(1));

/** Undefined where nothing was recorded. */
export function layersTable(arms: readonly ArmResults[]): Table | undefined {
  const rows = arms.map(layerRatios).filter((row) => row !== undefined);
  if (rows.length === 0) return undefined;
  return makeTable<LayerRatios>("layers", "Norms of the first and the last layer", [
    textColumn("arm", "arm", ({ arm }) => arm),
    textColumn("layers", "layers", ({ first, last }) => `${first}, ${last}`),
    numberColumn("|g| of the first ÷ last", "gradient_ratio", ({ gradients }) => gradients, ({ gradients }) => ratio(gradients)),
    numberColumn("|Δw| ÷ |w| of the first", "first_step", ({ firstStep }) => firstStep, ({ firstStep }) => ratio(firstStep)),
    numberColumn("|Δw| ÷ |w| of the last", "last_step", ({ lastStep }) => lastStep, ({ lastStep }) => ratio(lastStep)),
  ], rows);
}
