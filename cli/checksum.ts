/**
 * The checksum that a checkpoint carries: SHA-256 of the whole file, with its own 64 digits taken as "0". So every
 * bit of the file is covered, and the file stays plain safetensors.
 */
import { createHash } from "node:crypto";

const before = '"checksum":"';
export const checksumDigits = 64;

/** The checksum that a safetensors file with `checksum` in its metadata should have, in hexadecimal. */
export function checksumOf(bytes: Uint8Array): string {
  const zeroed = Buffer.from(bytes);
  // Quotes within a text of the header are escaped: only the key is found.
  const at = zeroed.indexOf(before);
  if (at >= 0) zeroed.fill("0", at + before.length, at + before.length + checksumDigits);
  return createHash("sha256").update(zeroed).digest("hex");
}
