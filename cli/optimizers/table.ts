/** The table of optimizers as people read it: on the terminal and in the documents. */
import { describeRange } from "../../bindings/errors.ts";
import {
  optimizerDefaults, type OptimizerName, optimizerNames, optimizerRow, type Source, sources,
} from "../../bindings/parts/optimizers.ts";
import type { OptionRule } from "../../bindings/parts/options.ts";
import { textOf } from "../../bindings/texts.ts";
import { oneOf } from "../../experiment/suggest.ts";
import { rangesOf } from "../../experiment/tuning/ranges.ts";
import { prose } from "../../report/optimizers.ts";

type Semantics = "usagi" | Source;

const known = (name: OptimizerName): Source[] => sources.filter((source) => source in optimizerRow(name).sources);

/** An option's default in each semantics; where a source has it in one form only, in brackets. */
export interface OptionLine {
  readonly key: string;
  readonly about: string;
  /** What it may be; empty where its meaning says so. */
  readonly allowed: string;
  readonly values: readonly string[];
}

/** The semantics of an optimizer, and its options with what they are in each. */
export function optionTable(name: OptimizerName): { columns: Semantics[]; lines: OptionLine[] } {
  const columns: Semantics[] = ["usagi", ...known(name)];
  const rules = Object.entries<OptionRule>(optimizerRow(name).options).filter(([key]) => key !== "semantics");
  const lines = rules.map(([key, rule]) => {
    const values = columns.map((source) => {
      const { defaults, form } = optimizerDefaults(name, source);
      const value = String(defaults[key]);
      return key in form ? `[${value}]` : value;
    });
    return { key, about: textOf(rule.about), allowed: allowedBy(rule), values };
  });
  return { columns, lines };
}

function allowedBy(rule: OptionRule): string {
  if (rule.kind === "number") return describeRange(rule);
  if (rule.kind !== "choice" || rule.choices.every((choice) => textOf(rule.about).includes(choice))) return "";
  return oneOf(rule.choices);
}

/** What a search of `"default"` tries: `learningRate 1e-5 … 0.1`. All ranges are logarithmic. */
export const searched = (name: OptimizerName): string[] =>
  Object.entries(rangesOf(name)).map(([key, { min, max, of }]) => `${of === "x" ? "" : "1 − "}${key} ${short(min)} … ${short(max)}`);

const short = (value: number) => (value < 0.01 ? value.toExponential() : String(value));

/** A line for each optimizer: its name, the sources that have it, and its first formula. */
export function overview(): { name: OptimizerName; title: string; sources: Source[] }[] {
  return optimizerNames.map((name) => ({ name, title: prose[name].title, sources: known(name) }));
}
