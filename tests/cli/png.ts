import { crc32, deflateSync } from "node:zlib";

export interface PngParts {
  width: number;
  height: number;
  depth?: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  type?: number;
  interlace?: number;
  /** One list of samples a line. */
  lines: number[][];
  palette?: number[];
  transparency?: number[];
  /** In place of the compressed lines. */
  data?: Uint8Array;
  /** Chunks before the data. */
  more?: Buffer[];
}

export const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

export function chunk(type: string, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + content.length);
  bytes.writeUInt32BE(content.length);
  bytes.write(type, 4, "latin1");
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), 8 + content.length);
  return bytes;
}

export function header({ width, height, depth = 8, type = 0, interlace = 0 }: Omit<PngParts, "lines">): Buffer {
  const content = Buffer.alloc(13);
  content.writeUInt32BE(width);
  content.writeUInt32BE(height, 4);
  content.set([depth, type, 0, 0, interlace], 8);
  return chunk("IHDR", content);
}

/** A PNG file, made without the library that reads it. */
export function png(parts: PngParts): Buffer {
  const { depth = 8, lines, palette, transparency, data, more = [] } = parts;
  const pixels = Buffer.concat(lines.map((line) => Buffer.from([0, ...packed(line, depth)])));
  return Buffer.concat([
    signature,
    header(parts),
    ...more,
    ...(palette ? [chunk("PLTE", Buffer.from(palette))] : []),
    ...(transparency ? [chunk("tRNS", Buffer.from(transparency))] : []),
    chunk("IDAT", data ?? deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function packed(samples: number[], depth: number): number[] {
  const bits = samples.map((sample) => sample.toString(2).padStart(depth, "0")).join("");
  return (bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, "0"), 2));
}
