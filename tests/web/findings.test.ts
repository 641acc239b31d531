/** What the page says of a race: from the evaluations that are shown, and nothing else. */
import { expect, test } from "vitest";
import { scoreOf } from "../../experiment/metrics.ts";
import { columns, columnsOf, ordered, pressed, type Row } from "../../web/findings/columns.ts";
import { say } from "../../web/findings/sentences.ts";
import { counted, find, type Seen, standings } from "../../web/findings/standing.ts";

/** A run evaluated every 10 iterations. */
function run(name: string, index: number, testAccuracy: number[], options: Partial<Seen> & { train?: number[] } = {}): Seen {
  const { train = testAccuracy, ...rest } = options;
  const iterations = testAccuracy.map((_, i) => 10 * (i + 1));
  const metrics = { loss: [], iterations, testAccuracy, trainAccuracy: train, testLoss: testAccuracy.map((share) => 1 - share) };
  return {
    name, index, seed: 0, score: scoreOf({}), metrics, shown: testAccuracy.length, over: true, iteration: iterations.at(-1) ?? 0,
    onAllRows: false, ...rest,
  };
}

/** Of numbers to predict, with R² = 1 − RMSE². */
function runOfTargets(name: string, index: number, testRmse: number[], trainRmse = testRmse, options: Partial<Seen> = {}): Seen {
  const score = scoreOf({ loss: { name: "meanSquaredError" } });
  const iterations = testRmse.map((_, i) => 10 * (i + 1));
  const squares = testRmse.map((error) => error * error);
  const metrics = { loss: [], iterations, testRmse, trainRmse, testR2: squares.map((square) => 1 - square), testLoss: squares };
  return {
    name, index, seed: 0, score, metrics, shown: testRmse.length, over: true, iteration: iterations.at(-1) ?? 0, onAllRows: true, ...options,
  };
}

const five = [
  run("SGD", 0, [0.1, 0.11, 0.11, 0.11]), run("Momentum", 1, [0.2, 0.5, 0.8, 0.91]), run("AdaGrad", 2, [0.2, 0.4, 0.7, 0.9]),
  run("RMSProp", 3, [0.8, 0.92, 0.93, 0.93]), run("Adam", 4, [0.8, 0.89, 0.94, 0.945]),
];
const said = (runs: Seen[], threshold = 0.9, language: "en" | "ja" = "en") => say(find(runs, threshold)!, language);

test("at the end: who reached the threshold and when, who did not, who is highest and by how much", () => {
  expect(said(five)).toEqual({
    main: [
      "90% reached: RMSProp at 20, Adam 30, Momentum and AdaGrad 40; SGD not at all.",
      "Adam ends highest with 94.5% test accuracy, 1.5 points above RMSProp.",
    ],
    more: [],
  });
  expect(said(five, 0.9, "ja").main).toEqual([
    "90%に達した反復：RMSProp 20回、Adam 30回、Momentum・AdaGrad 40回。SGDは達しませんでした。",
    "最終的なテスト正解率が最も高いのはAdamの94.5%で、RMSPropを1.5ポイント上回っています。",
  ]);
});

test("while it runs or an earlier moment is shown, only what had come by then", () => {
  const half = five.map((one) => ({ ...one, shown: 2, over: false, iteration: 20 }));
  expect(said(half).main).toEqual([
    "90% so far: RMSProp at 20; SGD, Momentum, AdaGrad and Adam not yet.",
    "RMSProp is highest with 92.0% test accuracy, 3.0 points above Adam.",
  ]);
  expect(said(half, 0.97).main[0]).toBe("No variant has reached 97% so far; 90%: RMSProp at 20.");
  expect(find(half.map((one) => ({ ...one, shown: 0 })), 0.9)).toBeUndefined();
});

test("where nobody comes to the threshold, the highest that somebody comes to", () => {
  expect(said(five.slice(0, 2), 0.95).main[0]).toBe("No variant reached 95%; 90%: Momentum at 40.");
  expect(said(five.slice(0, 1)).main).toEqual(["No variant reached 90%.", "SGD ends at 11.0% test accuracy."]);
});

test("those that a sentence would show as the same are level", () => {
  const level = [run("a", 0, [0.94501]), run("B", 1, [0.94499]), run("C", 2, [0.9])];
  expect(said(level).main[1]).toBe("“a” and B are level at 94.5% test accuracy, 4.5 points above C.");
});

test("gaps where they are measured on all rows; who diverged, and who stopped early", () => {
  const overfitting = [
    run("none", 0, [0.7, 0.76], { train: [0.9, 1], onAllRows: true }), run("L2", 1, [0.7, 0.75], { train: [0.8, 0.85], onAllRows: true }),
    run("wild", 2, [0.1], { failure: "the loss became NaN", iteration: 13 }), run("Patient", 3, [0.6, 0.7], { stopped: "no better", iteration: 20 }),
  ];
  expect(said(overfitting, 0.5).more).toEqual([
    "The widest gap between training and test is that of “none”: 100.0% on the training data, 76.0% on the test data.",
    "“wild” diverged at iteration 13.",
    "Patient stopped early at 20.",
  ]);
  expect(said(overfitting.map((one) => ({ ...one, onAllRows: false })), 0.5).more).toHaveLength(2);
});

test("of numbers to predict: R² is what is asked for, and the lowest RMSE is best", () => {
  const errors = [runOfTargets("SGD", 0, [0.9, 0.8, 0.7]), runOfTargets("Momentum", 1, [0.5, 0.3, 0.25], [0.5, 0.25, 0.2]), runOfTargets("Adam", 2, [0.4, 0.2, 0.22])];
  expect(said(errors)).toEqual({
    main: [
      "R² 0.9 reached: Momentum and Adam at 20; SGD not at all.",
      "Adam ends lowest with a test RMSE of 0.220, 0.030 below Momentum.",
    ],
    more: ["The widest gap between training and test is that of Momentum: RMSE 0.200 on the training data, 0.250 on the test data."],
  });
  expect(said(errors, 0.9, "ja")).toEqual({
    main: ["R² 0.9に達した反復：Momentum・Adam 20回。SGDは達しませんでした。", "最終的なテストRMSEが最も低いのはAdamの0.220で、Momentumを0.030下回っています。"],
    more: ["訓練とテストの差が最も大きいのはMomentumです（RMSE：訓練0.200、テスト0.250）。"],
  });
  expect(said(errors.slice(0, 1)).main).toEqual(["No variant reached R² 0.9; R² 0.5: SGD at 30.", "SGD ends at a test RMSE of 0.700."]);
  const [, , adam] = standings(errors, 0.9);
  expect(adam).toMatchObject({ test: 0.22, best: 0.2, gap: 0 });
  expect(columnsOf(scoreOf({}))).not.toContain("testR2");
  expect(columnsOf(adam!.score)).toContain("testR2");
});

test("where it ended with its best network, that one stands for it", () => {
  const [best] = standings([run("a", 0, [0.5, 0.9, 0.6], { best: 20 })], 0.9);
  expect(best).toMatchObject({ test: 0.9, best: 0.9 });
});

test("of several seeds those count that all variants have finished, and means are named as such", () => {
  const seeds = [
    run("A", 0, [0.8, 0.9], { seed: 1 }), run("B", 1, [0.7, 0.8], { seed: 1 }),
    run("A", 0, [0.9, 0.94], { seed: 2 }), run("B", 1, [0.8, 0.9], { seed: 2 }),
    run("A", 0, [0.99], { seed: 3 }), run("B", 1, [0.1], { seed: 3, over: false }),
  ];
  expect(new Set(counted(seeds).map(({ seed }) => seed))).toEqual(new Set([1, 2]));
  expect(said(seeds).main).toEqual([
    "90% reached (median of 2 seeds): A at 15, B 20 (in 1 of 2 seeds).",
    "A ends highest with 92.0% test accuracy, the mean of 2 seeds, 7.0 points above B.",
  ]);
  const [a] = standings(seeds, 0.9);
  expect(a).toMatchObject({ test: expect.closeTo(0.92, 10) as number, deviation: expect.closeTo(Math.SQRT1_2 * 0.04, 10) as number });
  const first = seeds.map((one) => ({ ...one, over: false }));
  expect(counted(first).map(({ seed }) => seed)).toEqual([1, 1]);
});

test("many variants are cut down to some, and the rest is counted", () => {
  const many = Array.from({ length: 25 }, (_, i) => run(`Arm ${i}`, i, Array.from({ length: 20 }, (_, k) => (k >= i ? 0.91 : 0.5))));
  expect(said(many).main[0]).toBe(
    "90% reached: Arm 0 at 10, Arm 1 20, Arm 2 30, Arm 3 40, Arm 4 50, 15 more later; " +
      "Arm 20, Arm 21, Arm 22, Arm 23 and Arm 24 not at all.",
  );
});

test("a heading sorts from its better end, then from the other, then as in the experiment", () => {
  const rows = standings(five, 0.9).map((one): Row => ({ ...one, nearZero: NaN, distance: one.index }));
  const names = (sorting: ReturnType<typeof pressed>) => ordered(rows, sorting).map((place) => rows[place]!.name);
  const shares = { sign: 1 } as const;
  const once = pressed(undefined, "reached", shares);
  expect(once).toEqual({ column: "reached", direction: "ascending" });
  expect(names(once)).toEqual(["RMSProp", "Adam", "Momentum", "AdaGrad", "SGD"]); // without a value last
  const twice = pressed(once, "reached", shares);
  expect(names(twice)).toEqual(["Momentum", "AdaGrad", "Adam", "RMSProp", "SGD"]);
  expect(pressed(twice, "reached", shares)).toBeUndefined();
  expect(names(undefined)).toEqual(five.map(({ name }) => name));
  expect(pressed(twice, "test", shares)).toEqual({ column: "test", direction: "descending" });
  expect(pressed(twice, "test", { sign: -1 })).toEqual({ column: "test", direction: "ascending" });
  expect(columns.gap.of(rows[0]!)).toBe(0);
});
