import * as fc from "fast-check";
import { expect, test } from "vitest";
import { bound, percent, plusMinus, settingText, share } from "../../../report/findings/numbers.ts";

test.each([
  [0.0121, 0.0038, "0.012 ± 0.004"], [0.0121, 0.0138, "0.012 ± 0.014"], [0.00541, 0.00032, "0.0054 ± 0.0003"],
  [0.5, 0.26, "0.5 ± 0.3"], [0.01, 0, "0.0100"], [0.0123, 0.00001, "0.0123 ± 0.0001"],
  // To one digit alone it would seem to include 0.
  [0.0034, 0.0031, "0.0034 ± 0.0031"],
])("%d ± %d", (value, within, text) => expect(plusMinus(value, within)).toBe(text));

test("whole numbers are rounded to tens and hundreds", () => {
  expect(plusMinus(285, 46, 0)).toBe("290 ± 50");
  expect(plusMinus(285, 14, 0)).toBe("285 ± 14");
  expect(plusMinus(1285, 460, 0)).toBe("1300 ± 500");
  expect(plusMinus(285, 0.1, 0)).toBe("285 ± 1");
  expect(plusMinus(285, 0, 0)).toBe("285");
});

test("what is ahead by more than its interval does not look as if it were not", () => {
  const positive = fc.double({ min: 1e-4, max: 1, noNaN: true });
  fc.assert(fc.property(positive, fc.double({ min: 0.001, max: 0.99, noNaN: true }), (value, ratio) => {
    const [mean, within] = plusMinus(value, value * ratio).split(" ± ").map(Number);
    if (value * (1 - ratio) > 2e-4) expect(mean! - within!).toBeGreaterThan(0);
    expect(within).toBeGreaterThan(0);
  }));
});

test("a bound is rounded up", () => {
  expect([0.0394, 0.0029, 0.03, 0.0101, 0, 0.5501].map((one) => bound(one))).toEqual(
    ["±0.04", "±0.003", "±0.03", "±0.011", "±0.0001", "±0.6"],
  );
  expect(bound(41, 0)).toBe("±50");
  fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (within) => {
    expect(Number(bound(within).slice(1))).toBeGreaterThanOrEqual(within - 1e-9);
  }));
});

test("shares, percents and settings", () => {
  expect([share(0.9453), share(0.94351, 0.003), share(0.94351, 0.03), share(0.94351, 0), share(1, 0), share(0.0001, 0.1)]).toEqual(
    ["0.9453", "0.944", "0.94", "0.944", "1.000", "0"],
  );
  expect([percent(0.9), percent(0.995), percent(0.3)]).toEqual(["90%", "99.5%", "30%"]);
  expect([3.14159, 0.98412, 0.9998765, 0.94, 0.0042173, 0.00000123456, "relu", true, false].map(settingText)).toEqual(
    ["3.14", "0.984", "0.99988", "0.94", "0.00422", "0.00000123", "relu", "true", "false"],
  );
});
