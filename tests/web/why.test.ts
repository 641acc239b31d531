/** Why a variant does what it does: what the norms of layers say, and what a weight's step is made of. */
import { expect, test } from "vitest";
import type { LayerNorms } from "../../experiment/layers.ts";
import { type ArmNorms, contrast, layerNames, lengthOf, scaleOf } from "../../web/why/norms.ts";
import { powerOfTen, short } from "../../web/texts/numbers.ts";
import { say } from "../../web/why/sentences.ts";

const layers = (gradients: number[], updates: number[]): LayerNorms<number>[] =>
  gradients.map((gradient, i) => ({ name: `dense${i + 1}`, gradient, update: updates[i]!, weight: 1 }));
/** Of step 1 of the page's first experiment. */
const gradients = [2.4e-4, 4.3e-3, 2.6e-1];
const first: ArmNorms[] = [
  { name: "SGD", index: 0, layers: layers(gradients, [2.4e-6, 4.3e-5, 2.6e-3]) },
  { name: "Adam", index: 1, layers: layers(gradients, [0.38, 0.7, 0.3]) },
  { name: "RMSProp", index: 2, layers: layers(gradients, [6.6, 2, 1]) },
];

test("numbers of any size are written as people write them", () => {
  expect([2.4e-4, 4.31e-3, 0.0263, 0.26, 0.2, 6.6, 38.9, 1083.3, 23456, 2.4e6, 0, -0.38].map((value) => short(value))).toEqual([
    "2.4\u00a0×\u00a010⁻⁴", "4.3\u00a0×\u00a010⁻³", "0.026", "0.26", "0.20", "6.6", "39", "1,100", "23,000", "2.4\u00a0×\u00a010⁶", "0", "−0.38",
  ]);
  expect([NaN, Infinity, 0.0996, 9.96e-4].map((value) => short(value))).toEqual(["NaN", "∞", "0.10", "1.0\u00a0×\u00a010⁻³"]);
  expect(powerOfTen(-12)).toBe("10⁻¹²");
});

test("the sentence says which layer gets least, and how the steps there differ", () => {
  expect(say(contrast(first)!, "en")).toEqual([
    "The first layer's gradient is 1,100 times smaller than the last layer's.",
    "SGD's step there is 2.4\u00a0×\u00a010⁻⁶, RMSProp's 6.6: 2,800,000 times as long.",
  ]);
  expect(say(contrast(first)!, "ja")).toEqual([
    "第1層の勾配は、最後の層の勾配の1,100分の1です。",
    "その層での1歩は、SGDが2.4\u00a0×\u00a010⁻⁶、RMSPropが6.6で、2,800,000倍の開きがあります。",
  ]);
});

test("where the gradients are not shared, it says whose they are; where they are alike, that they are", () => {
  const later = [...first, { name: "plain", index: 3, layers: layers([1e-5, 1e-3, 1], [0, 1, 1]) }];
  expect(say(contrast(later)!, "en")).toEqual([
    "With “plain”, the first layer's gradient is 100,000 times smaller than the last layer's.",
    "“plain” makes no step there at all, RMSProp one of 6.6.",
  ]);
  expect(say(contrast([{ name: "A", index: 0, layers: layers([0.2, 0.1, 0.15], [1, 1, 1]) }])!, "en"))
    .toEqual(["All layers have gradients of about the same size: they differ by a factor of 2.0 at most."]);
  expect(contrast([{ name: "A", index: 0, layers: layers([0.2], [1]) }])).toBeUndefined();
  expect(contrast([{ name: "A", index: 0, layers: [] }])).toBeUndefined();
});

test("one scale, of whole powers of ten, has room for every gradient and step", () => {
  const scale = scaleOf(first.map((arm) => arm.layers));
  expect(scale).toEqual({ low: -6, high: 1 });
  expect(lengthOf(1e-6, scale)).toBe(0.01);
  expect(lengthOf(10, scale)).toBe(1);
  expect(lengthOf(10 ** -2.5, scale)).toBeCloseTo(0.5, 10);
  expect([0, NaN, -1].map((value) => lengthOf(value, scale))).toEqual([0, 0, 0]);
  expect(scaleOf([[{ name: "dense1", gradient: [0.1, NaN, 0], update: [0.2, Infinity, 0.5], weight: [1, 1, 1] }]])).toEqual({ low: -1, high: 0 });
  expect(scaleOf([[{ name: "batchNorm1", gradient: 1e-9, update: 1e9, weight: 1 }]])).toEqual(scaleOf([]));
});

test("a row for each layer of the deepest network, batch norm's factors left out", () => {
  const normed = [...layers([1, 1], [1, 1]), { name: "batchNorm1", gradient: 1, update: 1, weight: 1 }];
  expect(layerNames([{ name: "a", index: 0, layers: normed }, first[0]!])).toEqual(["dense1", "dense2", "dense3"]);
});
