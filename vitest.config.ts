import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/guarded/**"], // vitest.guarded.config.ts
    testTimeout: 60_000,
  },
});
