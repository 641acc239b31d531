import { inLanguages } from "../texts/language.ts";

const en = {
  title: "The loss landscape",
  note:
    "All weights of a network are one point in a space of thousands of dimensions. This is a plane through it: through the " +
    "common start and the ends of two variants. The lines are those of equal loss, the paths those on which the variants " +
    "trained.",
  first: "Plane through the end of",
  second: "and the end of",
  itsWay: "the middle of its path",
  waiting: "The landscape is drawn as soon as a network has taken some steps.",
  measuring: "The landscape is being measured.",
  straight: "These networks lie on a straight line in the space of weights: there is no plane through them. Choose another.",
  tooLarge: (weights: string, most: string) =>
    `These networks have ${weights} weights. The landscape is drawn of those with up to ${most}, as each of its points is ` +
    "a network of its own.",
  axisAlong: (name: string) => `Distance in weight space, towards the end of ${name}`,
  axisAlongShort: (name: string) => `Distance, towards ${name}`,
  axisAcross: (name: string) => `At right angles, towards ${name}`,
  axisAcrossOwn: "At right angles",
  start: "start",
  dots: (every: string) => `a dot every ${every} iterations`,
  onPlane: "on the plane",
  offPlane: (far: string) => `${far} off it`,
  now: (iteration: string) => `at iteration ${iteration}`,
  lowToHigh: (low: string, high: string) => `loss ${low} to ${high}`,
  measured: (points: string, images: string) =>
    `Measured at ${points} points, each the mean loss of ${images} training images without penalties and dropout.`,
  coarse: (weights: string) => `No finer, because each point is a network of ${weights} weights.`,
  refining: "It becomes finer.",
  whileTraining: "Coarse while it trains.",
  batchNorm: "Running means and variances of batch norm are mixed like the weights.",
  missing: {
    waiting: (names: string) => `Not on the map yet: ${names}.`,
    diverged: (names: string) => `Not on the map, because the weights diverged: ${names}.`,
    other: (names: string) => `Not on the map, because it is another kind of network: ${names}.`,
  },
  list: (names: readonly string[]) => names.join(", "),
  ridge: (a: string, b: string, first: string, last: string, between: string) =>
    `Between the ends of ${a} and ${b} lies a ridge: loss ${first} and ${last} at the ends, ${between} between.`,
  trough: (a: string, b: string, first: string, last: string, between: string) =>
    `Between the ends of ${a} and ${b} it goes down: loss ${first} and ${last} at the ends, ${between} between.`,
  slope: (a: string, b: string, first: string, last: string, between: string) =>
    `Between the ends of ${a} and ${b} there is no ridge: loss ${first} and ${last} at the ends, at most ${between} on ` +
    "the straight line from one to the other.",
  distance: "Distance from the start",
  distanceNote: "How far all trained weights together have moved: √Σ(w − w₀)².",
  variant: "Variant",
  picture: (a: string, b: string, names: string) =>
    `Map of the loss on the plane through the start and the ends of ${a} and ${b}, with the paths of ${names}`,
  download: "SVG",
  downloadLabel: "Save the landscape as an SVG file",
  file: "landscape.svg",
};

export const texts = inLanguages<typeof en>({
  en,
  ja: {
    title: "損失の地形",
    note:
      "ネットワークのすべての重みは、数千から数万次元の空間の1点です。共通の初期値と、2つの条件の終点を通る平面でその空間を切った断面を示します。" +
      "等高線は損失の等しいところ、線は各条件が学習でたどった経路です。",
    first: "平面が通る終点",
    second: "もう1つの終点",
    itsWay: "経路の中間点",
    waiting: "ネットワークが何ステップか進むと表示されます。",
    measuring: "地形を測定しています。",
    straight: "これらのネットワークは重みの空間で一直線上にあり、平面が決まりません。別の条件を選んでください。",
    tooLarge: (weights, most) =>
      `重みが${weights}個あります。地形の各点は1つのネットワークなので、描けるのは重み${most}個までです。`,
    axisAlong: (name) => `重みの空間での距離（${name}の終点の方向）`,
    axisAlongShort: (name) => `距離（${name}の終点の方向）`,
    axisAcross: (name) => `それに垂直な距離（${name}の側）`,
    axisAcrossOwn: "それに垂直な距離",
    start: "初期値",
    dots: (every) => `点は${every}反復ごと`,
    onPlane: "平面上",
    offPlane: (far) => `平面から${far}`,
    now: (iteration) => `反復${iteration}の位置`,
    lowToHigh: (low, high) => `損失 ${low}～${high}`,
    measured: (points, images) =>
      `${points}点で測定しました。各点は訓練画像${images}枚の平均損失です（正則化項とドロップアウトを除く）。`,
    coarse: (weights) => `1点ごとに重み${weights}個のネットワークを評価するため、これより細かくしません。`,
    refining: "さらに細かくしています。",
    whileTraining: "学習中は粗く表示します。",
    batchNorm: "バッチ正規化の移動平均と移動分散も、重みと同じ割合で混ぜています。",
    missing: {
      waiting: (names) => `まだ地図にない条件：${names}。`,
      diverged: (names) => `重みが発散したため地図にない条件：${names}。`,
      other: (names) => `ネットワークの種類が違うため地図にない条件：${names}。`,
    },
    list: (names) => names.join("、"),
    ridge: (a, b, first, last, between) =>
      `${a}と${b}の終点の間には尾根があります。両端の損失は${first}と${last}、途中では${between}に達します。`,
    trough: (a, b, first, last, between) =>
      `${a}と${b}の終点の間は低くなっています。両端の損失は${first}と${last}、途中では${between}まで下がります。`,
    slope: (a, b, first, last, between) =>
      `${a}と${b}の終点の間に尾根はありません。両端の損失は${first}と${last}、2点を結ぶ直線上では最大${between}です。`,
    distance: "初期値からの距離",
    distanceNote: "学習するすべての重みが全体でどれだけ動いたか：√Σ(w − w₀)²",
    variant: "条件",
    picture: (a, b, names) => `初期値と${a}、${b}の終点を通る平面での損失の地図と、${names}の経路`,
    download: "SVG",
    downloadLabel: "地形をSVGファイルに保存",
    file: "landscape.svg",
  },
});
