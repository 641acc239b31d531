import { expect, test } from "vitest";
import { parseShard, shardOf } from "../../cli/run/shard.ts";

test("every trial or run is of one part, and neighbours are of different ones", () => {
  const parts = Array.from({ length: 10 }, (_, place) => shardOf(place, 4));
  expect(parts).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2]);
  expect(shardOf(7, 1)).toBe(1);
});

const slurm = (id: string, rest: NodeJS.ProcessEnv = {}) => ({
  SLURM_ARRAY_TASK_ID: id, SLURM_ARRAY_TASK_MIN: "0", SLURM_ARRAY_TASK_COUNT: "8", ...rest,
});

test.each<[string, NodeJS.ProcessEnv, string]>([
  ["2/8", {}, "2/8"],
  ["8/8", slurm("3"), "8/8"],
  ["auto", slurm("0"), "1/8"],
  ["auto", slurm("7"), "8/8"],
  ["auto", slurm("4", { SLURM_ARRAY_TASK_MIN: "1" }), "4/8"],
  ["auto", slurm("7", { SLURM_ARRAY_TASK_MIN: "1", SLURM_ARRAY_TASK_STEP: "2", SLURM_ARRAY_TASK_COUNT: "5" }), "4/5"],
  ["auto/8", slurm("8", { SLURM_ARRAY_TASK_MIN: "1" }), "8/8"],
  // --array=3 and --array=4,6: tasks that are submitted again.
  ["auto/8", slurm("3", { SLURM_ARRAY_TASK_MIN: "3", SLURM_ARRAY_TASK_COUNT: "1" }), "3/8"],
  ["auto/8", slurm("6", { SLURM_ARRAY_TASK_MIN: "4", SLURM_ARRAY_TASK_COUNT: "2" }), "6/8"],
  ["auto/8", { JOB_COMPLETION_INDEX: "0" }, "1/8"],
  ["auto/8", { JOB_COMPLETION_INDEX: "7" }, "8/8"],
])("%s with %j is %s", (text, env, expected) => {
  const { index, of } = parseShard(text, env);
  expect(`${index}/${of}`).toBe(expected);
});

test.each<[string, NodeJS.ProcessEnv, RegExp]>([
  ["2", {}, /such as 2\/8/],
  ["", {}, /such as 2\/8/],
  ["two/8", {}, /such as 2\/8/],
  ["0/8", {}, /from 1 to 8/],
  ["9/8", {}, /from 1 to 8/],
  ["1/0", {}, /from 1 to 100000 parts/],
  ["1/1000000", {}, /from 1 to 100000 parts/],
  ["auto", {}, /Neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set/],
  ["auto", { SLURM_ARRAY_TASK_ID: "3" }, /_MIN and _COUNT/],
  ["auto", { JOB_COMPLETION_INDEX: "3" }, /auto\/8/],
  ["auto/8", { JOB_COMPLETION_INDEX: "8" }, /from 1 to 8/],
  ["auto", slurm("3", { SLURM_ARRAY_TASK_MIN: "3", SLURM_ARRAY_TASK_COUNT: "1" }), /begins at 3.*such as auto\/8/],
  ["auto/8", slurm("0"), /begins at 0.*--array=1-8/],
  ["auto/4", slurm("7"), /from 1 to 4/],
  // Tasks 1, 4 and 6 of an array that was asked for by name are no equal parts.
  ["auto", slurm("4", { SLURM_ARRAY_TASK_MIN: "1", SLURM_ARRAY_TASK_COUNT: "3" }), /from 1 to 3/],
])("%s with %j is refused: %s", (text, env, reason) => {
  expect(() => parseShard(text, env)).toThrow(reason);
});
