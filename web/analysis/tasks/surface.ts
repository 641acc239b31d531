import type { Values } from "./expression.ts";
import { apply } from "./expression.ts";
import { expand } from "../../../bindings/expand.ts";
import { activationRow } from "../../../bindings/parts/activations.ts";
import { layerRow } from "../../../bindings/parts/layers.ts";
import { lossOf } from "../../../bindings/parts/losses.ts";
import { inOwnUnits, type TargetScale } from "../../../experiment/data/coding.ts";
import { fullLevel, negative, positive } from "../../../report/tiles.ts";
import { colorOf } from "../level.ts";
import type { Tools, Weights } from "../tools.ts";
import { probabilitiesOf, surest } from "./surest.ts";
import type { Picture } from "./weights.ts";

type Range = readonly [from: number, to: number];

export interface Surfaces {
  /** The class of each place, in its colour, the fainter the less sure; or the number that is predicted, by `valueColor`. */
  readonly answer: Picture;
  /** What each hidden unit gives at each place, blue below 0 and orange above, on one scale a block. */
  readonly blocks: readonly { readonly units: number; readonly pictures: readonly Picture[] }[];
}

type Color = readonly [red: number, green: number, blue: number];
const hues: readonly Color[] = [
  negative, positive, [0x00, 0x9e, 0x73], [0xb0, 0x37, 0x8b], [0xc9, 0xa2, 0x00], [0x6a, 0x4c, 0xd6], [0x56, 0xb4, 0xe9], [0x8c, 0x56, 0x4b],
];
/** Of further classes the same hues, lighter or darker: towards so bright a grey, so far. */
const shades = [[0, 0], [255, 0.45], [0, 0.45], [255, 0.7], [0, 0.65]] as const;

/** The colour of a class: right in the light and in the dark, of 40 classes each another. */
export function classColor(label: number): Color {
  const [grey, share] = shades[Math.floor(label / hues.length) % shades.length]!;
  return hues[label % hues.length]!.map((part) => Math.round(part + share * (grey - part))) as unknown as Color;
}

/** Red, green, blue and opacity of a number to predict: blue below the middle of the targets' range, orange above it. */
export function valueColor(value: number, [low, high]: Range): readonly [number, number, number, number] {
  const half = (high - low) / 2 || 1;
  return colorOf(Math.round(fullLevel * Math.max(-1, Math.min(1, (value - (low + high) / 2) / half))));
}

/**
 * What a network of two inputs says all over a rectangle, and what its hidden units do; undefined of one that diverged.
 * @param targets Range of the numbers to predict in their own units, where there are such, and which output is shown.
 * @param side Pixels of the picture of the answer, `unitSide` of those of units; at most `most` units a block.
 */
export function surface(
  tools: Tools,
  { networks: [weights], x, y, targets = [0, 0], output = 0, side, unitSide, most }: {
    networks: readonly [Weights]; x: Range; y: Range; targets?: Range; output?: number; side: number; unitSide: number; most: number;
  },
): Surfaces | undefined {
  const network = tools.network(weights);
  if (!network) return undefined;
  const all = places(x, y, side);
  const { description } = network;
  const answer = lossOf(description).of === "labels"
    ? paintClasses(probabilitiesOf(network, all), side)
    : paintValues(network.predict(all), { outputs: description.output.units, output, scale: tools.targetScales?.[output] }, targets, side);
  return { answer, blocks: unitsOf(weights, places(x, y, unitSide), unitSide, most) };
}

/** The middles of the pixels, row by row from above. */
function places([left, right]: Range, [bottom, top]: Range, side: number): Float32Array {
  const rows = new Float32Array(2 * side * side);
  for (let i = 0; i < side * side; i++) {
    rows[2 * i] = left + ((right - left) * ((i % side) + 0.5)) / side;
    rows[2 * i + 1] = top - ((top - bottom) * (Math.floor(i / side) + 0.5)) / side;
  }
  return rows;
}

function paintClasses(probabilities: Float32Array, side: number): Picture {
  const classes = probabilities.length / side ** 2;
  const colors = Array.from({ length: classes }, (_, label) => classColor(label));
  const pixels = new Uint8ClampedArray(4 * side * side);
  surest(probabilities, classes).forEach(({ label, probability }, i) => {
    const sure = (probability - 1 / classes) / (1 - 1 / classes);
    pixels.set([...colors[label]!, 20 + 130 * sure], 4 * i);
  });
  return { width: side, height: side, pixels };
}

/** One of several outputs, in its target's own unit. */
function paintValues(
  values: Float32Array, { outputs, output, scale }: { outputs: number; output: number; scale: TargetScale | undefined }, range: Range, side: number,
): Picture {
  const pixels = new Uint8ClampedArray(4 * side * side);
  for (let i = 0; i < side * side; i++) pixels.set(valueColor(inOwnUnits(values[i * outputs + output]!, scale), range), 4 * i);
  return { width: side, height: side, pixels };
}

/** The forward pass of the hidden blocks, in the page's own arithmetic: pictures need no bits. */
function unitsOf({ description, tensors }: Weights, rows: Float32Array, side: number, most: number): Surfaces["blocks"] {
  const count = rows.length / description.inputs;
  const blocks: Surfaces["blocks"][number][] = [];
  let values: Values = Float64Array.from(rows);
  const layers = expand(description);
  for (const [place, layer] of layers.entries()) {
    if (layer.block === description.hidden.length) break;
    const { name, units, inputs } = layer;
    const before = values;
    const array = (key: string) => tensors[`${name}/${key}`]!;
    if (layer.kind === "dense") {
      const [weight, bias] = [array("weight"), array("bias")];
      values = Float64Array.from({ length: count * units }, (_, i) => {
        const [row, unit] = [Math.floor(i / units), i % units];
        let sum = bias[unit]!;
        for (let k = 0; k < inputs; k++) sum += before[row * inputs + k]! * weight[k * units + unit]!;
        return sum;
      });
    } else if (layer.kind === "activation") {
      const { name: activation, ...options } = layer.options;
      values = apply(activationRow(activation).onnx!(options), before);
    } else {
      const arrays = Object.fromEntries(layer.arrays.map(({ key }) => [key, array(key)]));
      const { center, scale, shift } = layerRow(layer.kind).affine!(layer, arrays);
      values = before.map((value, i) => (value - center[i % units]!) * scale[i % units]! + shift[i % units]!);
    }
    if (layers[place + 1]!.block !== layer.block) blocks.push({ units, pictures: paintUnits(values, units, side, most) });
  }
  return blocks;
}

function paintUnits(values: Values, units: number, side: number, most: number): Picture[] {
  const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  return Array.from({ length: Math.min(units, most) }, (_, unit) => {
    const pixels = new Uint8ClampedArray(4 * side * side);
    for (let i = 0; i < side * side; i++) pixels.set(colorOf(Math.round((values[i * units + unit]! / scale) * fullLevel)), 4 * i);
    return { width: side, height: side, pixels };
  });
}
