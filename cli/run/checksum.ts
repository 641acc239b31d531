/**
 * The checksum that a checkpoint carries: SHA-256 of the whole file, with its own 64 digits taken as "0". So every
 * bit of the file is covered, and the file stays plain safetensors.
 */
import { createHash } from "node:crypto";

const before = '"checksum":"';
const digits = 64;
/** Stands in the metadata, under `checksum`, until `seal`. */
export const unsealed = "0".repeat(digits);
/** Node hashes no more than 2 GB at once. */
const partBytes = 2 ** 30;

/** The checksum that a safetensors file with `checksum` in its metadata should have, in hexadecimal. */
export function checksumOf(bytes: Uint8Array): string {
  const hash = createHash("sha256");
  const update = (from: number, to: number) => {
    for (let at = from; at < to; at += partBytes) hash.update(bytes.subarray(at, Math.min(at + partBytes, to)));
  };
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = placeIn(file);
  update(0, at);
  hash.update(unsealed.slice(0, bytes.length - at));
  update(at + digits, bytes.length);
  return hash.digest("hex");
}

/** Writes the checksum into a file that has `unsealed` in its place. */
export function seal(bytes: Uint8Array): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  file.write(checksumOf(bytes), placeIn(file), "latin1");
}

/** Where the digits stand; behind the last byte where there is no checksum. */
function placeIn(file: Buffer): number {
  // Quotes within a text of the header are escaped: only the key is found.
  const found = file.indexOf(before);
  return found < 0 ? file.length : found + before.length;
}
