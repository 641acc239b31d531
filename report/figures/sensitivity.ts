/** How much the result depends on a setting: every trial over it, and the best over all other settings. */
import * as Plot from "@observablehq/plot";
import { type Axis, closeAxis, formatTick, logAxis } from "../axis.ts";
import { chosenByText } from "../claims/words.ts";
import { seriesStyle } from "../palette.ts";
import { isolation } from "../statistics/sensitivity.ts";
import { type Block, element, margin, stack, textBlock } from "../svg.ts";
import { capital, emsOf, replaceUnprintable, shorten } from "../text.ts";
import { isNumeric, pathLabels, ratePath, type Trial, type TunedArm, tunedArms, widthOf } from "../tuned.ts";
import { column, defaultWidth, flowBlock, keyBlock, noteBlock, plotBlock, type PlotOptions, type PlottedResults, titleBlock } from "./frame.ts";
import { type Facet, type Line, lineMarks } from "./lines.ts";
import { panelsPlot } from "./panels.ts";
import { pathAxis, type PathAxis } from "./path-axis.ts";
import { toEdge } from "./rows.ts";

const texts = {
  en: {
    low: (score: string, least: string) => `Values of the ${score} below ${least} are drawn at the lower edge.`,
    rate: "learning rate",
    rateTitle: (name: string) => `${name}: learning rates of all arms`,
    rateDescribe: (score: string, chosen: string) => `${capital(score)} by learning rate. Chosen: ${chosen}.`,
    around: (score: string) => `best ${score} around a rate`,
    title: (name: string, score: string) => `${name}: ${score} by setting`,
    describe: (score: string, chosen: string) => `${capital(score)} of every trial by each searched setting. Chosen: ${chosen}.`,
    none: "none",
    remark: (label: string, remark: string) => `${label} (${remark})`,
    trial: "a trial",
    best: "the best over the other settings",
    chosen: "chosen",
    width: "from the lowest to the highest value of a trial within one point of the best",
    diverged: "diverged",
    halved: "ended early, where it was then",
  },
  ja: {
    low: (score: string, least: string) => `${least}より小さい${score}は下端に描いています。`,
    rate: "学習率",
    rateTitle: (name: string) => `${name}：全条件の学習率`,
    rateDescribe: (score: string, chosen: string) => `学習率に対する${score}。選ばれた値：${chosen}。`,
    around: (score: string) => `その学習率のあたりで最良の${score}`,
    title: (name: string, score: string) => `${name}：設定ごとの${score}`,
    describe: (score: string, chosen: string) => `探索した各設定に対する、すべての試行の${score}。選ばれた値：${chosen}。`,
    none: "なし",
    remark: (label: string, remark: string) => `${label}（${remark}）`,
    trial: "1つの試行",
    best: "ほかの設定について最良の値",
    chosen: "選ばれた試行",
    width: "最良との差が1ポイント以内の試行の、最小値から最大値まで",
    diverged: "発散",
    halved: "早く打ち切った試行（そのときの値）",
  },
};
const style = (arm: TunedArm) => seriesStyle(arm.index);

/** The trials of an arm by the value of one setting. */
const pointsOf = (arm: TunedArm, path: string, place: PathAxis["place"] = (value) => value as number) =>
  arm.trials.map((trial) => ({ ...trial, x: place(trial.settings[path]) }));

const finite = ({ value }: Trial) => Number.isFinite(value);

/** The best over the other settings, along a setting. */
const envelope = (arm: TunedArm, path: string, place: PathAxis["place"] = (value) => value as number): { x: number | string; y: number }[] =>
  isolation(arm.trials.map(({ settings, value }) => ({ x: settings[path], y: value })), arm.space[path]!, Object.keys(arm.space).length - 1)
    .map(({ x, y }) => ({ x: place(x), y }));

/** The axis of accuracies, or of R², on which the better half of the trials takes most of the room. */
const trialAxis = (arms: TunedArm[]): Axis => closeAxis(arms.flatMap(({ trials }) => trials.map(({ value }) => [value])));

/** Says that trials are at the edge, where some are. */
const lowNote = (document: Document, width: number, trials: Trial[], { domain: [low] }: Axis, say: (least: string) => string): Block[] =>
  trials.some(({ value }) => value < low)
    ? [noteBlock(document, width, say(formatTick(low)))]
    : [];

/** Where all arms have searched the learning rate: the best at each rate, all arms over each other. */
export function rateSensitivityPlot(
  results: PlottedResults, { document, width = defaultWidth, language = "en" }: PlotOptions,
): SVGSVGElement | undefined {
  const arms = tunedArms(results);
  const rates = arms.flatMap((arm) => arm.trials.map(({ settings }) => Number(settings[ratePath])));
  if (arms.length < 2 || !rates.every((rate) => rate > 0)) return undefined;
  const say = texts[language];
  const score = chosenByText(results.experiment.arms, language);
  const inner = width - 2 * margin;
  const x = logAxis(Math.min(...rates), Math.max(...rates));
  const y = trialAxis(arms);
  const lines = arms.map((arm): Line => ({
    name: arm.name, ...style(arm), strokeWidth: 2, failures: [],
    points: envelope(arm, ratePath).map((point) => ({ x: Number(point.x), y: point.y, deviation: NaN })),
  })).filter(({ points }) => points.length > 0);
  const points = arms.flatMap((arm) =>
    pointsOf(arm, ratePath).filter(finite).map((point) => ({ ...point, y: toEdge(point.value, y), ...style(arm) })));
  const plot = Plot.plot({
    document, width: inner, height: inner < 600 ? 260 : 320, marginTop: 12, marginRight: 16, marginBottom: 42, marginLeft: 40,
    x: { type: "log", domain: x.domain },
    y: { domain: y.domain },
    marks: [
      Plot.gridY({ ticks: y.ticks, strokeOpacity: 0.12 }),
      Plot.axisY({ ticks: y.ticks, tickFormat: formatTick, tickSize: 0, label: null }),
      Plot.axisX({ ticks: x.fewTicks, tickFormat: formatTick, tickSize: 4, label: say.rate, labelAnchor: "center", labelArrow: "none" }),
      Plot.dot(points, { x: "x", y: "y", fill: "stroke", fillOpacity: 0.35, r: 2 }),
      ...lines.flatMap((line) => lineMarks(line, y, {}, 0)),
      Plot.dot(points.filter(({ chosen }) => chosen), { x: "x", y: "y", stroke: "stroke", strokeWidth: 2, r: 5 }),
    ],
  }) as SVGSVGElement;
  const title = say.rateTitle(replaceUnprintable(results.experiment.name));
  const described = arms.map(({ name, chosen }) => `${name} ${chosen ? formatTick(Number(chosen.settings[ratePath])) : say.none}`);
  return stack(document, width, title, say.rateDescribe(score, described.join("; ")), [
    titleBlock(document, inner, title),
    keyBlock(document, inner, [
      { sample: "solid", text: say.around(score) }, { sample: "dot", text: say.trial }, { sample: "ring", text: say.chosen },
    ]),
    keyBlock(document, inner, arms.map((arm) => {
      const { stroke, strokeDasharray } = style(arm);
      return { sample: "solid", text: shorten(arm.name, 24, emsOf), color: stroke, dashes: strokeDasharray };
    }), 4),
    plotBlock(plot),
    ...lowNote(document, inner, points, y, (least) => say.low(score, least)),
  ]);
}

function panelMarks(arm: TunedArm, path: string, axis: PathAxis, y: Axis, facet: Facet): Plot.Markish[] {
  const { stroke } = style(arm);
  const points = pointsOf(arm, path, axis.place).map((point) => ({ ...point, y: toEdge(point.value, y) }));
  const done = points.filter(finite);
  const numeric = isNumeric(arm.space[path]!);
  const best = envelope(arm, path, axis.place).map((point) => ({ x: point.x, y: toEdge(point.y, y) }));
  const width = widthOf(arm, path);
  const ends = width && { x1: axis.place(width.from), x2: axis.place(width.to) };
  const [low] = y.domain;
  return [
    ...(ends && ends.x1 !== ends.x2
      ? [Plot.rect([ends], { x1: "x1", x2: "x2", y1: low, y2: y.domain[1], fill: stroke, fillOpacity: 0.1, ...facet })]
      : []),
    Plot.dot(done, { x: "x", y: "y", fill: stroke, fillOpacity: 0.5, r: 2.2, ...facet }),
    Plot.dot(points.filter(({ fate }) => fate === "halved"), {
      x: "x", y: ({ reached }: Trial) => toEdge(reached, y), stroke, strokeOpacity: 0.5, r: 2, ...facet,
    }),
    Plot.dot(points.filter(({ fate }) => fate === "diverged"), { x: "x", y: () => low, symbol: "times", stroke, r: 3, ...facet }),
    numeric
      ? Plot.line(best, { x: "x", y: "y", stroke, strokeWidth: 1.5, ...facet })
      : Plot.tickY(best, { x: "x", y: "y", stroke, strokeWidth: 2, ...facet }),
    Plot.dot(points.filter(({ chosen }) => chosen), { x: "x", y: "y", stroke: "currentColor", strokeWidth: 1.5, r: 4.5, ...facet }),
  ];
}

/** For each setting a panel for each arm that searched it. */
export function sensitivityPlot(results: PlottedResults, { document, width = defaultWidth, language = "en" }: PlotOptions): SVGSVGElement | undefined {
  const arms = tunedArms(results);
  if (arms.length === 0) return undefined;
  const say = texts[language];
  const score = chosenByText(results.experiment.arms, language);
  const inner = width - 2 * margin;
  const labels = pathLabels(arms);
  const trials = arms.flatMap((arm) => arm.trials);
  const y = trialAxis(arms);
  const across = Math.max(2, Math.min(4, Math.floor(inner / 200)));
  const groups = [...labels].map(([path, label]) => {
    const searched = arms.filter(({ space }) => space[path] !== undefined);
    const axis = pathAxis(searched.map(({ space }) => space[path]!), language);
    const groupWidth = (inner * Math.min(searched.length, across)) / across;
    const plot = panelsPlot(document, {
      width: groupWidth,
      panels: searched.map((arm) => ({ name: arm.name, marks: (facet) => panelMarks(arm, path, axis, y, facet) })),
      x: { ...axis.scale, ticks: axis.fewTicks ?? 3, tickFormat: axis.format },
      y,
      height: 110,
      columns: Math.min(searched.length, across),
    });
    const headingText = axis.remark === "" ? label : say.remark(label, axis.remark);
    const heading = textBlock(document, groupWidth - 16, headingText, { "font-size": 13, "font-weight": 600 });
    return { ...column(document, [heading, plotBlock(plot)]), width: groupWidth };
  });
  const title = say.title(replaceUnprintable(results.experiment.name), score);
  const some = (fate: Trial["fate"]) => trials.some((trial) => trial.fate === fate);
  const described = arms.map(({ name, chosen }) =>
    `${name} ${chosen ? [...labels].flatMap(([path, label]) => (path in chosen.settings ? [`${label} ${String(chosen.settings[path])}`] : [])).join(", ") : say.none}`);
  return stack(document, width, title, say.describe(score, described.join("; ")), [
    titleBlock(document, inner, title),
    keyBlock(document, inner, [
      { sample: "dot", text: say.trial },
      { sample: "solid", text: say.best },
      { sample: "ring", text: say.chosen },
      { sample: "band", text: say.width },
      ...(some("diverged") ? [{ sample: "cross" as const, text: say.diverged }] : []),
      ...(some("halved") ? [{ sample: "circle" as const, text: say.halved }] : []),
    ]),
    { node: element(document, "g", {}), height: 14 },
    flowBlock(document, inner, groups, 16),
    ...lowNote(document, inner, trials, y, (least) => say.low(score, least)),
  ]);
}
