/** The first layer's weights of each arm as pictures. */
import type { Language } from "../../../experiment/language.ts";
import type { FirstLayer } from "../../../experiment/results.ts";
import { formatPercent } from "../../../report/format.ts";
import { nearZero, nearZeroShare } from "../../../report/statistics/weights.ts";
import { make } from "../elements.ts";
import { weightSheet } from "../weights.ts";
import { armCards, dataUri, note, type Section } from "./section.ts";

const texts = {
  en: {
    about:
      "A tile for each unit: what the pixel there adds to it. Zero is the background, orange is positive and " +
      "blue negative; each arm has its own scale, on which the largest 0.5% of the weights are alike.",
    none: "No weights: no run of this arm started.",
    facts: ({ seed, units, imageRows, imageColumns }: FirstLayer, share: string) =>
      `Seed ${seed}, ${units} units of ${imageRows} × ${imageColumns} pixels; ` +
      `${share} of the weights are nearer to 0 than ${nearZero}.`,
    alt: "The weights of each unit as a tile of pixels.",
  },
  ja: {
    about:
      "ユニットごとに1枚のタイルで、各画素がそのユニットに加える重みを示します。背景色が0、橙が正、青が負です。" +
      "目盛りは条件ごとで、絶対値の大きい上位0.5%の重みは同じ色になります。",
    none: "この条件で始まった実行がないため、重みがありません。",
    facts: ({ seed, units, imageRows, imageColumns }: FirstLayer, share: string) =>
      `シード${seed}、${imageRows} × ${imageColumns}画素の${units}ユニット。重みの${share}は、0との差が${nearZero}未満です。`,
    alt: "各ユニットの重みを画素のタイルとして示した図。",
  },
};

export const weights: Section = {
  title: { en: "Weights of the first layer", ja: "第1層の重み" },
  id: "weights",
  content: ({ arms, firstLayers, language }) => {
    if (firstLayers.length === 0) return [];
    const tiles = (arm: string) => weightTiles(firstLayers.find((layer) => layer.arm === arm), language);
    return [make("p", {}, texts[language].about), armCards(arms, ({ settings }) => tiles(settings.name))];
  },
};

function weightTiles(layer: FirstLayer | undefined, language: Language): Element[] {
  const say = texts[language];
  if (layer === undefined) return [note(say.none)];
  const { png, width, height, scale } = weightSheet(layer);
  const limit = Number(scale.toPrecision(2));
  const facts = say.facts(layer, formatPercent(nearZeroShare(layer.weight)));
  return [
    make("img", {
      class: "weights",
      src: dataUri("image/png", png),
      width: 2 * width,
      height: 2 * height,
      alt: say.alt,
    }),
    make("p", { class: "scale" }, `−${limit}`, make("span", { class: "colors" }), `+${limit}`),
    note(facts),
  ];
}
