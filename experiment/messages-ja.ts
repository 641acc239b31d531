// 実験ファイルの問題点の日本語訳。コマンドラインとページが使います。英語の文はスキーマ（experiment/）が作ります。ここにない文は英語の
// まま示します。

import { formatPath, formatValue, type Problem } from "./problems.ts";

export type Rule = readonly [pattern: RegExp, japanese: (...parts: string[]) => string | undefined];

/** "a", "b" or "c" → "a"、"b"、"c" */
const listed = (words: string) => words.replace(/ or |, /g, "、");

/** A value's range, as `describeRange` and `whole` say it. */
export function range(text: string): string | undefined {
  const whole = /^a whole number from (\S+) to (\S+)$/.exec(text);
  if (whole) return `${whole[1]}から${whole[2]}までの整数`;
  if (text === "a finite number") return "有限の数";
  if (text === "a whole number") return "整数";
  const number = /^a number, ([^"]+)$/.exec(text);
  if (number) return `${number[1]} の数`;
  if (text === "a number") return "数";
  if (text === "true or false") return "true か false";
  if (/^"[^"]*"$/.test(text)) return text;
  if (/^"[^"]*"(?:(?:, | or )"[^"]*")+$/.test(text)) return `${listed(text)} のどれか`;
  return undefined;
}

/** What is allowed, of several forms. */
function allowed(text: string): string | undefined {
  const simple = range(text);
  if (simple !== undefined) return simple;
  const forms: Rule[] = [
    [/^(.+), or an object with such a name and options$/, (names) => `${listed(names)} のどれか、または name とオプションを持つオブジェクト`],
    [/^(a number, .+|a finite number), or ("[^]+)$/, (number, words) => `${range(number)}、または ${listed(words)}`],
    [/^a number of units from (\d+) to (\d+) or an object with units$/, (from, to) => `${from}から${to}までのユニット数、または units を持つオブジェクト`],
    [/^true, false or an object of options$/, () => "true・false・オプションのオブジェクト"],
    [/^true, false or an object with (.+)$/, (keys) => `true・false・${keys.replaceAll(", ", "、")} を持つオブジェクト`],
    [/^false, a (\w+) \((.+)\), or an object with (.+)$/, (name, number, keys) => `false・${name}（${range(number) ?? number}）・${keys.replaceAll(" and ", "、")} を持つオブジェクト`],
    [/^false, a patience \(a whole number\), or an object with (.+)$/, (keys) => `false・待つ回数（整数）・${keys.replaceAll(", ", "、")} を持つオブジェクト`],
    [/^("mnist", .+), or an object with a name: one of these, (".+)$/, (names, others) => `${listed(names)}、または name（これらと ${listed(others)}）を持つオブジェクト`],
    [/^a number of rows, or a share between 0 and 1$/, () => "行の数、または0と1の間の割合"],
    [/^a share between 0 and 1, or a path from where path is$/, () => "0と1の間の割合、または path のある場所からのパス"],
    [/^the name of a column, or its number from 1 on(, or a list of these)?$/, (list) => `列の名前、または1からの列番号${list === undefined ? "" : "（そのリストも可）"}`],
    [/^the pixels of a side, or \[rows, columns\]$/, () => "1辺の画素数、または [縦, 横]"],
    [/^a list of values, a range such as (\{.+\}), "default" or false$/, (range) => `値のリスト・${range} のような範囲・"default"・false`],
    [/^"default", false, or an object of paths such as (".+") with lists or ranges$/, (path) => `"default"・false・${path} のようなパスに値のリストか範囲を書いたオブジェクト`],
    [/^a text of 1 to (\d+) characters, or one in each language: (.+)$/, (most, form) => `1から${most}文字のテキスト、または言語ごとのテキスト ${form}`],
    [/^"final", "best", a number of iterations, (?:or )?(\{ "reach": 0\.9 \})(, or a list of two of these, one for each side)?$/, (reach, list) => `"final"・"best"・反復回数・${reach}${list === undefined ? "" : "・左右それぞれを書いたリスト"}`],
    [/^the name of an arm, or a number$/, () => "条件の名前か数"],
    [/^a list of an arm and an arm, or of an arm and a number$/, () => "2つの条件、または条件と数のリスト"],
    [/^two moments$/, () => "2つの時点"],
    [/^above 0 on a logarithmic scale$/, () => "対数の目盛りでは0より大きい値"],
    [/^above 0 where two are claimed to be equal: how far they may differ$/, () => "等しいという主張では、許す差として0より大きい値"],
    [/^a list of 1 to (\d+) whole numbers$/, (most) => `1から${most}個の整数のリスト`],
    [/^an object$/, () => "オブジェクト"],
    [/^a list of texts$/, () => "テキストのリスト"],
    [/^a whole number from (\d+)$/, (from) => `${from}以上の整数`],
    [/^(\d+)$/, (number) => number],
    [/^a (\w+Array)(?:, .*)?$/s, (kind) => kind],
    [/^at least (\S+)$/, (least) => `${least}以上`],
    [/^a name \((.+)\), or an object with one$/, (names) => `名前（${listed(names)}）、または name を持つオブジェクト`],
    [/^(true, false|false, a \w+) or an object with some of (.+)$/, (forms, keys) => `${forms.replace(", a ", "・").replace(", ", "・")}・オブジェクト（キー：${keys}）`],
    [/^an array of layers, like (.+)$/, (example) => `${example} のような層のリスト`],
    [/^below (\d+), the number of classes$/, (classes) => `クラスの数（${classes}）より小さい値`],
    [/^false, a path, or an object with a path$/, () => "false・パス・path を持つオブジェクト"],
    [/^("all", )?"hidden" \(all but the output layer\) or a list of names such as "dense1"$/, (all) => `${all === undefined ? "" : '"all"・'}"hidden"（出力層以外のすべて）・"dense1" のような名前のリスト`],
    [/^an object with a SHA-256 for each seed$/, () => "シードごとの SHA-256 を持つオブジェクト"],
    [/^a SHA-256, or an object with one for each seed$/, () => "SHA-256、またはシードごとの SHA-256 を持つオブジェクト"],
    [/^a SHA-256 in 64 hexadecimal digits, as results.json has it$/, () => "64桁の16進数で書いた SHA-256（results.json にあるもの）"],
    [/^a (digest|seed)$/, (what) => (what === "seed" ? "シード" : "ダイジェスト")],
    [/^an object with some of the keys (.+)$/, (keys) => `オブジェクト（キー：${keys}）`],
    [/^an object with a name: (.+)$/, (names) => `name（${listed(names)}）を持つオブジェクト`],
    [/^a list of (\d+) to (\d+) elements$/, (from, to) => `${from}から${to}個の要素のリスト`],
    [/^a text of 1 to (\d+) characters without control characters$/, (most) => `制御文字を含まない1から${most}文字のテキスト`],
    [/^a text of at most (\d+) characters$/, (most) => `${most}文字以内のテキスト`],
    [/^a text$/, () => "テキスト"],
    [/^1 to 64 letters, digits, spaces or ._\+\(\)- .+$/, () => "フォルダー名にできる1から64文字（文字・数字・空白・._+()-。先頭は文字・数字・_、末尾に空白や . は不可）"],
  ];
  return first(forms, text);
}

/** What the first rule that fits makes of a text; undefined where none does. */
export function first(rules: readonly Rule[], text: string): string | undefined {
  for (const [pattern, japanese] of rules) {
    const match = pattern.exec(text);
    const said = match ? japanese(...match.slice(1)) : undefined;
    // A rule that begins with what it is about is not for a text with a place before that, as in `file: x is …`.
    const subject = match?.[1];
    const hasPlace = subject?.includes(": ") && text.startsWith(subject) && said?.includes(subject);
    if (said !== undefined && !hasPlace) return said;
  }
  return undefined;
}

/** Why an optimizer has no such option (experiment/absent.ts). */
const reasons: Readonly<Record<string, string>> = {
  'it is an optimizer of its own: { "name": "nesterov" }': '独立した最適化手法です：{ "name": "nesterov" }',
  "it keeps the greatest mean square, and momentum has no mean square": "二乗平均の最大値を使う方法ですが、momentum に二乗平均はありません。",
  "it keeps the greatest mean square, and nesterov has no mean square": "二乗平均の最大値を使う方法ですが、nesterov に二乗平均はありません。",
  "that is what it is": "もともとネステロフの方法です。",
  "its look ahead is that of a velocity of whole gradients (torch refuses it too)": "勾配をそのまま加えた速度で先読みする方法のためです（torch でも使えません）。",
  "no source has it; take adam": "どの出典にもありません。adam を使ってください。",
};

/** What rows have, as losses and metrics need it. */
const answers = (text: string) =>
  ({ "classes": "クラス", "labels": "ラベル", "targets": "目標値", "targets, numbers to come near to": "目標値（近づける数）" })[text] ?? text;

/** What is said after the problem itself. */
const endings: readonly Rule[] = [
  [/^(.+); did you mean (".+")\?$/s, (rest, word) => joined(rest, `${word} のことですか？`)],
  [/^(.+); without quotes: (.+)$/s, (rest, value) => joined(rest, `引用符を付けずに ${value} と書きます。`)],
  [/^(.+); in brackets: (.+)$/s, (rest, value) => joined(rest, `角括弧に入れて ${value} と書きます。`)],
  [/^(.+) \(of (\w+)\)$/s, (rest, part) => joined(rest, `（${part}）`)],
  [/^(.+); search it in arms that have it$/s, (rest) => joined(rest, "それを持つ条件で探索してください。")],
];

function joined(rest: string | undefined, ending: string): string | undefined {
  const japanese = rest === undefined ? undefined : translated(rest);
  return japanese === undefined ? undefined : `${japanese}${ending}`;
}

const messages: readonly Rule[] = [
  [/^must be one of (.+)$/s, (words) => `${listed(words)} のどれかにしてください。`],
  [/^must be above min, which is (.+)$/, (min) => `min（${min}）より大きくしてください。`],
  [/^must be one number beside a tuning: from it on, trials have the first (?:seed|(\d+) seeds) \(tuning\.seeds\), and the chosen settings the (\d+) after that \(tuning\.rerun\)$/, (seeds, rerun) => `tuning があるときは1つの数にしてください。そこから${seeds ?? 1}個を試行に（tuning.seeds）、次の${rerun}個を選ばれた設定に（tuning.rerun）使います。`],
  [/^must be at most (\d+) paths$/, (most) => `パスは${most}個までにしてください。`],
  [/^missing; (.+)$/s, (rest) => joined(rest, "（書かれていません）")],
  [/^must be what JSON can hold$/, () => "JSONで表せる値にしてください。"],
  [/^must be (.+)$/s, (what) => wrapped(chosen(allowed(what)), "にしてください。")],
  [/^unknown key$/, () => "知らないキーです。"],
  [/^unknown key; it is called (.+) here$/, (key) => `知らないキーです。ここでは ${key} といいます。`],
  [/^unknown key; allowed here: (.+)$/s, (keys) => `知らないキーです。ここで使えるのは ${keys} です。`],
  [/^unknown key here; write (.+)$/s, (form) => `ここでは使えないキーです。${form} と書きます。`],
  [/^unknown key: (\w+) has no (\w+): it is of ([\w, ]+) \(.+\)$/s, (part, key, others) => `${part} に ${key} はありません。${listed(others)} のオプションです。`],
  [/^(?:unknown key: )?(\w+) has no (\w+): it is of ([\w, ]+) \(.+\)$/s, (part, key, others) => `${part} に ${key} はありません。${listed(others)} のオプションです。`],
  [/^(?:unknown key: )?(\w+) has no (\w+): (.+)$/s, (part, key, reason) => wrapped(reasons[reason], `（${part} に ${key} はありません）`)],
  [/^(\w+) has no (\w+); it has (.+)$/, (source, part, others) => `${source} に ${part} はありません。あるのは ${others} です。`],
  [/^(\w+) has (\w+) with (\w+) (\S+) only, not (\S+); .+$/s, (source, part, key, only, not) => `${source} の ${part} の ${key} は ${only} だけで、${not} にはできません。形を混ぜるには semantics を外してください。`],
  [/^is a reserved name on Windows; choose another$/, () => "Windowsの予約名です。別の名前にしてください。"],
  [/^is given twice; each seed may stand once$/, () => "2回書かれています。シードは1回ずつ書いてください。"],
  [/^names two arms; every arm needs a name of its own$/, () => "2つの条件が同じ名前です。条件ごとに別の名前を付けてください。"],
  [/^stands beside iterations; give one of the two$/, () => "iterations と同時には書けません。どちらか一方にしてください。"],
  [/^this key stands twice here$/, () => "このキーが2回書かれています。"],
  [/^the data set has (\d+) such images$/, (count) => `データセットの画像は${count}枚です。`],
  [/^of (\d+) training images (\d+) can be set aside here$/, (all, most) => `訓練画像${all}枚のうち、ここで取り置けるのは${most}枚までです。`],
  [/^needs dataset\.validation, training rows that are set aside: test rows are for the end$/, () => "dataset.validation（取り置く訓練データの数）が必要です。テストデータは最後に使うものです。"],
  [/^needs dataset\.train, the number of rows that are an epoch$/, () => "dataset.train（1エポックのデータ数）が必要です。"],
  [/^moves images, and the data set has none; leave it out$/, () => "画像を動かす設定ですが、このデータは画像ではありません。外してください。"],
  [/^makes (\S+) steps; at most (\d+) are allowed$/, (steps, most) => `${steps}ステップになります。${most}ステップまでです。`],
  [/^all arms and seeds together make (\d+) steps.*; at most (\d+) are allowed$/, (steps, most) => `すべての条件とシードを合わせると${steps}ステップになります。${most}ステップまでです。`],
  [/^batch norm of a single row is the same for every row; .+$/, () => "1件だけのバッチ正規化は、どのデータでも同じ値になります。batchSize を2以上にするか、batchNorm を外してください。"],
  [/^takes all (\d+) steps and leaves none to (\w+); give a shorter one, or more iterations$/, (steps, name) => `${steps}ステップすべてを使い、${name} に1つも残りません。短くするか、反復回数を増やしてください。`],
  [/^is a plateau, and there is no evaluation before the last of (\d+) steps; give a smaller evaluateEvery$/, (steps) => `plateau ですが、${steps}ステップの最後より前に評価がありません。evaluateEvery を小さくしてください。`],
  [/^the milestones of at must ascend$/, () => "at のステップは小さい順に書いてください。"],
  [/^a cycle of (\d+) steps is shorter than its warm-up of (\d+)$/, (steps, warmup) => `${steps}ステップの周期が、${warmup}ステップのウォームアップより短くなっています。`],
  [/^a cycle of (\d+) steps has none to rise in: .+$/, (steps) => `${steps}ステップの周期に、上昇するステップがありません（rise × steps は1より大きくしてください）。`],
  [/^the page reads no trained networks to begin with; run this with the command line$/, () => "このページは学習済みのネットワークから始められません。コマンドラインで実行してください。"],
  [/^needs a path, of a trained network or of the folder of a run$/, () => "path が必要です（学習済みのネットワーク、または実行結果のフォルダー）。"],
  [/^is no layer of this network; it has ([^;]+)$/, (names) => `このネットワークにない層です。あるのは ${names.replaceAll(", ", "、")} です。`],
  [/^is no layer of this network; it has ([^;]+); the output layer is "?(\w+)"?$/, (names, output) => `このネットワークにない層です。あるのは ${names.replaceAll(", ", "、")} で、出力層は ${output} です。`],
  [/^freezes (\w*), which is not among the layers that are taken$/, (name) => `${name} を固定しますが、layers に含まれていません。`],
  [/^freezes nothing: there are no hidden layers$/, () => "隠れ層がないため、固定するものがありません。"],
  [/^needs all layers, because the optimizer counts its steps for all of them; .+$/, () => "最適化のステップ数はすべての層に共通なので、すべての層が必要です。layers か optimizerState を外してください。"],
  [/^the page trains the arms as they are; run this with the command line to tune them$/, () => "このページは条件をそのまま学習します。探索するにはコマンドラインで実行してください。"],
  [/^has (\d+) bytes; an experiment has at most (\d+)$/, (bytes, most) => `${bytes}バイトあります。実験ファイルは${most}バイトまでです。`],
  [/^is no text in UTF-8 or UTF-16; save it as UTF-8(, in Excel as "CSV UTF-8")?$/, (excel) => `UTF-8でもUTF-16でもありません。UTF-8で保存してください${excel === undefined ? "" : "（Excelでは「CSV UTF-8」）"}。`],
  [/^is not a text$/, () => "テキストではありません。"],
  [/^has a line break or a tab where \\n or \\t was written; a backslash is written \\\\ in JSON: (.+), or with \/ as (.+)$/s, (escaped, slashes) => `\\n や \\t と書いたところが改行やタブになっています。JSONではバックスラッシュを \\\\ と書きます：${escaped}、または / で ${slashes}`],
  [/^stands beside label; give one of the two$/, () => "label と同時には書けません。どちらか一方にしてください。"],
  [/^needs a label \(the column of the class\) or a target \(of the numbers to predict\), and not both$/, () => "label（クラスの列）か target（予測する数の列）の、どちらか一方が必要です。"],

  // 損失と測定値
  [/^(\w+) is of (classes|targets, numbers to come near to), and the data set has (.+?); give (.+?)(, or a data set with targets)?$/, (loss, of, has, names, other) => `${loss} は${answers(of)}の損失ですが、データにあるのは${answers(has)}です。${listed(names)} のどれか${other === undefined ? "" : "、または目標値のあるデータ"}にしてください。`],
  [/^(\w+) is of two classes, and MNIST has 10; give (.+)$/, (loss, name) => `${loss} は2クラス用ですが、MNISTは10クラスです。${name} にしてください。`],
  [/^softens labels, and (\w+) is of targets; leave it out$/, (loss) => `ラベルを平滑化する設定ですが、${loss} は目標値の損失です。外してください。`],
  [/^(?:(\w+) )?is of (\w+), and the loss is of (\w+); give (.+?)(?:, say)?$/, (metric, of, loss, names) => `${metric === undefined ? "" : `${metric} は`}${answers(of)}についての値ですが、損失は${answers(loss)}のものです。${listed(names)} などにしてください。`],

  // 最適化手法
  [/^epsilon and initialAccumulator are both 0 \(in float32\), so a gradient of 0 would give 0\/0; set one$/, () => "epsilon と initialAccumulator がどちらも（float32で）0なので、勾配が0のとき 0/0 になります。どちらかを0より大きくしてください。"],
  [/^skipFirst needs an initialAccumulator above 0, or the first step would divide by epsilon alone$/, () => "skipFirst には0より大きい initialAccumulator が必要です。そうでないと、最初のステップが epsilon だけで割られます。"],
  [/^with coupled weight decay AdamW is Adam; take adam with that weightDecay$/, () => "coupled の重み減衰を使うAdamWはAdamと同じです。adam に同じ weightDecay を指定してください。"],

  // 主張
  [/^is no arm(?:; there is (.+))?$/, (names) => `そのような条件はありません。${names === undefined ? "" : `あるのは ${listed(names)} です。`}`],
  [/^compares an arm with itself; name two, or give two moments: (.+)$/, (form) => `同じ条件どうしの比較です。2つの条件か、2つの時点を書いてください：${form}`],
  [/^needs dataset\.validation, the number of training rows that are set aside$/, () => "dataset.validation（取り置く訓練データの数）が必要です。"],
  [/^compares a number of iterations with a value; give (.+) twice or not at all$/, (form) => `反復回数と値の比較です。${form} は両方に書くか、どちらにも書かないでください。`],
  [/^(\w+) is of a whole run: leave it out$/, (metric) => `${metric} は実行全体の値です。外してください。`],
  [/^(\w+) reaches no target; one of (.+) does$/, (metric, names) => `${metric} に目標は使えません。使えるのは ${listed(names)} です。`],
  [/^is a share: reach (\S+) is above 1$/, (reach) => `割合なので、reach ${reach} は大きすぎます。1以下にしてください。`],
  [/^is after the end: (.+) makes (\d+) iterations$/s, (arm, iterations) => `学習の終わりよりあとです。${arm} の反復は${iterations}回です。`],
  [/^is never evaluated: (.+) is after every (\d+) iterations; give (.+), or another evaluateEvery$/s, (arm, every, near) => `評価されない時点です。${arm} は${every}回ごとに評価します。${listed(near)} にするか、evaluateEvery を変えてください。`],

  // 探索
  [/^needs a tuning, which says how many settings are tried: (.+)$/, (form) => `試す設定の数を決める tuning が必要です：${form}`],
  [/^has nothing to choose; give a "search", such as "default", of the experiment or of an arm$/, () => '選ぶものがありません。実験か条件に "search"（例："default"）を書いてください。'],
  [/^needs dataset\.validation, training rows that are set aside: (.+); settings are chosen on them, never on test rows$/, (form) => `dataset.validation（取り置く訓練データ）が必要です：${form}。設定はテストデータではなく、これで選びます。`],
  [/^leaves no room for (\d+) seeds from it on$/, (count) => `ここから${count}個のシードをとれません。`],
  [/^makes (\d+) runs, (\d+) trials(?: with (\d+) seeds)? of (\d+) arms; at most (\d+) are allowed$/, (runs, trials, seeds, arms, most) => `${arms}条件 × ${trials}試行${seeds === undefined ? "" : ` × ${seeds}シード`}で${runs}回の学習になります。${most}回までです。`],
  [/^is within (.+), which is searched as a whole$/, (outer) => `全体を探索する ${outer} の中にあります。`],
  [/^stands beside training\.iterations; search one of the two$/, () => "training.iterations と同時には探索できません。どちらか一方にしてください。"],
  [/^is the same for all arms: a search is of (.+)$/, (keys) => `すべての条件に共通の設定です。探索できるのは ${listed(keys)} です。`],
  [/^is not searched; give it to arms of their own: a search is of (.+)$/, (keys) => `探索できません。条件を分けて書いてください。探索できるのは ${listed(keys)} です。`],
  [/^is of a hidden layer that there is not: the arm has (\d+), counted from 0$/, (count) => `その隠れ層はありません。この条件の隠れ層は${count}個です（0から数えます）。`],
  [/^is no setting of this arm(?:; a path is such as (.+) or (.+))?$/, (one, other) => `この条件にない設定です。${one === undefined ? "" : `パスの例：${one}、${other}`}`],
  [/^is given twice$/, () => "2回書かれています。"],
  [/^takes no range; give a list of what to try(?:, of (.+))?$/, (choices) => `範囲は使えません。試す値のリストにしてください${choices === undefined ? "。" : `（${listed(choices)}）。`}`],
  [/^needs (min and max|\w+): there is no default range for it$/, (keys) => `${listed(keys.replace(" and ", ", "))} が必要です。既定の範囲がありません。`],
  [/^is for shares from 0 to 1, such as a momentum; here must be "x"$/, () => 'モメンタムのような0から1までの割合に使うものです。ここでは "x" にしてください。'],
  [/^makes the value (\S+), which (.+)$/s, (value, rest) => wrapped(translated(rest), `（値は ${value} になります）`)],
  [/^makes a grid of (\d+) points or more; give as many tuning\.trials \((\d+) now\), or another method$/, (points, trials) => `格子の点が${points}個以上になります。tuning.trials（今は${trials}）を同じ数にするか、別の method にしてください。`],
  [/^has a trial that cannot train, (.+?): (\S+) (.+)$/s, (settings, place, rest) => wrapped(translated(rest), `（学習できない試行があります：${settings} のときの ${place}）`)],
  [/^an experiment is an object, \{ "name": … \}$/, () => `実験はオブジェクト { "name": … } です。`],

  [/^has no effect, because there are no hidden layers$/, () => "隠れ層がないため、効果がありません。"],
  [/^has no effect, because l2 is 0$/, () => "l2 が0のため、効果がありません。"],
  [/^has no effect, because the layer is not trainable$/, () => "この層は学習しないため、効果がありません。"],
  [/^leaves nothing to train, because no other layer is trainable either$/, () => "他にも学習する層がなく、学習するものが残りません。"],
  [/^gives all units of a hidden layer the same weights, and they stay the same; give another value$/, () => "隠れ層のすべてのユニットが同じ重みになり、学習しても同じままです。別の値にしてください。"],
  [/^is more than the (\d+) training rows in use, so a batch holds some of them several times$/, (rows) => `使う訓練データ${rows}件より多いため、1つのバッチに同じデータが何度も入ります。`],
  [/^has the settings of (.+), and comes to the same$/s, (name) => `${name} と同じ設定で、同じ結果になります。`],
  [/^has no effect: the arm trains alike with all of these values$/, () => "どの値でも学習は同じになり、効果がありません。"],
  [/^goes from (\S+) to (\S+) on a linear scale, which hardly tries the lower decades; with "scale": "log" it tries all alike$/, (min, max) => `${min} から ${max} までを線形の目盛りで探索すると、小さい桁をほとんど試しません。"scale": "log" では、どの桁も同じように試します。`],
  [/^gives a single seed, of which no claim can be told; give two or more, better ten$/, () => "シードが1つでは何も結論できません。2つ以上、できれば10にしてください。"],

  [/^(.+) became (\S+) at iteration (\d+): training diverged; try a smaller learningRate$/, (what, value, iteration) => `${iteration}回目の反復で${measured[what] ?? `${what} `}が${value}になり、発散しました。learningRate を小さくしてみてください。`],
  [/^the validation loss became (\S+)$/, (value) => `検証損失が${value}になりました。`],
  [/^(?:its trial|all (\d+) trials|all trials that halving had left) diverged, so there are no settings to run with: .+$/, (trials) => `${trials === undefined ? "残った試行が" : `${trials}回の試行が`}すべて発散したため、実行する設定がありません。より小さい学習率を探索してください。`],
  [/^trial (\d+) could not be trained: (.+)$/s, (trial, reason) => `試行${trial}を学習できませんでした：${translated(reason) ?? reason}`],
  [/^(.+) got no better for (\d+) evaluations?; the best was at iteration (\d+)$/, (metric, count, best) => `${metric} が${count}回の評価で改善しませんでした。最良は${best}回目です。`],
  [/^(?:This network and its batches need|The order of the rows needs) (\S+) bytes of memory(?:; WebAssembly can address (\S+)\.|, more than this machine gives\.) Use (.+)$/, (needs, most, remedy) => `${needs}バイトのメモリーが必要です。${most === undefined ? "このマシンでは確保できません。" : `WebAssemblyで使えるのは${most}バイトまでです。`}${lessMemory[remedy] ?? ""}`],
  [/^there is no memory for one network or sampler more \((.+)\): .+$/s, () => "ネットワークをこれ以上作るメモリーがありません。"],
  [/^the queue holds (a result that is none(?: of a (?:trial|run))?|the result of another trial)$/, (what) => `キューにある結果が、${what.endsWith("another trial") ? "別の試行のもの" : "この仕事の結果ではないもの"}です。`],
  [/^what (.+) sent is not a result of this run: (.+)$/s, (worker, why) => `${worker} が送ったのは、この実行の結果ではありません：${translated(why) ?? why}`],
  [/^parts of it are missing$/, () => "一部がありません。"],
  [/^its digest is another one$/, () => "ダイジェストが違います。"],
  [/^it ends at iteration (\d+)$/, (iteration) => `${iteration}回目で終わっています。`],
  [/^no worker could do it: (.+)$/s, (reason) => `どのワーカーも学習できませんでした：${translated(reason) ?? reason}`],
  [/^(.+) and (.+) have trained the same run, job (\S+), to different bits: one of them computes wrongly, or a file was changed\. Find out which by training it alone, with `run` on each$/s, (one, other, id) => `${one} と ${other} が同じ実行（仕事 ${id}）を学習し、異なるビットになりました。どちらかの計算が誤っているか、ファイルが変更されています。それぞれのマシンの run だけで学習すると、どちらか分かります。`],
  [/^the training thread died, perhaps for want of memory: start it again$/, () => "学習のスレッドが止まりました。メモリーが足りないのかもしれません。もう一度始めてください。"],
  [/^the worker thread stopped: (.+)$/s, (reason) => `ワーカースレッドが止まりました：${translated(reason) ?? reason}`],

  [/^the file is empty$/, () => "空のファイルです。"],
  [/^more than (\d+) values$/, (most) => `値が${most}個を超えています。`],
  [/^nested more than (\d+) levels deep$/, (most) => `入れ子が${most}段を超えています。`],
  [/^texts and keys are in double quotes(?:: (.+))?$/s, (form) => `テキストとキーは二重引用符で囲みます${form === undefined ? "。" : `：${form}`}`],
  [/^(keys|texts) are in double quotes: (.+)$/s, (what, form) => `${what === "keys" ? "キー" : "テキスト"}は二重引用符で囲みます：${form}`],
  [/^(.) is a typographic quote; JSON has the straight "$/u, (quote) => `${quote} ではなく、半角の " を使います。`],
  [/^an invisible character \((U\+\w+)\) stands here; .+$/, (code) => `見えない文字（${code}）があります。半角の空白にするか、取り除いてください。`],
  [/^(.) is full-width; JSON has (.)$/u, (wide, narrow) => `${wide} が全角です。半角の ${narrow} にしてください。`],
  [/^comments begin with .+$/, () => "コメントは // で始めるか、/* と */ で囲みます。"],
  [/^a colon stands between a key and its value$/, () => "キーと値の間はコロンです。"],
  [/^values are separated by commas$/, () => "値はコンマで区切ります。"],
  [/^lists are in square brackets: \[ … \]$/, () => "リストは角括弧 [ … ] です。"],
  [/^this looks like HTML or XML; an experiment is JSON$/, () => "HTMLかXMLのようです。実験ファイルはJSONです。"],
  [/^write (true|false), in small letters and without quotes$/, (word) => `小文字で、引用符を付けずに ${word} と書きます。`],
  [/^JSON has no (\S+); leave the key out$/, (word) => `JSONに ${word} はありません。キーごと省いてください。`],
  [/^JSON has no (\S+); a finite number is expected here$/, (word) => `JSONに ${word} はありません。有限の数を書いてください。`],
  [/^write (\S+), which is JSON's form of (.+)$/s, (form, token) => `${token} はJSONでは ${form} と書きます。`],
  [/^JSON computes nothing; write the number$/, () => "JSONは計算しません。数を書いてください。"],
  [/^a key in double quotes is expected here; numbers have a point: (.+)$/, (number) => `ここには二重引用符で囲んだキーが必要です。小数点は . です：${number}`],
  [/^a backslash is written \\\\ in JSON(?:: (.+))?$/s, (forms) => `JSONではバックスラッシュを \\\\ と書きます${forms === undefined ? "。" : `：${forms}`}`],
  [/^not a JSON value; texts need double quotes$/, () => "JSONの値ではありません。テキストは二重引用符で囲みます。"],
  [/^not a number in JSON's form .+$/, () => "JSONの数ではありません（0.5 や 1e-3 のように書きます）。"],
  [/^a key in double quotes is expected here$/, () => "ここには二重引用符で囲んだキーが必要です。"],
  [/^a value is expected here$/, () => "ここには値が必要です。"],
  [/^a colon is expected here$/, () => "ここにはコロン（:）が必要です。"],
  [/^a comma is expected here$/, () => "ここにはコンマ（,）が必要です。"],
  [/^a closing (.) is expected here$/, (bracket) => `ここには閉じる ${bracket} が必要です。`],
  [/^the file should end here; .+$/, () => "ここで終わるはずです。最初の括弧が閉じたあとには何も書けません。"],
  [/^not a comment; .+$/, () => "コメントではありません。コメントは // … か /* … */ です。"],
  [/^this comment is not closed$/, () => "コメントが閉じられていません。"],
  [/^this text is not closed with a double quote$/, () => "テキストが二重引用符で閉じられていません。"],
  [/^this number is not complete$/, () => "数が途中で終わっています。"],
  [/^control characters must be escaped in texts$/, () => "テキストの中の制御文字はエスケープしてください。"],
  [/^not JSON$/, () => "JSONではありません。"],

  // zod が自身の言葉で言うもの
  [/^Invalid input: expected (.+), received (.+)$/s, (expected, received) => `${expected} が必要ですが、${received} です。`],
  [/^Invalid option: expected one of (.+)$/s, (names) => `${names.replaceAll("|", "、")} のどれかにしてください。`],
  [/^Invalid (?:input|string|key|element|ISO).*$/s, () => "使えない値です。"],
  [/^Too (small|big): expected .*?(>=?|<=?)\s?(\S+).*$/s, (_, sign, limit) => `${limit}${{ ">=": "以上", ">": "より大きい値", "<=": "以下", "<": "より小さい値" }[sign]}にしてください。`],
  [/^Unrecognized keys?: (.+)$/s, (keys) => `知らないキーがあります：${keys}`],
];

/** What to do where there is too little memory. */
const lessMemory: Readonly<Record<string, string>> = {
  "fewer units or a smaller batchSize": "ユニットを減らすか、batchSize を小さくしてください。",
  "fewer threads, fewer units or a smaller batchSize": "スレッドかユニットを減らすか、batchSize を小さくしてください。",
  "fewer rows or sampling with replacement": "行を減らすか、sampling を replacement にしてください。",
};

/** What can diverge, but for arrays, which have their names. */
const measured: Readonly<Record<string, string>> = { "the loss": "損失", "the test loss": "テスト損失", "the validation loss": "検証損失" };

/** Forms beside each other are to be chosen from; after a Latin letter there is a space. */
const chosen = (forms: string | undefined) =>
  forms?.replace(/^.*・.*$/s, "$& のどれか").replace(/[\w}\]"]$/, "$& ");

const wrapped = (text: string | undefined, ending: string) => (text === undefined ? undefined : `${text}${ending}`);

/** A message in Japanese; undefined where there is none for it. */
export const translated = (message: string): string | undefined => first(endings, message) ?? first(messages, message);

/** A problem with its place and value in Japanese: `training.iterations = -5：…`; undefined where there are no words for it. */
export function translatedProblem({ path, value, message }: Problem): string | undefined {
  const japanese = translated(message);
  if (japanese === undefined || path.length === 0) return japanese;
  return `${formatPath(path)}${value === undefined ? "：書かれていません。" : ` = ${formatValue(value)}：`}${japanese}`;
}
