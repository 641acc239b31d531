/** What is told of optimizers, in the language of the command line. Apart, because two commands alone need it. */
import { language } from "./language.ts";
import { optimizers } from "./optimizers-ja.ts";

/** A sentence, a formula or what an option means. */
export const told = (text: string, of = language()): string => (of === "ja" && Object.hasOwn(optimizers, text) ? optimizers[text]! : text);
