/** What is said of a run's outcomes, and its exit code. */
import { expect, test } from "vitest";
import { conclude, concludeUnwritten, concludeWithoutResults, statusOf } from "../../cli/run/conclude.ts";
import { notStarted } from "../../experiment/not-started.ts";
import type { RunResult, RunStatus } from "../../experiment/results.ts";

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
  const outcomes = [{ result: run("not started") }, { result: run("interrupted"), unsaved: "the disk is full" }];
  expect(concludeWithoutResults(outcomes, place)).toEqual({
    exitCode: 1,
    lines: [],
    error:
      "error: runs/a: the disk is full. What was saved before is intact; once that is put right, go on with: " +
      "usagi resume runs/a",
  });
});

test("without a step there is nothing to report, with one there is", () => {
  expect(concludeWithoutResults([{ result: run("not started") }], place)).toMatchObject({ exitCode: 143, lines: [] });
  expect(concludeWithoutResults([{ result: run("not started") }, { result: run("complete") }], place)).toBe(undefined);
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
