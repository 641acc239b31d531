/** What the story says of races, of those that go as expected and of those that do not. */
import { describe, expect, test } from "vitest";
import { checkExperiment } from "../../experiment/check.ts";
import { statementsOf } from "../../report/mathml.ts";
import { winners } from "../../web/story/bet.ts";
import { chapters } from "../../web/story/chapters/index.ts";
import { ended, jitter, type Outcome, reached } from "../../web/story/outcome.ts";
import { notesOf, questionOf, resultOf, verdictOf } from "../../web/story/telling.ts";
import { wordsOf } from "../../web/story/words.ts";

/** A made-up run with an evaluation every ten iterations. */
function run(name: string, testAccuracy: number[], more: Partial<Outcome> = {}): Outcome {
  return {
    name, testAccuracy,
    iterations: testAccuracy.map((_, i) => 10 * (i + 1)),
    trainAccuracy: testAccuracy,
    layers: [{ gradient: testAccuracy.map(() => 0.01), update: testAccuracy.map(() => 0.5) }],
    ...more,
  };
}
const steps = (...update: number[]) => ({ layers: [{ gradient: update, update }] });
const en = wordsOf("en");
const found = (id: string, ...outcomes: Outcome[]) =>
  (["en", "ja"] as const).map((language) => chapters.find((chapter) => chapter.id === id)![language].found(outcomes, wordsOf(language)).join(" "));

test("there are eleven chapters with an address each", () => {
  expect(chapters.map(({ id }) => id)).toEqual([
    "network", "sgd", "momentum", "adagrad", "rmsprop", "adam", "learning-rate", "batch-norm", "overfitting", "regularization",
    "your-turn",
  ]);
});

test("no two chapters share a run", () => {
  expect(new Set(chapters.map(({ experiment }) => experiment.seeds[0])).size).toBe(chapters.length);
});

describe.each(chapters)("$id", (chapter) => {
  const { experiment, formulas } = chapter;
  const names = experiment.arms.map(({ name }) => name);

  test("its experiment is valid, has two to four variants and is small", () => {
    const checked = checkExperiment(experiment);
    if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
    const { arms, dataset, seeds } = checked.experiment;
    expect(arms.length).toBeGreaterThanOrEqual(2);
    expect(arms.length).toBeLessThanOrEqual(4);
    expect(dataset.train).toBeLessThanOrEqual(10_000);
    expect(dataset.test).toBeLessThanOrEqual(10_000);
    expect(seeds.length * arms.reduce((sum, { training }) => sum + training.iterations, 0)).toBeLessThanOrEqual(4000);
  });

  test("both languages say as much", () => {
    for (const language of ["en", "ja"] as const) {
      expect(chapter[language].theory).toHaveLength(3);
      expect(chapter[language].variants).toHaveLength(names.length);
      expect(questionOf(chapter.bet, language)).toMatch(/[?？]$/);
    }
    expect(formulas.flatMap(statementsOf).flat().some((piece) => "math" in piece)).toBe(true);
  });

  const races: Record<string, Outcome[]> = {
    "that nobody wins": names.map((name) => run(name, [0.1, 0.1, 0.1])),
    "that the first wins": names.map((name, i) => run(name, [0.2, i === 0 ? 0.95 : 0.85, 0.94 - 0.2 * i])),
    "that the last wins": names.map((name, i) => run(name, [0.2, 0.3 + 0.2 * i, 0.97 - 0.02 * (names.length - i)], { trainAccuracy: [0.3, 0.7, 1] })),
    "whose weights are no numbers": names.map((name) => run(name, [0.1], { ...steps(0, 0), failure: "the loss is not a number" })),
  };
  test.each(Object.entries(races))("of a race %s it says something in both languages", (_, outcomes) => {
    for (const language of ["en", "ja"] as const) {
      const sentences = [
        ...resultOf(chapter.bet, outcomes, language), verdictOf(chapter.bet, outcomes, names[0], language),
        verdictOf(chapter.bet, outcomes, undefined, language), ...chapter[language].found(outcomes, wordsOf(language)),
        ...notesOf(chapter.bet, outcomes, language).map(({ text }) => text),
      ];
      expect(sentences.length).toBeGreaterThan(3);
      for (const sentence of sentences) {
        expect(sentence).not.toMatch(/NaN|undefined|null|∞|Infinity|\s\s/);
        expect(sentence.trim()).not.toBe("");
      }
    }
  });
});

describe("a bet", () => {
  const slow = run("slow", [0.1, 0.6, 0.91]);
  const fast = run("fast", [0.3, 0.92, 0.9], { trainAccuracy: [0.3, 0.95, 1] });
  const never = run("never", [0.1, 0.1, 0.1]);
  const first = { kind: "first", target: 0.9 } as const;

  test("on the first is won by who has the accuracy first, or by several at once, or by nobody", () => {
    expect(winners(first, [slow, fast, never])).toEqual([1]);
    expect(winners(first, [slow, run("too", [0, 0, 0.9])])).toEqual([0, 1]);
    expect(winners(first, [never])).toEqual([]);
    expect(winners({ kind: "highest" }, [fast, slow, never])).toEqual([1]);
    expect(winners({ kind: "gap" }, [slow, fast, never])).toEqual([1]);
    expect(verdictOf(first, [slow, fast, never], "fast", "en")).toBe("You bet on fast, and you were right.");
    expect(verdictOf(first, [slow, fast, never], "slow", "en")).toBe("You bet on slow, and you were wrong.");
    expect(verdictOf(first, [never], undefined, "en")).toBe("You bet on none of them, and you were right.");
  });

  test("is told with the iterations of the run", () => {
    expect(resultOf(first, [slow, fast, never], "en")).toEqual(["fast reaches 90% at iteration 20 and slow at 30; never does not."]);
    expect(resultOf(first, [slow, fast, never], "ja")).toEqual(["fastは反復20、slowは反復30で90%に達しました。neverは達しませんでした。"]);
    expect(resultOf(first, [never], "en")).toEqual(["None of them reaches 90%."]);
    expect(resultOf({ kind: "highest" }, [slow, fast], "en")).toEqual(["slow ends highest, at 91.0%; fast at 90.0%."]);
    expect(resultOf({ kind: "gap" }, [slow, fast], "en")).toEqual(["The gap is widest for fast, with 10.0 points; slow has 0.0."]);
    expect(resultOf(first, [slow, run("lost", [0.1], { failure: "no number" })], "en").at(-1)).toBe("Not trained to the end: lost.");
  });

  test("leaves notes at the curves of those that have got there", () => {
    expect(notesOf(first, [slow, never, fast], "en")).toEqual([
      { iteration: 30, arm: 0, text: "slow: 90% at 30" }, { iteration: 20, arm: 2, text: "fast: 90% at 20" },
    ]);
  });
});

test("numbers of a run: the end, when it got there, and how even it is from there on", () => {
  const jagged = run("a", [0.5, 0.8, 0.9, 0.8, 0.9]);
  expect([ended(jagged), reached(jagged, 0.8), reached(jagged, 0.95)]).toEqual([0.9, 20, undefined]);
  expect(jitter(jagged, 0.9)).toBeCloseTo(0.1);
  expect(jitter(jagged, 0.95)).toBeUndefined();
});

describe("what was found", () => {
  const still = run("SGD", [0.1, 0.11]);
  const learning = run("Momentum", [0.5, 0.93, 0.91]);

  test("SGD stands still because nothing arrives at the first layer, or it does not", () => {
    const small = run("η 0.01", [0.117], steps(0.00026));
    const usual = [small, run("η 0.3", [0.117]), run("Xavier η 0.3", [0.87], steps(0.086))];
    const [english, japanese] = found("sgd", ...usual);
    expect(english).toContain("gradient is 0.00026 with small initial weights and 0.086 with Xavier's, 330 times as much");
    expect(english).toContain("η 0.01 and η 0.3 stood still, at 11.7%");
    expect(japanese).toContain("330倍");
    const [other] = found("sgd", run("a", [0.8], steps(0.1)), run("b", [0.8]), run("c", [0.9], steps(0.02)));
    expect(other).toContain("no larger gradient: 0.02 against 0.1");
    expect(other).toContain("none stands still");
  });

  test("momentum leaves the plateau, or SGD does so too, or neither", () => {
    expect(found("momentum", still, learning)[0]).toBe(
      "With the same η, momentum leaves the plateau and ends at 91.0%; without it, training ends at 11.0%. " +
        "Momentum had 93.0% and lost 2.0 points again: it swings.");
    expect(found("momentum", run("SGD", [0.4]), run("Momentum", [0.9]))[0]).toBe(
      "This time SGD leaves the plateau too and ends at 40.0%; momentum at 90.0%.");
    expect(found("momentum", still, run("Momentum", [0.1]))[0]).toContain("did not get off the plateau either");
  });

  test("AdaGrad's steps shrink and RMSProp's do not, or it is otherwise", () => {
    const sum = run("AdaGrad", [0.9], steps(5, 0.4));
    expect(found("adagrad", learning, sum)[0]).toContain("from 5 to 0.4, by a factor of 13");
    expect(found("adagrad", learning, run("AdaGrad", [0.9], steps(0.4, 5)))[0]).toContain("do not shrink");
    expect(found("rmsprop", sum, run("RMSProp", [0.9], steps(5, 1.3)))[0]).toContain("1.3 against 0.4, 3.3 times as long");
    expect(found("rmsprop", sum, run("RMSProp", [0.9], steps(5, 0.3)))[0]).toContain("no longer than AdaGrad's");
  });

  test("Adam is the more even one, or not, or it cannot be said", () => {
    const even = run("e", [0.9, 0.91, 0.92]);
    const rough = run("r", [0.9, 0.86, 0.92]);
    expect(found("adam", learning, rough, even)[0]).toBe(
      "Adam's curve is the more even one: from 85% on, it changes by 1.0 points from one evaluation to the next, RMSProp's by 5.0.");
    expect(found("adam", learning, even, rough)[0]).toContain("not the more even one");
    expect(found("adam", learning, even, still)[0]).toContain("cannot be compared");
  });

  test("overfitting takes test accuracy down again, or not", () => {
    const large = run("784-100-100-10", [0.6, 0.73, 0.63], { trainAccuracy: [0.5, 0.7, 0.997] });
    expect(found("overfitting", still, still, large)[0]).toBe(
      "The largest gives 99.7% of the training images the label it was taught, though only 70% are right: it has learnt mistakes by heart. " +
        "On test images it was best at iteration 20, with 73.0%; then it lost 10.0 points. Its gap is 36.7 points.");
    expect(found("overfitting", still, still, run("784-100-100-10", [0.6, 0.69]))[0]).toContain("has not learnt the mistakes by heart");
  });

  test("remedies help, or some of them, or none", () => {
    const none = run("λ 0", [0.62]);
    expect(found("regularization", none, run("L2", [0.74]), run("L1", [0.6]), run("dropout", [0.75]))[0]).toContain(
      "L2 gains 12.0 points and dropout gains 13.0 points over no regularization. L1 gains nothing.");
    expect(found("regularization", none, run("L2", [0.5]), run("L1", [0.5]), run("dropout", [0.5]))[0]).toContain("no remedy helps");
  });

  test("the reader's SGD wins, or is late, or does not get there", () => {
    const other = run("Momentum", [0.5, 0.8, 0.9]);
    expect(found("your-turn", run("SGD", [0.9]), other, learning)[0]).toBe("You have done it: SGD has 90% at iteration 10, Momentum at 30.");
    expect(found("your-turn", run("SGD", [0.1, 0.2, 0.3, 0.9]), other, learning)[0]).toContain("Nearly!");
    expect(found("your-turn", still, other, learning)[0]).toContain("SGD ends at 11.0%: 90% is still to come");
  });

  test("batch normalization helps, or not", () => {
    expect(found("batch-norm", still, run("n", [0.85]), run("f", [0.88]))[0]).toContain("stands still at 11.0% ends at 85.0%");
    expect(found("batch-norm", learning, run("n", [0.5]), run("f", [0.4]))[0]).toContain("did not help");
  });

  test("too small is on its way and too large jumps, or not", () => {
    expect(found("learning-rate", run("s", [0.1, 0.35]), learning, run("l", [0.117]))[0]).toBe(
      "η 0.001 is at 35.0%, and still on its way. η 2 jumps: it ends at 11.7%, where guessing would be.");
    expect(found("learning-rate", run("s", [0.1, 0.1]), learning, run("l", [0.8]))[0]).toContain("This time η 2 did not jump out");
  });

  test("numbers are written as the language does", () => {
    expect([en.percent(0.9), en.whole(0.9), en.points(0.029), en.count(1000), en.rough(0.000263)]).toEqual(["90.0%", "90%", "2.9", "1,000", "0.00026"]);
    expect(wordsOf("ja").list(["a", "b", "c"])).toBe("a、b、c");
  });
});
