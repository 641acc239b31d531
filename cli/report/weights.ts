/** The first layer's weights as a PNG. */
import { encode } from "fast-png";
import type { FirstLayer } from "../../experiment/results.ts";
import { fullLevel, gap, gapLevel, negative, positive, tileSheet } from "../../report/tiles.ts";

// fast-png writes the opacities of a palette's head only: the two opaque colours come last.
const palette: number[][] = [[0, 0, 0, 0]];
for (let level = 1; level < fullLevel; level++) {
  const opacity = Math.round((255 * level) / fullLevel);
  palette.push([...negative, opacity], [...positive, opacity]);
}
palette.push([...gap], [...negative, 255], [...positive, 255]);

function paletteIndex(level: number): number {
  if (level === gapLevel) return 2 * fullLevel - 1;
  const side = level < 0 ? 0 : 1;
  if (Math.abs(level) === fullLevel) return 2 * fullLevel + side;
  return level === 0 ? 0 : 2 * Math.abs(level) - 1 + side;
}

/** By the level as a byte. */
const paletteIndices = Uint8Array.from({ length: 256 }, (_, byte) => paletteIndex((byte << 24) >> 24));

export interface WeightSheet {
  png: Uint8Array;
  width: number;
  height: number;
  /** Full colour is ± this weight. */
  scale: number;
}

const drawn = new WeakMap<Float32Array, WeightSheet>();

/** Draws the weights once, however often it is called: early, where there is time until the report needs them. */
export function weightSheet(layer: FirstLayer): WeightSheet {
  const sheet = drawn.get(layer.weight) ?? draw(layer);
  drawn.set(layer.weight, sheet);
  return sheet;
}

function draw({ weight, units, imageRows, imageColumns }: FirstLayer): WeightSheet {
  const { width, height, levels, scale } = tileSheet(weight, units, { rows: imageRows, columns: imageColumns });
  const data = new Uint8Array(levels).map((byte) => paletteIndices[byte]!);
  const png = encode({ width, height, data, channels: 1, depth: 8, palette }, { zlib: { level: 9 } });
  return { png, width, height, scale };
}
