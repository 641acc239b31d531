// The settings as a table, without a page: a row a setting, a column an arm and one for all, and what a change of a
// cell writes into the file. Paths are as files write them; shorthands are seen through.

import { optionalParts } from "../../bindings/description.ts";
import { activation, activations } from "../../bindings/parts/activations.ts";
import { dense } from "../../bindings/parts/dense.ts";
import { optionalKinds } from "../../bindings/parts/layers.ts";
import { losses } from "../../bindings/parts/losses.ts";
import { optimizers } from "../../bindings/parts/optimizers.ts";
import type { NamedRows, OptionRule, OptionRules } from "../../bindings/parts/options.ts";
import { schedules } from "../../bindings/parts/schedules.ts";
import { taskOf } from "../../experiment/check.ts";
import {
  armNetworkOptions, defaults, epochs, labelNoise, regularizationOptions, stopOptions, trainingOptions,
} from "../../experiment/options.ts";
import { type Path, valueAt } from "../../experiment/problems.ts";
import { alternatives, expandShorthand, isObject, mnistImages } from "../../experiment/resolve.ts";

/** Whose settings: those of all arms, or one arm's own. */
export type Scope = "all" | number;
export type Edit = readonly [Path, unknown];

/** What a cell holds. */
export type Kind =
  | { readonly kind: "option"; readonly rule: OptionRule }
  /** The name of one part of a table, such as an optimizer. */
  | { readonly kind: "part"; readonly rows: NamedRows }
  /** What is off, or on: with the value of one option where it has a shorthand for it, as dropout has its ratio. */
  | { readonly kind: "optional"; readonly rule: OptionRule | undefined }
  /** The hidden layers. */
  | { readonly kind: "layers" }
  | { readonly kind: "text" };

export const groups = ["optimizer", "schedule", "network", "regularization", "training", "data"] as const;
export type Group = (typeof groups)[number];

export interface Cell {
  readonly scope: Scope;
  /** From the root of the file. */
  readonly path: Path;
  /** What this scope says; of all, what every arm has if any of them or the experiment says it. */
  readonly own: unknown;
  /** What holds where it says nothing. */
  readonly inherited: unknown;
  /** Only of all: the arms have different values. */
  readonly mixed: boolean;
  /** Of an option: of which choices and default there are as many as parts that have it. */
  readonly rule?: OptionRule;
}

export interface Row {
  /** From the arm on, or from the root where it is of the whole experiment. */
  readonly path: Path;
  readonly kind: Kind;
  readonly group: Group;
  /** Whether it is one of those that matter first. */
  readonly first: boolean;
  /** Arms cannot have their own. */
  readonly whole: boolean;
  readonly all: Cell;
  /** By arm; undefined where it has no such option. None of a whole row. */
  readonly arms: readonly (Cell | undefined)[];
  /** Whether arms that have it have it differently. */
  readonly differs: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Keys of what is on as soon as it stands there, empty or not. */
const isOptional = (key: string | number | undefined) => key === "stop" || (key !== undefined && Object.hasOwn(optionalParts, key));
const shorthandOf = (key: string | number) => (key === "stop" ? "patience" : optionalParts[key]!.shorthand);

const partTables: Readonly<Record<string, { rows: NamedRows; standard: string }>> = {
  optimizer: { rows: optimizers, standard: defaults.optimizer },
  schedule: { rows: schedules, standard: defaults.schedule },
  loss: { rows: losses, standard: defaults.loss },
  activation: { rows: activations, standard: activation.options.name.default },
};

const rootOf = (scope: Scope): Path => (scope === "all" ? [] : ["arms", scope]);

/** How many arms the file has: none where the experiment itself is the only one. */
export function armCount(file: unknown): number {
  const arms = valueAt(file, ["arms"]);
  return Array.isArray(arms) ? arms.length : 0;
}

export function armNames(file: unknown): string[] {
  return Array.from({ length: armCount(file) }, (_, arm) => {
    const name = valueAt(file, ["arms", arm, "name"]);
    return typeof name === "string" ? name : "";
  });
}

/** What a scope says at a path, with shorthands on the way and at its end expanded; undefined where it says nothing. */
function said(file: unknown, scope: Scope, path: Path): unknown {
  let value = valueAt(file, rootOf(scope));
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = expandShorthand(key, value[key]);
  }
  return value;
}

/** Whether an arm takes what the experiment says at a path, where it does not say it itself. */
function inherits(file: unknown, arm: number, path: Path): boolean {
  const owners = path.slice(0, -1).map((_, i) => path.slice(0, i + 1));
  const alternative = alternatives[path.at(-1)!];
  if (alternative !== undefined && said(file, arm, [...path.slice(0, -1), alternative]) !== undefined) return false;
  return owners.every((owner) => {
    const own = said(file, arm, owner);
    if (own === undefined) return true;
    if (!isObject(own)) return false;
    const common = said(file, "all", owner);
    const other = Object.hasOwn(partTables, owner.at(-1)!) && own["name"] !== undefined;
    return !other || (isObject(common) && common["name"] === own["name"]);
  });
}

/** Which part of a table is in force in a scope. */
function partName(file: unknown, scope: Scope, path: Path): unknown {
  const names = [scope, "all" as const].map((from) => {
    const part = said(file, from, path);
    return isObject(part) ? part["name"] : undefined;
  });
  return names[0] ?? names[1] ?? partTables[path.at(-1)!]!.standard;
}

/** What stands at a cell in a scope, as its kind has it. */
function ownOf(file: unknown, scope: Scope, { path, kind }: Column): unknown {
  const value = said(file, scope, path);
  if (kind.kind === "part") return isObject(value) ? value["name"] : value;
  if (kind.kind !== "optional" || value === undefined || value === false) return value;
  const shorthand = shorthandOf(path.at(-1)!);
  if (shorthand === undefined || !isObject(value)) return isObject(value) ? true : value;
  return value[shorthand] ?? kind.rule!.default;
}

/** What holds where no one says anything. */
function standardOf(file: unknown, scope: Scope, { path, kind }: Column, rule: OptionRule | undefined): unknown {
  if (kind.kind === "optional") return false;
  if (kind.kind === "layers") return defaults.hidden;
  if (kind.kind === "part") return partTables[path.at(-1)!]!.standard;
  const owner = path.slice(0, -1);
  const part = partTables[owner.at(-1) ?? ""]?.rows[String(partName(file, scope, owner))];
  const common = scope === "all" || inherits(file, scope, path) ? fieldsOf(file, "all", owner) : {};
  const given = { ...common, ...fieldsOf(file, scope, owner) };
  return part?.defaults?.(given)[path.at(-1)!] ?? rule?.default;
}

/** The rule of an option, which the part that is in force may have in a form of its own. */
function ruleOf(file: unknown, scope: Scope, { path, kind }: Column): OptionRule | undefined {
  if (kind.kind !== "option") return undefined;
  const owner = path.slice(0, -1);
  const part = partTables[owner.at(-1) ?? ""]?.rows[String(partName(file, scope, owner))];
  return part?.options[path.at(-1)!] ?? kind.rule;
}

const fieldsOf = (file: unknown, scope: Scope, path: Path): Fields => {
  const value = said(file, scope, path);
  return isObject(value) ? value : {};
};

/** A row before its cells are read. */
type Column = Pick<Row, "path" | "kind">;

function cellOf(file: unknown, scope: Scope, row: Column): Cell {
  const passes = scope !== "all" && inherits(file, scope, row.path);
  const rule = ruleOf(file, scope, row);
  const inherited = (passes ? ownOf(file, "all", row) : undefined) ?? standardOf(file, scope, row, rule);
  const own = ownOf(file, scope, row);
  return { scope, path: [...rootOf(scope), ...row.path], own, inherited, mixed: false, ...(rule && { rule }) };
}

const inForce = ({ own, inherited }: Cell) => own ?? inherited;
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

type Definition = Column & Pick<Row, "group"> & {
  readonly first?: boolean;
  readonly whole?: true;
  /** Whether an arm has it, where not all do. */
  readonly of?: (file: unknown, scope: Scope) => boolean;
  /** Those of its parts that fit the data; where that is one alone there is nothing to choose. */
  readonly fitting?: (file: unknown, classes: number | undefined) => NamedRows;
};

const optionRow = (group: Group, path: Path, rule: OptionRule, rest: Partial<Definition> = {}): Definition =>
  ({ group, path, kind: { kind: "option", rule }, ...rest });

/** The name of a part and the options of all rows of its table; an arm has those of its own. */
function partRows(group: Group, path: Path, first: (key: string) => boolean): Definition[] {
  const { rows } = partTables[path.at(-1)!]!;
  const rules = new Map<string, OptionRule>();
  for (const { options } of Object.values(rows)) {
    for (const [key, rule] of Object.entries(options)) {
      const before = rules.get(key);
      // Where two have an option of one name, all choices are offered; the check says which it may be.
      const both = rule.kind === "choice" && before?.kind === "choice";
      rules.set(key, both ? { ...rule, choices: [...new Set([...before.choices, ...rule.choices])] } : (before ?? rule));
    }
  }
  return [
    { group, path, kind: { kind: "part", rows }, first: group !== "schedule" },
    ...Array.from(rules, ([key, rule]) =>
      optionRow(group, [...path, key], rule, {
        first: first(key),
        // Of a part that there is not, the learning rate stays in its place.
        of: (file, scope) => Object.hasOwn(rows[String(partName(file, scope, path))]?.options ?? { learningRate: rule }, key),
      })),
  ];
}

function datasetOf(file: unknown): { readonly name: string; readonly target?: unknown } {
  const dataset = expandShorthand("dataset", valueAt(file, ["dataset"]));
  return isObject(dataset) && typeof dataset["name"] === "string" ? { ...dataset, name: dataset["name"] } : { name: defaults.dataset };
}

/** The losses of what rows have: a class, or numbers. Where the kind of the data does not say which, the loss that stands there does. */
function fittingLosses(file: unknown, classes: number | undefined): NamedRows {
  const dataset = datasetOf(file);
  const stands = partName(file, armCount(file) > 0 ? 0 : "all", ["loss"]);
  const task = taskOf(dataset) ?? Object.entries(losses).find(([name]) => name === stands)?.[1].of ?? "labels";
  const isOfTwo = dataset.name !== "mnist" && (classes ?? 2) === 2;
  return Object.fromEntries(Object.entries(losses).filter(([, { of, units }]) => of === task && (of === "targets" || units.max > 1 || isOfTwo)));
}

/** A part that is off, or on with options. */
function optionalRows(group: Group, path: Path, rules: OptionRules, first: boolean): Definition[] {
  const shorthand = shorthandOf(path.at(-1)!);
  const state: Column = { path, kind: { kind: "optional", rule: shorthand === undefined ? undefined : rules[shorthand]! } };
  const on = (file: unknown, scope: Scope) => inForce(cellOf(file, scope, state)) !== false;
  const others = Object.entries(rules).filter(([key]) => key !== shorthand);
  return [
    { ...state, group, first },
    ...others.map(([key, rule]) => optionRow(group, [...path, key], rule, { of: on })),
  ];
}

const images = (max: number): OptionRule => ({ kind: "integer", min: 1, max, about: "Images." });
const { layers, network } = regularizationOptions;
const { iterations, batchSize, ...otherTraining } = trainingOptions;
const early = new Set(["learningRate", "momentum", "decay", "beta1", "beta2"]);

/** The learning rate first: it is what one changes first. */
const optimizerRows = partRows("optimizer", ["optimizer"], (key) => early.has(key))
  .toSorted((a, b) => Number(b.path[1] === "learningRate") - Number(a.path[1] === "learningRate"));

const definitions: readonly Definition[] = [
  ...optimizerRows,
  optionRow("training", ["training", "batchSize"], batchSize, { first: true }),
  ...partRows("training", ["loss"], () => true).map((row) => (row.kind.kind === "part" ? { ...row, fitting: fittingLosses } : row)),
  { group: "network", path: ["network", "hidden"], kind: { kind: "layers" }, first: true },
  ...partRows("network", ["network", "activation"], () => true),
  optionRow("network", ["network", "init"], dense.options.init, { first: true }),
  ...Object.entries<OptionRule>(armNetworkOptions).map(([key, rule]) => optionRow("network", ["network", key], rule)),
  ...optionalKinds.flatMap((kind) =>
    optionalRows("network", ["network", kind], optionalParts[kind]!.options, kind === "dropout")),
  optionRow("network", ["network", "output", "trainable"], dense.options.trainable),
  ...Object.entries<OptionRule>({ ...layers, ...network }).map(([key, rule]) =>
    optionRow("regularization", ["regularization", key], rule, { first: key === "l1" || key === "l2" })),
  ...optionalRows("regularization", ["regularization", "augment"], optionalParts["augment"]!.options, false),
  optionRow("training", ["training", "iterations"], iterations, { first: true }),
  optionRow("training", ["training", "epochs"], { ...epochs, default: undefined }),
  ...Object.entries(otherTraining).map(([key, rule]) => optionRow("training", ["training", key], rule)),
  ...optionalRows("training", ["training", "clipping"], optionalParts["clipping"]!.options, false),
  ...optionalRows("training", ["training", "stop"], stopOptions, false),
  ...partRows("schedule", ["schedule"], () => false),
  optionRow("data", ["seeds"], { kind: "integers", min: 0, max: Number.MAX_SAFE_INTEGER, default: defaults.seeds, about: "" }, { first: true, whole: true }),
  optionRow("data", ["dataset", "train"], images(mnistImages.train), { first: true, whole: true }),
  optionRow("data", ["dataset", "test"], images(mnistImages.test), { first: true, whole: true }),
  optionRow("data", ["dataset", "labelNoise"], labelNoise, { first: true, whole: true, of: (file) => taskOf(datasetOf(file)) !== "targets" }),
  optionRow("data", ["dataset", "validation"], images(mnistImages.train - 1), { whole: true }),
  { group: "data", path: ["name"], kind: { kind: "text" }, whole: true },
];

/** The rows of the settings that the experiment or one of its arms has. @param classes Of the data, where that is known. */
export function rowsOf(file: unknown, classes?: number): Row[] {
  const scopes = Array.from({ length: armCount(file) }, (_, arm) => arm);
  return definitions.flatMap(({ of = () => true, first = false, whole = false, fitting, ...definition }): Row[] => {
    const rows = fitting?.(file, classes);
    const isSaid = () => ["all" as const, ...scopes].some((scope) => said(file, scope, definition.path) !== undefined);
    if (rows && Object.keys(rows).length < 2 && !isSaid()) return [];
    const row = rows ? { ...definition, kind: { kind: "part" as const, rows } } : definition;
    const common = cellOf(file, "all", row);
    if (whole || scopes.length === 0) {
      return of(file, "all") ? [{ ...row, first, whole, all: common, arms: [], differs: false }] : [];
    }
    const arms = scopes.map((arm) => (of(file, arm) ? cellOf(file, arm, row) : undefined));
    const present = arms.filter((cell) => cell !== undefined);
    if (present.length === 0) return [];
    const differs = present.some((cell) => !same(inForce(cell), inForce(present[0]!)));
    const own = differs ? undefined : present.some((cell) => cell.own !== undefined) ? inForce(present[0]!) : common.own;
    const inherited = differs ? undefined : own === undefined ? inForce(present[0]!) : common.inherited;
    const all = { ...common, own, inherited, mixed: differs, ...(row.kind.kind === "option" && { rule: row.kind.rule }) };
    return [{ ...row, first, whole, all, arms, differs }];
  });
}

/** What is wrong, by the cell that shows it: the one whose path leads nearest to it. The keys are those of `keyOf`. */
export function problemsByCell<One extends { readonly path: Path }>(
  file: unknown, rows: readonly Row[], problems: readonly One[],
): ReadonlyMap<string, readonly One[]> {
  const cells = rows.flatMap(({ all, arms }) => [all, ...arms.filter((cell) => cell !== undefined)]);
  const known = new Set([...cells.map(({ path }) => path), ...armNames(file).map((_, arm) => nameAt(arm))].map(keyOf));
  const placed = new Map<string, One[]>();
  for (const problem of problems) {
    const owners = problem.path.map((_, i) => keyOf(problem.path.slice(0, i + 1)));
    const key = owners.findLast((owner) => known.has(owner));
    if (key !== undefined) placed.set(key, [...(placed.get(key) ?? []), problem]);
  }
  return placed;
}

/** Where the name of an arm stands. */
export const nameAt = (arm: number): Path => ["arms", arm, "name"];

/** Of a cell, and of its field in the page. */
export const keyOf = (path: Path) => path.join("-");

/** Objects that say nothing once they are empty. */
const containers = new Set<string | number>(["network", "output", "training", "regularization", "optimizer", "schedule", "loss"]);

/** Takes a value away, and the objects that are empty without it. */
function removed(file: unknown, path: Path, leaving: Path): Edit[] {
  if (valueAt(file, path) === undefined) return [];
  const owner = path.slice(0, -1);
  const fields = valueAt(file, owner);
  const alone = owner.length > leaving.length && isObject(fields) && Object.keys(fields).length === 1;
  return alone && containers.has(owner.at(-1)!) ? removed(file, owner, leaving) : [[path, undefined]];
}

/** Sets what stands at a path in a scope; a shorthand becomes the object that it stands for. */
function put(file: unknown, scope: Scope, path: Path, value: unknown): Edit[] {
  const root = rootOf(scope);
  if (value === undefined && !isOptional(path.at(-2)) && valueAt(file, [...root, ...path]) === undefined) return [];
  const owner = path.slice(0, -1);
  const wrong = owner.findIndex((_, i) => {
    const stands = valueAt(file, [...root, ...owner.slice(0, i + 1)]);
    return !isObject(stands) && (stands !== undefined || i === owner.length - 1);
  });
  if (wrong < 0) return value === undefined ? removed(file, [...root, ...path], root) : [[[...root, ...path], value]];
  const place = owner.slice(0, wrong + 1);
  const stands = expandShorthand(place.at(-1)!, valueAt(file, [...root, ...place]));
  const base = isObject(stands) ? stands : baseOf(file, scope, place);
  const inner = path.slice(wrong + 1).reduceRight<unknown>((nested, key) => ({ [key]: nested }), value);
  return [[[...root, ...place], { ...base, ...(inner as Fields) }]];
}

/** What an object needs beside the value for which it is made. */
function baseOf(file: unknown, scope: Scope, path: Path): Fields {
  const key = path.at(-1)!;
  if (key === "dataset") return { name: defaults.dataset };
  // Of an optimizer or a schedule an arm may change one option alone.
  if (!Object.hasOwn(partTables, key) || (scope !== "all" && key !== "activation")) return {};
  return { name: partName(file, scope, path) };
}

/** What a cell writes; undefined takes back what its scope says. */
export function write(file: unknown, scope: Scope, row: Column, value: unknown): Edit[] {
  const { path, kind } = row;
  const root = rootOf(scope);
  if (kind.kind === "part") {
    return value === undefined ? removed(file, [...root, ...path], root) : put(file, scope, path, value);
  }
  if (kind.kind === "optional") {
    const shorthand = shorthandOf(path.at(-1)!);
    const stands = valueAt(file, [...root, ...path]);
    if (value === undefined) return removed(file, [...root, ...path], root);
    if (shorthand !== undefined && isObject(stands) && value !== false) return put(file, scope, [...path, shorthand], value);
    // Already on, with options.
    if (value === true && isObject(stands)) return [];
    return put(file, scope, path, value);
  }
  const other = alternatives[path.at(-1)!];
  const instead = other === undefined ? undefined : [...root, ...path.slice(0, -1), other];
  const taken: Edit[] = value !== undefined && instead && valueAt(file, instead) !== undefined ? [[instead, undefined]] : [];
  return [...put(file, scope, path, value), ...taken];
}

/** Whether an arm has what the experiment says at a row. */
const follows = (file: unknown, { path }: Row, arm: number, cell: Cell) => cell.own === undefined && inherits(file, arm, path);

/** Whether an arm can change this on the way: the rest is what a run starts with. */
export function holdsFromHere({ path, whole, kind }: Row): boolean {
  const fixed = ["network.init", "training.iterations", "training.epochs", "training.evaluateEvery"];
  return !whole && kind.kind !== "layers" && path[1] !== "batchNorm" && !fixed.includes(path.join("."));
}

/** Changes one arm, or all: then every arm has the value, those with an own one too. */
export function change(file: unknown, row: Row, scope: Scope, value: unknown): Edit[] {
  if (scope !== "all" || row.whole || row.arms.length === 0) return write(file, scope, row, value);
  if (row.kind.kind === "part") return changePart(file, row, value);
  const arms = row.arms.flatMap((cell, arm) => (cell ? [{ arm, cell }] : []));
  if (value === undefined) return [...write(file, "all", row, value), ...arms.flatMap(({ arm }) => write(file, arm, row, value))];
  const apart = arms.filter(({ arm, cell }) => !follows(file, row, arm, cell));
  const common = apart.length < arms.length ? write(file, "all", row, value) : [];
  return [...common, ...apart.flatMap(({ arm }) => write(file, arm, row, value))];
}

/** Another part for all arms. What an arm says of the one before goes with it. */
function changePart(file: unknown, row: Row, value: unknown): Edit[] {
  const { path } = row;
  const { rows, standard } = partTables[path.at(-1)!]!;
  const rules = rows[typeof value === "string" ? value : standard]?.options ?? {};
  const fits = ([key, option]: [string, unknown]) => {
    const rule = Object.hasOwn(rules, key) ? rules[key]! : undefined;
    return rule && (rule.kind !== "choice" || rule.choices.includes(String(option)));
  };
  const [own, following] = [false, true].map((follow) =>
    row.arms.flatMap((cell, arm) => (cell && follows(file, row, arm, cell) === follow ? [arm] : [])),
  ) as [number[], number[]];
  const common = value === undefined || (following.length > 0 && partName(file, "all", path) !== value);
  return [
    ...(common ? write(file, "all", row, value) : []),
    ...own.flatMap((arm) => (value !== undefined && partName(file, arm, path) === value ? [] : write(file, arm, row, value))),
    ...following.flatMap((arm) => {
      const options = fieldsOf(file, arm, path);
      const kept = Object.entries(options).filter(fits);
      if (kept.length === Object.keys(options).length) return [];
      const place = [...rootOf(arm), ...path];
      return kept.length === 0 ? removed(file, place, rootOf(arm)) : [[place, Object.fromEntries(kept)] as Edit];
    }),
  ];
}

/** A name that begins like this one, that no arm has yet and that is not too long. */
function freshName(names: readonly string[], name: string): string {
  const stem = Array.from(name).slice(0, 58).join("");
  let number = 2;
  while (names.includes(`${stem} ${number}`)) number++;
  return `${stem} ${number}`;
}

/** Appends a copy of an arm with changes, or a first one beside what the experiment itself is. */
function appended(file: unknown, arm: Scope, name: (names: string[]) => string): { edits: Edit[]; arm: number } {
  const names = armNames(file);
  const source = arm === "all" ? {} : valueAt(file, ["arms", arm]);
  const added = { ...(isObject(source) ? source : {}), name: name(names) };
  if (names.length > 0) return { edits: [[["arms", names.length], added]], arm: names.length };
  const first = valueAt(file, ["name"]);
  return { edits: [[["arms"], [{ name: typeof first === "string" ? first : "arm 1" }, added]]], arm: 1 };
}

/** Adds an arm as the experiment has it, or a copy of one. */
export function addArm(file: unknown, arm: Scope): Edit[] {
  return appended(file, arm, (names) => freshName(names, (arm !== "all" && names[arm]?.replace(/ \d+$/, "")) || "arm")).edits;
}

export function removeArm(file: unknown, arm: number): Edit[] {
  return [[armCount(file) > 1 ? ["arms", arm] : ["arms"], undefined]];
}

/** Adds a copy of an arm that differs in one setting, and whose name tells in which. */
export function addTwin(file: unknown, arm: Scope, row: Column, value: number, symbol: string): Edit[] {
  const label = `, ${symbol} ${value}`;
  const { edits, arm: added } = appended(file, arm, (names) => {
    const own = arm === "all" ? valueAt(file, ["name"]) : names[arm];
    const stem = (typeof own === "string" ? own : "arm").replace(new RegExp(`, ${symbol} [\\d.e+-]+( \\d+)?$`), "");
    const name = Array.from(stem).slice(0, 64 - Array.from(label).length).join("") + label;
    return names.includes(name) ? freshName(names, name) : name;
  });
  const [[place, content]] = edits as [Edit];
  // The change is made in the copy before it is written, so that it is one edit.
  const copy = Array.isArray(content) ? (content[1] as unknown) : content;
  const base = isObject(file) ? file : {};
  const arms = Array.isArray(base["arms"]) ? (base["arms"] as unknown[]) : (content as unknown[]).slice(0, 1);
  const changed = write({ ...base, arms: [...arms, copy] }, added, row, value).reduce<unknown>(
    (whole, [path, next]) => replaced(whole, path.slice(2), next), copy,
  );
  return [[place, Array.isArray(content) ? [content[0], changed] : changed]];
}

/** A copy with another value at a path. */
function replaced(value: unknown, [step, ...rest]: Path, next: unknown): unknown {
  if (step === undefined) return next;
  const fields = isObject(value) ? value : {};
  const inner = replaced(fields[step], rest, next);
  const others = Object.entries(fields).filter(([key]) => key !== step);
  return Object.fromEntries(inner === undefined ? others : [...others, [step, inner]]);
}

/** The row of the learning rate. */
export const learningRate: Column = optimizerRows[0]!;

/** The learning rate of an arm that is in force. */
export function learningRateOf(file: unknown, scope: Scope): unknown {
  return inForce(cellOf(file, scope, learningRate));
}
