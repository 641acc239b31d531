/** docs/claims.md in each language: the claims of experiments/claims/ with their answers. */
import type { Language, LocalText } from "../../experiment/claims.ts";
import type { Results } from "../../experiment/results.ts";
import { type Answer, answers } from "./answers.ts";
import { numbers, reading, verdictWords } from "./words.ts";

/** A file of experiments/claims/, by its name without .json, and what came of it. */
export interface Study {
  name: string;
  results: Pick<Results, "experiment" | "runs" | "tuning">;
}

interface Group {
  title: LocalText;
  /** The files whose claims stand side by side, each with the head of its column. */
  columns: readonly [name: string, head: LocalText][];
  /** What to bear in mind. */
  note?: LocalText;
}

const found = { en: "found", ja: "結果" };
const asReported = { en: "at the report's settings", ja: "レポートの設定" };
const tuned = { en: "tuned", ja: "調整後" };

export const groups: readonly Group[] = [
  {
    title: { en: "The report: optimizers", ja: "レポート：最適化手法" },
    columns: [["optimizers", asReported], ["optimizers-tuned", tuned]],
    note: {
      en: "What is shown of tuned arms is shown for 25 settings each. More trials may find better ones: momentum ends " +
        "behind the settings that the report gave it.",
      ja: "「調整後」の結果は、条件ごとに25通りという試行回数でのものです。試行を増やせば、もっと良い設定が見つかることもあります。" +
        "モメンタムは、レポートの設定に及びません。",
    },
  },
  { title: { en: "The report: the learning rate", ja: "レポート：学習率" }, columns: [["learning-rate", found]] },
  {
    title: { en: "The report: overfitting", ja: "レポート：過学習" },
    columns: [
      ["overfitting", { en: "as the report's code does it", ja: "レポートのコードのまま" }],
      ["overfitting-corrected", { en: "corrected", ja: "修正後" }],
      ["overfitting-tuned", tuned],
    ],
  },
  { title: { en: "The book: optimizers (6.1)", ja: "本：最適化手法（6.1）" }, columns: [["book-optimizers", found]] },
  { title: { en: "The book: initial weights (6.2)", ja: "本：重みの初期値（6.2）" }, columns: [["book-initial-weights", found]] },
  { title: { en: "The book: batch norm (6.3)", ja: "本：Batch Normalization（6.3）" }, columns: [["book-batch-norm", found]] },
  { title: { en: "The book: overfitting (6.4)", ja: "本：過学習（6.4）" }, columns: [["book-overfitting", found]] },
  { title: { en: "The book: random search (6.5)", ja: "本：ランダムサーチ（6.5）" }, columns: [["book-random-search", found]] },
  { title: { en: "Label noise", ja: "ラベルノイズ" }, columns: [["label-noise", found]] },
];

/** What the report says that no comparison of these decides. */
const untested: readonly [claim: LocalText, why: LocalText][] = [
  [
    { en: "With a small rate learning may end in a local minimum.", ja: "学習率が小さいと局所極小解に収束する場合がある。" },
    {
      en: "That something may happen is refuted by no number of runs, and accuracy does not tell a local minimum from a slow descent.",
      ja: "「場合がある」は何回実行しても否定できず、正解率からは局所極小と遅い降下を区別できません。",
    },
  ],
  [
    { en: "AdaGrad may end at saddle points, as its rate shrinks.", ja: "Adagradは学習率が徐々に小さくなるので鞍点問題を引き起こすことがある。" },
    {
      en: "The same; what can be compared is whether RMSProp, which mends it, ends higher: see above.",
      ja: "同上。これを改良したというRMSPropとの比較は上の表にあります。",
    },
  ],
  [
    { en: "Sparse weights make computing more efficient.", ja: "スパース化により計算効率を高くすることが出来る。" },
    { en: "No kernel here makes use of weights that are 0.", ja: "ここのカーネルは0の重みを利用しません。" },
  ],
  [
    { en: "Dropout can be seen as training different models on the same data.", ja: "ドロップアウトはデータ量を変化させずに異なるモデルを学習させると解釈できる。" },
    { en: "A way of seeing it, not a statement about results.", ja: "解釈であり、結果についての主張ではありません。" },
  ],
];

const texts = {
  en: {
    title: "The report's claims, put to the test",
    other: "日本語: [claims.ja.md](claims.ja.md)",
    intro: [
      "Each sentence of the report that results can answer, with ten seeds, and the answer; the book's as well (both are named in " +
        "[The experiments](experiments.md)). `npm run claims` trains what " +
        "`experiments/claims/` has, and writes this page; every number here comes from it and is the same on every machine.",
      "**How it is decided.** A claim is read as a comparison of two arms, or of an arm with a number: the column *read as* has " +
        "it. For each seed both arms start from the same weights and see the same batches, so it is the difference within a " +
        "seed that counts. The claim *holds* where the whole 95% interval (Student's t) of the mean difference says so, *does " +
        "not hold* where the whole interval says otherwise, and else *cannot be told*. Each claim is a question of its own: " +
        "intervals are not widened for their number. *Equal* means no farther apart than the number behind ±. Where iterations to a target are compared, a run that never reaches it counts with all the iterations it " +
        "made, and a seed in which neither does is left out; one that diverged has an accuracy of 0.",
      "Below a verdict are the means of both sides, their difference with half of its interval, and in how many seeds " +
        "the claim is true. *Tuned* means 25 settings for each arm, chosen on images that no arm trains or is tested on, the choice " +
        "run again with ten fresh seeds.",
    ],
    claim: "claim", read: "read as", where: "where", steps: "steps", file: "file", arms: "arms",
    untested: "Not put to a test",
    untestedIntro: "Definitions and formulas are no claims; [optimizers.md](optimizers.md) has them.",
    files: "The files",
    filesIntro: "Any of them runs alone: `node cli.js run experiments/claims/<file>.json`. Steps are those of the runs in these tables and of their tuning.",
    made: "This page is written by `npm run claims`; do not edit it.",
    settings: "Chosen settings",
    summary: "In short",
  },
  ja: {
    title: "レポートの主張を確かめる",
    other: "English: [claims.md](claims.md)",
    intro: [
      "レポートと本（[付属の実験](ja/experiments.md)に説明があります）の文のうち結果で答えられるものを、それぞれ10個のシードで確かめました。`npm run claims`が`experiments/claims/`の実験を学習して" +
        "このページを書きます。数値はすべてそこから得られ、どの計算機でも同じになります。",
      "**判定の方法。** 主張は、2つの条件の比較、または条件と数の比較として読みます（「読み方」の列）。同じシードでは、どの条件も同じ重みから始まり" +
        "同じバッチを見るので、シードごとの差を調べます。差の平均の95%区間（スチューデントのt）全体が主張どおりなら「成り立つ」、全体が反対なら" +
        "「成り立たない」、どちらでもなければ「判断できない」とします。主張はそれぞれ独立した問いとし、数に応じて区間を広げることはしません。「等しい」とは、" +
        "±の後の数以内にあることです。目標までの回数の比較では、到達しない実行は行った回数で数え、どちらも到達しないシードは除きます。発散した実行の正解率は0とします。",
      "判定の下の数値は、両辺の平均、差とその区間の半幅、主張が成り立つシードの数です。「調整後」は、条件ごとに25通りの設定を試し、訓練にもテストにも" +
        "使わない画像で選び、選んだ設定を新しい10個のシードで実行したものです。",
    ],
    claim: "主張", read: "読み方", where: "出典", steps: "ステップ数", file: "ファイル", arms: "条件",
    untested: "確かめていないもの",
    untestedIntro: "定義と数式は主張ではありません。[最適化手法](ja/optimizers.md)にあります。",
    files: "ファイル",
    filesIntro: "どれも単独で実行できます：`node cli.js run experiments/claims/<file>.json`。ステップ数は表の実行と調整の合計です。",
    made: "このページは`npm run claims`が書きます。直接編集しないでください。",
    settings: "選ばれた設定",
    summary: "まとめ",
  },
} as const;

const cellText = (text: string) => text.replaceAll("|", "\\|");
const tableOf = (heads: readonly string[], rows: readonly (readonly string[])[]) =>
  [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const studyOf = (name: string, studies: readonly Study[]) => studies.find((study) => study.name === name)!;

/** `Chosen settings: SGD: learningRate 2.51; …` */
function chosenSettings({ results: { tuning } }: Study, language: Language): string[] {
  if (!tuning) return [];
  const arms = tuning.arms.map(({ arm, trials, chosen }) => {
    const settings = chosen === null ? [] : Object.entries(trials[chosen]!.settings);
    const texts = settings.map(([path, value]) => `${path} ${typeof value === "number" ? Number(value.toPrecision(3)) : JSON.stringify(value)}`);
    return `${arm}: ${texts.join(", ") || "–"}`;
  });
  const [colon, stop] = { en: [": ", "."], ja: ["：", "。"] }[language];
  return [`${texts[language].settings}${colon}${arms.join("; ")}${stop}`];
}

/** Of the runs and of the trials that chose their settings. */
const stepsOf = ({ runs, tuning }: Study["results"]) =>
  runs.reduce((sum, { loss }) => sum + loss.length, 0) +
  (tuning?.arms ?? []).flatMap(({ trials }) => trials.flatMap(({ runs }) => runs)).reduce((sum, { steps }) => sum + steps, 0);

/** A claim with an answer for each column of its group, where that has the claim. */
interface Row {
  claim: Answer["claim"];
  answers: readonly (Answer | undefined)[];
}

function rowsOf({ columns }: Group, studies: readonly Study[]): Row[] {
  const found = columns.map(([name]) => answers(studyOf(name, studies).results));
  const claims = new Map(found.flat().map(({ claim }) => [claim.claim.en, claim]));
  return [...claims.values()].map((claim) => ({
    claim, answers: found.map((column) => column.find((answer) => answer.claim.claim.en === claim.claim.en)),
  }));
}

/** The Markdown of the page. */
export function claimsDocument(studies: readonly Study[], language: Language): string {
  const t = texts[language];
  const sections = groups.flatMap((group) => [
    `## ${group.title[language]}`,
    tableOf(
      [t.claim, t.read, ...group.columns.map(([, head]) => head[language])],
      rowsOf(group, studies).map(({ claim, answers }) => [
        cellText(claim.claim[language]) + (claim.source ? `<br><sub>${cellText(claim.source[language])}</sub>` : ""),
        cellText(reading(claim, language)),
        ...answers.map((answer) =>
          answer ? `**${verdictWords[answer.verdict][language]}**<br>${cellText(numbers(answer, language))}` : "–"),
      ]),
    ),
    ...(group.note ? [group.note[language]] : []),
    ...group.columns.flatMap(([name]) => chosenSettings(studyOf(name, studies), language)),
  ]);
  const files = groups.flatMap(({ columns }) => columns.map(([name]) => studyOf(name, studies)));
  return [
    `<!-- ${t.made} -->`, `# ${t.title}`, t.other, ...t.intro,
    `## ${t.summary}`, shortTable(studies, language),
    ...sections,
    `## ${t.untested}`, t.untestedIntro, ...untested.map(([claim, why]) => `- ${claim[language]}${{ en: " ", ja: "" }[language]}${why[language]}`),
    `## ${t.files}`, t.filesIntro,
    tableOf([t.file, t.arms, t.steps], files.map(({ name, results }) => [
      `[experiments/claims/${name}.json](../experiments/claims/${name}.json)`, String(results.experiment.arms.length),
      stepsOf(results).toLocaleString("en"),
    ])),
  ].join("\n\n") + "\n";
}

const practice = /practice/;

/** What the report concludes from its own runs, and the verdicts alone. */
function shortTable(studies: readonly Study[], language: Language): string {
  const heads = [
    texts[language].claim, ...[{ en: "as the report does it", ja: "レポートのまま" }, { en: "corrected", ja: "修正後" }, tuned].map((head) => head[language]),
  ];
  const endings = ["", "-corrected", "-tuned"];
  const rows = groups.filter(({ columns }) => columns.length > 1).flatMap((group) =>
    rowsOf(group, studies).filter(({ claim }) => practice.test(claim.source?.en ?? "")).map(({ claim, answers }) => {
      const verdicts = endings.map((ending) => {
        const answer = answers[group.columns.findIndex(([name]) => name === `${group.columns[0]![0]}${ending}`)];
        return answer ? verdictWords[answer.verdict][language] : "–";
      });
      return [cellText(claim.claim[language]), ...verdicts];
    }));
  return tableOf(heads, rows);
}
