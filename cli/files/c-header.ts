/** A trained network as one C99 header, which is C++ too: arrays of constants, and the function that predicts. */
import { basename } from "node:path";
import type { Model } from "../../bindings/model.ts";
import { UsagiError } from "../../bindings/errors.ts";
import { expand } from "../../bindings/expand.ts";
import { activationRow, type OnnxOperation, type OnnxOperator } from "../../bindings/parts/activations.ts";
import type { Affine } from "../../bindings/parts/layer.ts";
import { layerRow } from "../../bindings/parts/layers.ts";
import { lossOf } from "../../bindings/parts/losses.ts";
import type { Coding, NumericFeature, TargetScale } from "../../experiment/data/coding.ts";
import { scaled } from "../../experiment/data/encode.ts";
import { printable } from "../../experiment/printable.ts";
import { version } from "../package.ts";
import { type Columns, codingIn, columnsOf, targetScalesOf } from "./columns.ts";

/** Each operator in C: one of its own, a function of math.h, or one of `functions`. */
const operators: Record<OnnxOperator, string> = {
  Add: "+", Mul: "*", Div: "/", Tanh: "tanhf", Relu: "relu", LeakyRelu: "leaky_relu", Elu: "elu", Sigmoid: "sigmoid",
  Softplus: "softplus", Erf: "erf",
};

/**
 * Functions behind the prefix of the header, of expf and logf alone: the math.h of small machines has no others. `erf`
 * is the kernels' own fit of the normal distribution's tail (assembly/math.ts).
 */
const functions: Readonly<Record<string, string>> = {
  relu: "float @relu(float v) { return v < 0.0f ? 0.0f : v; }",
  leaky_relu: "float @leaky_relu(float v, float slope) { return v > 0.0f ? v : slope * v; }",
  elu: "float @elu(float v, float alpha) { return v > 0.0f ? v : alpha * (expf(v) - 1.0f); }",
  sigmoid: "float @sigmoid(float v) { return 1.0f / (1.0f + expf(-v)); }",
  softplus: "float @softplus(float v) { return (v > 0.0f ? v : 0.0f) + logf(1.0f + expf(v > 0.0f ? -v : v)); }",
  erf: `float @erf(float v) {
  const float t = 1.0f / (1.0f + 0.56568542f * (v < 0.0f ? -v : v));
  const float p = (((((((-3.771916707e-2f * t + 1.9124299425e-1f) * t - 3.5399470979e-1f) * t
    + 2.2817916785e-1f) * t + 3.418691884e-3f) * t + 1.5173756568e-1f) * t + 1.5745370733e-1f) * t
    + 1.5968173002e-1f) * t;
  const float tail = 2.0f * p * expf(-v * v);
  return v < 0.0f ? tail - 1.0f : 1.0f - tail;
}`,
  // The mean is two numbers: what one of them rounds away counts where it is far from 0.
  standardize: `void @standardize(
  const float *x, float *y, const float *mean, const float *rest, const float *scale, unsigned columns) {
  for (unsigned j = 0; j < columns; j++) y[j] = (x[j] - @READ(mean + j) - @READ(rest + j)) * @READ(scale + j);
}`,
  fill: `void @fill(const float *x, float *y, const float *missing, unsigned columns) {
  for (unsigned j = 0; j < columns; j++) if (x[j] != x[j]) y[j] = @READ(missing + j);
}`,
  one_hot: `void @one_hot(float category, float *y, unsigned categories) {
  for (unsigned j = 0; j < categories; j++) y[j] = category == (float)j ? 1.0f : 0.0f;
}`,
  // Rows of the weights are those of the inputs; an input of 0 adds nothing, as in the kernels.
  dense: `void @dense(
  const float *x, float *y, const float *weight, const float *bias, unsigned inputs, unsigned units) {
  for (unsigned j = 0; j < units; j++) y[j] = 0.0f;
  for (unsigned i = 0; i < inputs; i++, weight += units) {
    const float value = x[i];
    if (value == 0.0f) continue;
    for (unsigned j = 0; j < units; j++) y[j] += value * @READ(weight + j);
  }
  for (unsigned j = 0; j < units; j++) y[j] += @READ(bias + j);
}`,
  softmax: `void @softmax(float *y, unsigned classes) {
  float peak = y[0], sum = 0.0f;
  for (unsigned j = 1; j < classes; j++) if (y[j] > peak) peak = y[j];
  for (unsigned j = 0; j < classes; j++) {
    y[j] = expf(y[j] - peak);
    sum += y[j];
  }
  for (unsigned j = 0; j < classes; j++) y[j] /= sum;
}`,
  largest: `int @largest(const float *y, unsigned classes) {
  unsigned at = 0;
  for (unsigned j = 1; j < classes; j++) if (y[j] > y[at]) at = j;
  return (int)at;
}`,
};

/**
 * What all names of a header begin with: the file's name in lower case, without its type and the number of its arm. What
 * is no letter or digit of ASCII becomes _, letters of other scripts their number in Unicode.
 */
export function cPrefix(file: string): string {
  const name = identifier(basename(file).replace(/^\d+-(?=.)/, ""));
  return /^[a-z]/.test(name) ? name : name ? `network_${name}` : "network";
}

function identifier(name: string): string {
  return name.replace(/\.[^.]*$/, "").toLowerCase()
    .replace(/[^\p{ASCII}]/gu, (letter) => (/[\p{L}\p{N}]/u.test(letter) ? `u${letter.codePointAt(0)!.toString(16)}` : "_"))
    .replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "");
}

/**
 * The text of a header: sizes as macros, the network's arrays as constants, bit for bit, and `<prefix>_predict`. It
 * allocates nothing and takes expf, logf and tanhf alone of the C library. A network of a table's columns takes rows as the
 * table has them, a category as its number.
 *
 * Throws a UsagiError where a value is not finite.
 */
export function encodeCHeader(model: Model, file: string): string {
  const prefix = cPrefix(file);
  const coding = codingIn(model);
  const columns = columnsOf(model, coding);
  const { constants, used, lines } = partsOf(model, columns, targetScalesOf(model, coding));
  // Of the whole name: where two prefixes are the same, the compiler says so, and leaves neither header out.
  const guard = `USAGI_${identifier(basename(file)).toUpperCase()}_H`;
  const [, imageRows, imageColumns] = /^(\d+)x(\d+)$/.exec(model.metadata.image ?? "") ?? [];
  const { inputs, output } = model.description;
  const result = results[lossOf(model.description).output.name];
  const sizes = Object.entries({
    FEATURES: columns?.features.length, INPUTS: inputs, OUTPUTS: output.units, ROWS: imageRows, COLUMNS: imageColumns,
  });

  const code = `#ifndef ${guard}
#define ${guard}

#include <math.h>

/* Where constants have a memory of their own, they stay in it and are read one by one. */
#if defined(__AVR__) || defined(ESP8266)
#include <avr/pgmspace.h>
#define @FLASH PROGMEM
#define @READ(at) pgm_read_float(at)
#else
#define @FLASH
#define @READ(at) (*(at))
#endif

${sizes.flatMap(([name, size]) => (size === undefined ? [] : [`#define @${name} ${size}`])).join("\n")}

${Array.from(constants, ([name, values]) => `static const float @${name}[${values.length}] @FLASH = {\n${listed(values)}\n};`).join("\n")}

${Object.keys(functions).filter((name) => used.has(name)).map((name) => `static inline ${functions[name]}`).join("\n\n")}

/* ${columns ? result.does.replace("@INPUTS", "@FEATURES") : result.does} */
static inline ${result.type} @predict(const float *x, float *y) {
${lines.map((line) => `  ${line}`).join("\n")}
}

#endif
`;
  const named = code.replace(/@(?=[A-Z])/g, `${prefix.toUpperCase()}_`).replaceAll("@", `${prefix}_`);
  return `${heading(model, coding, columns, file, prefix, constants)}\n${named}`;
}

/** What `predict` gives, by what predictions are called. */
const results = {
  softmax: {
    type: "int", does: "Gives the @OUTPUTS probabilities y of @INPUTS values x, and returns the class of the largest.",
    y: "becomes the probability of each class",
  },
  sigmoid: {
    type: "int", does: "Gives the probability y of class 1 of @INPUTS values x, and returns the class: 1 above a half.",
    y: "becomes the probability of class 1",
  },
  identity: { type: "void", does: "Gives the @OUTPUTS outputs y of @INPUTS values x.", y: "becomes the outputs" },
};

/** What a header is made of; in its texts @ stands for the prefix, before capitals in capitals. */
interface Parts {
  readonly constants: ReadonlyMap<string, Float32Array>;
  /** The functions that are called. */
  readonly used: ReadonlySet<string>;
  /** The body of predict. */
  readonly lines: readonly string[];
}

function partsOf({ description, tensors }: Model, columns: Columns | undefined, targetScales: readonly TargetScale[] | undefined): Parts {
  const constants = new Map<string, Float32Array>();
  const used = new Set<string>();
  const constant = (layer: string, key: string, values: Float32Array): string => {
    if (!values.every(Number.isFinite)) {
      throw new UsagiError(`${layer} has values that are not finite: did the training diverge?`);
    }
    const name = `${layer.toLowerCase()}_${key}`;
    constants.set(name, values);
    return `@${name}`;
  };
  const call = (name: string, ...given: (string | number)[]): string => {
    if (name in functions) used.add(name);
    return `${name in functions ? "@" : ""}${name}(${given.join(", ")})`;
  };
  /** Of `v`, what an activation makes of it. */
  const expression = (operand: OnnxOperation | "x" | number): string => {
    if (operand === "x") return "v";
    if (typeof operand === "number") return literal(operand);
    const name = operators[operand.operator];
    const given = [...operand.operands.map(expression), ...Object.values(operand.attributes ?? {}).map(literal)];
    return /^\w/.test(name) ? call(name, ...given) : `(${given.join(` ${name} `)})`;
  };

  /** Makes inputs of the columns of a row, neighbours of one kind together; gives where they are. */
  const encoded = ({ features, standardized, fills }: Columns): string => {
    if (!standardized && !fills && features.every((feature) => "mean" in feature)) return "x";
    lines.push(`static float inputs[${description.inputs}];`);
    let input = 0;
    for (let column = 0; column < features.length;) {
      const feature = features[column]!;
      const [from, to] = [`x + ${column}`, `inputs + ${input}`];
      if ("categories" in feature) {
        lines.push(`${call("one_hot", `x[${column}]`, to, feature.categories.length)};`);
        column++;
        input += feature.categories.length;
        continue;
      }
      const next = features.findIndex((other, i) => i > column && "categories" in other);
      const run = features.slice(column, next < 0 ? undefined : next) as NumericFeature[];
      const of = (key: string, value: (one: NumericFeature) => number) => constant("columns", `${column}_${key}`, Float32Array.from(run, value));
      lines.push(`${call(
        "standardize", from, to, of("mean", ({ mean }) => mean), of("rest", ({ mean }) => mean - Math.fround(mean)),
        of("scale", ({ deviation }) => (deviation === 0 ? 0 : 1 / deviation)), run.length,
      )};`);
      if (fills) lines.push(`${call("fill", from, to, of("missing", (one) => scaled(NaN, one)), run.length)};`);
      column += run.length;
      input += run.length;
    }
    return "inputs";
  };

  /** The affine map of `v`: nothing where it changes nothing; values that are all the same need no array. */
  const mapped = (layer: string, affine: Affine): string => {
    const term = (key: keyof Affine, before: string, neutral: number, after = ""): string => {
      const column = Float32Array.from(affine[key]);
      const first = column[0]!;
      if (!column.every((value) => value === first)) return `${before}@READ(${constant(layer, key, column)} + j)${after}`;
      return first === neutral ? "" : `${before}${literal(first)}${after}`;
    };
    return `${term("center", "(v - ", 0, ")") || "v"}${term("scale", " * ", 1)}${term("shift", " + ", 0)}`;
  };
  const each = (x: string, units: number, result: string) => {
    lines.push(`for (unsigned j = 0; j < ${units}; j++) {`, `  const float v = ${x}[j];`, `  ${x}[j] = ${result};`, "}");
  };

  // Two buffers in turn, each as wide as the widest hidden layer.
  const widths = description.hidden.map(({ units }) => units);
  const lines = widths.length > 0
    ? [`static float hidden[${Math.min(2, widths.length)}][${Math.max(...widths)}];`]
    : [];
  let x = columns ? encoded(columns) : "x";
  for (const layer of expand(description)) {
    const { kind, name, block, inputs, units, arrays } = layer;
    const values = Object.fromEntries(arrays.map((array) => [array.key, tensors[array.name]!]));
    if (kind === "dense") {
      const y = block < widths.length ? `hidden[${block % 2}]` : "y";
      const own = Object.entries(values).map(([key, array]) => constant(name, key, array));
      lines.push(`${call("dense", x, y, ...own, inputs, units)};`);
      x = y;
    } else if (kind === "activation") {
      each(x, units, expression(activationRow(layer.options.name).onnx!(layer.options)).replace(/^\((.*)\)$/, "$1"));
    } else {
      each(x, units, mapped(name, layerRow(kind).affine!(layer, values)));
    }
  }
  const classes = description.output.units;
  const ends = {
    softmax: () => [`${call("softmax", "y", classes)};`, `return ${call("largest", "y", classes)};`],
    sigmoid: () => [`y[0] = ${call("sigmoid", "y[0]")};`, "return y[0] > 0.5f;"],
    identity: () => [],
  };
  if (targetScales) {
    each("y", classes, mapped("targets", {
      center: new Float64Array(classes), scale: Float64Array.from(targetScales, ({ deviation }) => deviation),
      shift: Float64Array.from(targetScales, ({ mean }) => mean),
    }));
  }
  lines.push(...ends[lossOf(description).output.name]());
  return { constants, used, lines };
}

/** Values in lines of at most 100 columns. */
function listed(values: Float32Array): string {
  const lines: string[] = [];
  let line = " ";
  for (const [i, value] of values.entries()) {
    const next = ` ${literal(value)}${i < values.length - 1 ? "," : ""}`;
    if (line.length + next.length > 100) {
      lines.push(line);
      line = " ";
    }
    line += next;
  }
  return [...lines, line].join("\n");
}

/** A float32 in the fewest digits that give it back, as C writes it. */
function literal(value: number): string {
  const single = Math.fround(value);
  let digits = 1;
  while (digits < 9 && Math.fround(Number(single.toPrecision(digits))) !== single) digits++;
  const text = Object.is(single, -0) ? "-0" : String(Number(single.toPrecision(digits)));
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
}

/** The comment in front: what network this is, and how to use it. */
function heading(
  model: Model, coding: Coding | undefined, columns: Columns | undefined, file: string, prefix: string, constants: Parts["constants"],
): string {
  const { description, metadata: { experiment, arm, seed, steps, digest, image } } = model;
  const macro = prefix.toUpperCase();
  const result = results[lossOf(description).output.name];
  const origin = Object.entries({ experiment, arm, seed, steps })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key} ${value}`])).join(", ");
  const bytes = Array.from(constants.values()).reduce((sum, { length }) => sum + 4 * length, 0);
  const lines = [
    `A neural network, exported by usagi-nn ${version}${origin && `: ${origin}`}.`,
    ...(digest === undefined ? [] : [`SHA-256 of its arrays: ${digest}`]),
    `Description: ${JSON.stringify(description)}`,
    "",
    `    #include "${basename(file)}"`,
    "",
    columns
      ? `    float x[${macro}_FEATURES]; // a row of the table`
      : `    float x[${macro}_INPUTS];  // ${image ? "pixels from 0 to 1, row by row" : "as the network was trained on them"}`,
    `    float y[${macro}_OUTPUTS]; // ${result.y}${coding?.targetScales ? ", in the targets' own units" : ""}`,
    `    ${result.type === "void" ? "" : "int answer = "}${prefix}_predict(x, y);`,
    "",
    ...namesText(coding, columns),
    `The arrays take ${bytes} bytes, in flash where a machine has it apart. Nothing is allocated; what lies between`,
    "two layers is static, so that one call has to end before another begins.",
  ];
  return `/*\n${lines.map((line) => ` * ${commented(line)}`.trimEnd()).join("\n")}\n */`;
}

const mostNames = 100;

/** What the columns of x and the answers are called. */
function namesText(coding: Coding | undefined, columns: Columns | undefined): string[] {
  const { classNames, targetNames } = coding ?? {};
  const listed = (names: readonly string[]) => names.slice(0, mostNames).map((name, i) => `${i} ${name}`).join(", ") + (names.length > mostNames ? ", …" : "");
  const gap = columns?.fills ? "NAN where it is missing" : undefined;
  const notes = columns?.features.slice(0, mostNames).map((feature, i) => {
    const about = "categories" in feature ? `${listed(feature.categories)}, -1 ${gap ? "another or none" : "another"}` : gap;
    return `    x[${i}]  ${feature.name}${about === undefined ? "" : `: ${about}`}`;
  });
  const lines = [
    ...(notes ? ["The columns of a row, numbers as the table has them:", ...notes, ...(columns!.features.length > mostNames ? ["    …"] : [])] : []),
    ...(classNames ? [`Classes: ${listed(classNames)}`] : []), ...(targetNames ? [`Outputs: ${listed(targetNames)}`] : []),
  ];
  return lines.length > 0 ? [...lines, ""] : [];
}

/** A text for a comment: nothing in it ends one, begins one or joins lines. */
const commented = (text: string) => printable(text).replace(/\*(?=\/)|\/(?=\*)|\?(?=\?)|\\$/g, "$& ");
