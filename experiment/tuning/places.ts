/** What there is to search of an arm, by paths as files write them, with the rules of its options. */
import { denseOptions, expandShorthand, optionalParts } from "../../bindings/description.ts";
import { type Activation, activation as activationLayer, activationPart, activationRow } from "../../bindings/parts/activations.ts";
import { dense } from "../../bindings/parts/dense.ts";
import { optionalKinds } from "../../bindings/parts/layers.ts";
import { type OptimizerName, optimizerRow } from "../../bindings/parts/optimizers.ts";
import type { OptionRule, OptionRules } from "../../bindings/parts/options.ts";
import { type ScheduleName, scheduleRow } from "../../bindings/parts/schedules.ts";
import { armNetworkOptions, defaults, epochs, regularizationOptions, stopOptions, trainingOptions } from "../options.ts";
import type { ArmSettings } from "../resolve.ts";

/** What stands at a path. */
export interface Place {
  /** Of an option, or of the one that a number alone stands for, as with dropout. */
  readonly rule?: OptionRule;
  /** What may be chosen whole from a list. */
  readonly part?: string;
}

/** The name of a part that may be given by it alone. */
const nameOf = (key: string, given: unknown): unknown => (expandShorthand(key, given) as { name?: unknown } | undefined)?.name;

/** Which optimizer an arm has. */
export const optimizerOf = ({ optimizer }: ArmSettings) => (nameOf("optimizer", optimizer) ?? defaults.optimizer) as OptimizerName;

/** The steps of a path such as `network.hidden[0].units`. */
export const stepsOf = (path: string): (string | number)[] =>
  Array.from(path.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([step, index]) => (index === undefined ? step : Number(index)));

/** All places of an arm; of the hidden layers, those of the one that `path` leads to. */
export function placesOf(settings: ArmSettings, path: string): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const options = (owner: string, rules: OptionRules) => {
    for (const [name, rule] of Object.entries(rules)) places.set(`${owner}.${name}`, { rule });
  };
  const optional = (owner: string, key: string) => {
    const { options: rules, shorthand } = optionalParts[key]!;
    places.set(`${owner}.${key}`, { part: key, ...(shorthand !== undefined && { rule: rules[shorthand]! }) });
    options(`${owner}.${key}`, rules);
  };
  const activation = (owner: string, given: Activation) => {
    places.set(`${owner}.activation`, { part: "activation" });
    options(`${owner}.activation`, activationRow(activationPart(given).name).options);
  };
  const { network = {}, schedule } = settings;

  places.set("optimizer", { part: "optimizer" });
  options("optimizer", optimizerRow(optimizerOf(settings)).options);
  places.set("schedule", { part: "schedule" });
  options("schedule", scheduleRow((nameOf("schedule", schedule) ?? defaults.schedule) as ScheduleName).options);
  options("training", { ...trainingOptions, epochs });
  optional("training", "clipping");
  places.set("training.stop", { part: "stop", rule: stopOptions.patience });
  options("training.stop", stopOptions);
  options("regularization", { ...regularizationOptions.layers, ...regularizationOptions.network });
  optional("regularization", "augment");

  const standard = activationLayer.options.name.default;
  places.set("network.hidden", { part: "hidden" });
  options("network", { init: denseOptions.init, ...armNetworkOptions });
  activation("network", network.activation ?? standard);
  for (const kind of optionalKinds) optional("network", kind);
  options("network.output", denseOptions);
  const [, , index] = stepsOf(path);
  const layers = network.hidden ?? defaults.hidden;
  const layer = path.startsWith("network.hidden[") && typeof index === "number" ? layers[index] : undefined;
  if (layer !== undefined) {
    const owner = `network.hidden[${index}]`;
    options(owner, dense.options);
    activation(owner, (typeof layer === "number" ? undefined : layer.activation) ?? network.activation ?? standard);
    for (const kind of optionalKinds) optional(owner, kind);
  }
  return places;
}
