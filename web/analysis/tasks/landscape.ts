import type { Tools } from "../tools.ts";
import { partsOf, planeOf, type Three } from "./plane.ts";

/**
 * The mean loss, without penalties and dropout, of the first `images` training images at points (x, y, x, y, …) of the plane
 * through three networks; undefined where they lie on a line. Running statistics of batch norm are mixed as the weights
 * are, a variance to no less than the smallest of the three.
 */
export function landscape(
  tools: Tools, { networks, points, images }: { networks: Three; points: Float64Array; images: number },
): Float64Array | undefined {
  const plane = planeOf(networks);
  if (!plane) return undefined;
  const network = tools.blank(networks[0]);
  const rows = tools.train.take(Math.min(images, tools.train.size));
  const arrays = network.tensorNames().map((name) => {
    const [o, a, b] = networks.map(({ tensors }) => tensors[name]!) as [Float32Array, Float32Array, Float32Array];
    return { name, o, a, b, mixed: new Float32Array(o.length), isVariance: name.endsWith("/runningVariance") };
  });
  const losses = new Float64Array(points.length / 2);
  for (let point = 0; point < losses.length; point++) {
    const [partO, partA, partB] = partsOf(plane, points[2 * point]!, points[2 * point + 1]!);
    for (const { name, o, a, b, mixed, isVariance } of arrays) {
      for (let i = 0; i < mixed.length; i++) mixed[i] = partO * o[i]! + partA * a[i]! + partB * b[i]!;
      if (isVariance) mixed.forEach((value, i) => (mixed[i] = Math.max(value, Math.min(o[i]!, a[i]!, b[i]!))));
      network.set(name, mixed);
    }
    losses[point] = network.evaluate(rows).loss;
  }
  return losses;
}
