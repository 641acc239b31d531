/** That the suite on the debug build (npm run test:guarded) is what it says. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile } from "../../bindings/compile.ts";
import { instantiate, ownMemory } from "./core.ts";

test("has guarded kernels that keep their asserts", async () => {
  const module = await compile();
  expect(() => instantiate(module).sgdStep(0, 0, 1, 0, 4)).toThrow("sgdStep: 16 bytes at 0 do not lie");
  const { exports } = await WebAssembly.instantiate(module, {
    env: {
      memory: ownMemory(),
      abort: () => {
        throw new Error("an assert failed");
      },
    },
  });
  expect(() => (exports["sumRows"] as (...args: number[]) => void)(0, 0, 0, 0)).toThrow("an assert failed");
});

test("has guarded commands and threads", () => {
  const folder = new URL("../../dist/", import.meta.url);
  const chunks = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const text = chunks.map((name) => readFileSync(new URL(name, folder), "utf8")).join("");
  expect(text).toContain("do not lie within a region of the arena");
});
