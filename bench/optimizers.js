// The library's table of optimizers, which no build exports: kernels and steps of all of its rows are measured.

import { importSource } from "../scripts/source.js";

/** @type {typeof import("../bindings/parts/optimizers.ts")} */
const optimizers = await importSource('export * from "./bindings/parts/optimizers.ts";');
export const { optimizerNames, optimizerState, optimizerStep, resolveOptimizer } = optimizers;
