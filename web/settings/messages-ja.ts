// 実験ファイルの問題点の日本語訳。英語の文はスキーマ（experiment/）が作ります。ここにない文は英語のまま示します。

type Rule = readonly [pattern: RegExp, japanese: (...parts: string[]) => string | undefined];

/** "a", "b" or "c" → "a"、"b"、"c" */
const listed = (words: string) => words.replace(/ or |, /g, "、");

/** A value's range, as `describeRange` and `whole` say it. */
function range(text: string): string | undefined {
  const whole = /^a whole number from (\S+) to (\S+)$/.exec(text);
  if (whole) return `${whole[1]}から${whole[2]}までの整数`;
  if (text === "a finite number") return "有限の数";
  if (text === "a whole number") return "整数";
  const number = /^a number, (.+)$/.exec(text);
  if (number) return `数（${number[1]}）`;
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
    [/^(a number, .+|a finite number), or ("[^]+)$/, (number, words) => `${range(number)}、または${listed(words)}`],
    [/^a number of units from (\d+) to (\d+) or an object with units$/, (from, to) => `${from}から${to}までのユニット数、または units を持つオブジェクト`],
    [/^true, false or an object of options$/, () => "true・false・オプションのオブジェクト"],
    [/^true, false or an object with (.+)$/, (keys) => `true・false・${keys} を持つオブジェクト`],
    [/^false, a (\w+) \((.+)\), or an object with (.+)$/, (name, number, keys) => `false・${name}（${range(number) ?? number}）・${listed(keys.replaceAll(" and ", ", "))} を持つオブジェクト`],
    [/^false, a patience \(a whole number\), or an object with (.+)$/, (keys) => `false・待つ回数（整数）・${keys} を持つオブジェクト`],
    [/^"mnist" or an object with a name \("mnist" or "idx"\)$/, () => `"mnist"、または name（"mnist" か "idx"）を持つオブジェクト`],
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

function first(rules: readonly Rule[], text: string): string | undefined {
  for (const [pattern, japanese] of rules) {
    const match = pattern.exec(text);
    if (match) return japanese(...match.slice(1));
  }
  return undefined;
}

/** What is said after the problem itself. */
const endings: readonly Rule[] = [
  [/^(.+); did you mean (".+")\?$/s, (rest, word) => joined(rest, `${word} のことですか？`)],
  [/^(.+); without quotes: (.+)$/s, (rest, value) => joined(rest, `引用符を付けずに ${value} と書きます。`)],
  [/^(.+) \(of (\w+)\)$/s, (rest, part) => joined(rest, `（${part}）`)],
];

function joined(rest: string | undefined, ending: string): string | undefined {
  const japanese = rest === undefined ? undefined : translated(rest);
  return japanese === undefined ? undefined : `${japanese}${ending}`;
}

const messages: readonly Rule[] = [
  [/^must be one of (.+)$/s, (words) => `${listed(words)} のどれかにしてください。`],
  [/^must be above min, which is (.+)$/, (min) => `min（${min}）より大きくしてください。`],
  [/^must be what JSON can hold$/, () => "JSONで表せる値にしてください。"],
  [/^must be (.+)$/s, (what) => wrapped(allowed(what), "にしてください。")],
  [/^unknown key$/, () => "知らないキーです。"],
  [/^unknown key; it is called (".+") here$/, (key) => `知らないキーです。ここでは ${key} といいます。`],
  [/^unknown key; allowed here: (.+)$/s, (keys) => `知らないキーです。ここで使えるのは ${keys} です。`],
  [/^unknown key here; write (.+)$/s, (form) => `ここでは使えないキーです。${form} と書きます。`],
  [/^unknown key: (\w+) has no (\w+): it is of ([\w, ]+) \(.+\)$/s, (part, key, others) => `${part} に ${key} はありません。${others} のオプションです。`],
  [/^unknown key: (\w+) has no (\w+): .+$/s, (part, key) => `${part} に ${key} はありません。`],
  [/^(\w+) has no (\w+); it has (.+)$/, (source, part, others) => `${source} に ${part} はありません。あるのは ${others} です。`],
  [/^(\w+) has (\w+) with (\w+) (\S+) only, not (\S+); .+$/s, (source, part, key, only, not) => `${source} の ${part} の ${key} は ${only} だけで、${not} にはできません。形を混ぜるには semantics を外してください。`],
  [/^is a reserved name on Windows; choose another$/, () => "Windowsの予約名です。別の名前にしてください。"],
  [/^is given twice; each seed may stand once$/, () => "2回書かれています。シードは1回ずつ書いてください。"],
  [/^names two arms; every arm needs a name of its own$/, () => "2つの条件が同じ名前です。条件ごとに別の名前を付けてください。"],
  [/^stands beside iterations; give one of the two$/, () => "iterations と同時には書けません。どちらか一方にしてください。"],
  [/^this key stands twice here$/, () => "このキーが2回書かれています。"],
  [/^the data set has (\d+) such images$/, (count) => `データセットの画像は${count}枚です。`],
  [/^of (\d+) training images (\d+) can be set aside here$/, (all, most) => `訓練画像${all}枚のうち、ここで取り置けるのは${most}枚までです。`],
  [/^needs dataset\.validation, training images that are set aside: test images are for the end$/, () => "dataset.validation（取り置く訓練画像の枚数）が必要です。テスト画像は最後に使うものです。"],
  [/^needs dataset\.train, the number of images that are an epoch$/, () => "dataset.train（1エポックの枚数）が必要です。"],
  [/^makes (\S+) steps; at most (\d+) are allowed$/, (steps, most) => `${steps}ステップになります。${most}ステップまでです。`],
  [/^all arms and seeds together make (\d+) steps.*; at most (\d+) are allowed$/, (steps, most) => `すべての条件とシードを合わせると${steps}ステップになります。${most}ステップまでです。`],
  [/^batch norm of a single image is the same for every image; .+$/, () => "1枚だけのバッチ正規化は、どの画像でも同じ値になります。batchSize を2以上にするか、batchNorm を外してください。"],
  [/^takes all (\d+) steps and leaves none to (\w+); give a shorter one, or more iterations$/, (steps, name) => `${steps}ステップすべてを使い、${name} に1つも残りません。短くするか、反復回数を増やしてください。`],
  [/^is a plateau, and there is no evaluation before the last of (\d+) steps; give a smaller evaluateEvery$/, (steps) => `plateau ですが、${steps}ステップの最後より前に評価がありません。evaluateEvery を小さくしてください。`],
  [/^the milestones of at must ascend$/, () => "at のステップは小さい順に書いてください。"],
  [/^a cycle of (\d+) steps is shorter than its warm-up of (\d+)$/, (steps, warmup) => `${steps}ステップの周期が、${warmup}ステップのウォームアップより短くなっています。`],
  [/^a cycle of (\d+) steps has none to rise in: .+$/, (steps) => `${steps}ステップの周期に、上昇するステップがありません（rise × steps は1より大きくしてください）。`],
  [/^the page has MNIST only; run this with the command line$/, () => "このページで使えるのはMNISTだけです。コマンドラインで実行してください。"],
  [/^the page trains the arms as they are; run this with the command line to tune them$/, () => "このページは条件をそのまま学習します。探索するにはコマンドラインで実行してください。"],
  [/^has (\d+) bytes; an experiment has at most (\d+)$/, (bytes, most) => `${bytes}バイトあります。実験ファイルは${most}バイトまでです。`],
  [/^is no text in UTF-8 or UTF-16; save it as UTF-8$/, () => "UTF-8でもUTF-16でもありません。UTF-8で保存してください。"],
  [/^is not a text$/, () => "テキストではありません。"],
  [/^an experiment is an object, \{ "name": … \}$/, () => `実験はオブジェクト { "name": … } です。`],

  [/^has no effect, because there are no hidden layers$/, () => "隠れ層がないため、効果がありません。"],
  [/^has no effect, because l2 is 0$/, () => "l2 が0のため、効果がありません。"],
  [/^has no effect, because the layer is not trainable$/, () => "この層は学習しないため、効果がありません。"],
  [/^leaves nothing to train, because no other layer is trainable either$/, () => "他にも学習する層がなく、学習するものが残りません。"],
  [/^gives all units of a hidden layer the same weights, and they stay the same; give another value$/, () => "隠れ層のすべてのユニットが同じ重みになり、学習しても同じままです。別の値にしてください。"],
  [/^is more than the (\d+) training images in use, so a batch holds some of them several times$/, (images) => `使う訓練画像${images}枚より多いため、1つのバッチに同じ画像が何度も入ります。`],
  [/^has the settings of (".+"), and comes to the same$/, (name) => `${name} と同じ設定で、同じ結果になります。`],
  [/^gives a single seed, of which no claim can be told; give two or more, better ten$/, () => "シードが1つでは何も結論できません。2つ以上、できれば10にしてください。"],

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
];

const wrapped = (text: string | undefined, ending: string) => (text === undefined ? undefined : `${text}${ending}`);

/** A message in Japanese; undefined where there is none for it. */
export const translated = (message: string): string | undefined => first(endings, message) ?? first(messages, message);
