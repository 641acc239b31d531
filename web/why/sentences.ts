// What the norms say, in words.

import type { Language } from "../texts/language.ts";
import { inSentence } from "../texts/names.ts";
import type { Contrast } from "./norms.ts";
import { short, times } from "../texts/numbers.ts";

/** Up to this factor the layers' gradients are of one size. */
const alike = 3;

type Sentence = (contrast: Contrast) => string[];

const en: Sentence = ({ arm, small, large, ratio, layers, steps }) => {
  const named = (name: string) => inSentence(name, "en");
  const place = (layer: string) =>
    (layer === layers[0] ? "first layer" : layer === layers.at(-1) ? "last layer" : `layer ${layer}`);
  const whose = arm === undefined ? "" : `With ${named(arm)}, `;
  const begin = (text: string) => (whose ? whose + text : text[0]!.toUpperCase() + text.slice(1));
  const gradients = ratio < alike
    ? begin(`all layers have gradients of about the same size: they differ by a factor of ${short(ratio)} at most.`)
    : begin(`the ${place(small)}'s gradient is ${times(ratio)} times smaller than the ${place(large)}'s.`);
  const where = ratio < alike ? `in the ${place(small)}` : "there";
  const moves = steps && (steps.least.length === 0
    ? `${named(steps.least.name)} makes no step ${where} at all, ${named(steps.most.name)} one of ${short(steps.most.length)}.`
    : `${named(steps.least.name)}'s step ${where} is ${short(steps.least.length)}, ${named(steps.most.name)}'s ` +
      `${short(steps.most.length)}: ${times(steps.most.length / steps.least.length)} times as long.`);
  return [gradients, ...(moves ? [moves] : [])];
};

const ja: Sentence = ({ arm, small, large, ratio, layers, steps }) => {
  const named = (name: string) => inSentence(name, "ja");
  const place = (layer: string) => (layer === layers[0] ? "第1層" : layer === layers.at(-1) ? "最後の層" : `層${layer}`);
  const whose = arm === undefined ? "" : `${named(arm)}では、`;
  const gradients = ratio < alike
    ? `${whose}どの層の勾配もほぼ同じ大きさで、違いは最大でも${short(ratio)}倍です。`
    : `${whose}${place(small)}の勾配は、${place(large)}の勾配の${times(ratio)}分の1です。`;
  const where = ratio < alike ? place(small) : "その層";
  const moves = steps && (steps.least.length === 0
    ? `${where}で、${named(steps.least.name)}はまったく動かず、${named(steps.most.name)}の1歩は${short(steps.most.length)}です。`
    : `${where}での1歩は、${named(steps.least.name)}が${short(steps.least.length)}、${named(steps.most.name)}が` +
      `${short(steps.most.length)}で、${times(steps.most.length / steps.least.length)}倍の開きがあります。`);
  return [gradients, ...(moves ? [moves] : [])];
};

const sentences: Readonly<Record<Language, Sentence>> = { en, ja };

export const say = (contrast: Contrast, language: Language) => sentences[language](contrast);
