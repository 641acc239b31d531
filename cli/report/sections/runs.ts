/** Every run, where it was computed, and what of. */
import { scoreOf } from "../../../experiment/metrics.ts";
import { formatScore } from "../../../report/format.ts";
import { compactJson } from "../../../report/json.ts";
import { finalIndex } from "../../../report/statistics/arms.ts";
import { replaceUnprintable } from "../../../report/text.ts";
import { scoreWords, statusWords } from "../../../report/words.ts";
import { make, row, table } from "../elements.ts";
import type { Section } from "./section.ts";

const texts = {
  en: {
    heads: (score: string) => ["arm", "seed", "status", "iteration", `test ${score}`, "SHA-256 of the final parameters"],
    platform: "platform", processor: "processor", threads: "threads", vectors: "vectors", wide: "256 bits (--wide)", date: "date",
    settings: "Every setting of every arm, defaults included.",
  },
  ja: {
    heads: (score: string) => ["条件", "シード", "状態", "反復回数", `テスト${score}`, "最終パラメーターのSHA-256"],
    platform: "OS", processor: "プロセッサー", threads: "スレッド数", vectors: "ベクトル演算", wide: "256ビット（--wide）", date: "日時",
    settings: "既定値を含む、すべての条件の全設定です。",
  },
};

export const runs: Section = {
  title: { en: "Runs", ja: "実行" },
  id: "runs",
  content: ({ results, language }) => {
    const score = scoreOf(results.experiment.arms[0]);
    const rows = results.runs.map((run) => {
      const { arm, seed, status, stopped, iterations, digest } = run;
      const line = row([
        replaceUnprintable(arm),
        String(seed),
        statusWords[stopped === undefined ? status : "stopped early"][language],
        String(iterations.at(-1) ?? "–"),
        formatScore(run[score.test]?.[finalIndex(run)], score),
      ]);
      line.append(make("td", { class: "digest" }, make("code", {}, digest || "–")));
      return line;
    });
    const heads = texts[language].heads(scoreWords[score.name][language]);
    return [table(heads, rows, "long", heads.map((_, index) => index === heads.length - 1))];
  },
};

export const environment: Section = {
  title: { en: "Environment", ja: "実行環境" },
  id: "environment",
  content: ({ results: { usagi, environment: { node, platform, arch, cpu, threads, wide, date } }, language }) => {
    const say = texts[language];
    const facts = {
      "usagi-nn": usagi,
      "Node.js": node,
      [say.platform]: `${platform} ${arch}`,
      [say.processor]: cpu,
      [say.threads]: String(threads),
      ...(wide ? { [say.vectors]: say.wide } : {}),
      [say.date]: date,
    };
    const terms = Object.entries(facts).flatMap(([term, fact]) => [
      make("dt", {}, term),
      make("dd", {}, replaceUnprintable(fact)),
    ]);
    return [make("dl", {}, ...terms)];
  },
};

export const experiment: Section = {
  title: { en: "Experiment", ja: "実験" },
  id: "experiment",
  content: ({ results, language }) => [
    make("p", {}, texts[language].settings),
    make("pre", { tabindex: 0 }, compactJson(results.experiment)),
  ],
};
