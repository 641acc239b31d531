/** Training against test accuracy, where overfitting is the subject. */
import { scoreOf } from "../../../experiment/metrics.ts";
import { scoreWords } from "../../../report/words.ts";
import { figure, type Section } from "./section.ts";

const texts = {
  en: {
    alt: (score: string) => `Training and test ${score} of each arm at the end, and their difference.`,
    caption: (score: string, lower: boolean) =>
      `A training ${score} far ${lower ? "below" : "above"} the test ${score} is of data learnt by heart.`,
  },
  ja: {
    alt: (score: string) => `最終的な各条件の訓練とテストの${score}、およびその差。`,
    caption: (score: string, lower: boolean) =>
      `訓練${score}がテスト${score}よりはるかに${lower ? "低い" : "高い"}のは、訓練データを丸暗記している（過学習）ためです。`,
  },
};

export const overfitting: Section = {
  title: { en: "Training and test", ja: "訓練とテスト" },
  id: "training-test",
  content: ({ figures: { gap }, arms, language }) => {
    const { name, sign } = scoreOf(arms[0]?.settings);
    const score = scoreWords[name][language];
    const { alt, caption } = texts[language];
    return gap ? [figure(gap, language, alt(score), "metrics.csv", caption(score, sign < 0))] : [];
  },
};
