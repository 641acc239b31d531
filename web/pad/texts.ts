// What the pad says.

import { inLanguages } from "../texts/language.ts";

const en = {
  title: "Draw a digit",
  padLabel: "Drawing pad. With a keyboard, use the field for a test image's number.",
  empty: "Draw above, or take a test image.",
  drawn: "As the networks see it.",
  isDigit: (label: number) => `It is ${label === 8 ? "an" : "a"} ${label}.`,
  asSeen: "The digit in 28 × 28 pixels",
  testImage: "Test image",
  randomImage: "Random",
  undo: "Undo",
  clear: "Clear",
  answers: "What every variant says",
  diverged: "Its weights are not numbers any more: it has no opinion.",
  decided: "What decided for",
  squares: "Squares of the digit, coloured by what emptying them does to the answer",
  less: (answer: number, points: string) => `without it, less sure of the ${answer} (by up to ${points})`,
  more: "surer",
  variant: "variant",
  answer: "answer",
};

const ja: typeof en = {
  title: "数字を書いてみる",
  padLabel: "手書き欄。キーボードではテスト画像の番号欄を使ってください。",
  empty: "上に書くか、テスト画像を選んでください。",
  drawn: "ネットワークが見る画像です。",
  isDigit: (label) => `正解は${label}です。`,
  asSeen: "28 × 28画素にした数字",
  testImage: "テスト画像",
  randomImage: "別のテスト画像",
  undo: "1画戻す",
  clear: "消す",
  answers: "すべての条件の答え",
  diverged: "重みが発散して数値でなくなったため、予測できません。",
  decided: "判断の決め手：",
  squares: "消したときに答えがどう変わるかで色分けした、数字の各部分",
  less: (answer, points) => `消すと${answer}の確率が下がる（最大${points}）`,
  more: "上がる",
  variant: "条件",
  answer: "予測",
};

export const texts = inLanguages({ en, ja });
