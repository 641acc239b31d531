import { expect, test } from "vitest";
import { cosPi, power } from "../../bindings/arithmetic.ts";

// The expected values were computed with 50 digits and rounded to float64.

test.each([
  [0, 1], [1e-9, 1], [0.125, 0.9238795325112867], [0.2, 0.8090169943749475], [1 / 3, 0.5], [0.4, 0.30901699437494734],
  [0.5, 0], [0.625, -0.3826834323650898], [0.7, -0.587785252292473], [0.9, -0.9510565162951536],
  [0.999, -0.9999950652018582], [1, -1],
])("cos π %f", (x, cosine) => {
  expect(Math.abs(cosPi(x) - cosine)).toBeLessThan(1e-15);
});

test.each([
  [0.1, 0.5, 0.31622776601683794], [0.9, 1 / 3, 0.9654893846056297], [0.5, 10, 0.0009765625],
  [0.96, 1234.5, 1.2996822488297954e-22], [0.1, 1e-12, 0.9999999999976974], [0.999, 1000, 0.36769542477096373],
  [1e-6, 0.7, 6.309573444801936e-5], [2 ** -30, 2.25, 4.791541927135544e-21], [0.3, 0.1, 0.8865681505652133],
  [0.9999, 9999.9, 0.3678647252457725], [0.7, 1, 0.7], [0.7, 0, 1], [0, 0, 1], [0, 0.5, 0], [0, 3, 0], [1, 2.5, 1],
])("%f to the power of %f", (base, exponent, expected) => {
  expect(Math.abs(power(base, exponent) - expected)).toBeLessThanOrEqual(1e-14 * (1 + exponent) * expected);
});

test("ends where the power is too small to be a number", () => {
  expect(power(0.5, 1e9)).toBe(0);
});
