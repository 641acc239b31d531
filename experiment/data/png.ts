/** PNG images as grey values. Checked before they are decoded: no memory is spent on what a file merely claims. */
import { type DecodedPng, decode, hasPngSignature } from "fast-png";
import { Unzlib } from "fflate";
import type { UsagiError } from "../../bindings/errors.ts";
import type { Picture } from "../image.ts";
import { bad as badFile } from "./table.ts";

/** Most pixels of a side. */
export const maxSide = 4096;

/** Bits of a sample, by colour type. */
const depths = new Map([[0, [1, 2, 4, 8, 16]], [2, [8, 16]], [3, [1, 2, 4, 8]], [4, [8, 16]], [6, [8, 16]]]);
const samplesOf = new Map([[0, 1], [2, 3], [3, 1], [4, 2], [6, 4]]);
/** Columns and rows of Adam7's seven passes: the first one, and the distance to the next. */
const passes = [[0, 8, 0, 8], [4, 8, 0, 8], [0, 4, 4, 8], [2, 4, 0, 4], [0, 2, 2, 4], [1, 2, 0, 2], [0, 1, 1, 2]] as const;

interface Header {
  width: number;
  height: number;
  depth: number;
  /** Bits of a pixel. */
  bits: number;
  interlaced: boolean;
  /** Samples are places in the palette. */
  indexed: boolean;
}

/**
 * The grey values of a PNG of any kind: Rec. 601 luma.
 * @throws UsagiError that names the file and what is wrong with it.
 */
export function readPng(file: string, bytes: Uint8Array): Picture {
  const bad = (reason: string) => badFile(file, reason);
  const broken = (reason: string) => bad(`is no intact PNG image: ${reason}`);
  const parts = necessaryParts(bytes, broken);
  const header = readHeader(parts.header, bad, broken);
  if (header.interlaced && header.depth < 8) {
    throw bad(`is interlaced with ${header.depth} bits a pixel, which is not supported: save it without interlacing`);
  }
  const expected = scanlineBytes(header);
  let found: number;
  try {
    found = inflatedLength(parts.data, expected);
  } catch {
    throw broken(`its data are damaged, or more than its ${header.width} × ${header.height} pixels need`);
  }
  if (found !== expected) throw broken(`it has ${found} bytes of pixels; its size needs ${expected}`);
  let png: DecodedPng;
  try {
    png = decode(parts.file, { checkCrc: true });
  } catch (error) {
    throw broken((error as Error).message);
  }
  return { rows: png.height, columns: png.width, ...greyOf(png, header.indexed, broken) };
}

/** How many bytes deflated data unpack to; none of them is kept. @throws Where they are damaged, or more than `most`. */
function inflatedLength(parts: readonly Uint8Array[], most: number): number {
  let [length, ended] = [0, false];
  const stream = new Unzlib((chunk, final) => {
    length += chunk.length;
    ended ||= final;
    if (length > most) throw new RangeError("more than expected");
  });
  // In pieces, of which each unpacks to no more than a few megabytes.
  const pieces = parts.flatMap((part) =>
    Array.from({ length: Math.ceil(part.length / pieceBytes) }, (_, i) => part.subarray(i * pieceBytes, (i + 1) * pieceBytes)));
  pieces.forEach((piece, i) => stream.push(piece, i === pieces.length - 1));
  if (!ended) throw new RangeError("it ends too early");
  return length;
}

const pieceBytes = 4096;

/** Grey of a colour, by Rec. 601. */
export const luma = (red: number, green: number, blue: number) => 0.299 * red + 0.587 * green + 0.114 * blue;

type Complain = (reason: string) => UsagiError;

/**
 * The chunks that pixels need, in a file of their own: others, such as colour profiles, may expand without bounds,
 * and a second header could claim another size.
 */
function necessaryParts(bytes: Uint8Array, broken: Complain) {
  if (!hasPngSignature(bytes)) throw broken("it does not begin as one");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  const data: Uint8Array[] = [];
  let header: Uint8Array | undefined;
  for (let at = 8, type = ""; type !== "IEND"; ) {
    if (at + 12 > bytes.length) throw broken("it ends too early");
    const length = view.getUint32(at);
    type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 12 + length;
    if (end > bytes.length) throw broken("it ends too early");
    const content = bytes.subarray(at + 8, at + 8 + length);
    if ((type === "IHDR") !== (header === undefined)) throw broken("it must have one header, at its beginning");
    if (type === "IHDR") header = content;
    if (type === "IDAT") data.push(content);
    if (["IHDR", "PLTE", "tRNS", "IDAT", "IEND"].includes(type)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return { header: header!, data, file: concat(kept) };
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function readHeader(bytes: Uint8Array, bad: Complain, broken: Complain): Header {
  if (bytes.length !== 13) throw broken(`its header has ${bytes.length} bytes; it should have 13`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth = 0, type = 0, , , interlace = 0] = bytes.subarray(8);
  if (width === 0 || height === 0 || width > maxSide || height > maxSide) {
    throw bad(`is ${width} × ${height} pixels; 1 to ${maxSide} a side are allowed`);
  }
  if (!depths.get(type)?.includes(depth)) throw broken(`its colour type ${type} does not go with ${depth} bits`);
  if (interlace > 1) throw broken(`its interlace method is ${interlace}`);
  return { width, height, depth, bits: depth * samplesOf.get(type)!, interlaced: interlace === 1, indexed: type === 3 };
}

/** Bytes of all lines, each with its filter in front. */
function scanlineBytes({ width, height, bits, interlaced }: Header): number {
  const lines = (columns: number, rows: number) => (columns === 0 ? 0 : rows * (1 + Math.ceil((columns * bits) / 8)));
  if (!interlaced) return lines(width, height);
  const count = (size: number, first: number, step: number) => Math.max(0, Math.ceil((size - first) / step));
  return passes.reduce((sum, [x, dx, y, dy]) => sum + lines(count(width, x, dx), count(height, y, dy)), 0);
}

function greyOf(png: DecodedPng, indexed: boolean, broken: Complain): Pick<Picture, "grey" | "alpha"> {
  const { width, height, depth, channels, data, palette, transparency } = png;
  if (indexed && !palette) throw broken("it has no palette");
  const most = 2 ** depth - 1;
  const white = indexed ? 255 : most;
  const perByte = depth < 8 ? 8 / depth : 1;
  const lineSamples = Math.ceil((width * channels) / perByte) * perByte;
  const color: number[] = [];
  const grey = new Float32Array(width * height);
  const alpha = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    const at = Math.floor(i / width) * lineSamples + (i % width) * channels;
    for (let c = 0; c < channels; c++) {
      // Where several share a byte, the first has its high bits.
      const shift = depth < 8 ? 8 - depth * (1 + (at % perByte)) : 0;
      color[c] = (data[Math.floor((at + c) / perByte)]! >> shift) & most;
    }
    const found = indexed ? palette![color[0]!] : color;
    if (!found) throw broken(`pixel ${i % width}, ${Math.floor(i / width)} has a colour that is not in its palette`);
    const [red = 0, green = 0, blue = 0] = found;
    grey[i] = (found.length < 3 ? red : luma(red, green, blue)) / white;
    const transparent = transparency?.every((value, c) => value === color[c]) ?? false;
    alpha[i] = transparent ? 0 : found.length % 2 === 0 ? found.at(-1)! / white : 1;
  }
  return alpha.every((opacity) => opacity === 1) ? { grey } : { grey, alpha };
}
