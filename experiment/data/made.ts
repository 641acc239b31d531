/** Makes the made sets: points in a plane, and a noisy sine, as playgrounds have them. A row is a function of seed and number. */
import { requireOneOf } from "../../bindings/errors.ts";
import { streams } from "../philox.ts";
import { cosTurn, normals, sinTurn, uniforms } from "./deviates.ts";
import { type MadeName, madeNames, type MadeOptions, resolveMade } from "./made-sets.ts";
import type { Table } from "./table.ts";

/** What a row is made of: two uniform numbers in [0, 1) and the options. */
interface Draw {
  readonly label: number;
  readonly u: number;
  readonly v: number;
  readonly classes: number;
}

/** The angle of a half circle, in turns. */
const half = (u: number) => u / 2;

/** A point of the plane of a class; where none says otherwise there are two. Blobs have centres that the seed chooses. */
const pointsOf: Partial<Record<MadeName, (draw: Draw) => readonly [number, number]>> = {
  circles: ({ label, u }) => {
    const radius = label === 0 ? 1 : 0.5;
    return [radius * cosTurn(u), radius * sinTurn(u)];
  },
  moons: ({ label, u }) => label === 0
    ? [cosTurn(half(u)), sinTurn(half(u))]
    : [1 - cosTurn(half(u)), 0.5 - sinTurn(half(u))],
  spiral: ({ label, u, classes: arms }) => {
    const turn = 1.75 * u + label / arms;
    return [u * sinTurn(turn), u * cosTurn(turn)];
  },
  xor: ({ label, u, v }) => {
    // u chooses the side and the place: away from the axes, so that without noise classes do not touch.
    const away = (w: number) => 0.05 + 0.95 * w;
    const right = u < 0.5;
    const x = away(right ? 2 * u : 2 * u - 1);
    const y = away(v);
    return [right ? x : -x, right === (label === 0) ? y : -y];
  },
  gaussians: ({ label }) => (label === 0 ? [0.5, 0.5] : [-0.5, -0.5]),
};

/** In a counter's second word: what the numbers of a row are for. */
const draws = { place: 0, noise: 1, centre: 2 } as const;
const parts = { train: 0, test: 1 } as const;

/**
 * A made set, as rows to train on and to test on. Classes take turns, so that each has as many rows as the others.
 * @throws UsagiError that names an option and what is allowed.
 */
export function makeSet(name: MadeName, given: MadeOptions = {}): Record<keyof typeof parts, Table> {
  requireOneOf("the name of a made set", name, madeNames);
  const options = resolveMade(name, given);
  const make = (part: keyof typeof parts) =>
    name === "sine" ? sine(options, part) : points(name, options, part);
  return { train: make("train"), test: make("test") };
}

function points(name: Exclude<MadeName, "sine">, options: ReturnType<typeof resolveMade>, part: keyof typeof parts): Table {
  const { seed, noise: deviation = 0, classes = 2, features = 2 } = options;
  const size = options[part];
  const point = pointsOf[name];
  const values = new Float32Array(size * features);
  const labels = new Uint8Array(size);
  for (let row = 0; row < size; row++) {
    const label = (labels[row] = row % classes);
    const [u, v] = uniforms(seed, streams.made, parts[part], draws.place, row);
    const place = point ? point({ label, u, v, classes }) : undefined;
    for (let i = 0; i < features; i++) {
      // Two numbers a block; of more than two inputs, further blocks.
      const block = row * Math.ceil(features / 2) + (i >> 1);
      const away = normals(seed, streams.made, parts[part], draws.noise, block)[i & 1]!;
      values[row * features + i] = (place?.[i] ?? centre(seed, label, i)) + deviation * away;
    }
  }
  const names = features === 2 ? ["x", "y"] : Array.from({ length: features }, (_, i) => `x${i + 1}`);
  return { size, inputs: features, rows: values, labels, classes, features: names };
}

/** A coordinate of a cloud's centre, from −1 to 1. */
function centre(seed: number, label: number, feature: number): number {
  const [u] = uniforms(seed, streams.made, feature, draws.centre, label);
  return 2 * u - 1;
}

function sine(options: ReturnType<typeof resolveMade>, part: keyof typeof parts): Table {
  const { seed, noise: deviation = 0 } = options;
  const size = options[part];
  const [x, y] = [new Float32Array(size), new Float32Array(size)];
  for (let row = 0; row < size; row++) {
    const place = 2 * uniforms(seed, streams.made, parts[part], draws.place, row)[0] - 1;
    x[row] = place;
    y[row] = sinTurn(place / 2) + deviation * normals(seed, streams.made, parts[part], draws.noise, row)[0];
  }
  return { size, inputs: 1, rows: x, targets: y, outputs: 1, features: ["x"], targetNames: ["y"] };
}
