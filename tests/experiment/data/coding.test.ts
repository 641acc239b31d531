/** What travels with a network: as it was, or refused. */
import { expect, test } from "vitest";
import { type Coding, formatCoding, parseCoding } from "../../../experiment/data/coding.ts";

test("it is what it was", () => {
  const coding: Coding = {
    kind: "csv", features: [{ name: "x", mean: 1 / 3, deviation: 0, missing: 2 }, { name: "c", categories: ["a", "b"] }],
    classNames: ["u", "v"], targetScales: [{ mean: -2.5, deviation: 1e-9 }], label: "k", header: true, delimiter: ";", missing: "mean", decimal: ",",
  };
  expect(parseCoding(formatCoding(coding))).toEqual(coding);
});

test.each<[string, string]>([
  ["{", "it is not JSON"],
  ["[]", "it must be an object"],
  ["{}", "kind is undefined"],
  ['{"kind":"xml"}', 'kind is "xml"'],
  ['{"kind":"csv","features":[{"name":"x","mean":"1","deviation":1}]}', "features is an array of 1"],
  ['{"kind":"csv","features":[{"name":"x","mean":1,"deviation":-1}]}', "features is an array of 1"],
  ['{"kind":"csv","features":[{"name":"x","categories":[1]}]}', "features is an array of 1"],
  ['{"kind":"npz","targetScales":[{"mean":1,"deviation":0}]}', "targetScales is an array of 1"],
  ['{"kind":"images","size":[0,2]}', "size is an array of 2"],
  ['{"kind":"csv","decimal":"·"}', 'decimal is "·"'],
  ['{"kind":"csv","classNames":{}}', "classNames is an object"],
])("%s is refused", (text, reason) => {
  expect(() => parseCoding(text)).toThrow(reason);
});
