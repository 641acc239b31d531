import { inLanguages } from "../texts/language.ts";

export const texts = inLanguages({
  en: { failed: "What is computed beside the training (pictures, answers, the landscape) does not come any more:" },
  ja: { failed: "学習とは別に計算するもの（重みの画像、予測、地形など）が計算できなくなりました：" },
});
