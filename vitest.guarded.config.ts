// The suite on the debug build, which scripts/guarded.js makes.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: "build/guarded",
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/packaging/**"], // about the files of the release
    // What tests/guarded compares with.
    env: { USAGI_RELEASE: fileURLToPath(new URL("dist/index.js", import.meta.url)) },
    testTimeout: 60_000,
  },
});
