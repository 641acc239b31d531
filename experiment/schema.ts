/**
 * The format of an experiment file, as people write it: shorthands allowed, every default left out.
 * `resolve.ts` makes the complete form of it. Only what one value alone can tell is checked here;
 * what depends on several (evaluateEvery and iterations, an arm and its base) is in `check.ts`.
 */
import * as z from "zod";
import { MAX_HIDDEN, networkOptions } from "../bindings/description.ts";
import { describeRange, type Range } from "../bindings/errors.ts";
import { activation as activationLayer, activationNames } from "../bindings/parts/activations.ts";
import { dense, MAX_UNITS } from "../bindings/parts/dense.ts";
import { type LayerOptions, layerRow, type OptionalKind, optionalKinds } from "../bindings/parts/layers.ts";
import { type Optimizer, optimizerNames, optimizerRow } from "../bindings/parts/optimizers.ts";
import type { OptionRule } from "../bindings/parts/options.ts";
import { samplings } from "../bindings/sampler.ts";
import { choice, either, flag, list, nameError, portable, real, record, text, whole } from "./fields.ts";
import { lostBackslashes } from "./mistakes.ts";
import { oneOf } from "./suggest.ts";

/** What holds when a file does not say. */
export const defaults = {
  dataset: "mnist",
  hidden: [100],
  activation: activationLayer.options.name.default,
  optimizer: "sgd",
  regularization: {
    l1: dense.options.l1.default,
    l2: dense.options.l2.default,
    l2Penalty: networkOptions.l2Penalty.default,
  },
  training: {
    iterations: 1000,
    batchSize: 100,
    evaluateEvery: 10,
    sampling: "replacement",
    trainAccuracy: "batch",
  },
  seeds: [0],
} as const;

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

const images = (of: string) =>
  whole(1, 10_000_000, { description: `How many ${of} images are used, from the first on; default all.` });

const datasetLimits = { train: images("training").exactOptional(), test: images("test").exactOptional() };
const dataset = either(
  [
    z.enum(["mnist"]),
    z.discriminatedUnion(
      "name",
      [
        record({ name: z.literal("mnist"), ...datasetLimits }, "MNIST, with limits."),
        record(
          {
            name: z.literal("idx"),
            path: text(
              4096,
              "Folder with the four IDX files of the MNIST naming (train-images-idx3-ubyte …, raw or .gz); " +
                "a relative path starts at the experiment file.",
              lostBackslashes,
            ),
            ...datasetLimits,
          },
          "Any images and labels in IDX files: any size, up to 256 classes.",
        ),
      ],
      { error: nameError(["mnist", "idx"]) },
    ),
  ],
  `"mnist" or an object with a name ("mnist" or "idx")`,
  { description: "The images.", default: defaults.dataset },
  ["mnist"],
);

const activation = choice(activationNames, {
  description: activationLayer.options.name.about,
  default: defaults.activation,
});

const { init: initRule, trainable: trainableRule, l1: l1Rule, l2: l2Rule } = dense.options;
const init = either(
  [real(initRule, { description: "Standard deviation." }), z.enum(initRule.choices)],
  `a standard deviation (${describeRange(initRule)}), or ${oneOf(initRule.choices)}`,
  { description: initRule.about },
  initRule.choices,
);

function optionSchema(rule: OptionRule): z.ZodType {
  const about = { description: rule.about, default: rule.default };
  switch (rule.kind) {
    case "number":
      return real(rule, about as { description: string; default?: number });
    case "integer":
      return whole(rule.min, rule.max, about as { description: string; default?: number });
    case "boolean":
      return flag(about as { description: string; default?: boolean });
    case "choice":
      return choice(rule.choices, about as { description: string; default?: string });
    case "numberOrChoice":
      return either(
        [real(rule, { description: rule.about }), z.enum(rule.choices)],
        `${describeRange(rule)}, or ${oneOf(rule.choices)}`, about, rule.choices,
      );
  }
}

const optionSchemas = (rules: Readonly<Record<string, OptionRule>>) =>
  Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, optionSchema(rule).exactOptional()]));

/** What a block may say of a layer that it has, or has not. */
function optionalLayer(kind: OptionalKind) {
  const { about, options, shorthand } = layerRow(kind);
  const number = shorthand === undefined ? undefined : options[shorthand]!;
  const object = record(optionSchemas(options), `${about.replace(/ (between|after) .*/, "")} with these options.`);
  const description = { description: about, default: false };
  if (!number) return either([z.boolean(), object], "true, false or an object of options", description);
  return either(
    [z.literal(false), optionSchema({ ...number, default: undefined }), object],
    `false, a ${shorthand} (${describeRange(number as Range)}), or an object with ${Object.keys(options).join(" and ")}`,
    description,
  );
}

/** The schemas of all layers that a block may have, by their names. */
const optionalLayers = Object.fromEntries(
  optionalKinds.map((kind) => [kind, optionalLayer(kind).exactOptional()]),
) as unknown as { [Kind in OptionalKind]: z.ZodExactOptional<z.ZodType<boolean | number | LayerOptions<Kind>>> };

const penalty = (rule: typeof l1Rule) =>
  real(rule, { description: rule.about, default: rule.default });

/** What hidden layers and the output layer have in common. */
const denseShape = {
  init: init.exactOptional(),
  trainable: flag({ description: trainableRule.about, default: trainableRule.default }).exactOptional(),
  l1: penalty(l1Rule).exactOptional(),
  l2: penalty(l2Rule).exactOptional(),
};

const units = whole(1, MAX_UNITS, { description: "Number of units." });
const hiddenLayer = either(
  [
    units,
    record(
      {
        units,
        activation: activation.exactOptional(),
        ...optionalLayers,
        ...denseShape,
      },
      "A hidden layer; what it does not say is taken from the network.",
    ),
  ],
  `a number of units from 1 to ${MAX_UNITS} or an object with units`,
  { description: "A hidden layer." },
);

const network = record(
  {
    hidden: list(hiddenLayer, 0, MAX_HIDDEN, {
      description: "The hidden layers, from the first: numbers of units or objects. Default [100].",
    }).exactOptional(),
    activation: activation.exactOptional(),
    init: init.exactOptional(),
    ...optionalLayers,
    output: record(denseShape, "The output layer (softmax, a unit for each class).").exactOptional(),
  },
  "The network. activation, batchNorm and dropout hold for every hidden layer, init for the output layer " +
    "too, unless a layer says otherwise.",
);

/** Most steps of an arm. */
export const maxIterations = 10_000_000;

const training = record(
  {
    iterations: whole(1, maxIterations, {
      description: "Number of steps.",
      default: defaults.training.iterations,
    }).exactOptional(),
    epochs: whole(1, maxIterations, {
      description:
        "In place of iterations: as many steps as it takes to draw this many times the number of training images, " +
        "⌈epochs × images ÷ batchSize⌉.",
    }).exactOptional(),
    batchSize: whole(1, MAX_UNITS, {
      description: "Images a step.",
      default: defaults.training.batchSize,
    }).exactOptional(),
    evaluateEvery: whole(1, maxIterations, {
      description: "Steps from one evaluation on all test images to the next. The last step is always evaluated.",
      default: defaults.training.evaluateEvery,
    }).exactOptional(),
    sampling: choice(samplings, {
      description:
        "How batches are drawn: with replacement, or by shuffled epochs (each image once an epoch).",
      default: defaults.training.sampling,
    }).exactOptional(),
    trainAccuracy: choice(["batch", "all"], {
      description: "What the train accuracy is measured on: the current batch, or all training images.",
      default: defaults.training.trainAccuracy,
    }).exactOptional(),
  },
  "How long and on what the network trains.",
)
  .refine(({ iterations, epochs }) => iterations === undefined || epochs === undefined, {
    error: "stands beside iterations; give one of the two",
    path: ["epochs"],
  })
  .meta({ not: { required: ["iterations", "epochs"] } });

const regularization = record(
  {
    l1: penalty(l1Rule).exactOptional(),
    l2: penalty(l2Rule).exactOptional(),
    l2Penalty: choice(networkOptions.l2Penalty.choices, {
      description:
        "What L2 adds to the logged loss, a layer: ½λΣW² (squared) or ½λ√ΣW² (root: the code of the course report). " +
        "The gradient is λW either way.",
      default: defaults.regularization.l2Penalty,
    }).exactOptional(),
  },
  "Penalties on the weights of every dense layer, unless the layer says otherwise.",
);

const [firstOptimizer, ...otherOptimizers] = optimizerNames.map((key) =>
  record({ name: z.literal(key), ...optionSchemas(optimizerRow(key).options) }, `Optimizer ${key}.`),
);

/** An optimizer as an object with its name. */
export const namedOptimizer = z.discriminatedUnion("name", [firstOptimizer!, ...otherOptimizers], {
  error: nameError(optimizerNames),
}) as unknown as z.ZodType<Optimizer, Optimizer>;

/** Where two optimizers have an option of one name, the first's range is the wider: AdaGrad's ε may be 0. */
const anyOptions = optimizerNames.toReversed().flatMap((key) => Object.entries(optimizerRow(key).options));

/** For an arm that changes options of its base's optimizer: check.ts checks them after the merge. */
const optimizerChanges = record(
  optionSchemas(Object.fromEntries(anyOptions)),
  "Other options for the base's optimizer.",
);

const optimizerText = `${oneOf(optimizerNames)}, or an object with such a name and options`;
const optimizer = either(
  [z.enum(optimizerNames), namedOptimizer],
  optimizerText,
  { description: "The optimizer.", default: defaults.optimizer },
  optimizerNames,
);
const armOptimizer = either(
  [z.enum(optimizerNames), namedOptimizer, optimizerChanges],
  optimizerText,
  { description: "Another optimizer, or other options for the base's." },
  optimizerNames,
);

const arm = record(
  {
    name: text(64, "Names the arm in tables and plots; every arm has its own."),
    network: network.exactOptional(),
    training: training.exactOptional(),
    optimizer: armOptimizer.exactOptional(),
    regularization: regularization.exactOptional(),
  },
  "A variation: what it says is merged over the experiment, the rest stays.",
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
    network: network.exactOptional(),
    training: training.exactOptional(),
    optimizer: optimizer.exactOptional(),
    regularization: regularization.exactOptional(),
    seeds: list(whole(0, Number.MAX_SAFE_INTEGER, { description: "A seed." }), 1, 100, {
      description:
        "Every arm runs once for each seed. For one seed, all arms start from the same weights and see the " +
        "same batches. Default [0].",
      uniqueItems: true,
    }).exactOptional(),
    arms: list(arm, 1, 100, {
      description: "The variations that are compared. Without arms, the experiment itself is the only one.",
    }).exactOptional(),
  },
  "An experiment of usagi-nn.",
);

/** What an experiment file holds, after `experimentSchema` has accepted it. */
export type ExperimentFile = z.input<typeof experimentSchema>;
export type ArmFile = z.input<typeof arm>;

/** The JSON Schema of experiment files, for editors. The two "allow" are Visual Studio Code's. */
export function jsonSchema(): object {
  const schema = z.toJSONSchema(experimentSchema, { io: "input" });
  return { title: "usagi-nn experiment", allowComments: true, allowTrailingCommas: true, ...schema };
}
