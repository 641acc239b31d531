import { inLanguages } from "../texts/language.ts";

const en = {
  title: "Save and share",
  links: "Links",
  linksNote: "The link holds the whole experiment. With a result it holds its digest too: whoever opens it trains the same and sees whether the weights are the same.",
  copyLink: "Copy the link",
  copyResult: (name: string) => `Copy a link with the result of ${name}`,
  copyEmbed: "Copy code to embed it",
  pictures: "Pictures",
  picturesNote: "Curves of all variants as the report draws them. The film is a picture whose curves draw themselves: it plays in any browser, in slides and in a README.",
  copyPicture: "Copy the picture",
  picture: (format: string) => `Curves (${format})`,
  loss: "Loss (SVG)",
  film: "Film of the race (SVG)",
  files: "Files",
  filesNote: "What is not finished says so: a status column in the tables, a note in the picture, metadata in the network's file.",
  weights: (name: string) => `Weights of ${name} (safetensors)`,
  sameBits: "The same digests come out of",
  failed: (why: string) => `That did not work: ${why}`,

  score: (metric: string, value: string) => `${metric} ${value}`,
  claim: (name: string, seed: string, score: string, iteration: string) =>
    `The link says: ${name} with seed ${seed} has ${score} after ${iteration} iterations.`,
  verdicts: {
    missing: "This experiment has no such run.",
    training: "It is trained here once more, to compare.",
    unknown: "Trained here too, but browsers compute the digest for https or localhost only.",
    same: "Trained here too: the same digest, and so the same weights to the last bit.",
    other: "Trained here too: another digest.",
  },
  differs: (score: string, iteration: string) => `Here it has ${score} after ${iteration} iterations.`,
  digests: (there: string, here: string) => `Digest in the link ${there}, here ${here}.`,
  edited: "The settings have been changed since: the result is not of these.",

  whole: "The whole page",
  embedTitle: (name: string) => `usagi-nn: ${name}`,
  scores: { labels: "Test accuracy", targets: "Test RMSE" },
  iteration: "iteration",
};

type Said = { [Key in keyof typeof en]: (typeof en)[Key] };

const ja: Said = {
  title: "保存と共有",
  links: "リンク",
  linksNote: "リンクには実験全体が入ります。結果つきのリンクにはハッシュ値も入り、開いた人の環境で同じ学習をして、重みが同じかどうかが分かります。",
  copyLink: "リンクをコピー",
  copyResult: (name) => `${name}の結果つきリンクをコピー`,
  copyEmbed: "埋め込み用コードをコピー",
  pictures: "図",
  picturesNote: "すべての条件の学習曲線を、レポートと同じ図にします。アニメーションは曲線がひとりでに描かれる1枚の図で、ブラウザ、スライド、READMEで動きます。",
  copyPicture: "図をコピー",
  picture: (format) => `学習曲線（${format}）`,
  loss: "損失（SVG）",
  film: "学習の様子のアニメーション（SVG）",
  files: "ファイル",
  filesNote: "学習の途中で保存したものには、表ではstatus列、図では注記、ネットワークのファイルではメタデータにその旨が入ります。",
  weights: (name) => `${name}の重み（safetensors）`,
  sameBits: "次のコマンドでも同じハッシュ値になります：",
  failed: (why) => `できませんでした：${why}`,

  score: (metric, value) => `${metric}${value}`,
  claim: (name, seed, score, iteration) =>
    `リンクの結果：${name}（シード${seed}）は反復${iteration}回で${score}です。`,
  verdicts: {
    missing: "この実験にその条件はありません。",
    training: "比べるために、ここでも学習しています。",
    unknown: "ここでも学習しましたが、ハッシュ値はhttpsかlocalhostでしか計算できません。",
    same: "ここでも学習しました：ハッシュ値が同じなので、重みは1ビットも違いません。",
    other: "ここでも学習しました：ハッシュ値が違います。",
  },
  differs: (score, iteration) => `ここでは反復${iteration}回で${score}です。`,
  digests: (there, here) => `ハッシュ値：リンクでは${there}、ここでは${here}。`,
  edited: "その後で設定が変わりました。この設定の結果ではありません。",

  whole: "ページ全体を開く",
  embedTitle: (name) => `usagi-nn：${name}`,
  scores: { labels: "テスト正解率", targets: "テストRMSE" },
  iteration: "反復",
};

export const texts = inLanguages({ en, ja });
