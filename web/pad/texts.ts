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
  variant: "条件",
  answer: "予測",
};

export const texts = inLanguages({ en, ja });
