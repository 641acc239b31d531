/** Every kind of finding, as it reads in both languages. */
import { expect, test } from "vitest";
import type { FindingOf, Kind } from "../../../report/findings/finding.ts";
import { sentence } from "../../../report/findings/sentence.ts";

type Said = { finding: object; en: string; ja: string };
const level = (arm: string, value: number, within = 0.003) => ({ arm, value, within });
const accuracy = { name: "accuracy" } as const;
const steps = { name: "steps", target: 0.9 } as const;

const said: { [Name in Kind]: { finding: Omit<FindingOf<Name>, "kind">; en: string; ja: string }[] } = {
  missing: [
    {
      finding: { runs: 20, complete: 12, interrupted: 5, notStarted: 2, ended: 1 },
      en: "12 of 20 runs are complete (5 interrupted, 2 not started, 1 ended by the machine); only those count here.",
      ja: "学習20件のうち、完了したのは12件です（中断5件、未開始2件、実行環境の都合で終了1件）。以下は完了したものだけの結果です。",
    },
    {
      finding: { runs: 2, complete: 1, interrupted: 0, notStarted: 1, ended: 0 },
      en: "1 of 2 runs is complete (1 not started); only that counts here.",
      ja: "学習2件のうち、完了したのは1件です（未開始1件）。以下は完了したものだけの結果です。",
    },
    {
      finding: { runs: 2, complete: 0, interrupted: 2, notStarted: 0, ended: 0 },
      en: "No run is complete (2 interrupted), so nothing can be said yet.",
      ja: "完了した学習がないため（中断2件）、まだ何も言えません。",
    },
  ],
  identical: [
    {
      finding: { arms: ["PyTorch", "optax", "the paper"], seeds: 4 },
      en: "PyTorch, “optax” and “the paper” come to the same network, to the last bit, with each of the 4 seeds: there is no difference at all.",
      ja: "PyTorch、「optax」、「the paper」は、4シードすべてで最後の1ビットまで同じネットワークになりました。差はまったくありません。",
    },
    {
      finding: { arms: ["A", "B"], seeds: 1 },
      en: "A and B come to the same network, to the last bit, with this seed: there is no difference at all.",
      ja: "AとBは、このシードで最後の1ビットまで同じネットワークになりました。差はまったくありません。",
    },
  ],
  alone: [
    {
      finding: { level: level("Adam", 0.9435), of: 1, lowest: 0.9406, highest: 0.9464, seeds: 4 },
      en: "Adam ends at a test accuracy of 0.944 ± 0.003 (mean of 4 seeds, from 0.9406 to 0.9464).",
      ja: "Adamの最終的なテスト正解率は0.944 ± 0.003です（4シードの平均、0.9406～0.9464）。",
    },
    {
      finding: { level: level("right (0.1)", 0.94, NaN), of: 3, lowest: 0.94, highest: 0.94, seeds: 1 },
      en: "Only “right (0.1)” learned: it ends at a test accuracy of 0.9400.",
      ja: "学習したのは「right (0.1)」だけで、最終的なテスト正解率は0.9400です。",
    },
  ],
  order: [
    {
      finding: { levels: [level("Adam", 0.9453, NaN), level("RMSProp", 0.9402, NaN), level("Momentum", 0.9358, NaN)], of: 5, seed: 0 },
      en: "With seed 0, Adam ends with the highest test accuracy (0.9453), then RMSProp (0.9402) and Momentum (0.9358); 2 more are lower.",
      ja: "シード0では、最終的なテスト正解率はAdamが最も高く（0.9453）、RMSProp（0.9402）、Momentum（0.9358）が続きます（ほか2件はそれ以下）。",
    },
    {
      finding: { levels: [level("none", 0.7629, NaN), level("L2", 0.72, NaN)], of: 2, seed: 7 },
      en: "With seed 7, “none” ends with the highest test accuracy (0.7629), then L2 (0.7200).",
      ja: "シード7では、最終的なテスト正解率は「none」が最も高く（0.7629）、L2（0.7200）が続きます。",
    },
  ],
  together: [
    {
      finding: { measure: accuracy, levels: [level("Adam", 0.953), level("Nesterov", 0.9524), level("Momentum", 0.952)], allPairs: true, within: 0.0029, best: true, leads: 4, seeds: 10 },
      en: "Adam (0.953), Nesterov (0.952) and Momentum (0.952) end highest and cannot be told apart with 10 seeds: the 95% intervals of the differences lie within ±0.003.",
      ja: "テスト正解率が高いのはAdam（0.953）、Nesterov（0.952）、Momentum（0.952）ですが、互いに差があるとは言えません（10シードで、差の95%信頼区間は±0.003以内）。",
    },
    {
      finding: { measure: accuracy, levels: [level("A", 0.95), level("B", 0.94)], allPairs: true, within: 0.0394, best: false, leads: 4, seeds: 4 },
      en: "A (0.950) and B (0.940) cannot be told apart with 4 seeds: the 95% interval of the difference lies within ±0.04, though A is the highest with every seed.",
      ja: "A（0.950）とB（0.940）のテスト正解率に差があるとは言えません（4シードで、差の95%信頼区間は±0.04以内）。ただし、どのシードでもAが最も高い値でした。",
    },
    {
      finding: { measure: accuracy, levels: [level("A", 0.95), level("B", 0.94), level("C", 0.93)], allPairs: false, within: 0.0394, best: true, leads: 2, seeds: 4 },
      en: "With 4 seeds, B (0.940) and C (0.930) cannot be told apart from A (0.950), which ends highest: the 95% intervals of the differences lie within ±0.04.",
      ja: "B（0.940）とC（0.930）は、最も高いA（0.950）と差があるとは言えません（4シードで、差の95%信頼区間は±0.04以内）。",
    },
    {
      finding: { measure: accuracy, levels: ["A", "B", "C", "D", "E", "F"].map((arm) => level(arm, 0.95)), allPairs: true, within: 0.0094, best: true, leads: 2, seeds: 4 },
      en: "A (0.950), B (0.950), C (0.950), D (0.950) and 2 more end highest and cannot be told apart with 4 seeds: the 95% intervals of the differences lie within ±0.010.",
      ja: "テスト正解率が高いのはA（0.950）、B（0.950）、C（0.950）、D（0.950）、ほか2件ですが、互いに差があるとは言えません（4シードで、差の95%信頼区間は±0.010以内）。",
    },
  ],
  ahead: [
    {
      finding: { measure: accuracy, leaders: [level("Adam", 0.95)], only: false, other: level("Momentum", 0.938), difference: { mean: 0.0121, within: 0.0038, ahead: 10, seeds: 10 }, also: [], best: true },
      en: "Adam ends with the highest test accuracy (0.950), ahead of Momentum (0.938) by 0.012 ± 0.004, in 10 of 10 seeds.",
      ja: "最終的なテスト正解率はAdam（0.950）が最も高く、Momentum（0.938）を0.012 ± 0.004上回りました（10シードすべてで）。",
    },
    {
      finding: { measure: accuracy, leaders: [level("AdaGrad", 0.92)], only: false, other: level("SGD", 0.9), difference: { mean: 0.02, within: 0.012, ahead: 9, seeds: 10 }, also: ["none"], best: false },
      en: "AdaGrad (0.920) is ahead of SGD (0.900) by 0.020 ± 0.012, in 9 of 10 seeds, and of “none”.",
      ja: "AdaGrad（0.920）は、SGD（0.900）を0.020 ± 0.012上回りました（10シード中9シードで）。「none」も上回っています。",
    },
    {
      finding: { measure: accuracy, leaders: [level("Adam", 0.95), level("RMSProp", 0.949)], only: false, other: level("AdaGrad", 0.93), difference: { mean: 0.019, within: 0.004, ahead: 9, seeds: 10 }, also: ["SGD"], best: true },
      en: "Adam and RMSProp are both ahead of AdaGrad (0.930) by at least 0.019 ± 0.004, in at least 9 of 10 seeds, and of SGD.",
      ja: "AdamとRMSPropはいずれも、AdaGrad（0.930）を少なくとも0.019 ± 0.004上回りました（少なくとも10シード中9シードで）。SGDも上回っています。",
    },
    {
      finding: { measure: accuracy, leaders: [level("Adam", 0.95)], only: true, other: level("AdaGrad", 0.93), difference: { mean: 0.019, within: 0.004, ahead: 10, seeds: 10 }, also: [], best: true },
      en: "Of these, only Adam is ahead of AdaGrad (0.930) by 0.019 ± 0.004, in 10 of 10 seeds.",
      ja: "このうちAdamだけが、AdaGrad（0.930）を0.019 ± 0.004上回りました（10シードすべてで）。",
    },
    {
      finding: { measure: steps, leaders: [level("RMSProp", 320, 20), level("Adam", 330, 20)], only: false, other: level("Momentum", 610, 30), difference: { mean: 285, within: 46, ahead: 4, seeds: 4 }, also: ["AdaGrad"], best: true },
      en: "RMSProp and Adam reach 90% before Momentum, by at least 290 ± 50 steps, in 4 of 4 seeds, and before AdaGrad.",
      ja: "RMSPropとAdamはいずれも、Momentumより少なくとも290 ± 50ステップ早く90%に達しました（4シードすべてで）。AdaGradよりも早く達しています。",
    },
    {
      finding: { measure: steps, leaders: [level("RMSProp", 320, 20)], only: true, other: level("Momentum", 610, 30), difference: { mean: 285, within: 46, ahead: 4, seeds: 4 }, also: [], best: true },
      en: "Only RMSProp is shown to reach 90% before Momentum, by 290 ± 50 steps, in 4 of 4 seeds.",
      ja: "RMSPropだけが、Momentumより290 ± 50ステップ早く90%に達したと言えます（4シードすべてで）。",
    },
    {
      finding: { measure: accuracy, leaders: [level("Adam", 0.95), level("RMSProp", 0.949)], only: true, other: level("SGD", 0.93), difference: { mean: 0.019, within: 0.004, ahead: 10, seeds: 10 }, also: ["Lion"], best: true },
      en: "Of these, only Adam and RMSProp are ahead of SGD (0.930) by at least 0.019 ± 0.004, in 10 of 10 seeds; they are also ahead of Lion.",
      ja: "このうちAdamとRMSPropだけが、SGD（0.930）を少なくとも0.019 ± 0.004上回りました（10シードすべてで）。これらは、Lionも上回っています。",
    },
    {
      finding: { measure: steps, leaders: [level("RMSProp", 320, 20)], only: true, other: level("Momentum", 610, 30), difference: { mean: 285, within: 46, ahead: 4, seeds: 4 }, also: ["SGD"], best: true },
      en: "Only RMSProp is shown to reach 90% before Momentum, by 290 ± 50 steps, in 4 of 4 seeds; it also does so before SGD.",
      ja: "RMSPropだけが、Momentumより290 ± 50ステップ早く90%に達したと言えます（4シードすべてで）。これは、SGDよりも早く達しています。",
    },
  ],
  scattered: [
    {
      finding: { arms: [{ arm: "A", lowest: 0.732, highest: 0.923 }], seeds: 4 },
      en: "A (0.732 to 0.923) depends too much on the seed to be placed among the others.",
      ja: "A（0.732～0.923）は、シードによる違いが大きく、順位を決められません。",
    },
    {
      finding: { arms: [{ arm: "A", lowest: 0.732, highest: 0.923 }, { arm: "B", lowest: 0.1, highest: 0.9 }], seeds: 4 },
      en: "A (0.732 to 0.923) and B (0.100 to 0.900) depend too much on the seed to be placed among the others.",
      ja: "A（0.732～0.923）とB（0.100～0.900）は、シードによる違いが大きく、順位を決められません。",
    },
  ],
  unlearned: [
    {
      finding: { arms: [{ level: level("SGD", 0.1135, 0), seeds: 4, of: 4, steps: 1000 }], chance: 0.1135, tuned: false },
      en: "SGD did not learn at these settings: 0.114 after 1000 steps, no better than always naming the commonest class (0.114).",
      ja: "SGDはこの設定では学習しませんでした。1000ステップ後の正解率は0.114で、常に最も多いクラスを答える場合（0.114）と変わりません。",
    },
    {
      finding: {
        arms: [
          { level: level("SGD", 0.1135, 0), seeds: 4, of: 4, steps: 1000 }, { level: level("too large (2)", 0.104, 0.02), seeds: 4, of: 4, steps: 1000 },
          { level: level("Nesterov", 0.11, NaN), seeds: 1, of: 4, steps: 1000 },
        ],
        chance: 0.1135, tuned: true,
      },
      en: "SGD (0.114) and “too large (2)” (0.10) did not learn: that is no better than always naming the commonest class (0.114). Nesterov did not learn in 1 of 4 seeds.",
      ja: "SGD（0.114）と「too large (2)」（0.10）は学習しませんでした。常に最も多いクラスを答える場合（0.114）と変わりません。Nesterovは4シード中1シードで学習しませんでした。",
    },
    {
      finding: { arms: [{ level: level("Nesterov", 0.11, NaN), seeds: 1, of: 4, steps: 1000 }], chance: 0.1135, tuned: false },
      en: "Nesterov did not learn at these settings in 1 of 4 seeds.",
      ja: "Nesterovは4シード中1シードで、この設定では学習しませんでした。",
    },
  ],
  diverged: [
    {
      finding: { arms: [{ arm: "SGD", seeds: 2, of: 4 }] },
      en: "SGD diverged in 2 of 4 seeds; its numbers are those of the others, which flatters it.",
      ja: "SGDは4シード中2シードで発散しました。数値は残りのシードだけのものなので、実際よりよく見えます。",
    },
    {
      finding: { arms: [{ arm: "SGD", seeds: 4, of: 4 }] },
      en: "SGD diverged in 4 of 4 seeds.",
      ja: "SGDは4シードすべてで発散しました。",
    },
    {
      finding: { arms: [{ arm: "SGD", seeds: 1, of: 4 }, { arm: "Lion", seeds: 3, of: 4 }] },
      en: "SGD diverged in 1 of 4 seeds and Lion in 3 of 4 seeds; their numbers are those of the others, which flatters them.",
      ja: "SGDは4シード中1シード、Lionは4シード中3シードで発散しました。数値は残りのシードだけのものなので、実際よりよく見えます。",
    },
  ],
  reached: [
    {
      finding: {
        target: 0.9, seeds: 4, not: ["SGD"],
        times: [{ steps: 330, arms: ["Adam", "RMSProp"], seeds: 4, of: 4 }, { steps: 610, arms: ["Momentum"], seeds: 3, of: 4 }],
      },
      en: "In the median of 4 seeds, a test accuracy of 90% is reached by Adam and RMSProp after 330 steps and Momentum after 610 (in 3 of 4 seeds), but not by SGD.",
      ja: "テスト正解率90%に達するまでのステップ数（4シードの中央値）は、AdamとRMSPropが330、Momentumが610（4シード中3シード）です。SGDは達しませんでした。",
    },
    {
      finding: { target: 0.7, seeds: 1, not: [], times: [{ steps: 170, arms: ["none"], seeds: 1, of: 1 }] },
      en: "A test accuracy of 70% is reached by “none” after 170 steps.",
      ja: "テスト正解率70%に達するまでのステップ数は、「none」が170です。",
    },
  ],
  both: [
    {
      finding: { target: 0.9, highest: ["Adam"], both: ["Adam"] },
      en: "Adam, which ends highest, is also among the first to reach 90%.",
      ja: "最終的な正解率が最も高いAdamは、90%に達する早さでも上位です。",
    },
    {
      finding: { target: 0.9, highest: ["Adam", "RMSProp"], both: ["RMSProp"] },
      en: "RMSProp is among the highest at the end and among the first to reach 90%.",
      ja: "RMSPropは、最終的な正解率でも90%に達する早さでも上位です。",
    },
    {
      finding: { target: 0.9, highest: ["Adam"], both: [] },
      en: "Adam, which ends highest, is not among the first to reach 90%.",
      ja: "最終的な正解率が最も高いAdamは、90%に最も早く達した条件ではありません。",
    },
  ],
  gap: [
    {
      finding: { gap: level("none", 0.2341, 0.008), train: 1, test: 0.7659, seeds: 3 },
      en: "Overfitting: “none” ends at 1.000 on the training data and 0.766 on the test data, a gap of 0.234 ± 0.008.",
      ja: "過学習：「none」の最終的な正解率は訓練1.000、テスト0.766で、差は0.234 ± 0.008です。",
    },
    {
      finding: { gap: level("A", 0.3, NaN), train: 0.99, test: 0.69, seeds: 1, labelNoise: 0.3 },
      en: "Overfitting: A ends at 0.990 on the training data, 30% of which have wrong labels, and 0.690 on the test data, a gap of 0.300.",
      ja: "過学習：Aの最終的な正解率は訓練0.990（ラベルの30%は誤り）、テスト0.690で、差は0.300です。",
    },
    {
      finding: { gap: level("A", 0.3, 0.1), train: 0.99, test: 0.69, seeds: 6, onBatch: true },
      en: "Overfitting: A ends at 0.99 on the last batches of the training data and 0.69 on the test data, a gap of 0.30 ± 0.10.",
      ja: "過学習：Aの最終的な正解率は訓練（最後のバッチ）0.99、テスト0.69で、差は0.30 ± 0.10です。",
    },
  ],
  remedies: [
    {
      finding: { base: "none", narrower: 8, of: 8, narrowest: level("L2", 0.171, 0.01), higher: [], seeds: 3 },
      en: "All 8 others narrow the gap of “none”, L2 the most (to 0.171), but none of these ends higher on the test data, in the mean of 3 seeds.",
      ja: "ほかの8条件はすべて、訓練とテストの差が「none」より小さくなりましたが（最小はL2の0.171）、テスト正解率が上がったものはありません（3シードの平均）。",
    },
    {
      finding: { base: "none", narrower: 7, of: 8, narrowest: level("L2", 0.171, 0.01), higher: ["dropout", "L1"], seeds: 3 },
      en: "7 of the 8 others narrow the gap of “none”, L2 the most (to 0.171), and “dropout” and L1 end higher on the test data, in the mean of 3 seeds.",
      ja: "ほかの8条件のうち7件は、訓練とテストの差が「none」より小さくなり（最小はL2の0.171）、「dropout」とL1ではテスト正解率も上がりました（3シードの平均）。",
    },
    {
      finding: { base: "none", narrower: 1, of: 1, narrowest: level("L2", 0.171, NaN), higher: [], seeds: 1 },
      en: "The other arm narrows the gap of “none” (to 0.171), but does not end higher on the test data.",
      ja: "もう一方の条件は、訓練とテストの差が「none」より小さくなりましたが（0.171）、テスト正解率は上がりませんでした。",
    },
    {
      finding: { base: "none", narrower: 0, of: 2, narrowest: level("L2", 0.171, NaN), higher: [], seeds: 1 },
      en: "No other arm narrows the gap of “none”.",
      ja: "「none」の訓練とテストの差を縮めた条件はありません。",
    },
  ],
  fellBack: [{ finding: { arms: [{ arm: "L1", best: 0.755, final: 0.545 }] }, en: "L1 (0.755 at best, 0.545 at the end) does not keep the test accuracy that was reached.", ja: "L1（最高0.755、最終0.545）は、一度達したテスト正解率を保てませんでした。" }],
  tuned: [
    {
      finding: { trials: 25, fewest: 25, arms: 5, seeds: 10, untuned: [], diverged: 7, halved: 0 },
      en: "5 arms were tuned by 25 trials each on validation data (7 diverged); the chosen settings were trained again with 10 fresh seeds.",
      ja: "5条件の設定を、検証データを使った各25回の試行で調整し（うち7回は発散）、選ばれた設定を新しい10シードで学習し直しました。",
    },
    {
      finding: { trials: 25, fewest: 25, arms: 1, seeds: 1, untuned: ["SGD"], diverged: 3, halved: 12 },
      en: "1 arm was tuned by 25 trials on validation data (3 diverged and 12 were given up early); the chosen settings were trained again with 1 fresh seed. SGD was not tuned.",
      ja: "1条件の設定を、検証データを使った各25回の試行で調整し（うち3回は発散、12回は途中で打ち切り）、選ばれた設定を新しい1シードで学習し直しました。SGDは調整していません。",
    },
    {
      finding: { trials: 25, fewest: 3, arms: 2, seeds: 4, untuned: [], diverged: 0, halved: 0 },
      en: "2 arms were tuned by 3 to 25 trials each on validation data; the chosen settings were trained again with 4 fresh seeds.",
      ja: "2条件の設定を、検証データを使った各3～25回の試行で調整し、選ばれた設定を新しい4シードで学習し直しました。",
    },
  ],
  chosen: [{
    finding: {
      arms: [
        { arm: "SGD", settings: [{ path: "optimizer.learningRate", value: 3.1423 }] },
        { arm: "Adam", settings: [
          { path: "optimizer.learningRate", value: 0.0042173 }, { path: "optimizer.beta1", value: 0.91 }, { path: "network.activation", value: "relu" },
        ] },
      ],
    },
    en: "Chosen: SGD with learning rate 3.14; Adam with learning rate 0.00422, β₁ 0.91 and network.activation relu.",
      ja: "選ばれた設定：SGDは学習率3.14、Adamは学習率0.00422・β₁ 0.91・network.activation relu。",

  }],
  edge: [
    {
      finding: { edges: [{ arm: "SGD", path: "optimizer.learningRate", value: 9.62, end: "max", fromOne: false, wider: { min: 0.001, max: 100, scale: "log" } }] },
      en: 'The learning rate of SGD was chosen at the upper end of its range (9.62), so a better one may lie beyond. Search further: "optimizer.learningRate": { "min": 0.001, "max": 100, "scale": "log" }',
      ja: 'SGDの学習率（9.62、上端）は探索範囲の端で選ばれたため、範囲の外にもっと良い値があるかもしれません。範囲を広げるには："optimizer.learningRate": { "min": 0.001, "max": 100, "scale": "log" }',
    },
    {
      finding: { edges: [
        { arm: "SGD", path: "optimizer.learningRate", value: 9.62, end: "max", fromOne: false, wider: { min: 0.001, max: 100, scale: "log" } },
        { arm: "Adam", path: "optimizer.beta2", value: 0.00011, end: "min", fromOne: true, wider: undefined },
      ] },
      en: 'Chosen at the ends of their ranges, beyond which better ones may lie: the learning rate of SGD (9.62, the upper end) and 1 − β₂ of Adam (0.00011, the lower end). Search further: "optimizer.learningRate": { "min": 0.001, "max": 100, "scale": "log" }',
      ja: 'SGDの学習率（9.62、上端）とAdamの1 − β₂（0.00011、下端）は探索範囲の端で選ばれたため、範囲の外にもっと良い値があるかもしれません。範囲を広げるには："optimizer.learningRate": { "min": 0.001, "max": 100, "scale": "log" }',
    },
  ],
  sensitivity: [{
    finding: {
      within: 0.01,
      arms: [{ arm: "Adam", decades: 1.43, open: false }, { arm: "RMSProp", decades: 1.1, open: true }, { arm: "SGD", decades: 0.6, open: false }],
    },
    en: "Learning rates within 0.01 of the best validation accuracy span 1.4 decades for Adam, 1.1 or more for RMSProp and 0.6 for SGD.",
    ja: "検証正解率が最良から0.01以内だった学習率の幅は、Adamが1.4桁、RMSPropが1.1桁以上、SGDが0.6桁です。",
  }],
  unchosen: [{ finding: { arms: ["Lion"] }, en: "Nothing could be chosen for Lion: no trial came to its end without diverging. Search lower learning rates.", ja: "Lionは、発散せずに最後まで学習した試行がなかったため、設定を選べませんでした。もっと小さい学習率を探索してください。" }],
  untuned: [{ finding: {}, en: "Nothing was tuned, so this compares settings as much as optimizers: “search” in the experiment file tunes them.", ja: "どの設定も調整していないため、最適化手法だけでなく設定の良し悪しも比べていることになります。実験ファイルの「search」で調整できます。" }],
  fewSeeds: [
    {
      finding: { seeds: 1, set: '--set "seeds=[0,1,2,3]"' },
      en: 'One seed tells little: with another seed, the order may differ. For more seeds: --set "seeds=[0,1,2,3]"',
      ja: 'シード1つで分かることはわずかで、別のシードでは順位が変わるかもしれません。シードを増やすには：--set "seeds=[0,1,2,3]"',
    },
    {
      finding: { seeds: 4, set: '--set "seeds=[0,1,2,3,4,5,6,7,8,9]"' },
      en: 'With 4 seeds only large differences show. For more seeds: --set "seeds=[0,1,2,3,4,5,6,7,8,9]"',
      ja: '4シードで分かるのは大きな差だけです。小さな差を見るには、シードを増やします：--set "seeds=[0,1,2,3,4,5,6,7,8,9]"',
    },
  ],
  method: [{ finding: { comparisons: 10 }, en: "± is half of a 95% interval (in the table of results, the standard deviation); “ahead” and “before” mean p < 0.05 in paired t-tests, after Holm's correction for 10 comparisons.", ja: "±は95%信頼区間の半幅です（結果の表では標準偏差）。「上回る」「早い」は、対応のあるt検定で、10組の比較をHolmの方法で補正してp < 0.05であることを表します。" }, { finding: { comparisons: 0 }, en: "± is half of a 95% interval (in the table of results, the standard deviation).", ja: "±は95%信頼区間の半幅です（結果の表では標準偏差）。" }],
};

test.each(Object.entries(said as Record<Kind, Said[]>))("%s", (kind, all) => {
  for (const { finding, en, ja } of all) {
    const whole = { kind, ...finding } as FindingOf<Kind>;
    expect({ en: sentence(whole, "en"), ja: sentence(whole, "ja") }).toEqual({ en, ja });
  }
});
