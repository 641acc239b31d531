/** The curves over the iterations, and the learning rates. */
import { scoreOf } from "../../../experiment/metrics.ts";
import { scoreWords } from "../../../report/words.ts";
import { figure, type Section } from "./section.ts";

const texts = {
  en: {
    score: (score: string) => `Test and training ${score} of each arm by iteration.`,
    loss: "Training and test loss of each arm by iteration, and its learning rate where that changes.",
    rates: "The learning rate of each arm by iteration.",
  },
  ja: {
    score: (score: string) => `反復回数に対する、各条件のテストと訓練の${score}。`,
    loss: "反復回数に対する、各条件の訓練損失とテスト損失。学習率が変わる場合は学習率も示します。",
    rates: "反復回数に対する、各条件の学習率。",
  },
};

export const curves: Section = {
  title: { en: "Curves", ja: "学習曲線" },
  id: "curves",
  content: ({ figures: { accuracy, loss }, arms, language }) => {
    const say = texts[language];
    const score = scoreWords[scoreOf(arms[0]?.settings).name][language];
    return [
      accuracy && figure(accuracy, language, say.score(score), "metrics.csv"),
      loss && figure(loss, language, say.loss, "metrics.csv"),
    ];
  },
};

export const learningRates: Section = {
  title: { en: "Learning rates", ja: "学習率" },
  id: "learning-rates",
  content: ({ figures: { "learning-rate": rates }, language }) =>
    rates ? [figure(rates, language, texts[language].rates, "metrics.csv")] : [],
};
