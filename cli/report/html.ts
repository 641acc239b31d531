/** report.html: one file without scripts that needs no network. */
import { createHash } from "node:crypto";
import { isMade } from "../../experiment/data/made-sets.ts";
import type { Language } from "../../experiment/language.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import type { FirstLayer, Results } from "../../experiment/results.ts";
import { formatPercent } from "../../report/format.ts";
import { armResults } from "../../report/statistics/arms.ts";
import { replaceUnprintable } from "../../report/text.ts";
import { make } from "./elements.ts";
import { sections } from "./sections/index.ts";
import type { Report } from "./sections/section.ts";
import { reportStyle } from "./style.ts";

export function reportHtml(
  results: Results, figures: Report["figures"], firstLayers: FirstLayer[], language: Language = "en",
): string {
  const report = { results, arms: armResults(results), firstLayers, figures, language };
  const name = replaceUnprintable(results.experiment.name);

  const styleHash = createHash("sha256").update(reportStyle).digest("base64");
  const policy = [
    "default-src 'none'",
    "img-src data:",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const head = make(
    "head",
    {},
    make("meta", { charset: "utf-8" }),
    make("meta", { "http-equiv": "Content-Security-Policy", "content": policy }),
    make("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    make("meta", { name: "color-scheme", content: "light dark" }),
    make("title", {}, `${name} – usagi-nn`),
    make("style", {}, reportStyle),
  );
  const shown = sections
    .map(({ title, id, content }) => ({ title: title[language], id, children: content(report).filter((child) => child !== undefined) }))
    .filter(({ children }) => children.length > 0);
  const links = shown.map(({ title, id }) => make("a", { href: `#${id}` }, title));
  const main = make(
    "main",
    {},
    header(results, name, language),
    make("nav", { "aria-label": texts[language].contents }, ...links),
    ...shown.map(({ title, id, children }) => make("section", { id }, make("h2", {}, title), ...children)),
  );
  return `<!doctype html>\n${make("html", { lang: language }, head, make("body", {}, main)).outerHTML}\n`;
}

const texts = {
  en: {
    contents: "Contents",
    made: (name: string, noise: number, seed: number) => `Made set ${name}, noise ${noise}, seed ${seed}`,
    from: {
      idx: (path: string) => `IDX files in ${path}`, csv: (path: string) => `CSV file ${path}`,
      images: (path: string) => `Pictures in ${path}`, npz: (path: string) => `Arrays of ${path}`,
    },
    testedOn: (path: string) => `tested on ${path}`,
    testShare: (share: string, noun: "row" | "image") => `tested on ${share} of the ${noun}s`,
    rows: (count: number | undefined, part: "training" | "validation" | "test", noun: "row" | "image") =>
      counted(count ?? "all", `${part} ${noun}`),
    wrong: (share: string) => `${share} of their labels wrong on purpose`,
    standardized: (several: boolean) => (several ? "RMSE in deviations of the standardized targets" : "target standardized, RMSE in its own unit"),
    arms: (count: number) => counted(count, "arm"),
    seeds: (count: number) => counted(count, "seed"),
    failed: "Some runs failed: see below the table.",
    interrupted: "The experiment was interrupted: this is what was done until then.",
  },
  ja: {
    contents: "目次",
    made: (name: string, noise: number, seed: number) => `人工データ ${name}（ノイズ${noise}、シード${seed}）`,
    from: {
      idx: (path: string) => `${path} のIDXファイル`, csv: (path: string) => `CSVファイル ${path}`,
      images: (path: string) => `${path} の画像`, npz: (path: string) => `${path} の配列`,
    },
    testedOn: (path: string) => `テストデータ：${path}`,
    testShare: (share: string, noun: "row" | "image") => `${noun === "row" ? "行" : "画像"}の${share}でテスト`,
    rows: (count: number | undefined, part: "training" | "validation" | "test", noun: "row" | "image") => {
      const word = { training: "訓練", validation: "検証", test: "テスト" }[part];
      return count === undefined ? `${word}データすべて` : `${word}${count.toLocaleString("en")}${noun === "row" ? "行" : "枚"}`;
    },
    wrong: (share: string) => `訓練ラベルの${share}をわざと誤りに変更`,
    standardized: (several: boolean) => (several ? "RMSEは標準化した目標値のもの" : "目標値を標準化、RMSEは元の単位"),
    arms: (count: number) => `${count}条件`,
    seeds: (count: number) => `${count}シード`,
    failed: "失敗した実行があります。結果の表の下をご覧ください。",
    interrupted: "実験は中断されました。そこまでの結果です。",
  },
};
const counted = (count: number | "all", noun: string) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

/** Where the data come from. */
function sourceOf(dataset: ResolvedDataset, language: Language): string {
  const { made, from } = texts[language];
  if (dataset.name === "mnist") return "MNIST";
  return isMade(dataset) ? made(dataset.name, dataset.noise, dataset.seed) : from[dataset.name](dataset.path);
}

function header({ experiment, runs, status }: Results, name: string, language: Language): Element {
  const { dataset, description, seeds, arms } = experiment;
  const { train, validation, test, labelNoise } = dataset;
  const say = texts[language];
  const isRows = dataset.name === "csv" || dataset.name === "npz" || isMade(dataset) || scoreOf(arms[0]).task === "targets";
  const noun = isRows ? "row" : "image";
  const tested = typeof test === "string"
    ? say.testedOn(test)
    : test !== undefined && test < 1 ? say.testShare(formatPercent(test), noun) : say.rows(test, "test", noun);
  const outputs = Math.max(...runs.map(({ predictions = [] }) => predictions.length));
  const isStandardized = "standardizeTargets" in dataset && dataset.standardizeTargets && outputs > 0;
  const facts = [
    sourceOf(dataset, language),
    say.rows(train, "training", noun),
    ...(labelNoise === undefined ? [] : [say.wrong(formatPercent(labelNoise))]),
    ...(validation === undefined ? [] : [say.rows(validation, "validation", noun)]),
    tested,
    ...(isStandardized ? [say.standardized(outputs > 1)] : []),
    say.arms(arms.length),
    say.seeds(seeds.length),
  ];
  const warnings = { complete: undefined, failed: say.failed, interrupted: say.interrupted };
  const paragraph = (kind: string, text: string | undefined) =>
    text === undefined ? undefined : make("p", { class: kind }, replaceUnprintable(text));
  return make(
    "header",
    {},
    make("h1", {}, name),
    paragraph("lead", description),
    paragraph("facts", facts.join(" · ")),
    paragraph("warning", warnings[status]),
  );
}
