/** The first layer's weights as a sheet of tiles, one a unit, that a picture is painted from. */

/** Hue is the sign and opacity the size, so that 0 is whatever the background is, light or dark. */
export const negative = [0x2f, 0x7f, 0xd0] as const;
export const positive = [0xe0, 0x5a, 0x00] as const;
/** Lines between tiles, with their opacity. */
export const gap = [0x80, 0x80, 0x80, 0x50] as const;

/** Steps from no colour to full colour. */
export const fullLevel = 126;
/** In place of a level, a line between tiles. */
export const gapLevel = fullLevel + 1;

export interface TileSheet {
  width: number;
  height: number;
  /** (height, width): ± as much colour, up to `fullLevel`; `gapLevel` between the tiles. */
  levels: Int8Array;
  /** Full colour is ± this weight. */
  scale: number;
}

/** What full colour stands for: the 99.5th percentile of the sizes, or the largest if that is 0. */
export function scaleOf(weight: Float32Array): number {
  const last = weight.length - 1;
  return last < 0 ? 1 : sizeAt(weight, Math.floor(0.995 * last)) || sizeAt(weight, last) || 1;
}

/**
 * The size that stands at a place, counted from 0, when all are in ascending order, NaN last. Two histograms find it, of
 * the upper and the lower halves of the floats' bits, which ascend as sizes do: sorting millions takes far longer.
 */
export function sizeAt(values: Float32Array, place: number): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const upper = new Uint32Array(2 ** 15);
  for (const word of bits) upper[(word & 0x7fffffff) >>> 16]!++;
  let before = 0;
  let high = 0;
  while (before + upper[high]! <= place) before += upper[high++]!;
  const lower = new Uint32Array(2 ** 16);
  for (const word of bits) if ((word & 0x7fffffff) >>> 16 === high) lower[word & 0xffff]!++;
  let low = 0;
  while (before + lower[low]! <= place) before += lower[low++]!;
  return new Float32Array(Uint32Array.of(high * 2 ** 16 + low).buffer)[0]!;
}

/**
 * Tiles of rows × columns pixels, left to right by unit, about twice as wide as high in all, with lines of one pixel
 * between. @param weight (rows × columns, units)
 * @param look The scale, if not the weights' own, and of how many units at most, from the first on.
 */
export function tileSheet(
  weight: Float32Array, units: number, image: { rows: number; columns: number }, look: { scale?: number; most?: number } = {},
): TileSheet {
  const { scale = scaleOf(weight), most = units } = look;
  const shown = Math.min(units, most);
  const across = Math.min(shown, Math.ceil(Math.sqrt(shown * 2 * (image.rows / image.columns))));
  const down = Math.ceil(shown / across);
  const width = across * (image.columns + 1) + 1;
  const height = down * (image.rows + 1) + 1;
  const levels = new Int8Array(width * height).fill(gapLevel);
  for (let unit = 0; unit < across * down; unit++) {
    const left = 1 + (unit % across) * (image.columns + 1);
    const top = 1 + Math.floor(unit / across) * (image.rows + 1);
    for (let input = 0; input < image.rows * image.columns; input++) {
      const value = unit < shown ? (weight[input * units + unit] ?? 0) : 0;
      const level = Math.round((fullLevel * value) / scale) || 0;
      const x = left + (input % image.columns);
      const y = top + Math.floor(input / image.columns);
      levels[y * width + x] = Math.min(fullLevel, Math.max(-fullLevel, level));
    }
  }
  return { width, height, levels, scale };
}
