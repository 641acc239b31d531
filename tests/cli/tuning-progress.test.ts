import picocolors from "picocolors";
import { describe, expect, test } from "vitest";
import { type TuningPlan, TuningProgress } from "../../cli/run/tuning-progress.ts";
import { Capture } from "./helpers.ts";

const colors = picocolors.createColors(false);

/** Two arms with ten trials of a work of 10 each, and two runs of 50; a third with given settings. */
const plan: TuningPlan = {
  arms: [
    { name: "SGD", trials: 10, runs: 2 },
    { name: "Momentum", trials: 10, runs: 2 },
    { name: "as it is", trials: 0, runs: 2 },
  ],
  work: 2 * 10 * 10 + 3 * 2 * 50,
};
const trial = (arm: number) => ({ arm, kind: "trial", iterations: 1000, work: 10 }) as const;
const run = (arm: number) => ({ arm, kind: "run", iterations: 1000, work: 50 }) as const;

function decide(shown: TuningProgress, trial: number, value: number | null) {
  shown.tried(trial, 1000);
  shown.measured(0, value);
  shown.decided(0);
}

function progress(columns = 80) {
  const stream = new Capture();
  stream.columns = columns;
  return { stream, shown: new TuningProgress(stream, plan, { colors }) };
}

describe("table", () => {
  test("trials and the best so far of each arm, then its runs; the time left over everything", () => {
    const { shown } = progress();
    for (let i = 0; i < 5; i++) {
      shown.queued(i, trial(0));
      shown.started({ run: i, time: 1000 }, 0);
      shown.update({ run: i, iteration: 1000, loss: 1, time: 2000 });
      decide(shown, i, i === 2 ? null : 0.9 + i / 100);
    }
    shown.queued(5, trial(1));
    shown.queued(6, run(2));
    shown.started({ run: 6, time: 1500 }, 0);
    shown.update({ run: 6, iteration: 500, loss: 1, test: 0.95, time: 2000 });
    // 50 and 25 of the work in a second: 425 are left.
    expect(shown.lines()).toEqual([
      "arm       trials    best  seeds    test     left",
      "SGD         5/10  0.9400    0/2       –   tuning",
      "Momentum    0/10       –    0/2       –  waiting",
      "as it is       –       –    0/2  0.9500  running",
      "all         5/20            0/6             0:06",
    ]);
    shown.update({ run: 6, iteration: 1000, loss: 1, test: 0.96, time: 3000 });
    shown.ended(6, "complete", { steps: 1000, test: 0.96 });
    shown.queued(7, run(2));
    shown.ended(7, "failed", { steps: 0, test: undefined });
    shown.update({ run: 6, iteration: 1000, loss: 1, test: 0.5, time: 3100 });
    shown.started({ run: 6, time: 1500 }, 0);
    expect(shown.lines()[3]).toBe("as it is       –       –    2/2  0.9600   failed");
  });

  test("a first trial gives no time yet, and one that waits says so", () => {
    const { shown } = progress();
    shown.queued(0, trial(1));
    shown.started({ run: 0, time: 1000 }, 0);
    shown.update({ run: 0, iteration: 1, loss: 1, test: 0.9, time: 1001 });
    expect(shown.lines().slice(1)).toEqual([
      "SGD         0/10     –    0/2     –  waiting",
      "Momentum    0/10     –    0/2     –   tuning",
      "as it is       –     –    0/2     –  waiting",
      "all         0/20          0/6              –",
    ]);
  });

  test("what was done before this process is no work of it, and a trial that is not over counts for none", () => {
    const { shown, stream } = progress();
    for (let i = 0; i < 10; i++) {
      shown.queued(i, trial(0));
      shown.tried(i, undefined);
      if (i === 9) continue;
      shown.measured(0, 0.9);
      shown.decided(0);
    }
    shown.queued(10, run(1));
    shown.started({ run: 10, time: 0, restored: { iteration: 500, finished: false } }, 7);
    shown.update({ run: 10, iteration: 600, loss: 1, time: 1000 });
    expect(stream.text).toContain("Momentum, seed 7: goes on from iteration 500 of 1000\n");
    expect(shown.lines()[1]).toBe("SGD         9/10  0.9000    0/2     –   tuning");
    // 5 of the work in a second; of the others' 500, 100 were over and 20 are left of this run.
    expect(shown.lines().at(-1)).toBe("all         9/20            0/6           1:14");
  });

  test("never wider than the terminal or 80 columns", () => {
    for (const columns of [30, 60, 80, 200]) {
      for (const line of progress(columns).shown.lines()) expect(line.length).toBeLessThanOrEqual(Math.min(columns, 80));
    }
  });
});

test("plain lines: one for each fifth of an arm's trials, and of its runs", () => {
  const { shown, stream } = progress();
  for (let i = 0; i < 10; i++) {
    shown.queued(i, trial(0));
    shown.started({ run: i, time: 0 }, 0);
    shown.update({ run: i, iteration: 1000, loss: 1, time: 1000 * (i + 1) });
    decide(shown, i, i / 10);
  }
  for (const i of [10, 11]) {
    shown.queued(i, run(0));
    shown.update({ run: i, iteration: 1000, loss: 1, test: 0.9, time: 12_000 });
    shown.ended(i, "complete", { steps: 1000, test: 0.9 });
  }
  expect(stream.text.split("\n")).toEqual([
    "SGD       2/10 trials  best 0.1000  0:48 left",
    "SGD       4/10 trials  best 0.3000  0:46 left",
    "SGD       6/10 trials  best 0.5000  0:44 left",
    "SGD       8/10 trials  best 0.7000  0:42 left",
    "SGD       10/10 trials  best 0.9000  0:40 left",
    "SGD       1/2 seeds  test 0.9000  0:28 left",
    "SGD       2/2 seeds  test 0.9000  0:18 left",
    "",
  ]);
});
