/** Experiments as the page reads them. */
import { expect, test } from "vitest";
import { readDraft } from "../../web/state/draft.ts";

test("of an experiment with a search the page says that it trains the arms as they are", () => {
  const file = { name: "t", dataset: { name: "mnist", validation: 100 }, optimizer: "adam", search: "default", tuning: {} };
  const { experiment, problems, warnings } = readDraft("t.json", JSON.stringify(file));
  expect(problems).toEqual([]);
  expect(experiment?.arms[0]?.optimizer).toMatchObject({ name: "adam", learningRate: 0.001 });
  expect(warnings.map(({ sentence }) => sentence)).toEqual([
    "the page trains the arms as they are; run this with the command line to tune them",
  ]);
  expect(readDraft("t.json", '{ "name": "t" }').warnings).toEqual([]);
});
