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
function scaleOf(weight: Float32Array): number {
  const sizes = weight.map(Math.abs).sort();
  return sizes[Math.floor(0.995 * (sizes.length - 1))] || sizes.at(-1) || 1;
}

/**
 * Tiles of rows × columns pixels, left to right by unit, about twice as wide as high in all, with lines of one pixel
 * between. @param weight (rows × columns, units)
 */
export function tileSheet(weight: Float32Array, units: number, image: { rows: number; columns: number }): TileSheet {
  const scale = scaleOf(weight);
  const across = Math.min(units, Math.ceil(Math.sqrt(units * 2 * (image.rows / image.columns))));
  const down = Math.ceil(units / across);
  const width = across * (image.columns + 1) + 1;
  const height = down * (image.rows + 1) + 1;
  const levels = new Int8Array(width * height).fill(gapLevel);
  for (let unit = 0; unit < across * down; unit++) {
    const left = 1 + (unit % across) * (image.columns + 1);
    const top = 1 + Math.floor(unit / across) * (image.rows + 1);
    for (let input = 0; input < image.rows * image.columns; input++) {
      const value = unit < units ? (weight[input * units + unit] ?? 0) : 0;
      const level = Math.round((fullLevel * value) / scale) || 0;
      const x = left + (input % image.columns);
      const y = top + Math.floor(input / image.columns);
      levels[y * width + x] = Math.min(fullLevel, Math.max(-fullLevel, level));
    }
  }
  return { width, height, levels, scale };
}
