import { describe, expect, test } from "vitest";
import { hashExperiment } from "../../cli/run/run-file.ts";
import { checkExperiment } from "../../experiment/check.ts";
import type { ClaimFile } from "../../experiment/schema.ts";
import { formatProblem } from "../../experiment/problems.ts";

const claim: ClaimFile = { claim: "a is better", compare: ["Adam", "SGD"], direction: "higher" };
const file = (claims: unknown[], more: object = {}) => ({
  name: "test",
  training: { iterations: 95, evaluateEvery: 10 },
  seeds: [0, 1],
  arms: [{ name: "SGD" }, { name: "Adam", optimizer: "adam" }, { name: "short", training: { iterations: 30 } }],
  claims,
  ...more,
});

function checked(claims: unknown[], more: object = {}) {
  const result = checkExperiment(file(claims, more));
  if ("problems" in result) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result;
}

function problems(changes: object, more: object = {}): string[] {
  const result = checkExperiment(file([{ ...claim, ...changes }], more));
  return "problems" in result ? result.problems.map(formatProblem) : [];
}

describe("claims", () => {
  test("what a claim does not say is explicit in the resolved form", () => {
    const both = { en: "a is better", ja: "aのほうがよい" };
    const { experiment } = checked([claim, { ...claim, claim: both, source: "page 3", at: [50, "best"], metric: "gap", margin: -0.1 }]);
    expect(experiment.claims).toEqual([
      {
        claim: { en: "a is better", ja: "a is better" }, compare: ["Adam", "SGD"], metric: "testAccuracy", at: ["final", "final"],
        direction: "higher", margin: 0,
      },
      {
        claim: both, source: { en: "page 3", ja: "page 3" }, compare: ["Adam", "SGD"], metric: "gap", at: [50, "best"],
        direction: "higher", margin: -0.1,
      },
    ]);
  });

  test("an experiment without claims has the hash that it had before there were any", () => {
    const { name, training, seeds, arms } = file([]);
    const result = checkExperiment({ name, training, seeds, arms });
    if ("problems" in result) throw new Error("it is right");
    expect(result.experiment).not.toHaveProperty("claims");
    expect(hashExperiment(checked([claim]).experiment)).not.toBe(hashExperiment(result.experiment));
  });

  test.each<[object, string]>([
    [{ at: 90 }, ""],
    [{ at: 95 }, ""],
    [{ at: { reach: 0.5 } }, ""],
    [{ compare: ["SGD", "SGD"], at: [50, "final"] }, ""],
    [{ compare: ["SGD", 0.2] }, ""],
    [{ compare: ["Adma", "SGD"] }, 'claims[0].compare[0] = "Adma": is no arm; did you mean "Adam"?'],
    [{ compare: ["SGD", "RMSProp"] }, 'claims[0].compare[1] = "RMSProp": is no arm; there is "SGD", "Adam" or "short"'],
    [{ compare: ["SGD", "SGD"] }, 'claims[0].compare[1] = "SGD": compares an arm with itself'],
    [{ compare: ["SGD"] }, "claims[0].compare = […]: must be a list of an arm and an arm, or of an arm and a number"],
    [{ compare: [0.2, "SGD"] }, "claims[0].compare[0] = 0.2: must be a text"],
    [{ at: 55 }, 'claims[0].at = 55: is never evaluated: "Adam" is after every 10 iterations; give 50 or 60, or another evaluateEvery'],
    [{ at: 4 }, 'claims[0].at = 4: is never evaluated: "Adam" is after every 10 iterations; give 10, or another evaluateEvery'],
    [{ at: 92 }, "claims[0].at = 92: is never evaluated: \"Adam\" is after every 10 iterations; give 90 or 95"],
    [{ at: [50, 55] }, 'claims[0].at[1] = 55: is never evaluated: "SGD" is after'],
    [{ compare: ["Adam", "short"], at: 40 }, 'claims[0].at = 40: is after the end: "short" makes 30 iterations'],
    [{ at: "end" }, 'claims[0].at = "end": must be "final", "best", a number of iterations, { "reach": 0.9 }, or a list'],
    [{ at: { reach: 1.2 } }, "claims[0].at = {…}: is a share: reach 1.2 is above 1"],
    [{ at: [{ reach: 0.5 }, "final"] }, 'claims[0].at[1] = "final": compares a number of iterations with a value'],
    [{ metric: "gap", at: { reach: 0.5 } }, 'claims[0].at = {…}: gap reaches no target; one of "trainAccuracy", "testAccuracy"'],
    [{ metric: "falls", at: 50 }, "claims[0].at = 50: falls is of a whole run: leave it out"],
    [{ metric: "testAcuracy" }, 'did you mean "testAccuracy"?'],
    [{ metric: "validationLoss" }, 'claims[0].metric = "validationLoss": needs dataset.validation'],
    [{ direction: "equal" }, "claims[0].margin: missing; must be above 0 where two are claimed to be equal"],
    [{ direction: "equal", margin: -1 }, "claims[0].margin = -1: must be above 0"],
    [{ direction: "better" }, 'claims[0].direction = "better": must be "higher", "lower" or "equal"'],
    [{ direction: undefined }, "claims[0].direction: missing"],
    [{ claim: { en: "a" } }, "claims[0].claim.ja: missing"],
    [{ than: 3 }, "claims[0].than = 3: unknown key; allowed here: claim, source, compare"],
  ])("%j: %s", (changes, message) => {
    const found = problems(changes);
    if (message === "") expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringContaining(message)]);
  });

  test("what is about a wrong arm is not reported besides", () => {
    expect(problems({ at: 55 }, { training: { evaluateEvery: 0 } })).toEqual([expect.stringContaining("training.evaluateEvery = 0")]);
  });

  test("with one seed nothing can be told", () => {
    expect(checked([claim], { seeds: [3] }).warnings.map(formatProblem)).toEqual([
      "seeds = […]: gives a single seed, of which no claim can be told; give two or more, better ten",
    ]);
    expect(checked([claim]).warnings).toEqual([]);
  });
});
