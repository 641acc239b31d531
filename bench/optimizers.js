// The library's table of optimizers, which no build exports: kernels and steps of all of its rows are measured.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../bindings/parts/optimizers.ts", import.meta.url));
const { outputFiles: [{ text }] } = await build({
  entryPoints: [entry], bundle: true, format: "esm", write: false, logLevel: "error",
});

export const { optimizerNames, optimizerState, optimizerStep, resolveOptimizer } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
