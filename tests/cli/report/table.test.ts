import { expect, test } from "vitest";
import stringWidth from "string-width";
import { summaryTable } from "../../../cli/report/index.ts";
import { optimizers, overfitting, sampleResults } from "../../report/sample.ts";

const plain = { colors: false, columns: 80 };
const escape = String.fromCharCode(27);

test("one row an arm, within 80 columns", () => {
  const lines = summaryTable(optimizers, plain).split("\n");
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^arm +final test +reached 90% +best test +train s +eval s$/);
  expect(lines[1]).toMatch(/^SGD +0\.1\d\d ± 0\.00\d +– /);
  expect(lines[5]).toMatch(/^Adam +0\.9\d\d ± 0\.00\d +\d+ \(4\/4\) +0\.9\d\d ± 0\.00\d +0\.4\d +1\.\d\d$/);
});

test.each([80, 60, 40, 20])("keeps to %i columns or to name, final accuracy and 90%", (columns) => {
  const lines = summaryTable(overfitting, { colors: false, columns }).split("\n");
  expect(Math.max(...lines.map(stringWidth))).toBeLessThanOrEqual(Math.max(columns, 40));
});

test("a single seed has four digits and no deviation", () => {
  const table = summaryTable(sampleResults("one", [{ name: "Adam", final: 0.95, half: 170 }], [7]), plain);
  expect(table).toMatch(/Adam +0\.9\d{3} +\d+ +0\.9\d{3} /);
  expect(table).not.toContain("±");
});

test("colours only when asked for; names cannot smuggle them in", () => {
  const results = sampleResults("colours", [{ name: `${escape}[31mred`, final: 0.95, half: 170 }], [0]);
  expect(summaryTable(results, plain)).not.toContain(escape);
  expect(summaryTable(optimizers, { colors: true, columns: 80 })).toContain(`${escape}[1mAdam`);
});

test("wide names keep the columns straight", () => {
  const arms = ["確率的勾配降下法（学習率が小さすぎる場合）", "Adam"].map((name) => ({
    name,
    final: 0.9,
    half: 99,
  }));
  const lines = summaryTable(sampleResults("wide", arms, [0, 1]), plain).split("\n");
  expect(new Set(lines.map(stringWidth)).size).toBe(1);
});

test("tells which runs did not complete, those of one fate together", () => {
  const results = structuredClone(overfitting);
  const [a, b, c, d] = results.runs;
  a!.status = "failed";
  a!.failure = "the loss became NaN at iteration 31; try a smaller learningRate (now 10)";
  b!.status = c!.status = "interrupted";
  Object.assign(d!, { status: "not started", iterations: [], loss: [], testAccuracy: [], confusion: [] });
  const table = summaryTable(results, plain);
  expect(table).toMatch(/^arm +runs /);
  expect(table).toMatch(/^none +0\/3 /m);
  expect(table).toMatch(/^L2 +2\/3 /m);
  expect(table).toContain(`none, seed 0: failed: ${a!.failure}`);
  expect(table).toContain("none, seeds 1, 2: interrupted");
  expect(table).toContain("L2, seed 0: not started");
});

test("100 arms that never started", () => {
  const arms = Array.from({ length: 100 }, (_, index) => ({ name: `arm ${index}`, final: 0.5, half: 99 }));
  const results = sampleResults("hundred", arms, [0]);
  for (const run of results.runs) {
    Object.assign(run, {
      status: "not started",
      iterations: [],
      testAccuracy: [],
      trainAccuracy: [],
      loss: [],
    });
  }
  const lines = summaryTable(results, plain).split("\n");
  expect(lines[1]).toMatch(/^arm 0 +0\/1 +– +– +– +– +–$/);
  expect(lines.at(-1)).toBe("… and 92 more");
});
