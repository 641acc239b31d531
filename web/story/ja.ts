// What the story says around its chapters, and presenting, in Japanese.

import type { StoryTexts } from "./texts.ts";

export const ja: StoryTexts = {
  story: "ストーリー",
  present: "発表",
  endPresenting: "終了",
  presentHint: "大きな文字で全画面表示（p）",
  chapter: (number: number, all: number) => `第${number}章（全${all}章）`,
  chapters: "章",
  bet: "予想を選ぶと、学習が始まります。",
  noBet: "予想せずに見る",
  yourBet: "あなたの予想",
  racing: "学習中です。",
  pausedRace: "一時停止中です。スペースキーで再開します。",
  again: "もう一度予想する",
  back: "前へ",
  next: "次へ",
  leave: "ストーリーを終える",
  toSettings: "設定へ",
  showAll: "ほかのパネルも表示",
  changedArms: "条件が変わったので、この章の説明はありません。",
  keys: "キー操作",
  keysHint: "キー操作（?）",
  close: "閉じる",
  keyList: [
    ["p", "発表の開始と終了"],
    ["スペース", "学習の一時停止と再開"],
    ["← →", "ストーリーの章をめくる"],
    ["Esc", "発表の終了"],
    ["?", "この一覧"],
  ],
  letterKeys: "1文字のキー（p、?）を使う",
};
