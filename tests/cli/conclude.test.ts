/** What is said of a run's outcomes, and its exit code. */
import { expect, test } from "vitest";
import { conclude, concludeUnwritten, concludeWithoutResults, statusOf } from "../../cli/run/conclude.ts";
import { notStarted } from "../../experiment/not-started.ts";
import type { RunResult, RunStatus, TrialRun, TunedArm, TuningResults } from "../../experiment/results.ts";
import { isOver } from "../../cli/run/ended.ts";

const place = { folder: "runs/a", resume: "usagi resume runs/a", interrupted: 143 };
const run = (status: RunStatus, digest = "ab"): RunResult => ({ ...notStarted("Adam", 0), status, digest });

test.each<[RunStatus[], string]>([
  [["complete", "complete"], "complete"],
  [["complete", "failed"], "failed"],
  [["failed", "interrupted", "complete"], "interrupted"],
  [["complete", "not started"], "interrupted"],
])("%j are together %s", (statuses, status) => {
  expect(statusOf(statuses.map((one) => run(one)))).toBe(status);
});

test.each<[string, RunResult, number, string[]]>([
  ["complete", run("complete"), 0, ["Saved in runs/a:", "  a, b"]],
  ["failed", run("failed"), 1, ["Saved in runs/a:", "  a, b"]],
  ["failed", run("failed", ""), 1, ["Saved in runs/a:", "  a, b", "Go on with: usagi resume runs/a"]],
  ["interrupted", run("interrupted"), 143, [
    "Interrupted; what was done is saved in runs/a:", "  a, b", "Go on with: usagi resume runs/a",
  ]],
])("results that are %s", (_, result, exitCode, lines) => {
  const results = { status: statusOf([result]), runs: [result] };
  expect(conclude(results, ["a", "b"], place)).toEqual({ exitCode, lines: ["", ...lines] });
});

test("what could not be saved comes before all else", () => {
  const outcomes = [{ result: run("not started") }, { result: run("interrupted") }];
  expect(concludeWithoutResults({ outcomes, unsaved: "the disk is full" }, place)).toEqual({
    exitCode: 1,
    lines: [],
    error:
      "error: runs/a: the disk is full. What was saved before is intact; once that is put right, go on with: " +
      "usagi resume runs/a",
  });
});

test("without a step there is nothing to report, with one there is", () => {
  expect(concludeWithoutResults({ outcomes: [{ result: run("not started") }] }, place)).toMatchObject({ exitCode: 143, lines: [] });
  const outcomes = [{ result: run("not started") }, { result: run("complete") }];
  expect(concludeWithoutResults({ outcomes }, place)).toBe(undefined);
});

const tried = (status: TrialRun["status"], digest = "ab") =>
  ({ settings: {}, value: null, runs: [{ trial: 0, seed: 0, status, steps: 1, accuracy: null, loss: null, digest }] });
const tuning = (...trials: TunedArm["trials"]): TuningResults => ({
  trials: trials.length, method: "halton", choose: "final", seeds: [0],
  arms: [{ arm: "Adam", space: {}, trials, chosen: null, edges: [] }],
});

test("a search that was interrupted among its trials says how many are saved", () => {
  const outcomes = [{ result: run("not started") }];
  const search = tuning(tried("complete"), tried("failed"), { settings: {}, value: null, runs: [] });
  expect(concludeWithoutResults({ outcomes, tuning: search }, place)).toEqual({
    exitCode: 143,
    lines: ["", "Interrupted; 2 of 3 trials are saved in runs/a.", "Go on with: usagi resume runs/a"],
  });
});

test("one that was interrupted within its first trials says that they go on", () => {
  const outcomes = [{ result: run("not started") }];
  const search = tuning({ settings: {}, value: null, runs: [] });
  expect(concludeWithoutResults({ outcomes, tuning: search, begun: true }, place)).toEqual({
    exitCode: 143,
    lines: ["", "Interrupted within the first trials; how far they are is saved in runs/a.", "Go on with: usagi resume runs/a"],
  });
  expect(concludeWithoutResults({ outcomes, tuning: search }, place)!.error).toContain("before the first step");
});

test("an arm all of whose trials diverged is over; one of which the machine ended a trial is not", () => {
  const runs = [run("failed", "")];
  expect(isOver({ status: "failed", runs, tuning: tuning(tried("failed"), tried("failed")) })).toBe(true);
  expect(isOver({ status: "failed", runs, tuning: tuning(tried("failed"), tried("failed", "")) })).toBe(false);
  expect(isOver({ status: "interrupted", runs, tuning: tuning(tried("failed")) })).toBe(false);
});

test("a report that could not be written", () => {
  expect(concludeUnwritten("the disk is full", { ...place, folder: "\u001b[2J" })).toEqual({
    exitCode: 1,
    lines: [],
    error:
      "error: \\u{1b}[2J: the results could not be saved: the disk is full. The networks are saved; once that is " +
      "put right, go on with: usagi resume runs/a",
  });
});
