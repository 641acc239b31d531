/** Made sets: the same bits everywhere, and what they are said to be. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { cosTurn, ln, normals, sinTurn } from "../../../experiment/data/deviates.ts";
import { makeSet } from "../../../experiment/data/made.ts";
import { type MadeName, madeNames } from "../../../experiment/data/made-sets.ts";
import type { Table } from "../../../experiment/data/table.ts";

const digestOf = ({ train, test: held }: Record<"train" | "test", Table>) => {
  const hash = createHash("sha256");
  for (const { rows, labels, targets } of [train, held]) {
    for (const values of [rows, labels, targets]) if (values) hash.update(new Uint8Array(values.buffer));
  }
  return hash.digest("hex").slice(0, 16);
};

describe("the bits of each", () => {
  test.each<[MadeName, string]>([
    ["circles", "d275703519304d08"], ["moons", "64d30baabd276624"], ["spiral", "359b5d321b4fd44f"], ["xor", "f03565f6afc5a811"],
    ["gaussians", "29bf4956d4975a8c"], ["blobs", "397bce67e1642e07"], ["sine", "8206c8a76201dc7c"],
  ])("%s", (name, digest) => {
    expect(digestOf(makeSet(name, { seed: 3 }))).toBe(digest);
  });

  test("all of them are here", () => {
    expect(madeNames).toHaveLength(7);
  });
});

test("a row is a function of seed and number: a larger set begins as a smaller one, and the test rows are others", () => {
  const [small, large] = [makeSet("spiral", { train: 10 }), makeSet("spiral", { train: 50, test: 10 })];
  expect(large.train.rows!.subarray(0, 20)).toEqual(small.train.rows);
  expect(large.test.rows).not.toEqual(small.train.rows);
  expect(makeSet("spiral", { train: 10, seed: 1 }).train.rows).not.toEqual(small.train.rows);
});

/** Points of a set without noise, by class. */
function pointsOf(name: MadeName, options = {}): [x: number, y: number, label: number][] {
  const { rows, labels } = makeSet(name, { train: 400, noise: 0, ...options }).train;
  return Array.from(labels!, (label, row) => [rows![2 * row]!, rows![2 * row + 1]!, label]);
}

test("without noise each point is where its class is", () => {
  for (const [x, y, label] of pointsOf("circles")) expect(Math.hypot(x, y)).toBeCloseTo(label === 0 ? 1 : 0.5, 6);
  for (const [x, y, label] of pointsOf("moons")) {
    expect(label === 0 ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5)).toBeCloseTo(1, 6);
    expect(label === 0 ? y >= -1e-6 : y <= 0.5 + 1e-6).toBe(true);
  }
  for (const [x, y, label] of pointsOf("xor")) expect(x * y > 0).toBe(label === 0);
  for (const [x, y, label] of pointsOf("gaussians")) expect([x, y]).toEqual(label === 0 ? [0.5, 0.5] : [-0.5, -0.5]);
  for (const [x, y, label] of pointsOf("spiral", { classes: 3 })) {
    const radius = Math.hypot(x, y);
    const turn = 1.75 * radius + label / 3;
    expect(x).toBeCloseTo(radius * Math.sin(2 * Math.PI * turn), 5);
    expect(y).toBeCloseTo(radius * Math.cos(2 * Math.PI * turn), 5);
  }
  const blobs = makeSet("blobs", { train: 12, noise: 0, classes: 4, features: 3 }).train;
  expect([blobs.inputs, blobs.classes, blobs.features]).toEqual([3, 4, ["x1", "x2", "x3"]]);
  expect(blobs.rows!.subarray(0, 12)).toEqual(blobs.rows!.subarray(12, 24));
  expect(new Set(blobs.rows).size).toBe(12);
  const { rows, targets } = makeSet("sine", { noise: 0 }).train;
  targets!.forEach((y, row) => expect(y).toBeCloseTo(Math.sin(Math.PI * rows![row]!), 6));
});

test("the noise has the deviation that is asked for, in both directions", () => {
  const { rows } = makeSet("gaussians", { train: 4000, noise: 2 }).train;
  for (const i of [0, 1]) {
    const away = Array.from({ length: 4000 }, (_, row) => rows![2 * row + i]! - (row % 2 === 0 ? 0.5 : -0.5));
    const mean = away.reduce((sum, value) => sum + value, 0) / 4000;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(Math.sqrt(away.reduce((sum, value) => sum + value ** 2, 0) / 4000)).toBeCloseTo(2, 1);
  }
});

test("classes take turns", () => {
  expect([...makeSet("blobs", { train: 7 }).train.labels!]).toEqual([0, 1, 2, 0, 1, 2, 0]);
});

test.each<[object, string]>([
  [{ train: 0 }, "moons.train is 0; it must be a whole number from 1 to 1000000"],
  [{ noise: -1 }, "moons.noise is -1; it must be a number, 0 <= x <= 100"],
  [{ seed: 0.5 }, "moons.seed is 0.5"],
])("%j is refused", (options, message) => {
  expect(() => makeSet("moons", options)).toThrow(message);
});

test("logarithm, sine and cosine are those of mathematics", () => {
  for (let i = 1; i <= 5000; i++) {
    const x = i / 5000;
    expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(Math.log(x))));
    expect(Math.abs(cosTurn(3 * x - 1) - Math.cos(2 * Math.PI * (3 * x - 1)))).toBeLessThan(4e-15);
    expect(Math.abs(sinTurn(3 * x - 1) - Math.sin(2 * Math.PI * (3 * x - 1)))).toBeLessThan(4e-15);
  }
  expect(normals(0, 0, 0, 0, 0)).toEqual(normals(0, 0, 0, 0, 0));
});

test("a set of another name is none", () => {
  expect(() => makeSet("moon" as "moons")).toThrow('the name of a made set is "moon"; it must be one of "circles", "moons"');
});
