/** The first layer's weights as a picture: one tile a unit. */
import { encode } from "fast-png";
import type { FirstLayer } from "../../experiment/results.ts";

const levels = 126;
const negative = [0x2f, 0x7f, 0xd0] as const;
const positive = [0xe0, 0x5a, 0x00] as const;
const gapIndex = 2 * levels - 1;

// Hue is the sign and opacity the size, so that 0 is whatever the page's background is, light or dark.
// fast-png writes the opacities of a palette's head only: the two opaque colours come last.
const palette: number[][] = [[0, 0, 0, 0]];
for (let level = 1; level < levels; level++) {
  const opacity = Math.round((255 * level) / levels);
  palette.push([...negative, opacity], [...positive, opacity]);
}
palette.push([0x80, 0x80, 0x80, 0x50], [...negative, 255], [...positive, 255]);

function paletteIndex(value: number, scale: number): number {
  const level = Math.min(levels, Math.round((levels * Math.abs(value)) / scale));
  if (level === 0 || Number.isNaN(level)) return 0;
  const side = value < 0 ? 0 : 1;
  return level === levels ? 2 * levels + side : 2 * level - 1 + side;
}

export interface WeightSheet {
  png: Uint8Array;
  width: number;
  height: number;
  /** Full colour is ± this weight: the 99.5th percentile of the sizes, or the largest if that is 0. */
  scale: number;
}

/** Tiles of imageRows × imageColumns pixels, left to right by unit, with lines of one pixel between. */
export function weightSheet(layer: FirstLayer): WeightSheet {
  const { weight, inputs, units, imageRows, imageColumns } = layer;
  const sizes = Float32Array.from(weight, Math.abs).sort();
  const scale = sizes[Math.floor(0.995 * (sizes.length - 1))] || sizes.at(-1) || 1;
  const across = Math.ceil(Math.sqrt(units * 2 * (imageRows / imageColumns)));
  const columns = Math.min(units, across);
  const rows = Math.ceil(units / columns);
  const width = columns * (imageColumns + 1) + 1;
  const height = rows * (imageRows + 1) + 1;
  const data = new Uint8Array(width * height).fill(gapIndex);
  for (let unit = 0; unit < columns * rows; unit++) {
    const left = 1 + (unit % columns) * (imageColumns + 1);
    const top = 1 + Math.floor(unit / columns) * (imageRows + 1);
    for (let input = 0; input < inputs; input++) {
      const x = left + (input % imageColumns);
      const y = top + Math.floor(input / imageColumns);
      data[y * width + x] = unit < units ? paletteIndex(weight[input * units + unit] ?? 0, scale) : 0;
    }
  }
  const png = encode({ width, height, data, channels: 1, depth: 8, palette }, { zlib: { level: 9 } });
  return { png, width, height, scale };
}
