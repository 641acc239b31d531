import { inLanguages } from "../texts/language.ts";

const en = {
  title: "The valley: five balls, five formulas",
  note:
    "Two parameters in place of thousands, so that a landscape can be seen. Every ball is moved by the code that " +
    "trains the networks. Drag the start, move a slider, and look who is down first.",
  surface: "Surface",
  surfaces: { ravine: "Ravine", saddle: "Saddle", rosenbrock: "Rosenbrock's valley" },
  about: {
    ravine:
      "f = x²/20 + y²: steep across, nearly flat along. SGD takes the direction of the slope, which is not that of " +
      "the bottom, and swings from side to side.",
    saddle:
      "f = x²/2 + y⁴/4 − y²/2: in the middle a saddle, where the gradient is 0, and a bottom on either side. The start " +
      "is a thousandth beside the ridge: who divides by the size of the gradient gets away from it soonest. " +
      "Exactly on it (y = 0), nobody does.",
    rosenbrock:
      "f = (1 − x)² + 100(y − x²)²: into the valley it is a short way, along it a long one, and it bends. Momentum " +
      "gathers speed along it; too large a step leaves it for good.",
  },
  play: "Play",
  pause: "Pause",
  step: "One step",
  again: "Put all back",
  steps: "Step of the balls",
  stepOf: (step: string, all: string) => `step ${step} of ${all}`,
  start: "Start",
  startAt: (x: string, y: string) => `x ${x}, y ${y}`,
  startHint: "Drag the start, or move it with the arrow keys (with Shift by more).",
  picture: (surface: string) => `${surface}: lines of equal height and the ways of the balls`,
  ball: (place: number) => `Optimizer of ball ${place}`,
  options: {
    learningRate: ["η", "Learning rate"], momentum: ["μ", "Momentum"], decay: ["ρ", "Decay"],
    beta1: ["β₁", "Decay of the mean gradient"], beta2: ["β₂", "Decay of the mean square"],
  },
  down: (step: string) => `down since step ${step}`,
  above: (height: string) => `${height} above the bottom`,
  outside: (height: string) => `outside the picture, ${height} above the bottom`,
  flown: (step: string) => `flown off at step ${step}: it diverges`,
  firstDown: (name: string, step: string) => `Down first: ${name}, at step ${step}`,
  thenDown: (others: string) => `; then ${others}`,
  atStep: (name: string, step: string) => `${name} (${step})`,
  nobodyDown: "Nobody is down yet",
  diverged: (names: string) => `Diverged: ${names}`,
  end: ". ",
  comma: ", ",
};

const ja: typeof en = {
  title: "谷を下る：5つのボール、5つの式",
  note:
    "何千ものパラメータの代わりに2つだけにすると、地形が見えます。どのボールも、ネットワークを学習するのと同じコードで動きます。" +
    "出発点やスライダーを動かして、どれが最初に谷底に着くかを見てください。",
  surface: "地形",
  surfaces: { ravine: "細長い谷", saddle: "鞍点", rosenbrock: "ローゼンブロックの谷" },
  about: {
    ravine:
      "f = x²/20 + y²：谷を横切る向きには急で、谷に沿う向きにはほぼ平らです。SGDが進む傾きの方向は谷底の方向とは違うため、行ったり来たりします。",
    saddle:
      "f = x²/2 + y⁴/4 − y²/2：中央の鞍点では勾配が0で、その両側に谷底があります。出発点は尾根からわずか0.001ずれています。" +
      "勾配の大きさで割る手法ほど早く離れます。ちょうど尾根の上（y = 0）からは、どれも離れられません。",
    rosenbrock:
      "f = (1 − x)² + 100(y − x²)²：谷に入るのはすぐですが、曲がった谷に沿う道は長いです。モメンタムは谷に沿って加速し、" +
      "1歩が大きすぎると谷から飛び出して戻りません。",
  },
  play: "再生",
  pause: "一時停止",
  step: "1ステップ",
  again: "元に戻す",
  steps: "ボールのステップ",
  stepOf: (step, all) => `ステップ ${step} / ${all}`,
  start: "出発点",
  startAt: (x, y) => `x ${x}、y ${y}`,
  startHint: "出発点はドラッグか矢印キーで動かせます（Shiftで大きく）。",
  picture: (surface) => `${surface}：等高線とボールの道筋`,
  ball: (place) => `ボール${place}の最適化手法`,
  options: {
    learningRate: ["η", "学習率"], momentum: ["μ", "モメンタム係数"], decay: ["ρ", "減衰率"],
    beta1: ["β₁", "勾配の平均の減衰率"], beta2: ["β₂", "二乗平均の減衰率"],
  },
  down: (step) => `ステップ${step}から谷底`,
  above: (height) => `谷底より ${height} 上`,
  outside: (height) => `図の外、谷底より ${height} 上`,
  flown: (step) => `ステップ${step}で飛び去りました（発散）`,
  firstDown: (name, step) => `最初に谷底：${name}（ステップ${step}）`,
  thenDown: (others) => `、続いて ${others}`,
  atStep: (name, step) => `${name}（${step}）`,
  nobodyDown: "まだどれも谷底にいません",
  diverged: (names) => `発散：${names}`,
  end: "。",
  comma: "、",
};

export const texts = inLanguages({ en, ja });
