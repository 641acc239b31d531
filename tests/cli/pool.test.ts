/** Which run may use how many threads. */
import { expect, test } from "vitest";
import { shareOf } from "../../cli/run/pool.ts";

test("threads are shared out among the runs, each at least one", () => {
  for (let threads = 1; threads <= 9; threads++) {
    for (let runs = 1; runs <= 9; runs++) {
      const shares = Array.from({ length: runs }, (_, i) => shareOf(threads, i, runs));
      expect(shares.reduce((sum, share) => sum + share)).toBe(Math.max(threads, runs));
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }
  }
  expect([0, 1, 2].map((i) => shareOf(8, i, 3))).toEqual([3, 3, 2]);
});
