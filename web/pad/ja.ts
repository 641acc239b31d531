// What the pad says, in Japanese.

import type { PadTexts } from "./texts.ts";

export const ja: PadTexts = {
  title: "数字を書いてみる",
  titleOfOwn: "書いてみる、またはテスト画像",
  titleOfImages: "テスト画像",
  padLabel: "手書き欄。キーボードではテスト画像の番号欄を使ってください。",
  imageLabel: "テスト画像。キーボードでは番号欄を使ってください。",
  empty: "上に書くか、テスト画像を選んでください。",
  drawn: "ネットワークが見る画像です。",
  isDigit: (label) => `正解は${label}です。`,
  isClass: (name) => `正解は「${name}」です。`,
  asSeen: (rows, columns) => `ネットワークが見る${rows} × ${columns}画素の画像`,
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
  others: "ほかの予測",
};
