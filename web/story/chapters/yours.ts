import { prose } from "../../../report/optimizers.ts";
import type { Chapter } from "../chapter.ts";
import { ended, reached } from "../outcome.ts";
import { adam, momentum, ofTheReport, sgd } from "./settings.ts";

const target = 0.9;

export const yours: Chapter = {
  id: "your-turn",
  experiment: { name: "story your turn", seeds: [11], ...ofTheReport, arms: [{ name: "SGD", optimizer: sgd(0.01) }, momentum, adam] },
  formulas: [...prose.sgd.formula, ...prose.momentum.formula],
  bet: { kind: "first", target },
  en: {
    title: "Your turn",
    theory: [
      "The settings are open: change anything, and what depends on it trains again.",
      "A task: bring SGD to 90% before Momentum. You know what may help: learning rate, initial weights, batch normalization, another activation.",
      "Save and share gives you a link to what you have found; whoever opens it gets the same bits.",
    ],
    variants: ["η 0.01: it stands still", "η 0.3 and μ 0.9", "η 0.01"],
    found: ([plain, rolling], { percent, whole, count }) => {
      const [mine, other] = [reached(plain!, target), reached(rolling!, target)];
      if (mine === undefined) return [`SGD ends at ${percent(ended(plain!))}: ${whole(target)} is still to come. Change a setting and run it again.`];
      if (other === undefined) return [`You have done it: SGD has ${whole(target)} at iteration ${count(mine)}, and Momentum not at all.`];
      if (mine < other) return [`You have done it: SGD has ${whole(target)} at iteration ${count(mine)}, Momentum at ${count(other)}.`];
      return [`SGD has ${whole(target)} at iteration ${count(mine)}, Momentum at ${count(other)} already. Nearly!`];
    },
  },
  ja: {
    title: "あなたの番",
    theory: [
      "設定が開いています。どこかを変えると、関係するところだけ学習し直します。",
      "課題：SGDをモメンタムより先に90%へ。使えるのは、学習率、重みの初期値、バッチ正規化、別の活性化関数です。",
      "見つけた結果は「保存と共有」のリンクで渡せます。開いた人も1ビットまで同じ結果になります。",
    ],
    variants: ["η 0.01：動かない", "η 0.3、μ 0.9", "η 0.01"],
    found: ([plain, rolling], { percent, whole, count }) => {
      const [mine, other] = [reached(plain!, target), reached(rolling!, target)];
      if (mine === undefined) return [`SGDは${percent(ended(plain!))}で、まだ${whole(target)}に届いていません。設定を変えてもう一度学習してください。`];
      if (other === undefined) return [`達成です。SGDは反復${count(mine)}で${whole(target)}に達し、モメンタムは達しませんでした。`];
      if (mine < other) return [`達成です。SGDは反復${count(mine)}、モメンタムは反復${count(other)}で${whole(target)}に達しました。`];
      return [`SGDは反復${count(mine)}で${whole(target)}に達しましたが、モメンタムは反復${count(other)}でした。あと少しです。`];
    },
  },
};
