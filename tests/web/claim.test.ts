/** Links that hold a result. */
import { expect, test } from "vitest";
import { checkClaim, type Claim, claimIn, withClaim } from "../../web/sharing/claim.ts";

const digest = "0123456789abcdef".repeat(4);
const claim: Claim = { arm: "Adam & L2, η = 0.1", seed: 2 ** 53 - 1, iteration: 600, task: "labels", score: 0.9466, digest };
const address = "https://example.org/usagi/#e=abc-_";

test("a link gives back the result that it was made of, and the experiment before it", () => {
  const link = withClaim(address, claim);
  expect(link.startsWith(`${address}&`)).toBe(true);
  expect(claimIn(new URL(link).hash)).toEqual(claim);
});

test("of numbers to predict it holds the RMSE, which may be above 1", () => {
  const ofTargets: Claim = { ...claim, task: "targets", score: 12.5 };
  const link = withClaim(address, ofTargets);
  expect(link).toContain("&rmse=12.5&");
  expect(claimIn(new URL(link).hash)).toEqual(ofTargets);
  expect(claimIn(new URL(link.replace("12.5", "-1")).hash)).toBeUndefined();
});

test("a link without a result, or with a damaged one, has none", () => {
  expect(claimIn("")).toBeUndefined();
  expect(claimIn("#race")).toBeUndefined();
  expect(claimIn("#e=abc-_")).toBeUndefined();
  const { hash } = new URL(withClaim(address, claim));
  for (const [from, to] of [["0.9466", "1.5"], ["0.9466", "x"], [digest, digest.slice(1)], ["seed=", "seed=x"], ["arm=", "a="]]) {
    expect(claimIn(hash.replace(from!, to!)), to).toBeUndefined();
  }
});

test("the same digest is the same result; without one nothing is known", () => {
  const ended = { iteration: 600, task: "labels", score: 0.9466, digest } as const;
  expect(checkClaim(claim, undefined)).toBe("missing");
  expect(checkClaim(claim, "training")).toBe("training");
  expect(checkClaim(claim, ended)).toBe("same");
  expect(checkClaim(claim, { ...ended, digest: digest.replace("0", "1") })).toBe("other");
  expect(checkClaim(claim, { ...ended, digest: "" })).toBe("unknown");
});
