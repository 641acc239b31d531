import { describe, expect, test } from "vitest";
import { withLabelNoise } from "../../experiment/label-noise.ts";

const size = 10_000;
const classes = 10;
const clean = Uint8Array.from({ length: size }, (_, row) => row % classes);
const replaced = (noisy: Uint8Array) => Array.from(clean.keys()).filter((row) => noisy[row] !== clean[row]);

describe("label noise", () => {
  test.each([[0, 0], [0.00004, 0], [0.1, 1000], [0.33337, 3334], [1, size]])("a share of %d replaces %d labels", (share, count) => {
    const before = clean.slice();
    const noisy = withLabelNoise(clean, classes, share);
    expect(replaced(noisy)).toHaveLength(count);
    expect(noisy.every((label) => label < classes)).toBe(true);
    expect(clean).toEqual(before);
  });

  test("it is the same each time, and what a smaller share replaces, a larger one replaces alike", () => {
    const [some, more] = [0.1, 0.4].map((share) => withLabelNoise(clean, classes, share));
    expect(withLabelNoise(clean, classes, 0.1)).toEqual(some);
    for (const row of replaced(some!)) expect(more![row]).toBe(some![row]);
  });

  test("every other class is equally likely, and every part of the data is hit alike", () => {
    const noisy = withLabelNoise(clean, classes, 0.5);
    const shifts = Array.from({ length: classes }, () => 0);
    for (const row of replaced(noisy)) shifts[(noisy[row]! - clean[row]! + classes) % classes]!++;
    expect(shifts[0]).toBe(0);
    // 5000 in 9 classes: a standard deviation of 22.2; in two halves, of 35.4 at most.
    for (const count of shifts.slice(1)) expect(Math.abs(count - 5000 / 9)).toBeLessThan(4 * 22.2);
    expect(Math.abs(replaced(noisy).filter((row) => row < size / 2).length - 2500)).toBeLessThan(4 * 35.4);
  });

  test("a single class has no other", () => {
    expect(withLabelNoise(new Uint8Array(5), 1, 1)).toEqual(new Uint8Array(5));
  });
});
