/**
 * The checksum that a checkpoint carries: SHA-256 of the whole file, with its own 64 digits taken as "0". So every
 * bit of the file is covered, and the file stays plain safetensors.
 */
import { createHash } from "node:crypto";

const before = '"checksum":"';
export const checksumDigits = 64;
/** Node hashes no more than 2 GB at once. */
const partBytes = 2 ** 30;

/** The checksum that a safetensors file with `checksum` in its metadata should have, in hexadecimal. */
export function checksumOf(bytes: Uint8Array): string {
  const hash = createHash("sha256");
  const update = (from: number, to: number) => {
    for (let at = from; at < to; at += partBytes) hash.update(bytes.subarray(at, Math.min(at + partBytes, to)));
  };
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Quotes within a text of the header are escaped: only the key is found.
  const found = file.indexOf(before);
  const digits = found < 0 ? bytes.length : found + before.length;
  update(0, digits);
  hash.update("0".repeat(Math.min(checksumDigits, bytes.length - digits)));
  update(digits + checksumDigits, bytes.length);
  return hash.digest("hex");
}
