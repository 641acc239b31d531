import { fullLevel, scaleOf, type TileSheet, tileSheet } from "../../../report/tiles.ts";
import { nearZeroShare } from "../../../report/statistics/weights.ts";
import { colorOf } from "../level.ts";
import { isFinite, type Tools, type Weights } from "../tools.ts";

/** What a canvas is painted from: (height, width, 4) bytes, red, green, blue and opacity. */
export interface Picture {
  width: number;
  height: number;
  pixels: Uint8ClampedArray<ArrayBuffer>;
}

export interface WeightPictures {
  /** Full colour is ± this weight, in all pictures. */
  scale: number;
  networks: {
    /** The first layer's weights, a tile a unit. */
    picture: Picture;
    units: number;
    /** How many of its units, from the first on, the picture has. */
    shown: number;
    /** Of each weight array: the share of values that are near zero. */
    nearZero: Record<string, number>;
  }[];
}

/**
 * Pictures of the first layers on one scale, which is the middle one of what each would have by itself: a network whose
 * weights explode does not make the others pale.
 */
export function weights(_: Tools, { networks, most }: { networks: readonly Weights[]; most: number }): WeightPictures {
  const first = ({ tensors }: Weights) => tensors["dense1/weight"]!;
  const scales = networks.map(first).filter(isFinite).map(scaleOf).sort((a, b) => a - b);
  const scale = scales[Math.floor(scales.length / 2)] ?? 1;
  return {
    scale,
    networks: networks.map((network) => {
      const weight = first(network);
      const { inputs } = network.description;
      const side = Math.sqrt(inputs);
      // What is no square image is a row.
      const tile = Number.isInteger(side) ? { rows: side, columns: side } : { rows: 1, columns: inputs };
      const units = weight.length / inputs;
      const arrays = Object.entries(network.tensors).filter(([name]) => name.endsWith("/weight"));
      return {
        picture: paint(tileSheet(weight, units, tile, { scale, most })),
        units,
        shown: Math.min(units, most),
        nearZero: Object.fromEntries(arrays.map(([name, values]) => [name, nearZeroShare(values)])),
      };
    }),
  };
}

function paint({ width, height, levels }: TileSheet): Picture {
  const pixels = new Uint8ClampedArray(4 * width * height);
  levels.forEach((level, i) => {
    const [r, g, b, a] = colors[level + fullLevel]!;
    pixels[4 * i] = r;
    pixels[4 * i + 1] = g;
    pixels[4 * i + 2] = b;
    pixels[4 * i + 3] = a;
  });
  return { width, height, pixels };
}

/** By level, from −fullLevel on. */
const colors = Array.from({ length: 2 * fullLevel + 2 }, (_, i) => colorOf(i - fullLevel));
