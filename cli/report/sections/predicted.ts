/** Predicted against true, where rows have targets. */
import { figure, type Section } from "./section.ts";

const texts = {
  en: {
    alt: "The prediction of each arm over the target, a dot for each test row.",
    caption: "Up to 300 test rows, evenly apart, with the networks of the first seed as they ended.",
  },
  ja: {
    alt: "目標値に対する各条件の予測値。テストデータの1行が1つの点です。",
    caption: "テストデータから等間隔に選んだ300行までについて、最初のシードの最終的なネットワークで予測しています。",
  },
};

export const predicted: Section = {
  title: { en: "Predicted against true", ja: "予測値と目標値" },
  id: "predicted",
  content: ({ figures: { predicted: plot }, language }) => {
    const { alt, caption } = texts[language];
    return plot ? [figure(plot, language, alt, "results.json", caption)] : [];
  },
};
