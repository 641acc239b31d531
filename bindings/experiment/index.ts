export type { ResolvedArm, ResolvedExperiment } from "./resolve.ts";
export { resolve } from "./resolve.ts";
export { jsonSchema } from "./schema.ts";
export type { Metrics } from "./training.ts";
export { Training } from "./training.ts";
