import { wrap } from "./report/wrap.ts";

/** Lines of at most 80 columns, the first of them not indented. */
export const wrapped = (text: string, indent = "  "): string[] => wrap(text, 80, indent);
