// What the forms show and change: the settings of the whole experiment, and each arm's own in place of them.

import type { Path } from "../../experiment/problems.ts";
import { valueAt } from "../../experiment/problems.ts";
import { expandShorthand } from "../../experiment/resolve.ts";
import { defaults } from "../../experiment/options.ts";
import type { NamedRows, OptionRule } from "../../bindings/parts/options.ts";
import { draft, edit } from "../state/store.ts";

/** Whose settings: of all arms, or those of one. */
export type Scope = "common" | number;

/** A setting as a form shows it. */
export interface Setting {
  path: Path;
  /** What this scope says itself. */
  own: unknown;
  /** What holds if it says nothing. */
  inherited: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

const at = (path: Path) => valueAt(draft.value.value, path);

const pathIn = (scope: Scope, ...path: Path): Path => (scope === "common" ? path : ["arms", scope, ...path]);

/** A value as it stands, without its shorthand. */
function ownOf(scope: Scope, ...path: Path): unknown {
  return expandShorthand(path.at(-1) ?? "", at(pathIn(scope, ...path)));
}

/** The setting at a path such as training.iterations; `standard` holds where no one says anything. */
export function setting(scope: Scope, path: Path, standard: unknown): Setting {
  return {
    path: pathIn(scope, ...path),
    own: at(pathIn(scope, ...path)),
    inherited: scope === "common" ? standard : (at(path) ?? standard),
  };
}

/** An option inside an object that has a shorthand: dropout, batchNorm, dataset. */
export function option(scope: Scope, owner: Path, key: string, standard: unknown): Setting {
  const read = (from: Scope) => {
    const value = ownOf(from, ...owner);
    return isFields(value) ? value[key] : undefined;
  };
  return {
    path: pathIn(scope, ...owner, key),
    own: read(scope),
    inherited: scope === "common" ? standard : (read("common") ?? standard),
  };
}

/** Whether dropout or batch norm is on, as `setting` of it shows it: its options aside. */
export function onOff(scope: Scope, path: Path): Setting {
  const state = (value: unknown) => (value === undefined ? undefined : value !== false);
  const { own, inherited, ...rest } = setting(scope, path, false);
  return { ...rest, own: state(own), inherited: state(inherited) };
}

/** Sets an option, or removes it where the value is undefined; a shorthand becomes the object that it stands for. */
export function setOption({ path }: Setting, value: unknown): void {
  const owner = path.slice(0, -1);
  const key = path.at(-1)!;
  const present = at(owner);
  const object = expandShorthand(owner.at(-1) ?? "", present);
  if (isFields(object) && object === present) {
    edit(path, value);
  } else if (isFields(object)) {
    edit(owner, { ...object, [key]: value });
  } else if (value !== undefined) {
    const base = owner.at(-1) === "dataset" ? { name: "mnist" } : {};
    edit(owner, { ...base, [key]: value });
  }
}

export interface PartSettings {
  name: Setting;
  options: { key: string; setting: Setting; rule: OptionRule }[];
}

/** The name of a part that is chosen from a table, and the options of the one that is in force. */
export function partSettings(scope: Scope, path: Path, rows: NamedRows, standard: string): PartSettings {
  const fields = (from: Scope): Fields => {
    const value = ownOf(from, ...path);
    return isFields(value) ? value : {};
  };
  const own = fields(scope);
  const base = scope === "common" ? {} : fields("common");
  const inheritedName = base["name"] ?? standard;
  const name = own["name"] ?? inheritedName;
  const place = pathIn(scope, ...path);
  const known = Object.keys(rows).find((candidate) => candidate === name);
  const rules = known === undefined ? [] : Object.entries(rows[known]!.options);
  const inherited = name === inheritedName ? base : {};
  const standards = known === undefined ? {} : (rows[known]!.defaults?.({ ...inherited, ...own }) ?? {});
  return {
    name: { path: isFields(at(place)) ? [...place, "name"] : place, own: own["name"], inherited: inheritedName },
    options: rules.map(([key, rule]) => ({
      key,
      setting: {
        path: [...place, key],
        own: own[key],
        inherited: inherited[key] ?? standards[key] ?? rule.default,
      },
      rule,
    })),
  };
}

/** Another part, with its own defaults; undefined: the common one. */
export function setPart(scope: Scope, path: Path, name: unknown): void {
  edit(pathIn(scope, ...path), name);
}

/** Of an optimizer or a schedule an arm may change one option alone; any other part with options has its name beside them. */
export function setPartOption(scope: Scope, { path }: Setting, value: unknown, name: Setting): void {
  const owner = path.slice(0, -1);
  if (at(owner) !== undefined) setOption({ path, own: undefined, inherited: undefined }, value);
  else if (value !== undefined) {
    const alone = scope !== "common" && ["optimizer", "schedule"].includes(String(owner.at(-1)));
    const base = alone ? {} : { name: name.inherited };
    edit(owner, { ...base, [path.at(-1)!]: value });
  }
}

/** The hidden layers in force: numbers of units, or objects with more settings. */
export function layers(scope: Scope): Setting {
  return setting(scope, ["network", "hidden"], defaults.hidden);
}

export function armNames(): string[] {
  const arms = at(["arms"]);
  if (!Array.isArray(arms)) return [];
  return arms.map((arm: unknown) => (isFields(arm) && typeof arm["name"] === "string" ? arm["name"] : ""));
}

/** Adds a copy of an arm, or a first one, and returns its place. */
export function addArm(scope: Scope): number {
  const names = armNames();
  const source = scope === "common" ? {} : (at(["arms", scope]) as Fields);
  const stem = scope === "common" ? "arm" : (names[scope] || "arm").replace(/ \d+$/, "");
  let number = 2;
  while (names.includes(`${stem} ${number}`)) number++;
  const added = { ...source, name: `${stem} ${number}` };
  if (names.length > 0) edit(["arms", names.length], added);
  else edit(["arms"], [{ name: String(at(["name"])) }, added]);
  return armNames().length - 1;
}

export function removeArm(arm: number): void {
  if (armNames().length > 1) edit(["arms", arm], undefined);
  else edit(["arms"], undefined);
}

