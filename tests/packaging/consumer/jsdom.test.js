// Run by Jest in jsdom, which has neither TextDecoder nor fetch nor crypto.subtle.

import { webcrypto } from "node:crypto";
import { writeFileSync } from "node:fs";
import { compile } from "usagi-nn";
import "usagi-nn/experiment";
import * as inline from "usagi-nn/inline";
import "usagi-nn/worker";
import { train } from "./train.js";

test("trains", async () => {
  expect(typeof window).toBe("object");
  Object.defineProperty(globalThis, "crypto", { value: webcrypto });
  const digests = [await train(await compile()), await train(await inline.compile())];
  writeFileSync("jsdom.json", JSON.stringify(digests));
});
