import { readdirSync } from "node:fs";
import { expect, test, vi } from "vitest";

vi.stubGlobal("location", { search: "" });
vi.stubGlobal("navigator", { languages: ["en"] });

const files = ["experiment.json", ...readdirSync("experiments").filter((name) => name.endsWith(".json")).map((name) => `experiments/${name}`)];

test("every experiment of the page has a name in both languages, and says in Japanese what it shows", async () => {
  const { en } = await import("../../web/experiments/texts.ts");
  const { ja } = await import("../../web/experiments/ja.ts");
  const descriptions = await import("../../web/experiments/descriptions.ts");
  expect(Object.keys(en)).toEqual(Object.keys(ja));
  expect(Object.keys(en).sort()).toEqual(files.sort());
  expect(Object.keys(descriptions.ja).sort()).toEqual(files.sort());
});
