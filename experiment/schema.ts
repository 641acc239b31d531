/**
 * The format of an experiment file, as people write it: shorthands allowed, every default left out.
 * `resolve.ts` makes the complete form of it. Only what one value alone can tell is checked here;
 * what depends on several (evaluateEvery and iterations, an arm and its base) is in `check.ts`.
 */
import * as z from "zod";
import { denseOptions, MAX_HIDDEN, networkOptions, optionalParts } from "../bindings/description.ts";
import { describeRange, type Range } from "../bindings/errors.ts";
import { type Activation, activation as activationLayer, activationNames, activations } from "../bindings/parts/activations.ts";
import type { augment as augmentPart } from "../bindings/parts/augment.ts";
import type { ClippingOptions } from "../bindings/parts/clipping.ts";
import { dense, MAX_UNITS } from "../bindings/parts/dense.ts";
import { type LayerOptions, type OptionalKind, optionalKinds } from "../bindings/parts/layers.ts";
import { type Loss, type LossName, losses } from "../bindings/parts/losses.ts";
import { type Optimizer, type OptimizerName, optimizers } from "../bindings/parts/optimizers.ts";
import type { GivenOptions, NamedRows, OptionRule } from "../bindings/parts/options.ts";
import { type Schedule, type ScheduleName, schedules } from "../bindings/parts/schedules.ts";
import { absent } from "./absent.ts";
import { claimOptions, type ClaimSides, type LocalText, type Moment, momentChoices } from "./claims.ts";
import { dataset } from "./dataset-schema.ts";
import { either, list, nameError, option, options, portable, record, text, whole } from "./fields.ts";
import { lostBackslashes } from "./mistakes.ts";
import {
  armNetworkOptions, defaults, epochs, halvingOptions, intervalOptions, maxIterations, regularizationOptions, stopOptions,
  trainingOptions, tuningOptions,
} from "./options.ts";
import type { LayerChoice, ResolvedStart } from "./start.ts";
import { oneOf } from "./suggest.ts";
import { mostDimensions } from "./tuning/fractions.ts";

const nameForm = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N} ._+()-]*[\p{L}\p{M}\p{N}_+()-])?$/u;
const reservedName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

const name = z
  .string("must be a text")
  .refine(
    (value) => nameForm.test(value) && Array.from(value).length <= 64,
    "must be 1 to 64 letters, digits, spaces or ._+()- that can name a folder (first a letter, digit or _; " +
      "no space or . at the end)",
  )
  .refine((value) => !reservedName.test(value), "is a reserved name on Windows; choose another")
  .meta({
    description: "Names the experiment and its folder, runs/<name>.",
    minLength: 1,
    maxLength: 64,
    pattern: portable.name,
    not: { pattern: portable.reservedName },
  });

/** What a file may say of a part that there is or is not, such as dropout. */
function optionalPart(key: string) {
  const { about, options: rules, shorthand } = optionalParts[key]!;
  const number = shorthand === undefined ? undefined : rules[shorthand]!;
  const object = record(options(rules), "With these options.");
  const description = { about, default: false };
  if (!number) return either([z.boolean(), object], "true, false or an object of options", description);
  return either(
    [z.literal(false), option({ ...number, default: undefined }), object],
    `false, a ${shorthand} (${describeRange(number as Range)}), or an object with ${Object.keys(rules).join(" and ")}`,
    description,
  );
}

/** The schemas of all layers that a block may have, by their names. */
const optionalLayers = Object.fromEntries(
  optionalKinds.map((kind) => [kind, optionalPart(kind).exactOptional()]),
) as unknown as { [Kind in OptionalKind]: z.ZodExactOptional<z.ZodType<boolean | number | LayerOptions<Kind>>> };
const clipping = optionalPart("clipping") as z.ZodType<false | number | Partial<ClippingOptions>>;
const augment = optionalPart("augment") as z.ZodType<boolean | GivenOptions<typeof augmentPart.options>>;

/** What hidden layers and the output layer have in common. */
const denseShape = options(denseOptions);

/** A part of a table, such as an optimizer: an object with its name and any of its options. */
function namedPart(what: string, rows: NamedRows, { option, choice }: Partial<typeof absent> = {}) {
  const [first, ...others] = Object.entries(rows).map(([name, { options: rules }]) =>
    record(
      { name: z.literal(name), ...options(rules, (key, value) => choice?.(name as never, key, value)) },
      `${what} ${name}.`, (key) => option?.(name as never, key),
    ),
  );
  return z.discriminatedUnion("name", [first!, ...others], { error: nameError(Object.keys(rows)) });
}

const activation = either(
  [z.enum(activationNames), namedPart("Activation", activations)],
  `${oneOf(activationNames)}, or an object with such a name and options`,
  activationLayer.options.name,
  activationNames,
) as unknown as z.ZodType<Activation, Activation>;

const units = whole(dense.options.units);
const hiddenLayer = either(
  [
    units,
    record(
      { units, activation: activation.exactOptional(), ...optionalLayers, ...denseShape },
      "A hidden layer; what it does not say is taken from the network.",
    ),
  ],
  `a number of units from 1 to ${MAX_UNITS} or an object with units`,
  { about: "A hidden layer." },
);

const hiddenLayers = list(hiddenLayer, 0, MAX_HIDDEN, {
  description: "The hidden layers, from the first: numbers of units or objects. Default [100].",
});
const network = record(
  {
    hidden: hiddenLayers.exactOptional(),
    activation: activation.exactOptional(),
    init: denseShape.init,
    ...optionalLayers,
    ...options(armNetworkOptions),
    output: record(denseShape, "The output layer (by the loss: a unit for each class, one, or one for each target).").exactOptional(),
  },
  "The network. activation, batchNorm and dropout hold for every hidden layer, init for the output layer " +
    "too, unless a layer says otherwise.",
);

const stop = either(
  [z.literal(false), option({ ...stopOptions.patience, default: undefined }), record(options(stopOptions), "With these options.")],
  `false, a patience (a whole number), or an object with ${Object.keys(stopOptions).join(", ")}`,
  { about: "Whether training stops early, when evaluations on the validation rows get no better.", default: false },
) as z.ZodType<false | number | GivenOptions<typeof stopOptions>, false | number | GivenOptions<typeof stopOptions>>;

const { iterations, ...otherTraining } = trainingOptions;
const training = record(
  {
    ...options({ iterations, epochs }), ...options(otherTraining), clipping: clipping.exactOptional(),
    stop: stop.exactOptional(),
  },
  "How long and on what the network trains.",
)
  .refine(({ iterations, epochs }) => iterations === undefined || epochs === undefined, {
    error: "stands beside iterations; give one of the two",
    path: ["epochs"],
  })
  .meta({ not: { required: ["iterations", "epochs"] } });

const regularization = record(
  { ...options(regularizationOptions.layers), ...options(regularizationOptions.network), augment: augment.exactOptional() },
  "What holds the weights of every dense layer back, unless the layer says otherwise; softer labels; training images that " +
    "are moved, and noise.",
);

/**
 * A named part as experiments choose it, alone or with options, and as arms do, which may give the options alone:
 * check.ts checks them after the merge.
 */
function chosenPart<Name extends string, Part>(
  part: string, rows: NamedRows, standard: Name, explain?: Parameters<typeof namedPart>[2],
) {
  const names = Object.keys(rows);
  const named = namedPart(`The ${part}`, rows, explain);
  // Who gives a name means the form that has one: its faults are reported, and not that this one has no names.
  const changes = record(
    { name: z.never().meta({ description: `Left out: the ${part} is the base's.` }).exactOptional(), ...options(anyOptions(rows)) },
    `Other options for the base's ${part}.`,
  );
  const allowed = `${oneOf(names)}, or an object with such a name and options`;
  const common = either([z.enum(names), named], allowed, { about: `The ${part}.`, default: standard }, names);
  const about = `Another ${part}, or other options for the base's.`;
  const ofArm = either([z.enum(names), named, changes], allowed, { about }, names);
  return {
    named,
    common: common as unknown as z.ZodType<Name | Part, Name | Part>,
    ofArm: ofArm as unknown as z.ZodType<Name | Part | Omit<Part, "name">, Name | Part | Omit<Part, "name">>,
  };
}

/** Where two have an option of one name, the first's range is the wider (AdaGrad's ε may be 0), and all choices are. */
function anyOptions(rows: NamedRows): Record<string, OptionRule> {
  const any: Record<string, OptionRule> = {};
  for (const { options: own } of Object.values(rows).toReversed()) {
    for (const [key, rule] of Object.entries(own)) {
      const before = any[key];
      const both = rule.kind === "choice" && before?.kind === "choice" ? [...rule.choices, ...before.choices] : undefined;
      any[key] = both ? ({ ...rule, choices: [...new Set(both)] } as OptionRule) : rule;
    }
  }
  return any;
}

const optimizer = chosenPart<OptimizerName, Optimizer>("optimizer", optimizers, defaults.optimizer, absent);
const schedule = chosenPart<ScheduleName, Schedule>("schedule", schedules, defaults.schedule);
const loss = chosenPart<LossName, Loss>("loss", losses, defaults.loss);

/** Parts as objects with their names. */
export const named = { optimizer: optimizer.named, schedule: schedule.named, loss: loss.named };

/** What a search may choose whole from a list, by the names of `tuning/places.ts`. */
export const wholeParts: Readonly<Record<string, z.ZodType>> = {
  optimizer: optimizer.common, schedule: schedule.common, loss: loss.common, activation, hidden: hiddenLayers, stop, clipping, augment,
  ...optionalLayers,
};

const limit = (about: string) => z.number("must be a number").meta({ description: about }).exactOptional();
const range = either(
  [
    z.literal(false),
    z.literal("default"),
    list(z.unknown(), 1, 100, { description: "Values to choose from." }),
    record(
      { min: limit("The least value."), max: limit("The greatest value."), ...options(intervalOptions) },
      "A range of numbers. Without min or without max it is the default range with these changes.",
    ),
  ],
  `a list of values, a range such as { "min": 1e-4, "max": 1, "scale": "log" }, "default" or false`,
  { about: "What is tried there." }, ["default"],
);
const search = either(
  [
    z.literal(false),
    z.literal("default"),
    z
      .record(z.string(), range)
      .refine((paths) => Object.keys(paths).length <= mostDimensions, `must be at most ${mostDimensions} paths`)
      .meta({ description: "By path in the arm, such as optimizer.learningRate, a list of values or a range." }),
  ],
  `"default", false, or an object of paths such as "optimizer.learningRate" with lists or ranges`,
  { about: "Which settings are searched; \"default\" is short for { \"optimizer\": \"default\" }, the ranges of its options.", default: false },
  ["default"],
) as unknown as z.ZodType<SearchFile, SearchFile>;

/** What is tried at a path: values, a range (or changes of the default one), the default range, or nothing. */
export type SearchEntry = readonly unknown[] | false | "default" |
  ({ readonly min?: number; readonly max?: number } & GivenOptions<typeof intervalOptions>);
export type SearchFile = false | "default" | Readonly<Record<string, SearchEntry>>;

const tuning = record(
  {
    ...options(tuningOptions),
    halving: either(
      [z.boolean(), record(options(halvingOptions), "With these options.")],
      `true, false or an object with ${Object.keys(halvingOptions).join(", ")}`,
      { about: "Whether hopeless trials end early (successive halving).", default: false },
    ).exactOptional(),
  },
  "How the settings of arms with a search are chosen: on the validation rows; the chosen ones run again with fresh seeds.",
);

const layerList = (about: string) => list(text(64, "The name of a layer, such as dense1."), 1, MAX_HIDDEN + 1, { description: about });
const digest = z
  .string("must be a digest")
  .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in 64 hexadecimal digits, as results.json has it")
  .meta({ description: "SHA-256 of the network that is meant." });
const fromPath = text(
  4096, "A trained network (.safetensors), a checkpoint, or the folder of a run; a relative path starts at the experiment file.",
  lostBackslashes,
);
const from = either(
  [
    z.literal(false),
    fromPath,
    record(
      {
        path: fromPath.exactOptional(),
        arm: text(64, "Whose network of the folder; default that of the same name, or of the only arm.").exactOptional(),
        seed: whole({ ...networkOptions.seed, default: undefined, about: "Of which seed; default the same, or the only one." }).exactOptional(),
        layers: either(
          [z.enum(["all", "hidden"]), layerList("Layers by name, such as dense1; batch norm goes with them.")],
          '"all", "hidden" (all but the output layer) or a list of names such as "dense1"',
          { about: "Which layers are taken; others begin anew.", default: "all" }, ["all", "hidden"],
        ).exactOptional(),
        freeze: either(
          [z.enum(["hidden"]), layerList("Layers by name, such as dense1.")],
          '"hidden" (all but the output layer) or a list of names such as "dense1"',
          { about: "Layers that stay as they are, the statistics of their batch norm too." }, ["hidden"],
        ).exactOptional(),
        optimizerState: z
          .boolean("must be true or false")
          .meta({ description: "Whether the optimizer goes on with what it has gathered, from a checkpoint; default false.", default: false })
          .exactOptional(),
        digest: either(
          [digest, z.record(z.string().regex(/^[0-9]{1,16}$/), digest, "must be an object with a SHA-256 for each seed")],
          "a SHA-256, or an object with one for each seed",
          { about: "Of the networks that are meant, as results.json has it; others are refused." },
        ).exactOptional(),
      },
      "A trained network, and what of it is taken.",
    ),
  ],
  "false, a path, or an object with a path",
  { about: "A trained network to begin with, in place of first weights that are drawn.", default: false },
) as unknown as z.ZodType<StartFile, StartFile>;

/** What a file says of where networks begin. */
export type StartFile = false | string | {
  readonly path?: string; readonly arm?: string; readonly seed?: number; readonly layers?: "all" | LayerChoice; readonly freeze?: LayerChoice;
  readonly optimizerState?: boolean; readonly digest?: ResolvedStart["digest"];
};

const arm = record(
  {
    name: text(64, "Names the arm in tables and plots; every arm has its own."),
    from: from.exactOptional(),
    network: network.exactOptional(),
    training: training.exactOptional(),
    optimizer: optimizer.ofArm.exactOptional(),
    schedule: schedule.ofArm.exactOptional(),
    loss: loss.ofArm.exactOptional(),
    regularization: regularization.exactOptional(),
    search: search.exactOptional(),
  },
  "A variation: what it says is merged over the experiment, the rest stays.",
);

const claimText = (description: string) => text(400, description);
const said = (about: string) =>
  either(
    [claimText(about), record({ en: claimText("In English."), ja: claimText("In Japanese.") }, "In both languages.")],
    'a text of 1 to 400 characters, or one in each language: { "en": …, "ja": … }', { about },
  ) as z.ZodType<string | LocalText, string | LocalText>;
const number = (about: string, min: number) => option({ kind: "number", min, max: 1e9, about });
const moment = either(
  [
    option(momentChoices), whole({ min: 1, max: maxIterations, about: "After so many iterations." }),
    record({ reach: number("The target.", 0) }, "How many iterations it takes to a target."),
  ],
  '"final", "best", a number of iterations, or { "reach": 0.9 }', { about: "When it is measured." }, momentChoices.choices,
);
const armName = text(64, "The name of an arm.");
const other = either(
  [armName, number("A number.", -1e9)], "the name of an arm, or a number", { about: "What the first is compared with." },
);

const claim = record(
  {
    claim: said("What is claimed."),
    source: said("Where it is claimed.").exactOptional(),
    compare: z
      .tuple([armName, other], "must be a list of an arm and an arm, or of an arm and a number")
      .meta({ description: "An arm, and what it is compared with." }) as unknown as z.ZodType<ClaimSides, ClaimSides>,
    metric: option(claimOptions.metric).exactOptional() as z.ZodExactOptional<z.ZodType<string, string>>,
    at: either(
      [moment, z.tuple([moment, moment], "must be two moments")],
      '"final", "best", a number of iterations, { "reach": 0.9 }, or a list of two of these, one for each side',
      { about: "When it is measured.", default: "final" }, momentChoices.choices,
    ).exactOptional() as unknown as z.ZodExactOptional<z.ZodType<Moment | [Moment, Moment], Moment | [Moment, Moment]>>,
    direction: option(claimOptions.direction) as z.ZodType<string, string>,
    margin: option(claimOptions.margin).exactOptional() as z.ZodExactOptional<z.ZodType<number, number>>,
  },
  "A claim, which the results answer: it holds, does not hold, or cannot be told.",
);

export const experimentSchema = record(
  {
    $schema: text(4096, "Where this JSON Schema is, for editors.").exactOptional(),
    name,
    description: z
      .string("must be a text")
      .max(4000, "must be a text of at most 4000 characters")
      .meta({ description: "What the experiment shows and what to look for." })
      .exactOptional(),
    dataset: dataset.exactOptional(),
    from: from.exactOptional(),
    network: network.exactOptional(),
    training: training.exactOptional(),
    optimizer: optimizer.common.exactOptional(),
    schedule: schedule.common.exactOptional(),
    loss: loss.common.exactOptional(),
    regularization: regularization.exactOptional(),
    search: search.exactOptional(),
    tuning: tuning.exactOptional(),
    seeds: list(whole({ ...networkOptions.seed, default: undefined, about: "A seed." }), 1, 100, {
      description:
        "Every arm runs once for each seed. For one seed, all arms start from the same weights and see the " +
        "same batches. Default [0].",
      uniqueItems: true,
    }).exactOptional(),
    arms: list(arm, 1, 100, {
      description: "The variations that are compared. Without arms, the experiment itself is the only one.",
    }).exactOptional(),
    claims: list(claim, 1, 100, {
      description: "What the results shall answer: sentences with the comparison that decides each.",
    }).exactOptional(),
  },
  "An experiment of usagi-nn.",
);

/** What an experiment file holds, after `experimentSchema` has accepted it. */
export type ExperimentFile = z.input<typeof experimentSchema>;
export type ArmFile = z.input<typeof arm>;
export type ClaimFile = z.input<typeof claim>;

/** The JSON Schema of experiment files, for editors. The two "allow" are Visual Studio Code's. */
export function jsonSchema(): object {
  const schema = z.toJSONSchema(experimentSchema, { io: "input" });
  return { title: "usagi-nn experiment", allowComments: true, allowTrailingCommas: true, ...schema };
}
