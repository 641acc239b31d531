/** 日本語訳の規則と、その部品。 */
import { first, type Rule, translated as translatedProblem } from "./messages-ja.ts";

/** Rules, given what translates a part that is a message itself. */
export type Rules = (inside: (text: string) => string) => readonly Rule[];

/** Where something is: `line 3, column "age"` of a table, `row 3, column 2` of an array, from 0. */
const placed = (place: string) => place
  .replace(/\bline (\d+)(?:, column ("[^]*"))?$/, (_, line: string, column?: string) => `${line}行目${column === undefined ? "" : `、列 ${column}`}`)
  .replace(/\brow (\d+)(?:, column (\d+))?$/, (_, row: string, column?: string) => `行${row}${column === undefined ? "" : `、列${column}`}`)
  .replace(/^standard input$/, "標準入力");

/** What says a message in Japanese, by these rules and those of experiments; undefined where there is none for it. */
export function translator(...families: readonly Rules[]): (message: string) => string | undefined {
  /** A part that is a message itself, without its stop: a sentence goes on after it. */
  const inside = (text: string) => (translated(text) ?? text).replace(/。$/, "");
  const rules = families.flatMap((family) => family(inside));
  function translated(text: string): string | undefined {
    const whole = first(rules, text) ?? translatedProblem(text);
    if (whole !== undefined) return whole;
    // `file: message`, of which the file may have a colon too.
    const at = text.indexOf(": ");
    const rest = at > 0 ? translated(text.slice(at + 2)) : undefined;
    return rest === undefined ? undefined : `${placed(text.slice(0, at))}：${rest}`;
  }
  return translated;
}

/** "a", "b" or "c" → "a"、"b"、"c" */
export const listed = (words: string) => words.replace(/ or |, | and /g, "、");

/** `; did you mean "adam"?`, where that is said. */
export const asked = (text = "") => text.replace(/^; did you mean (.+)\?$/s, "。$1 のことですか？");

export const inBrackets = (text?: string) => (text === undefined ? "" : `（${text}）`);

/** `Adam, trial 3, seed 0` */
export const training = (text: string) => text.replace(/, trial (\d+)/, "、試行$1").replace(/, seed (\d+)/, "、シード$1");

/** What a file is, by its content (experiment/data/sniff.ts). */
const fileKinds: Readonly<Record<string, string>> = {
  "empty": "空のファイル", "a binary file of an unknown kind": "種類の分からないバイナリーファイル", "a folder": "フォルダー", "JSON": "JSON",
  "a gzip file": "gzipファイル", "a ZIP file (.zip, .npz, .pt)": "ZIPファイル（.zip、.npz、.pt）", "an xz file": "xzファイル",
  "a Zstandard file": "Zstandardファイル", "a bzip2 file": "bzip2ファイル", "a 7z file": "7zファイル", "a tar archive": "tarアーカイブ",
  "a PNG image": "PNG画像", "a JPEG image": "JPEG画像", "a GIF image": "GIF画像", "a BMP image": "BMP画像", "a WebP image": "WebP画像",
  "an AVIF image": "AVIF画像", "a HEIC image": "HEIC画像", "a TIFF image": "TIFF画像", "an SVG image": "SVG画像",
  "a NumPy array (.npy)": "NumPyの配列（.npy）", "an HDF5 file (.h5, .keras)": "HDF5ファイル（.h5、.keras）",
  "a TensorFlow Lite model": "TensorFlow Liteのモデル", "a GGUF model": "GGUFのモデル", "an ONNX model": "ONNXモデル",
  "a safetensors file": "safetensorsファイル", "a WebAssembly module": "WebAssemblyのモジュール", "a PDF document": "PDF文書",
  "an HTML page": "HTMLページ", "an XML file": "XMLファイル", "a JSON file": "JSONファイル", "a CSV file": "CSVファイル",
  "a text file": "テキストファイル", "a file of blanks": "空白だけのファイル", "UTF-16 text": "UTF-16のテキスト",
  "a text in another encoding than UTF-8": "UTF-8以外の文字コードのテキスト",
  "a pointer to a file in Git LFS, not the file": "Git LFSのポインター（ファイルそのものではありません）",
};
export function kindOf(name: string): string {
  const idx = /^an IDX file of (.+)$/.exec(name);
  if (idx) return `IDXファイル（${idx[1]!.replace("signed bytes", "符号付きバイト").replace("bytes", "バイト").replace(", ", "、")}）`;
  const [, kind = name, start, swapped] = /^(.+): it begins with (0x\w+)(, an IDX header in little-endian)?$/.exec(name) ?? [];
  const begins = start === undefined ? "" : `（先頭は ${start}${swapped === undefined ? "" : "。リトルエンディアンのIDXのヘッダーです"}）`;
  return `${fileKinds[kind] ?? kind}${begins}`;
}

const nouns: Readonly<Record<string, string>> = {
  images: "画像", labels: "ラベル", rows: "行", image: "画像", row: "行", experiments: "実験", data: "データ", probabilities: "確率", outputs: "出力",
  training: "訓練", test: "テスト", pixels: "画素", values: "値",
};
export const noun = (word: string) => nouns[word] ?? word;
