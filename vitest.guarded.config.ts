// The suite on the debug build, which scripts/guarded.js makes.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: "build/guarded",
    include: ["tests/**/*.test.ts"],
    exclude: [
      "tests/packaging/**", // what is in the released package, and its bundles in pages: not these files
    ],
    env: { USAGI_RELEASE: fileURLToPath(new URL("dist/index.js", import.meta.url)) },
    testTimeout: 60_000,
  },
});
