/** Images and labels in MNIST's IDX format: a header of big-endian 32-bit numbers, then a byte a value. */
import { readFile, stat } from "node:fs/promises";
import { constants, gunzipSync } from "node:zlib";
import { MAX_UNITS } from "../bindings/description.ts";
import { InputError, errorCode, reasonOf } from "./errors.ts";

/** What Node reads as one file. */
const maxBytes = 2 ** 31 - 1;

export interface Images {
  /** (count, rows × columns) */
  pixels: Uint8Array;
  count: number;
  rows: number;
  columns: number;
}

/** Reads a file of images, such as train-images-idx3-ubyte, raw or gzipped (name ends in .gz). */
export async function readImages(file: string, verify?: (bytes: Uint8Array) => void): Promise<Images> {
  const { bytes, sizes } = await readIdx(file, 3, verify);
  const [count = 0, rows = 0, columns = 0] = sizes;
  return { pixels: bytes, count, rows, columns };
}

/** Reads a file of labels, such as train-labels-idx1-ubyte. */
export async function readLabels(file: string, verify?: (bytes: Uint8Array) => void): Promise<Uint8Array> {
  return (await readIdx(file, 1, verify)).bytes;
}

const bad = (file: string, reason: string) => new InputError(`${file}: ${reason}`);

async function readIdx(file: string, dimensions: 1 | 3, verify?: (bytes: Uint8Array) => void) {
  const raw = await readWhole(file);
  verify?.(raw);
  const headerBytes = 4 + 4 * dimensions;
  const zipped = file.endsWith(".gz");
  const header = zipped ? unzip(file, raw.subarray(0, 4096), constants.Z_SYNC_FLUSH) : raw;
  const { sizes, total } = readHeader(file, header, dimensions, headerBytes);
  // With the size known, a file that expands beyond it is stopped there.
  const whole = zipped ? unzip(file, raw, constants.Z_FINISH, total) : raw;
  if (whole.length !== total) {
    const fault = whole.length < total ? "is truncated" : "is too long";
    throw bad(
      file,
      `${fault}: its header says ${sizes.join(" × ")}, so ${total} bytes; there are ${whole.length}`,
    );
  }
  return { bytes: whole.subarray(headerBytes), sizes };
}

function readHeader(file: string, bytes: Uint8Array, dimensions: 1 | 3, headerBytes: number) {
  const kind = dimensions === 3 ? "images" : "labels";
  const word = (i: number) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(4 * i);
  if (bytes.length < 4) throw bad(file, `is truncated: ${bytes.length} bytes are no IDX file`);
  const magic = 0x800 + dimensions;
  if (word(0) !== magic) {
    const hex = (value: number) => `0x${value.toString(16).padStart(8, "0")}`;
    throw bad(
      file,
      `is no IDX file of ${kind}: it begins with ${hex(word(0))} and should with ${hex(magic)}`,
    );
  }
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

async function readWhole(file: string): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw bad(file, "is not a file");
    return await readFile(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw bad(file, reasonOf(error));
  }
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
