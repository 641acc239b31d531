/** What happens inside: gradients and steps of each layer. */
import { layersTable } from "../../../report/tables/layers.ts";
import { figure, folded, note, type Section, tableElement } from "./section.ts";

const texts = {
  en: {
    about:
      "Where the first layer's gradient is far smaller than the last's, little of the error reaches it, and an optimizer whose step " +
      "is the gradient times a rate hardly moves it. |Δw| ÷ |w| says how much of its weights a step changes. Mean of the seeds in " +
      "the figure, medians over evaluations and seeds in the table.",
    norms: "Norms of the gradient and of the step of each layer by iteration, a panel for each arm.",
    spread: "Outputs that are nearly all at the ends of a bounded activation, or nearly all 0, let little of the gradient through.",
    histograms: "Histograms of weights and outputs",
    alt: "Histograms of the weights and outputs of each layer in the end.",
  },
  ja: {
    about:
      "最初の層の勾配が最後の層よりはるかに小さいと、誤差は最初の層までほとんど届かず、勾配に学習率を掛けて進む最適化手法では" +
      "その層がほとんど動きません。|Δw| ÷ |w| は、1ステップで重みがどれだけ変わるかを表します。図はシードの平均、" +
      "表は評価とシードについての中央値です。",
    norms: "反復回数に対する、各層の勾配とステップのノルム。条件ごとに1つのパネルです。",
    spread: "出力のほとんどが活性化関数の上下限や0に偏っていると、勾配はほとんど伝わりません。",
    histograms: "重みと出力のヒストグラム",
    alt: "最終的な各層の重みと出力のヒストグラム。",
  },
};

/** Arms up to here show their histograms at once. */
const mostOpen = 5;

export const layers: Section = {
  title: { en: "Inside the layers", ja: "層の内部" },
  id: "layers",
  content: ({ arms, figures, language }) => {
    const { layers: norms, histograms } = figures;
    const table = layersTable(arms, language);
    const say = texts[language];
    return [
      norms && note(say.about, "about"),
      norms && figure(norms, language, say.norms, "layers.csv"),
      table && tableElement(table),
      histograms && folded(say.histograms, [
        note(say.spread),
        figure(histograms, language, say.alt, "results.json"),
      ], arms.length <= mostOpen),
    ];
  },
};
