/** What an optimizer does not have, and why: the options of others, and sources that do not know it. */
import { type OptimizerName, optimizerNames, optimizerRow, sources } from "../bindings/parts/optimizers.ts";
import type { OptionRules } from "../bindings/parts/options.ts";
import { textOf } from "../bindings/texts.ts";

const nesterov = 'it is an optimizer of its own: { "name": "nesterov" }';

/** Options that people look for, by the optimizers that cannot have them. */
const reasons: { readonly [Name in OptimizerName]?: Readonly<Record<string, string>> } = {
  sgd: { nesterov },
  momentum: { nesterov, amsgrad: "it keeps the greatest mean square, and momentum has no mean square" },
  nesterov: {
    nesterov: "that is what it is",
    dampening: "its look ahead is that of a velocity of whole gradients (torch refuses it too)",
    amsgrad: "it keeps the greatest mean square, and nesterov has no mean square",
  },
  nadam: { amsgrad: "no source has it; take adam" },
};

/** Why an optimizer has no such option; undefined where nobody has. */
function option(name: OptimizerName, key: string): string | undefined {
  const own = reasons[name] ?? {};
  const reason = Object.hasOwn(own, key) ? own[key] : undefined;
  if (reason !== undefined) return `${name} has no ${key}: ${reason}`;
  const others = optimizerNames.filter((other) => Object.hasOwn(optimizerRow(other).options, key));
  if (others.length === 0) return undefined;
  const rules: OptionRules = optimizerRow(others[0]!).options;
  return `${name} has no ${key}: it is of ${others.join(", ")} (${textOf(rules[key]!.about).replace(/\.$/, "")})`;
}

/** What else there is in a source that has no such optimizer. */
function choice(name: OptimizerName, key: string, value: unknown): string | undefined {
  const source = sources.find((one) => key === "semantics" && one === value);
  if (source === undefined || source in optimizerRow(name).sources) return undefined;
  const known = optimizerNames.filter((other) => source in optimizerRow(other).sources);
  return `${source} has no ${name}; it has ${known.join(", ")}`;
}

export const absent = { option, choice };
