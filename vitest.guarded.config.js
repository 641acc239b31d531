// The suite once more on the debug build, which keeps the kernels' asserts and checks every call of one
// (tests/guarded/). scripts/test-guarded.js builds it first.

import { defineConfig } from "vitest/config";
import { vitePlugin } from "./tests/guarded/replace.js";

export default defineConfig({
  plugins: [vitePlugin],
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: [
      // What is released: its files, their sizes and licences, and the page that is built of them.
      "tests/packaging/**",
      "tests/web/**",
      // Trains MNIST for minutes: at night.
      ...(process.env.USAGI_NIGHTLY ? [] : ["tests/cli/conclusions.test.ts"]),
    ],
    testTimeout: 120_000,
    env: { USAGI_GUARDED: "1" },
  },
});
