/** The table of several targets. */
import { expect, test } from "vitest";
import { armResults } from "../../report/statistics/arms.ts";
import { targetTables } from "../../report/tables/targets.ts";
import type { Table } from "../../report/tables/table.ts";
import { sampleResults } from "./sample.ts";

const textsOf = ({ rows }: Table) => rows.map((cells) => cells.map(({ text }) => text));

function arms(count: number, names?: readonly string[]) {
  const all = sampleResults("t", [{ name: "a", final: 0.5, half: 100 }, { name: "b", final: 0.5, half: 100 }], [0, 1, 2]);
  return armResults({
    ...all,
    runs: all.runs.map((run) => ({
      ...run,
      targets: Array.from({ length: count }, (_, k) => ({
        ...(names && { name: names[k]! }), rmse: (run.arm === "a" ? 1000 : 2000) + 100 * run.seed, r2: run.arm === "a" ? 0.9 - k / 100 : 0.8 - run.seed / 10,
      })),
    })),
  });
}

test("has a row for each arm of each target, its mean and deviation over the seeds", () => {
  const { all, shown, count } = targetTables("t", arms(2, ["price", "year\u0007"]), "en")!;
  expect(textsOf(shown)).toEqual(textsOf(all));
  expect(count).toEqual({ all: 2, shown: 2 });
  expect(textsOf(all)).toEqual([
    ["price", "a", "1100 ± 100", "0.900 ± 0.000"], ["", "b", "2100 ± 100", "0.700 ± 0.100"],
    ["year\uFFFD", "a", "1100 ± 100", "0.890 ± 0.000"], ["", "b", "2100 ± 100", "0.700 ± 0.100"],
  ]);
  expect(all.columns.flatMap(({ fields }) => fields)).toEqual(["target", "arm", "rmse_mean", "rmse_deviation", "r2_mean", "r2_deviation"]);
  expect(all.rows[3]!.flatMap(({ values }) => values)).toEqual([
    "year\uFFFD", "b", 2100, 100, expect.closeTo(0.7, 12), expect.closeTo(0.1, 12),
  ]);
});

test("of many targets those with the lowest R² are shown, by their places where they have no names", () => {
  const { all, shown, count } = targetTables("t", arms(40), "ja")!;
  expect(count).toEqual({ all: 40, shown: 30 });
  expect([all.rows.length, shown.rows.length]).toEqual([80, 60]);
  expect(textsOf(shown).flatMap(([target]) => (target === "" ? [] : [target]))).toEqual(Array.from({ length: 30 }, (_, i) => `出力${39 - i}`));
  expect(shown.rows[0]![0]!.values).toEqual(["output 39"]);
});

test("counts what is a number, and says where none is; there is none of results without several targets", () => {
  const given = arms(2);
  const [a, b] = given;
  a!.counted[0]!.targets![0] = { rmse: Infinity, r2: NaN };
  for (const run of b!.counted) run.targets![1] = { rmse: NaN, r2: NaN };
  expect(textsOf(targetTables("t", given)!.all).map(([, arm, rmse]) => [arm, rmse])).toEqual([
    ["a", "1150 ± 71"], ["b", "2100 ± 100"], ["a", "1100 ± 100"], ["b", "–"],
  ]);
  for (const run of a!.counted) delete run.targets;
  expect(textsOf(targetTables("t", given)!.all).map(([, arm]) => arm)).toEqual(["b", "b"]);
  for (const run of b!.counted) delete run.targets;
  expect(targetTables("t", given)).toBeUndefined();
});
