/** The table of optimizers as documents, docs/optimizers.md and docs/ja/optimizers.md, which `npm run build` writes. */
import { optimizerNames, type Source, sources } from "../../bindings/parts/optimizers.ts";
import type { Language } from "../../experiment/language.ts";
import { range } from "../../experiment/messages-ja.ts";
import { prose, versions } from "../../report/optimizers.ts";
import { colon } from "../../report/words.ts";
import { told } from "../texts/optimizers.ts";
import { type OptionLine, optionTable, overview, searched } from "./table.ts";

interface Words {
  readonly title: string;
  readonly intro: readonly string[];
  readonly versions: Readonly<Record<Source, string>>;
  readonly rules: readonly string[];
  readonly name: string;
  readonly option: string;
  readonly searched: (ranges: readonly string[]) => string;
  readonly paper: (name: string, paper: string) => string;
  readonly about: (line: OptionLine) => string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: "Optimizers",
    intro: [
      "This file is written by `npm run build` from the table of optimizers (`bindings/parts/optimizers.ts`) and what",
      "`report/optimizers.ts` tells of them; `node cli.js optimizers` and `node cli.js optimizers adam` print the same.", "",
      "Libraries mean different steps by the same name. `\"semantics\": \"torch\"` beside an optimizer's name takes the form",
      "and the defaults of that source; every option can be given by itself, and `results.json` holds them all. Without",
      "`semantics` they are those of the column `usagi`. In brackets is what a source has in that form only: another is refused beside its name.",
    ],
    versions,
    rules: [
      "g is the gradient, w a parameter, η the learning rate of the step, t counts steps from 1, state starts at 0.",
      "Fifty steps of each form are tested against PyTorch's own in float64, and of the others against NumPy in float64,",
      "to 1e-5 relative in norm (`tests/fixtures/optimizer_forms.py`).", "",
      "**Weight decay** λ is part of the step and not of the logged loss, unlike `regularization.l2`. It is *coupled* where",
      "λw joins the gradient before all else (PyTorch but for AdamW), *decoupled* where ηλw is taken off beside the step",
      "(Keras, optax, AdamW), and by *schedule* where λw is, times what a schedule makes of η over η (the AdamW paper). For",
      "SGD coupled and decoupled are the same; for what divides by the size of gradients they are not. The libraries decay",
      "every parameter; without semantics weights alone decay.",
    ],
    name: "name",
    option: "option",
    searched: (ranges) => `\`"search": "default"\` tries, on a logarithmic scale, ${ranges.join(", ")}.`,
    paper: (name, paper) => `\`"name": "${name}"\`. ${paper}.`,
    about: ({ key, about, allowed }) => `\`${key}\`: ${[about, allowed && `${allowed.replace(/^a/, "A")}.`].filter(Boolean).join(" ")}`,
  },
  ja: {
    title: "最適化手法",
    intro: [
      "このページは`npm run build`が、最適化手法の表（`bindings/parts/optimizers.ts`）と`report/optimizers.ts`の文から書きます。`node cli.js optimizers`と`node cli.js optimizers adam`も、日本語の環境では同じことを表示します。", "",
      "同じ名前でも、ライブラリによってステップの形が違います。最適化手法の名前の隣に`\"semantics\": \"torch\"`と書くと、その出典の形と既定値になります。" +
      "オプションはどれも1つずつ指定でき、`results.json`にはすべてが書かれます。`semantics`がなければ、`usagi`の列のとおりです。角括弧の中は、その出典にはその形しかないものです。出典の名前と一緒に別の形を書くと、エラーになります。",
    ],
    versions: {
      ...versions, paper: "それぞれの表の上に挙げた論文", book: "斎藤康毅『ゼロから作るDeep Learning』common/optimizer.py", report: "本をもとにした授業のレポートのコード",
    },
    rules: [
      "g は勾配、w はパラメーター、η はそのステップの学習率です。t はステップを1から数え、状態は0から始まります。どの形も50ステップを、PyTorchにあるものはPyTorchのfloat64と、" +
      "ほかはNumPyのfloat64と比べ、ノルムの相対誤差が1e-5以下であることをテストしています（`tests/fixtures/optimizer_forms.py`）。", "",
      "**重み減衰** λ は、`regularization.l2`と違って、記録される損失ではなくステップのものです。λw を最初に勾配に加えるのが *coupled*（AdamW以外のPyTorch）、" +
      "ステップとは別に ηλw を引くのが *decoupled*（Keras、optax、AdamW）、η の代わりに、スケジュールが η に掛ける倍率を λw に掛けて引くのが *schedule*（AdamWの論文）です。" +
      "SGDではcoupledとdecoupledは同じですが、勾配の大きさで割る手法では違います。ライブラリではすべてのパラメーターが減衰します。semanticsがなければ、重みだけが減衰します。",
    ],
    name: "名前",
    option: "オプション",
    searched: (ranges) => `\`"search": "default"\`は、対数目盛で ${ranges.join("、")} を試します。`,
    paper: (name, paper) => `\`"name": "${name}"\`。${paper}。`,
    about: ({ key, about, allowed }) => `\`${key}\`：${about}${allowed && `${range(allowed)!}。`}`,
  },
};

export function optimizersDocument(language: Language): string {
  const { title, intro, versions: of, rules, name: nameHeading, option, searched: tries, paper: from, about } = words[language];
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const tell = (text: string) => told(text, language);
  const summary = [
    row([nameHeading, ...sources]), row(["---", ...sources.map(() => ":-:")]),
    ...overview().map(({ name, title: called, sources: own }) =>
      row([`[${called}](#${called.toLowerCase()})`, ...sources.map((source) => (own.includes(source) ? `\`${name}\`` : ""))]),
    ),
  ];
  const sections = optimizerNames.flatMap((name) => {
    const { title: called, formula, forms, paper, differences } = prose[name];
    const { columns, lines } = optionTable(name);
    return [
      `## ${called}`, "", from(name, tell(paper)), "", "```formula", ...[...formula, ...forms].map(tell), "```", "",
      row([option, ...columns]), row(["---", ...columns.map(() => "---")]),
      ...lines.map(({ key, values }) => row([`\`${key}\``, ...values])), "",
      ...lines.map((line) => `- ${about({ ...line, about: tell(line.about) })}`), "",
      tries(searched(name)), "",
      ...differences.flatMap((text) => [tell(text), ""]),
    ];
  });
  return [
    `# ${title}`, "", ...intro, "", ...sources.map((source) => `- \`${source}\`${colon[language]}${of[source]}`), "", ...rules, "", ...summary, "", ...sections,
  ].join("\n").trimEnd() + "\n";
}
