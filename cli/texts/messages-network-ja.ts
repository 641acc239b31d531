/** ネットワークと、そのファイルについてのエラーと警告の日本語訳（bindings/、cli/files/、experiment/start.ts など）。 */
import { asked, kindOf, listed, noun, type Rules, training } from "../../experiment/rules-ja.ts";

/** What to do instead, where a network is needed (cli/files/models.ts). */
const modelHints: Readonly<Record<string, string>> = {
  "; ONNX models are written and inspected, not read back: name the .safetensors file that it was exported from":
    "。ONNXモデルは書き出しと inspect だけができ、読み戻せません。書き出し元の .safetensors を指定してください",
  "; an experiment is trained first, and its folder named here": "。実験は先に学習し、そのフォルダーを指定してください",
  "; the network comes first, then the images": "。先にネットワーク、次に画像を指定してください",
};

/** `"age" (mean 3, deviation 2)` or `missing` */
const feature = (text: string) => text.replace(/^missing$/, "なし").replace(/\(mean (\S+), deviation (\S+)\)$/, "（平均 $1、標準偏差 $2）");

/** `standardized (mean 3, deviation 2)` or `as it is` */
const scale = (text: string) => feature(text.replace(/^standardized /, "標準化したもの").replace(/^as it is$/, "そのまま"));

const tensor = (place: string) => place.replace(/^tensor (?=")/, "テンソル ");

export const networkRules: Rules = (inside) => [
  [/^its arrays do not have the digest (.+) that it gives: it was damaged or changed$/, (digest) => `配列のダイジェストが、書かれている ${digest} と違います。破損したか、変更されています`],
  [/^is (.+?), not a trained network \(\.safetensors\)(.*)$/s, (name, hint) => `学習済みのネットワーク（.safetensors）ではなく、${kindOf(name)}です${modelHints[hint] ?? hint}`],
  [/^holds no network of (.+); it holds$/s, (wanted) => `${wanted} のネットワークはありません。あるのは`],
  [/^holds (\d+) networks; choose one with --arm and --seed:$/, (count) => `ネットワークが${count}個あります。--arm と --seed で1つを選んでください：`],
  [/^holds (\d+) networks; --out takes one: choose it with --arm and --seed$/, (count) => `ネットワークが${count}個あります。--out は1つだけです。--arm と --seed で選んでください`],
  [/^the others are written: (.+)$/s, (files) => `ほかは書きました：${files}`],
  [/^is damaged: its checksum differs$/, () => "破損しています（チェックサムが違います）"],
  [/^is no checkpoint: it has no checksum$/, () => "チェックポイントではありません（チェックサムがありません）"],
  [/^is (.+); inspect reads \.safetensors and \.onnx files and the folders of runs(.*)$/s, (name, hint) => `${kindOf(name)}です。inspect が読むのは .safetensors と .onnx のファイルと実行結果のフォルダーです${modelHints[hint] ?? hint}`],
  [/^(.+) has (?:weights|values) that are not finite: did the training diverge\?$/, (name) => `${name} に有限でない値があります。学習が発散していませんか？`],
  [/^this is no intact ONNX model: (.+)$/s, (reason) => `ONNXモデルが壊れています：${reason}`],
  [/^this is no ONNX model: it has no graph or no operator set$/, () => "ONNXモデルではありません（グラフか演算セットがありません）"],
  [/^its training diverged, (.+) has a (\S+): begin with another network$/, (name, value) => `学習が発散しており、${name} に ${value} があります。別のネットワークから始めてください`],
  [/^takes (images|rows) of (.+); those of (.+) are (.+)$/s, (what, size, file, of) => `${size.replace("inputs", "入力")}の${noun(what)}を受け取ります。${file} は ${of.replace("inputs", "入力")} です`],
  [/^has labels, and (.+) predicts numbers, (\d+) a row$/s, (file, units) => `ラベルがありますが、${file} は1行に${units}個の数を予測します`],
  [/^has targets, and (.+) predicts classes$/s, (file) => `目標値がありますが、${file} はクラスを予測します`],
  [/^predicts (\d+) numbers a row; (.+) has (\d+)$/s, (units, file, outputs) => `1行に${units}個の数を予測しますが、${file} は${outputs}個です`],
  [/^knows the classes 0 to (\d+); (.+) has a label (\d+)$/s, (most, file, label) => `クラスは0から${most}までですが、${file} にラベル${label}があります`],
  [/^the network takes rows of (\d+) columns; name one file of them, alone$/, (columns) => `${columns}列の行を受け取るネットワークです。その行のファイルを1つだけ指定してください`],
  [/^is empty: nothing stands out from its background$/, () => "空の画像です（背景から浮き出るものがありません）"],
  [/^has (.+) pixels \(width × height\); the network takes (.+), or more of the same proportions$/, (has, takes) => `${has}画素（幅 × 高さ）です。ネットワークが受け取るのは ${takes} か、同じ縦横比でより大きい画像です`],
  [/^gives no (\w+) of (image|row) (\d+): with its weights the sums overflow to NaN$/, (what, row, at) => `${noun(row)}${at}の${noun(what)}を出せません。重みが大きく、和がオーバーフローしてNaNになります`],

  // チェックポイントと始まりのネットワーク
  [/^this is no (.+) of version (\S+)$/, (format, version) => `バージョン${version}の ${format} ではありません`],
  [/^the checksum is not that of the file$/, () => "チェックサムがファイルと違います"],
  [/^there is no (\S+), which its network needs$/, (name) => `ネットワークに必要な ${name} がありません`],
  [/^there is no (\S+) of F64$/, (name) => `F64の ${name} がありません`],
  [/^it is of iteration (\d+)$/, (iteration) => `${iteration}回目のものです`],
  [/^its experiment is not valid: (.+)$/s, (problem) => `実験が正しくありません：${inside(problem)}`],
  [/^its graph has (\d+) bytes without the weights; at most (\d+) are read$/, (bytes, most) => `重みを除いたグラフが${bytes}バイトあります。${most}バイトまでです`],
  [/^the run comes to other weights when it is trained again \(digest (\S+)\): another version of usagi-nn trained it$/, (digest) => `学習し直すと別の重みになります（ダイジェスト ${digest}）。別のバージョンの usagi-nn で学習した実行です`],
  [/^(.+) is not the network that is meant: its digest is (.+), and from\.digest is (.+)$/s, (file, digest, meant) => `${file} は指定したネットワークではありません。ダイジェストは ${digest}、from.digest は ${meant} です`],
  [/^there is no checkpoint of (.+), and models come without the optimizer's state: train that run again, or leave optimizerState out$/s, (run) => `${run} のチェックポイントがありません。モデルには最適化手法の状態がないため、その実行を学習し直すか、optimizerState を外してください`],
  [/^(none of its arms is called .+|it has no arm .+|.+); give from\.arm, (.+?)(; did you mean .+)?$/s, (why, arms, meant) => `${inside(why)}。from.arm に ${listed(arms)} のどれかを書いてください${asked(meant)}`],
  [/^none of its arms is called (.+)$/, (arm) => `${arm} という条件はありません`],
  [/^it has no arm (.+)$/, (arm) => `条件 ${arm} はありません`],
  [/^(.+) has no seed (\d+) there; give from\.seed, (.+)$/s, (arm, seed, seeds) => `${arm} にシード${seed}はありません。from.seed に ${listed(seeds)} のどれかを書いてください`],
  [/^a checkpoint of (.+?),? could not be (\w+): (.+)$/s, (run, what, reason) => `${training(run)} のチェックポイントを${what === "read" ? "読め" : "書け"}ませんでした：${inside(reason)}`],
  [/^the network of (.+), seed (\d+), could not be written: (.+)$/s, (arm, seed, reason) => `${arm}、シード${seed}のネットワークを書けませんでした：${inside(reason)}`],
  [/^trials could not be written: (.+)$/s, (reason) => `試行を書けませんでした：${inside(reason)}`],

  // チェックポイントの状態
  [/^(.+) is (not of this run|damaged) \((.+)\): (.+), (goes on from the one before|begins anew); it is kept as (.+)$/s, (file, what, reason, run, next, aside) => `${file} は${what === "damaged" ? "破損しています" : "この実行のものではありません"}（${inside(reason)}）。${training(run)}は${next === "begins anew" ? "最初から始めます" : "1つ前のチェックポイントから続けます"}。ファイルは ${aside} として残します`],
  [/^this is a checkpoint of another training than (.+), of this experiment$/s, (run) => `${training(run)} のチェックポイントではないか、別の実験のものです`],
  [/^the state's steps and metrics do not fit its iteration (\d+)$/, (iteration) => `ステップ数と測定値が、反復回数（${iteration}）と合いません`],
  [/^(\S+) has (\d+) (?:counts|floats); the network's has (\d+)$/, (name, has, needs) => `${name} の値が${has}個です。ネットワークのものは${needs}個です`],
  [/^state\.layers has no (\S+)$/, (name) => `state.layers に ${name} がありません`],
  [/^state\.layers has not (\d+) numbers of (\S+)'s gradient, update and weight$/, (count, name) => `state.layers の ${name} の gradient・update・weight が${count}個ずつではありません`],

  // 始まりのネットワーク（from）
  [/^(there is no such file or folder|a part of the path is a file, not a folder|access is denied|the name is too long|no file can have this name): (.+?)(?:; a relative path starts at the experiment file: from there it is (.+))?(; did you mean .+)?$/s, (reason, path, here, meant) => `${inside(reason)}：${path}${here === undefined ? "" : `。相対パスは実験ファイルのある場所から数えます：${here}`}${asked(meant)}`],
  [/^(\S+) is (.+) in (.+) and (.+) here; (.+)$/s, (name, there, file, here, remedy) => `${name} は、${file} では ${there}、ここでは ${here} です。${inside(remedy)}`],
  [/^(.+) has no (\S+); ((?:to begin|it takes|to have) .+)$/s, (file, name, remedy) => `${file} に ${name} がありません。${inside(remedy)}`],
  [/^(.+) has (\S+), and the network here has not; (.+)$/s, (file, name, remedy) => `${file} には ${name} がありますが、このネットワークにはありません。${inside(remedy)}`],
  [/^to begin the output layer anew: (.+)$/, (form) => `出力層を新しく始めるには：${form}`],
  [/^it takes rows of (\d+) inputs, and the data set has (\d+)$/, (takes, has) => `受け取るのは${takes}入力の行ですが、データは${has}入力です`],
  [/^to have its layers: (.+)$/s, (form) => `同じ層にするには：${form}`],
  [/^(.+) is a trained network, and the optimizer's state is in checkpoints alone: name one of the run, or leave optimizerState out$/s, (file) => `${file} は学習済みのネットワークです。最適化手法の状態はチェックポイントだけにあります。その実行のチェックポイントを指定するか、optimizerState を外してください`],
  [/^(.+) was trained with (\w+), whose state (\w+) cannot go on with: take that optimizer, or leave optimizerState out$/s, (file, there, here) => `${file} は ${there} で学習したもので、その状態を ${here} は引き継げません。同じ最適化手法にするか、optimizerState を外してください`],
  [/^the network to begin with has no (\S+)$/, (name) => `始まりのネットワークに ${name} がありません`],
  [/^the network to begin with comes without its optimizer's state$/, () => "始まりのネットワークに、最適化手法の状態がありません"],
  [/^(\S+) has the activation (.+) here and was trained with (.+)$/, (name, here, there) => `${name} の活性化関数はここでは ${here} ですが、訓練では ${there} でした`],
  [/^input (.+) was (.+) where the network was trained$/s, (here, there) => `入力 ${feature(here)} は、ネットワークの訓練では ${feature(there)} でした`],
  [/^(.+) is (standardized \(.+?\)|as it is) here and was (standardized \(.+\)|as it is) where the output layer was trained$/s, (name, here, there) => `${name.replace(/^target (\d+)$/, "目標値$1")} は、ここでは${scale(here)}ですが、出力層の訓練では${scale(there)}でした`],
  [/^the classes are (.+) here and were (.+) where the output layer was trained$/s, (here, there) => `クラスはここでは ${listed(here)} ですが、出力層の訓練では ${listed(there)} でした`],

  // ネットワークの形
  [/^(\S+) has the unknown key (.+); it may have (.+)$/s, (name, key, keys) => `${name} に知らないキー ${key} があります。使えるのは ${keys === "none" ? "なし" : listed(keys)} です`],
  [/^hidden has (\d+) layers; it must have at most (\d+)$/, (count, most) => `hidden が${count}層あります。${most}層までです`],
  [/^output\.units is 1; with one class every answer is that class, so there is nothing to learn: take 2 units to tell yes from no, or the loss "binaryCrossEntropy"$/, () => 'output.units が1です。クラスが1つでは答えがいつもそのクラスになり、学習するものがありません。2つを見分けるには2ユニットにするか、損失を "binaryCrossEntropy" にしてください'],
  [/^output\.units is (.+); with (\w+) it must be 1, whose sigmoid is the probability of class 1$/, (units, loss) => `output.units が ${units} です。${loss} では1にしてください（そのシグモイドがクラス1の確率です）`],
  [/^batchSize is (\d+) and (hidden\[\d+\]) has (\w+): (.+); take a batchSize of at least (\d+), or no (\w+)$/, (size, layer, kind, reason, least) => `batchSize が ${size} で、${layer} に ${kind} があります。${inside(reason)}。batchSize を${least}以上にするか、${kind} を外してください`],
  [/^one row alone has no variance, so batch norm gives the same whatever the row is, and nothing is learned$/, () => "1件だけのバッチには分散がなく、バッチ正規化の出力がいつも同じになるため、何も学習しません"],
  [/^labelSmoothing is (\S+); (\w+) takes targets, which have no labels to smooth: leave it out$/, (value, loss) => `labelSmoothing が ${value} ですが、${loss} は目標値を使うため、平滑化するラベルがありません。外してください`],
  [/^(\S+) has (\d+) rows of (\d+) pixels; they must be the (\d+) inputs$/, (place, rows, columns, inputs) => `${place} が縦${rows} × 横${columns}画素です。${inputs}個の入力と同じ数にしてください`],

  // モデルのファイル
  [/^the file has a tensor (.+), which its network has not$/s, (name) => `ネットワークにないテンソル ${name} があります`],
  [/^the file's metadata have no description$/, () => "メタデータに description がありません"],
  [/^the file's description is (.+); it must be JSON$/s, (json) => `メタデータの description が ${json} です。JSONでなければなりません`],
  [/^the file has no tensor (\S+), which its network needs$/, (name) => `ネットワークに必要なテンソル ${name} がありません`],
  [/^tensor (\S+) is (\S+) \[(.*)\]; the network's is (\S+) \[(.*)\]$/, (name, type, shape, ownType, own) => `テンソル ${name} が ${type} [${shape.replace(/^(\d+) dimensions$/, "$1次元")}] です。ネットワークのものは ${ownType} [${own}] です`],
  [/^this is no network of (\S+): the format that its metadata give is (.+)$/s, (format, given) => `${format} のネットワークではありません。メタデータの format は ${given} です`],
  [/^the file's formatVersion is (.+); this version of usagi-nn reads (.+)$/s, (given, read) => `formatVersion が ${given} です。このバージョンの usagi-nn が読めるのは ${read} です`],
  [/^metadata\.(\w+) is (.+); it must be a string$/s, (key, value) => `metadata.${key} が ${value} です。テキストにしてください`],

  // safetensors
  [/^this is no intact safetensors file: (.+)$/s, (reason) => `safetensorsファイルが壊れています：${inside(reason)}`],
  [/^it has (\d+) bytes$/, (bytes) => `${bytes}バイトしかありません`],
  [/^it says that its header has (\d+) bytes; at most (\d+) are possible$/, (bytes, most) => `ヘッダーが${bytes}バイトとありますが、${most}バイトを超えることはありません`],
  [/^its header (is not UTF-8|does not begin with \{|is not JSON|is nested too deeply)$/, (what) => `ヘッダーが${{ "is not UTF-8": "UTF-8ではありません", "does not begin with {": " { で始まっていません", "is not JSON": "JSONではありません", "is nested too deeply": "深すぎる入れ子になっています" }[what]}`],
  [/^(.+) comes twice in its header$/s, (name) => `ヘッダーに ${name} が2回あります`],
  [/^(.+) has the unknown key (.+)$/s, (place, key) => `${tensor(place)} に知らないキー ${key} があります`],
  [/^the name of a tensor is (.+); it must be a text other than (\w+)$/s, (name, other) => `テンソルの名前が ${name} です。${other} 以外のテキストにしてください`],
  [/^the dtype of (.+) is (.+); it must be one of (.+)$/s, (place, value, dtypes) => `${tensor(place)} の dtype が ${value} です。${listed(dtypes)} のどれかにしてください`],
  [/^the shape of (.+) must be a list of whole numbers from 0$/s, (place) => `${tensor(place)} の shape は0以上の整数のリストです`],
  [/^the data_offsets of (.+) must be two whole numbers from 0$/s, (place) => `${tensor(place)} の data_offsets は0以上の2つの整数です`],
  [/^the data_offsets of (.+) are (\d+), (\d+); there are (\d+) bytes$/s, (place, begin, end, bytes) => `${tensor(place)} の data_offsets が ${begin}、${end} です。データは${bytes}バイトです`],
  [/^(.+) has (\d+) bytes; its shape and dtype need (\d+)$/s, (place, has, needs) => `${tensor(place)} が${has}バイトです。shape と dtype からは${needs}バイトです`],
  [/^tensor (.+) begins at byte (\d+) of the data, where (\d+) was expected$/s, (name, begin, expected) => `テンソル ${name} がデータの${begin}バイト目から始まっています。正しくは${expected}バイト目です`],
  [/^(\d+) bytes at its end belong to no tensor$/, (bytes) => `末尾の${bytes}バイトがどのテンソルのものでもありません`],
  [/^(.+) has (\d+) values; its shape needs (\d+)$/s, (place, has, needs) => `${tensor(place)} の値が${has}個です。shape からは${needs}個です`],
];
