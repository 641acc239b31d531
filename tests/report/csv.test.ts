/** What did not come to its end is not to look like a result. */
import { expect, test } from "vitest";
import { layersCsv, metricsCsv } from "../../report/csv.ts";
import { sampleResults } from "./sample.ts";

const layers = [{ name: "dense1", gradient: [1], update: [2], weight: [3] }];
const results = sampleResults("one", [{ name: "SGD", final: 0.5, half: 300 }, { name: "Adam", final: 0.95, half: 170 }], [0]);
for (const run of results.runs) run.layers = layers;
const [sgd, adam] = results.runs;

test("finished runs have no status; where one is not finished each row has its own", () => {
  const lines = (text: string) => text.trimEnd().split("\r\n");
  for (const csv of [metricsCsv(results), layersCsv(results)]) expect(csv).not.toContain("status");
  const runs = [{ ...sgd!, status: "interrupted" as const }, adam!];
  for (const csv of [metricsCsv({ ...results, runs }), layersCsv({ runs })]) {
    const [header, ...rows] = lines(csv);
    expect(header).toMatch(/,status$/);
    for (const row of rows) expect(row).toMatch(row.startsWith("SGD,") ? /,interrupted$/ : /,complete$/);
  }
});
