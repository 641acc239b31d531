/** How the first layer's gradient compares with the last's, and steps with what they change. */
import type { Language } from "../../experiment/language.ts";
import { type LayerRatios, layerRatios } from "../layers.ts";
import type { ArmResults } from "../statistics/arms.ts";
import { makeTable, numberColumn, type Table, textColumn } from "./table.ts";

const ratio = (value: number) => (Number.isNaN(value) ? "–" : value >= 0.01 && value < 1000 ? Number(value.toPrecision(2)).toString() : value.toExponential(1));

const texts = {
  en: {
    caption: "Norms of the first and the last layer", arm: "arm", layers: "layers", gradients: "|g| of the first ÷ last",
    first: "|Δw| ÷ |w| of the first", last: "|Δw| ÷ |w| of the last",
  },
  ja: {
    caption: "最初の層と最後の層のノルム", arm: "条件", layers: "層", gradients: "|g| の最初の層 ÷ 最後の層",
    first: "最初の層の |Δw| ÷ |w|", last: "最後の層の |Δw| ÷ |w|",
  },
};

/** Undefined where nothing was recorded. */
export function layersTable(arms: readonly ArmResults[], language: Language = "en"): Table | undefined {
  const say = texts[language];
  const rows = arms.map(layerRatios).filter((row) => row !== undefined);
  if (rows.length === 0) return undefined;
  return makeTable<LayerRatios>("layers", say.caption, [
    textColumn(say.arm, "arm", ({ arm }) => arm),
    textColumn(say.layers, "layers", ({ first, last }) => `${first}, ${last}`),
    numberColumn(say.gradients, "gradient_ratio", ({ gradients }) => gradients, ({ gradients }) => ratio(gradients)),
    numberColumn(say.first, "first_step", ({ firstStep }) => firstStep, ({ firstStep }) => ratio(firstStep)),
    numberColumn(say.last, "last_step", ({ lastStep }) => lastStep, ({ lastStep }) => ratio(lastStep)),
  ], rows);
}
