/** What a file is, by how it begins: names lie. */

/** Bytes that `sniff` looks at. */
export const sniffBytes = 512;

export type FileKind =
  | "empty" | "gzip" | "zip" | "idx" | "png" | "jpeg" | "safetensors" | "onnx" | "json" | "text" | "other";

export interface Sniffed {
  kind: FileKind;
  /** Such as "a PNG image". */
  name: string;
}

/** The name of what nothing below recognizes. */
export const unknownKind = "a binary file of an unknown kind";

/** What begins with certain bytes, at some place; the first that fits counts. */
const signatures: [name: string, bytes: string | number[], at?: number, kind?: FileKind][] = [
  ["a gzip file", [0x1f, 0x8b], 0, "gzip"],
  ["a PNG image", "\x89PNG\r\n\x1a\n", 0, "png"],
  ["a JPEG image", [0xff, 0xd8, 0xff], 0, "jpeg"],
  ["a GIF image", "GIF8"],
  ["a WebP image", "WEBP", 8],
  ["an AVIF image", "ftypavif", 4],
  ["a HEIC image", "ftyphei", 4],
  ["a HEIC image", "ftypmif1", 4],
  ["a TIFF image", "II*\0"],
  ["a TIFF image", "MM\0*"],
  ["a PDF document", "%PDF"],
  ["a NumPy array (.npy)", "\x93NUMPY"],
  ["a ZIP file (.zip, .npz, .pt)", "PK\x03\x04", 0, "zip"],
  ["an HDF5 file (.h5, .keras)", "\x89HDF\r\n\x1a\n"],
  ["a TensorFlow Lite model", "TFL3", 4],
  ["a GGUF model", "GGUF"],
  ["a WebAssembly module", "\0asm"],
  ["an xz file", "\xfd7zXZ\0"],
  ["a Zstandard file", [0x28, 0xb5, 0x2f, 0xfd]],
  ["a bzip2 file", "BZh"],
  ["a 7z file", "7z\xbc\xaf\x27\x1c"],
  ["a tar archive", "ustar", 257],
  ["UTF-16 text", [0xff, 0xfe], 0, "text"],
  ["UTF-16 text", [0xfe, 0xff], 0, "text"],
];

/** Types of IDX values, by number. */
export const idxTypes = new Map([
  [0x08, "bytes"], [0x09, "signed bytes"], [0x0b, "int16"], [0x0c, "int32"], [0x0d, "float32"], [0x0e, "float64"],
] as const);
export type IdxType = typeof idxTypes extends Map<number, infer Type> ? Type : never;

/** Tab, line feed, form feed, carriage return. */
const blanks = [9, 10, 12, 13];

/** @param head The first bytes of a file, all of a shorter one. */
export function sniff(head: Uint8Array): Sniffed {
  if (head.length === 0) return { kind: "empty", name: "empty" };
  const latin1 = String.fromCharCode(...head.subarray(0, sniffBytes));
  for (const [name, bytes, at = 0, kind = "other"] of signatures) {
    const signature = typeof bytes === "string" ? bytes : String.fromCharCode(...bytes);
    if (latin1.startsWith(signature, at)) return { kind, name };
  }
  // Its two letters alone may begin a text, such as a table whose first column is BMI.
  if (/^BM.{4}\0{4}/s.test(latin1)) return { kind: "other", name: "a BMP image" };
  const idx = idxHeader(head);
  if (idx) return { kind: "idx", name: `an IDX file of ${idx.type}, ${idx.sizes.join(" × ")}` };
  // Letters of ASCII in two bytes each, without a byte order mark.
  if (/^(?:[\t\n\r -~]\0){2}|^(?:\0[\t\n\r -~]){2}/.test(latin1)) return { kind: "text", name: "UTF-16 text" };
  // Its header's length in 8 bytes, then JSON.
  if (/^....\0\0\0\0\{/s.test(latin1)) return { kind: "safetensors", name: "a safetensors file" };
  if (isOnnx(head)) return { kind: "onnx", name: "an ONNX model" };
  if (head.some((byte) => byte < 32 && !blanks.includes(byte))) return { kind: "other", name: unknownKind };
  // Windows-1252 or Shift_JIS, such as Excel's plain CSV.
  if (!isUtf8(head)) return { kind: "text", name: "a text in another encoding than UTF-8" };
  const text = latin1.replace(/^\xef\xbb\xbf/, "").trimStart();
  if (/^(<!doctype html|<html)/i.test(text)) return { kind: "text", name: "an HTML page" };
  if (/^<(\?xml|svg)/i.test(text)) return { kind: "text", name: text.includes("<svg") ? "an SVG image" : "an XML file" };
  if (/^[{[]|^\/[/*]/.test(text)) return { kind: "json", name: "a JSON file" };
  if (text.startsWith("version https://git-lfs")) return { kind: "text", name: "a pointer to a file in Git LFS, not the file" };
  if (/^[^\n,]*,[^\n]*\n[^\n,]*,/.test(text)) return { kind: "text", name: "a CSV file" };
  return { kind: "text", name: text === "" ? "a file of blanks" : "a text file" };
}

/** Whether what begins as JSON does may be a table. */
export const mayBeTable = (file: string, { kind }: Sniffed): boolean => kind === "json" && !/\.jsonc?$/i.test(file);

/** As `sniff`, of a whole file: a table may begin as JSON does, with a bracket or a comment. */
export function sniffWhole(file: string, bytes: Uint8Array): Sniffed {
  const found = sniff(bytes.subarray(0, sniffBytes));
  return mayBeTable(file, found) && !isJson(new TextDecoder().decode(bytes)) ? { kind: "text", name: "a text file" } : found;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The type and the sizes that an IDX header gives; undefined where it is none. */
export function idxHeader(head: Uint8Array): { type: IdxType; sizes: number[] } | undefined {
  const [first, second, code = 0, dimensions = 0] = head;
  const type = (idxTypes as ReadonlyMap<number, IdxType>).get(code);
  if (first !== 0 || second !== 0 || !type || dimensions < 1 || dimensions > 8) return undefined;
  if (head.length < 4 + 4 * dimensions) return undefined;
  const view = new DataView(head.buffer, head.byteOffset);
  return { type, sizes: Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i)) };
}

/** ONNX has no signature: a model begins with its IR version, and the tag of another of its fields follows. */
function isOnnx([first, version = 0, next = 0]: Uint8Array): boolean {
  return first === 0x08 && version > 0 && version < 32 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72].includes(next);
}

function isUtf8(head: Uint8Array): boolean {
  try {
    // The last character may be cut.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
