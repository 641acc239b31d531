import { expect, test } from "vitest";
import { confusionCells } from "../../report/confusion.ts";

test("one image of ten thousand has a colour, none has none, and the colour is that of the share's root", () => {
  const heats = confusionCells([[9999, 1, 0], [0, 0, 0], [25, 0, 75]]).map((cells) => cells.map(({ heat }) => heat));
  expect(heats).toEqual([[9, 1, 0], [0, 0, 0], [5, 0, 8]]);
  const [[first, second]] = confusionCells([[3, 1], [0, 1]]) as [[unknown, unknown]];
  expect([first, second]).toEqual([{ count: 3, right: true, heat: 8 }, { count: 1, right: false, heat: 5 }]);
});
