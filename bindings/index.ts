export * from "./api.ts";
export { compile } from "./compile.ts";
