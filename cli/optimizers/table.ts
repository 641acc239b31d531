/** The table of optimizers as people read it: on the terminal and as docs/optimizers.md. */
import { describeRange } from "../../bindings/errors.ts";
import {
  optimizerDefaults, type OptimizerName, optimizerNames, optimizerRow, type Source, sources,
} from "../../bindings/parts/optimizers.ts";
import type { OptionRule } from "../../bindings/parts/options.ts";
import { textOf } from "../../bindings/texts.ts";
import { oneOf } from "../../experiment/suggest.ts";
import { rangesOf } from "../../experiment/tuning/ranges.ts";
import { prose, versions } from "../../report/optimizers.ts";

type Semantics = "usagi" | Source;

const known = (name: OptimizerName): Source[] => sources.filter((source) => source in optimizerRow(name).sources);

/** An option's default in each semantics; where a source has it in one form only, in brackets. */
export interface OptionLine {
  readonly key: string;
  readonly about: string;
  /** What it may be, as a sentence; empty where its meaning says so. */
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
  if (rule.kind === "number") return `${describeRange(rule).replace(/^a/, "A")}.`;
  if (rule.kind !== "choice" || rule.choices.every((choice) => textOf(rule.about).includes(choice))) return "";
  return `${oneOf(rule.choices)}.`;
}

/** What a search of `"default"` tries: `learningRate 1e-5 … 0.1`. All ranges are logarithmic. */
export const searched = (name: OptimizerName): string[] =>
  Object.entries(rangesOf(name)).map(([key, { min, max, of }]) => `${of === "x" ? "" : "1 − "}${key} ${short(min)} … ${short(max)}`);

const short = (value: number) => (value < 0.01 ? value.toExponential() : String(value));

/** A line for each optimizer: its name, the sources that have it, and its first formula. */
export function overview(): { name: OptimizerName; title: string; sources: Source[] }[] {
  return optimizerNames.map((name) => ({ name, title: prose[name].title, sources: known(name) }));
}

const bracketNote = "In brackets is what a source has in that form only: another is refused beside its name.";

/** docs/optimizers.md */
export function markdown(): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const summary = [
    row(["name", ...sources]), row(["---", ...sources.map(() => ":-:")]),
    ...overview().map(({ name, title, sources: own }) =>
      row([`[${title}](#${title.toLowerCase()})`, ...sources.map((source) => (own.includes(source) ? `\`${name}\`` : ""))]),
    ),
  ];
  const sections = optimizerNames.flatMap((name) => {
    const { title, formula, forms, paper, differences } = prose[name];
    const { columns, lines } = optionTable(name);
    return [
      `## ${title}`, "", `\`"name": "${name}"\`. ${paper}.`, "", "```formula", ...formula, ...forms, "```", "",
      row(["option", ...columns]), row(["---", ...columns.map(() => "---")]),
      ...lines.map(({ key, values }) => row([`\`${key}\``, ...values])), "",
      ...lines.map(({ key, about, allowed }) => `- \`${key}\`: ${about} ${allowed}`.trimEnd()), "",
      `\`"search": "default"\` tries, on a logarithmic scale, ${searched(name).join(", ")}.`, "",
      ...differences.flatMap((text) => [text, ""]),
    ];
  });
  return [
    "# Optimizers", "",
    "This file is written by `npm run build` from the table of optimizers (`bindings/parts/optimizers.ts`) and what",
    "`report/optimizers.ts` tells of them; `node cli.js optimizers` and `node cli.js optimizers adam` print the same.", "",
    "Libraries mean different steps by the same name. `\"semantics\": \"torch\"` beside an optimizer's name takes the form",
    "and the defaults of that source; every option can be given by itself, and `results.json` holds them all. Without",
    "`semantics` they are those of the column `usagi`. " + bracketNote, "",
    ...sources.map((source) => `- \`${source}\`: ${versions[source]}`), "",
    "g is the gradient, w a parameter, η the learning rate of the step, t counts steps from 1, state starts at 0.",
    "Fifty steps of each form are tested against PyTorch's own in float64, and of the others against NumPy in float64,",
    "to 1e-5 relative in norm (`tests/fixtures/optimizer_forms.py`).", "",
    "**Weight decay** λ is part of the step and not of the logged loss, unlike `regularization.l2`. It is *coupled* where",
    "λw joins the gradient before all else (PyTorch but for AdamW), *decoupled* where ηλw is taken off beside the step",
    "(Keras, optax, AdamW), and by *schedule* where λw is, times what a schedule makes of η over η (the AdamW paper). For",
    "SGD coupled and decoupled are the same; for what divides by the size of gradients they are not. The libraries decay",
    "every parameter; without semantics weights alone decay.", "",
    ...summary, "", ...sections,
  ].join("\n").trimEnd() + "\n";
}
