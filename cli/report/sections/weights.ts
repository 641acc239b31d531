/** The first layer's weights of each arm as pictures. */
import type { FirstLayer } from "../../../experiment/results.ts";
import { formatPercent } from "../../../report/format.ts";
import { nearZero, nearZeroShare } from "../../../report/statistics/weights.ts";
import { make } from "../elements.ts";
import { weightSheet } from "../weights.ts";
import { armCards, dataUri, note, type Section } from "./section.ts";

const text =
  "A tile for each unit: what the pixel there adds to it. Zero is the background, orange is positive and " +
  "blue negative; each arm has its own scale, on which the largest 0.5% of the weights are alike.";

export const weights: Section = {
  title: "Weights of the first layer",
  id: "weights",
  content: ({ arms, firstLayers }) => {
    if (firstLayers.length === 0) return [];
    const tiles = (arm: string) => weightTiles(firstLayers.find((layer) => layer.arm === arm));
    return [make("p", {}, text), armCards(arms, ({ settings }) => tiles(settings.name))];
  },
};

function weightTiles(layer: FirstLayer | undefined): Element[] {
  if (layer === undefined) return [note("No weights: no run of this arm started.")];
  const { png, width, height, scale } = weightSheet(layer);
  const limit = Number(scale.toPrecision(2));
  const facts =
    `Seed ${layer.seed}, ${layer.units} units of ${layer.imageRows} × ${layer.imageColumns} pixels; ` +
    `${formatPercent(nearZeroShare(layer.weight))} of the weights are nearer to 0 than ${nearZero}.`;
  return [
    make("img", {
      class: "weights",
      src: dataUri("image/png", png),
      width: 2 * width,
      height: 2 * height,
      alt: "The weights of each unit as a tile of pixels.",
    }),
    make("p", { class: "scale" }, `−${limit}`, make("span", { class: "colors" }), `+${limit}`),
    note(facts),
  ];
}
