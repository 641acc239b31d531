/** Images and labels in MNIST's IDX format: a header of big-endian 32-bit numbers, then a byte a value. */
import { constants, gunzipSync } from "node:zlib";
import { MAX_UNITS } from "../../bindings/parts/dense.ts";
import { InputError, errorCode, reasonOf } from "../errors.ts";
import { idxTypes, sniff, unknownKind } from "./sniff.ts";
import { maxBytes, readOpened, withFile } from "./whole.ts";

/** gzip makes no more than this of a byte. */
const mostExpansion = 1032;
/** Beyond it, gzip's own headers and stored blocks do not account for a file that is larger than its content. */
const mostOverhead = 2 ** 20;

export interface Images {
  /** (count, rows × columns) */
  pixels: Uint8Array;
  count: number;
  rows: number;
  columns: number;
}

/** Called with the parts of a file as they are read. */
export type See = (part: Uint8Array) => void;

/** Reads a file of images, such as train-images-idx3-ubyte, raw or gzipped. */
export async function readImages(file: string, see?: See): Promise<Images> {
  const { bytes, sizes } = await readIdx(file, 3, see);
  const [count = 0, rows = 0, columns = 0] = sizes;
  return { pixels: bytes, count, rows, columns };
}

/** Reads a file of labels, such as train-labels-idx1-ubyte. */
export async function readLabels(file: string, see?: See): Promise<Uint8Array> {
  return (await readIdx(file, 1, see)).bytes;
}

const bad = (file: string, reason: string) => new InputError(`${file}: ${reason}`);

function readIdx(file: string, dimensions: 1 | 3, see?: See) {
  return withFile(file, async (opened, fileSize) => {
    const { buffer, bytesRead } = await opened.read({ buffer: new Uint8Array(4096), position: 0 });
    const start = buffer.subarray(0, bytesRead);
    const headerBytes = 4 + 4 * dimensions;
    const zipped = sniff(start).kind === "gzip";
    const header = zipped ? unzip(file, start, constants.Z_SYNC_FLUSH) : start;
    const { sizes, total } = readHeader(file, header, dimensions, zipped);
    const says = `its header says ${sizes.join(" × ")}, so ${total} bytes`;
    const requireTotal = (size: number) => {
      if (size !== total) throw bad(file, `is ${size < total ? "truncated" : "too long"}: ${says}; there are ${size}`);
    };
    // Before anything is read or allocated by what the header says, the file's size must agree with it.
    if (!zipped) requireTotal(fileSize);
    else if (total > mostExpansion * fileSize || fileSize > total + mostOverhead) {
      throw bad(file, `${says}; no gzip file of that has ${fileSize} bytes`);
    }
    const raw = await readOpened(opened, fileSize, see);
    const whole = zipped ? unzip(file, raw, constants.Z_FINISH, total) : raw;
    requireTotal(whole.length);
    return { bytes: whole.subarray(headerBytes), sizes };
  });
}

const needed = {
  images: "images are an IDX file of bytes, count × rows × columns, raw or gzipped",
  labels: "labels are an IDX file of bytes, one for each image, raw or gzipped",
};

/** What there is in place of the IDX file that is needed. */
function otherThan(bytes: Uint8Array): string {
  const { name } = sniff(bytes);
  if (name !== unknownKind || bytes.length < 4) return name;
  const magic = [...bytes.subarray(0, 4)];
  const swapped = magic[3] === 0 && magic[2] === 0 && idxTypes.has(magic[1]!) ? ", an IDX header in little-endian" : "";
  return `${name}: it begins with 0x${Buffer.from(magic).toString("hex")}${swapped}`;
}

function readHeader(file: string, bytes: Uint8Array, dimensions: 1 | 3, zipped: boolean) {
  const headerBytes = 4 + 4 * dimensions;
  const kind = dimensions === 3 ? "images" : "labels";
  const word = (i: number) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(4 * i);
  const magic = 0x800 + dimensions;
  if (bytes.length < 4 || word(0) !== magic) throw bad(file, `${zipped ? "holds, gzipped, " : "is "}${otherThan(bytes)}; ${needed[kind]}`);
  if (bytes.length < headerBytes) {
    throw bad(file, `is truncated: ${bytes.length} bytes, and the header alone has ${headerBytes}`);
  }
  const sizes = Array.from({ length: dimensions }, (_, i) => word(i + 1));
  const [count = 0, rows = 1, columns = 1] = sizes;
  if (count === 0) throw bad(file, `holds no ${kind}`);
  if (rows * columns === 0 || rows * columns > MAX_UNITS) {
    throw bad(file, `images of ${rows} × ${columns} pixels; 1 to ${MAX_UNITS} pixels are allowed`);
  }
  const total = headerBytes + count * rows * columns;
  if (total > maxBytes) {
    throw bad(file, `its header says ${sizes.join(" × ")}: ${total} bytes; at most ${maxBytes}`);
  }
  return { sizes, total };
}

/** @param maxOutputLength Bytes that the header declares; more is an error. */
function unzip(file: string, bytes: Uint8Array, finishFlush: number, maxOutputLength = 2 ** 23): Uint8Array {
  try {
    return gunzipSync(bytes, { finishFlush, maxOutputLength });
  } catch (error) {
    if (errorCode(error) === "ERR_BUFFER_TOO_LARGE") {
      throw bad(file, `expands to more than the ${maxOutputLength} bytes that its header declares`);
    }
    const reason = errorCode(error) === "Z_BUF_ERROR" ? "it ends too early" : reasonOf(error);
    throw bad(file, `is no intact gzip file (${reason})`);
  }
}
