/** IDX files, raw or gzipped: read only where their size agrees with what their header says. */
import { constants, gunzipSync } from "node:zlib";
import { decodeIdx, type IdxFile, type IdxKind, readIdxHeader, requireTotal } from "../../experiment/data/idx.ts";
import { sniff } from "../../experiment/data/sniff.ts";
import { errorCode, InputError, ofInput, reasonOf } from "../errors.ts";
import { readOpened, withFile } from "./whole.ts";

/** gzip makes no more than this of a byte. */
const mostExpansion = 1032;
/** Beyond it, gzip's own headers and stored blocks do not account for a file that is larger than its content. */
const mostOverhead = 2 ** 20;

/** Called with the parts of a file as they are read. */
export type See = (part: Uint8Array) => void;

/** Reads a file of images, such as train-images-idx3-ubyte, or of labels. */
export function readIdx(file: string, kind: IdxKind, see?: See): Promise<IdxFile> {
  return withFile(file, async (opened, fileSize) => {
    const { buffer, bytesRead } = await opened.read({ buffer: new Uint8Array(4096), position: 0 });
    const start = buffer.subarray(0, bytesRead);
    const zipped = sniff(start).kind === "gzip";
    const header = ofInput(() => readIdxHeader(file, zipped ? unzip(file, start, constants.Z_SYNC_FLUSH) : start, kind, zipped));
    const { sizes, total } = header;
    // Before anything is read or allocated by what the header says, the file's size must agree with it.
    if (!zipped) ofInput(() => requireTotal(file, header, fileSize));
    else if (total > mostExpansion * fileSize || fileSize > total + mostOverhead) {
      throw new InputError(
        `${file}: its header says ${sizes.join(" × ")}, so ${total} bytes; no gzip file of that has ${fileSize} bytes`,
      );
    }
    const raw = await readOpened(opened, fileSize, see);
    return ofInput(() => decodeIdx(file, zipped ? unzip(file, raw, constants.Z_FINISH, total) : raw, kind));
  });
}

/** @param maxOutputLength Bytes that the header declares; more is an error. */
function unzip(file: string, bytes: Uint8Array, finishFlush: number, maxOutputLength = 2 ** 23): Uint8Array {
  try {
    return gunzipSync(bytes, { finishFlush, maxOutputLength });
  } catch (error) {
    if (errorCode(error) === "ERR_BUFFER_TOO_LARGE") {
      throw new InputError(`${file}: expands to more than the ${maxOutputLength} bytes that its header declares`);
    }
    const reason = errorCode(error) === "Z_BUF_ERROR" ? "it ends too early" : reasonOf(error);
    throw new InputError(`${file}: is no intact gzip file (${reason})`);
  }
}
