import { prose } from "../../../report/optimizers.ts";
import type { Chapter } from "../chapter.ts";
import { jitter } from "../outcome.ts";
import { adam as withAdam, momentum, ofTheReport, rmsprop } from "./settings.ts";

/** From where on the curves are compared: all are steep before. */
const onward = 0.85;

export const adam: Chapter = {
  id: "adam",
  experiment: { name: "story adam", seeds: [6], ...ofTheReport, arms: [momentum, rmsprop, withAdam] },
  formulas: prose.adam.formula,
  bet: { kind: "first", target: 0.9 },
  panels: ["curves", "why", "landscape", "valley"],
  en: {
    title: "Adam",
    theory: [
      "Adam takes the best of both: m is momentum's mean of gradients, v is RMSProp's mean of their squares.",
      "Both begin at 0 and are too small at first; dividing by 1 − βᵗ puts that right.",
      "So every weight moves by about η whatever the size of its gradients, in a direction that is smoothed: fast, and comparatively even.",
    ],
    variants: ["η 0.3 and μ 0.9", "η 0.01 and ρ 0.99", "η 0.01, β₁ 0.9 and β₂ 0.999"],
    found: ([, rms, both], { points, whole }) => {
      const [rough, even] = [jitter(rms!, onward), jitter(both!, onward)];
      if (rough === undefined || even === undefined) return [`Not both RMSProp and Adam have ${whole(onward)}, so how even their curves are cannot be compared.`];
      const said = `from ${whole(onward)} on, it changes by ${points(even)} points from one evaluation to the next, RMSProp's by ${points(rough)}`;
      return [even < rough ? `Adam's curve is the more even one: ${said}.` : `This time Adam's curve is not the more even one: ${said}.`];
    },
  },
  ja: {
    title: "Adam",
    theory: [
      "Adamは両者の長所を取り入れます。m はモメンタムのような勾配の平均、v はRMSPropのような勾配の2乗の平均です。",
      "どちらも0から始まり、初めは小さすぎるので、1 − βᵗ で割って補正します。",
      "勾配の大きさによらず、どの重みも η ほどの幅で、ならされた向きに動きます。速く、比較的なめらかです。",
    ],
    variants: ["η 0.3、μ 0.9", "η 0.01、ρ 0.99", "η 0.01、β₁ 0.9、β₂ 0.999"],
    found: ([, rms, both], { points, whole }) => {
      const [rough, even] = [jitter(rms!, onward), jitter(both!, onward)];
      if (rough === undefined || even === undefined) return [`RMSPropとAdamの一方が${whole(onward)}に届かず、なめらかさは比べられません。`];
      const said = `${whole(onward)}に達してからの評価ごとの変化は、Adamが平均${points(even)}ポイント、RMSPropが${points(rough)}ポイントです`;
      return [even < rough ? `Adamのほうがなめらかです。${said}。` : `今回はAdamのほうがなめらかとはいえません。${said}。`];
    },
  },
};
