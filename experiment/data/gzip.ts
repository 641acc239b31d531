/** gzip, by what browsers and Node have of it themselves. */
import { bad } from "./table.ts";

/** Whether bytes are gzipped. */
export const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Bytes that tell how much is unpacked: longer than any header. */
const startBytes = 64;

/**
 * What gzipped bytes unpack to; others stay as they are.
 * @param mostOf Bytes that may come of it, by how it begins: unpacking ends where there are more.
 * @throws UsagiError that names what is damaged, or too large.
 */
export async function gunzip(name: string, bytes: Uint8Array, mostOf: (start: Uint8Array) => number): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes;
  const reader = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  let most: number | undefined;
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw bad(name, `is no intact gzip file (${(error as Error).message})`);
    });
    if (!done) {
      parts.push(value);
      length += value.length;
    }
    if (most === undefined && (done || length >= startBytes)) most = mostOf(joined(parts, length));
    if (most !== undefined && length > most) {
      await reader.cancel();
      throw bad(name, `unpacks to more than ${most} bytes`);
    }
    if (done) return joined(parts, length);
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
