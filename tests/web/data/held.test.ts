/** What the page knows of data of one's own. */
import { expect, test } from "vitest";
import type { Data } from "../../../experiment/evaluation.ts";
import { readCsv } from "../../../experiment/data/csv.ts";
import { about, inFileUnits } from "../../../web/data/held.ts";

test("inputs are shown as the file has them", () => {
  const given = (options: object) => {
    const { train, coding } = readCsv("a.csv", "size,kind,same,price\n10,a,7,1\n30,b,7,2\n", { target: "price", test: { name: "a.csv", text: "size,kind,same,price\n10,a,7,1\n" }, ...options });
    const data = {} as Data;
    about.set(data, { coding, warnings: [] });
    return [0, 1, 3].map((input, place) => {
      const own = inFileUnits(data, place);
      return Array.from({ length: train.size }, (_, row) => own(train.rows![row * train.inputs + input]!)).sort((a, b) => a - b);
    });
  };
  // Of categories an input is 0 or 1; of one value the inputs are 0.
  for (const standardize of [true, false]) expect(given({ standardize })).toEqual([[10, 30], [0, 1], [7, 7]]);
  expect(inFileUnits({} as Data, 0)(3)).toBe(3);
});
