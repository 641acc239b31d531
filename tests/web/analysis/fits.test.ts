import { expect, test } from "vitest";
import type { ResolvedDescription } from "../../../bindings/description.ts";
import { fits } from "../../../web/analysis/fits.ts";

const network = (inputs: number, units: number, loss?: string) =>
  ({ description: { inputs, output: { units }, ...(loss && { loss: { name: loss } }) } as unknown as ResolvedDescription });
const classes = (inputs: number, count: number) => ({ inputs, classes: count, outputs: undefined });
const targets = (inputs: number, count: number) => ({ inputs, classes: undefined, outputs: count });

test.each([
  ["its own digits", network(784, 10), classes(784, 10), true],
  ["its own two classes", network(2, 1, "binaryCrossEntropy"), classes(2, 2), true],
  ["its own targets", network(3, 2, "meanSquaredError"), targets(3, 2), true],
  ["rows of other inputs", network(784, 10), classes(3, 10), false],
  ["more classes", network(2, 2), classes(2, 3), false],
  ["more classes than two", network(2, 1, "binaryCrossEntropy"), classes(2, 3), false],
  ["targets instead of classes", network(3, 1, "binaryCrossEntropy"), targets(3, 1), false],
  ["classes instead of targets", network(3, 2, "meanSquaredError"), classes(3, 2), false],
  ["fewer targets", network(3, 2, "meanSquaredError"), targets(3, 1), false],
])("a network and %s", (_, of, data, expected) => {
  expect(fits(of, data)).toBe(expected);
});
