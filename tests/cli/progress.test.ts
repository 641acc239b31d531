import { createLogUpdate } from "log-update";
import picocolors from "picocolors";
import { describe, expect, test } from "vitest";
import { Progress } from "../../cli/run/progress.ts";
import { Capture } from "./helpers.ts";

const colors = picocolors.createColors(false);

function progress(plan: { arms: { name: string; iterations: number }[]; seeds: number }, columns = 80) {
  const stream = new Capture();
  stream.columns = columns;
  const shown = new Progress(stream, plan, { colors });
  return { stream, shown };
}

const twoArms = {
  arms: [
    { name: "Adam", iterations: 1000 },
    { name: "Momentum", iterations: 1000 },
  ],
  seeds: 1,
};

describe("table", () => {
  test("one line an arm: iteration, loss, accuracies, steps a second, time left", () => {
    const { shown } = progress(twoArms);
    shown.started({ run: 0, time: 1000 }, 0);
    shown.update({ run: 0, time: 1001, iteration: 1, loss: 2.3 });
    shown.update({ run: 0, time: 3000, iteration: 400, loss: 0.51239, train: 0.87, test: 0.8512 });
    expect(shown.lines()).toEqual([
      "arm       iteration    loss  train   test  steps/s  left",
      "Adam       400/1000  0.5124  0.870  0.851      200  0:03",
      "Momentum     0/1000       –      –      –        –     –",
    ]);
  });

  test("what a checkpoint brought is no work of this process", () => {
    const { shown, stream } = progress(twoArms);
    shown.started({ run: 0, time: 1000, restored: { iteration: 600, finished: false } }, 7);
    shown.update({ run: 0, time: 1000, iteration: 600, loss: 0.5 });
    shown.started({ run: 1, time: 1000, restored: { iteration: 1000, finished: true } }, 7);
    shown.update({ run: 1, time: 1001, iteration: 1000, loss: 0.1 });
    shown.ended(1, "complete");
    shown.update({ run: 0, time: 3000, iteration: 800, loss: 0.4 });
    expect(stream.text).toMatch(/^Adam, seed 7: goes on from iteration 600 of 1000$/m);
    expect(stream.text.match(/goes on/g)).toHaveLength(1);
    expect(shown.lines().slice(1)).toEqual([
      "Adam       800/1000  0.4000      –      –      100  0:02",
      "Momentum  1000/1000  0.1000      –      –        –  done",
    ]);
  });

  test("runs of other parts of the study do not count", () => {
    const { shown } = progress({ ...twoArms, seeds: 3 });
    for (const run of [0, 2, 3, 4, 5]) shown.ended(run, "not started");
    shown.started({ run: 1, time: 1000 }, 1);
    shown.update({ run: 1, time: 3000, iteration: 400, loss: 0.5 });
    expect(shown.lines().slice(1)).toEqual([
      "Adam        0/1   400/1000  0.5000      –      –      200  0:03",
      "Momentum    0/0        0/0       –      –      –        –     –",
    ]);
  });

  test("what has ended stands still", () => {
    const { shown } = progress(twoArms);
    shown.started({ run: 0, time: 0 }, 0);
    shown.update({ run: 0, time: 1000, iteration: 1000, loss: 0.1, train: 1, test: 0.95 });
    shown.ended(0, "complete");
    shown.started({ run: 1, time: 1000 }, 0);
    shown.update({ run: 1, time: 1100, iteration: 7, loss: NaN });
    shown.ended(1, "failed");
    expect(shown.lines().slice(1)).toEqual([
      "Adam      1000/1000  0.1000  1.000  0.950     1000    done",
      "Momentum     7/1000     NaN      –      –       70  failed",
    ]);
  });

  test("there is no rate of a first step alone, and one of a run that was over at once", () => {
    const { shown, stream } = progress(twoArms);
    for (const run of [0, 1]) shown.started({ run, time: 5000 }, 0);
    shown.update({ run: 0, time: 5001, iteration: 1, loss: 2.3 });
    shown.update({ run: 1, time: 5050, iteration: 1000, loss: 0.1 });
    expect(shown.lines().slice(1)).toEqual([
      "Adam         1/1000  2.3000      –      –        –     –",
      "Momentum  1000/1000  0.1000      –      –    20000  0:00",
    ]);
    expect(stream.text).toBe("Momentum  1000/1000  loss 0.1000  train –  test –  20000 steps/s\n");
  });

  test("an update that comes late changes no rate, and says nothing is left of what has ended", () => {
    const { shown, stream } = progress(twoArms);
    shown.ended(0, "complete");
    shown.started({ run: 0, time: 5000 }, 0);
    shown.update({ run: 0, time: 5500, iteration: 1000, loss: 0.1, train: 1, test: 0.9 });
    expect(stream.text).toBe("Adam      1000/1000  loss 0.1000  train 1.000  test 0.900  2000 steps/s\n");
    expect(shown.lines()[1]).toBe("Adam      1000/1000  0.1000  1.000  0.900     2000  done");
  });

  test("several seeds: sums of steps, means of the rest", () => {
    const { shown } = progress({ arms: [{ name: "Adam", iterations: 100 }], seeds: 3 });
    for (const run of [0, 2]) shown.started({ run, time: 0 }, run);
    shown.update({ run: 0, time: 900, iteration: 100, loss: 0.2, train: 0.9, test: 0.8 });
    shown.ended(0, "complete");
    shown.update({ run: 2, time: 1000, iteration: 50, loss: 0.4, train: 0.7, test: 0.6 });
    expect(shown.lines()).toEqual([
      "arm   seeds  iteration    loss  train   test  steps/s  left",
      "Adam    1/3    150/300  0.3000  0.800  0.700      150  0:01",
    ]);
  });

  test("never wider than the terminal or 80 columns, for wide letters too", () => {
    const name = "学習率の大きいアダム最適化の実験結果を比較するための長い名前";
    for (const columns of [40, 60, 80, 200]) {
      const { shown } = progress({ arms: [{ name, iterations: 10_000_000 }], seeds: 50 }, columns);
      shown.update({ run: 0, time: 1000, iteration: 1_000_000, loss: 123456, train: 0.5, test: 0.5 });
      for (const line of shown.lines()) {
        const wide = line.match(/[\u3000-\u9fff]/g)?.length ?? 0;
        expect(line.length + wide).toBeLessThanOrEqual(Math.min(columns, 80));
      }
    }
  });

  test("names cannot act on the terminal", () => {
    const { shown } = progress({ arms: [{ name: "a\u001b[2J", iterations: 1 }], seeds: 1 });
    expect(shown.lines().join()).not.toContain("\u001b");
  });
});

describe("plain lines", () => {
  test("one for each tenth of an arm, however many updates there are", () => {
    const { shown, stream } = progress(twoArms);
    shown.started({ run: 1, time: 0 }, 0);
    for (let iteration = 1; iteration <= 1000; iteration++) {
      shown.update({ run: 1, time: 10 * iteration, iteration, loss: 0.5, train: 0.9, test: 0.8 });
    }
    const lines = stream.text.trimEnd().split("\n");
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe("Momentum  100/1000  loss 0.5000  train 0.900  test 0.800  100 steps/s  0:09 left");
    expect(lines[9]).toBe("Momentum  1000/1000  loss 0.5000  train 0.900  test 0.800  100 steps/s");
    expect(stream.text).not.toContain("\u001b");
  });

  test("a failure is reported when it happens", () => {
    const { shown, stream } = progress(twoArms);
    shown.ended(0, "failed");
    expect(stream.text).toBe("Adam  failed\n");
  });
});

test("a terminal is redrawn, and left clean", () => {
  const stream = new Capture();
  stream.isTTY = true;
  const shown = new Progress(stream, twoArms, { redraw: createLogUpdate(stream), colors });
  expect(stream.text).toContain("Momentum     0/1000");
  shown.note("stopping");
  shown.close();
  expect(stream.text).toContain("stopping");
  const length = stream.text.length;
  shown.close();
  expect(stream.text).toHaveLength(length);
});
