import type { Tools, Weights } from "../tools.ts";
import { probabilitiesOf, surest } from "./surest.ts";

/** Squares along a side of the image. */
export const squares = 7;
/** Of MNIST: what is drawn in the square goes, and nothing comes in its place. */
const background = 0;

export interface Occlusion {
  /** The class that was asked for or, if none was, the network's answer. */
  chosen: number;
  /** Its probability for the image as it is. */
  probability: number;
  /** (7, 7): how much of that is lost without what is drawn in this square; negative where it is won. */
  loss: Float32Array;
}

/**
 * Which parts of a square image (values from 0 to 1) decide a network's answer: what is drawn in one after another is taken away.
 * Nothing of a network that diverged.
 */
export function occlusion(
  tools: Tools, { networks: [weights], image, chosen }: { networks: readonly [Weights]; image: Float32Array; chosen?: number },
): Occlusion | undefined {
  const network = tools.network(weights);
  if (!network) return undefined;
  const side = Math.sqrt(image.length);
  const hidden = new Float32Array(squares ** 2 * image.length);
  for (let square = 0; square < squares ** 2; square++) {
    const own = hidden.subarray(square * image.length, (square + 1) * image.length);
    own.set(image);
    const [left, right] = boundsOf(square % squares, side);
    const [top, bottom] = boundsOf(Math.floor(square / squares), side);
    for (let y = top; y < bottom; y++) own.fill(background, y * side + left, y * side + right);
  }
  const whole = probabilitiesOf(network, image);
  const classes = whole.length;
  const asked = chosen ?? surest(whole, classes)[0]!.label;
  const probability = whole[asked]!;
  const others = probabilitiesOf(network, hidden);
  return {
    chosen: asked,
    probability,
    loss: Float32Array.from({ length: squares ** 2 }, (_, square) => probability - others[square * classes + asked]!),
  };
}

const boundsOf = (square: number, side: number) =>
  [Math.round((square * side) / squares), Math.round(((square + 1) * side) / squares)] as const;
