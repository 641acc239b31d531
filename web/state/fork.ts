// A twin of an arm with one setting that changes on the way.

import { lossOf } from "../../bindings/parts/losses.ts";
import { type Path, formatValue, valueAt } from "../../experiment/problems.ts";
import { expandShorthand, isObject, type ResolvedArm, type ResolvedExperiment } from "../../experiment/resolve.ts";
import { checkExperiment } from "../../experiment/check.ts";
import type { Fork } from "../race/race.ts";

/** With the setting that changes: its place in an arm, and what it is from then on. */
export interface SettingFork extends Fork {
  readonly path: Path;
  readonly value: unknown;
}

/** Why an arm cannot change like this; a text's key. */
export type ForkFault = "invalid" | "over" | "shape" | "evaluation";

interface From {
  /** The experiment as its file has it. */
  readonly value: unknown;
  /** With an arm for each fork so far. */
  readonly experiment: ResolvedExperiment;
  readonly forks: readonly SettingFork[];
}

/** The arm as it is from an iteration on, or why it cannot be. */
export function forkedArm(
  { value: file, experiment, forks }: From, { of, at, path, value }: Omit<SettingFork, "index">,
): ResolvedArm | ForkFault {
  const before = experiment.arms[of]!;
  const changed = [...settingsOf(forks, of), { path, value }];
  // Without a list of arms the experiment is its only one.
  const fields = isObject(file) ? file : {};
  const base = valueAt(fields, ["arms", rootOf(forks, of)]) ?? { name: experiment.name };
  const own = changed.reduce<unknown>((arm, setting) => put(arm, setting.path, setting.value), base);
  const name = `${valueAt(base, ["name"]) as string} @${at}: ${String(path.at(-1))} ${formatValue(value)}`;
  const checked = checkExperiment({ ...fields, arms: [{ ...(own as object), name: shorten(name) }] });
  if ("problems" in checked) return "invalid";
  const arm = checked.experiment.arms[0]!;
  if (at >= arm.training.iterations || at >= before.training.iterations) return "over";
  if (arm.training.evaluateEvery !== before.training.evaluateEvery) return "evaluation";
  if (shapeOf(arm) !== shapeOf(before)) return "shape";
  const names = experiment.arms.map((other) => other.name);
  return { ...arm, name: unlike(names, arm.name) };
}

/** The setting changes of an arm that is a fork, the first one first. */
function settingsOf(forks: readonly SettingFork[], index: number): SettingFork[] {
  const fork = forks.find((one) => one.index === index);
  return fork ? [...settingsOf(forks, fork.of), fork] : [];
}

function rootOf(forks: readonly SettingFork[], index: number): number {
  const fork = forks.find((one) => one.index === index);
  return fork ? rootOf(forks, fork.of) : index;
}

/** A value at a path; a shorthand on the way becomes what it stands for. */
function put(owner: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(owner)) return owner.map((element: unknown, i) => (i === key ? put(element, rest, value) : element));
  const fields = isObject(owner) ? owner : {};
  return { ...fields, [key]: put(rest.length > 0 ? expandShorthand(key, fields[key]) : undefined, rest, value) };
}

/** What decides which arrays a network has. */
const shapeOf = (arm: ResolvedArm) =>
  JSON.stringify([lossOf(arm).units.max, ...arm.network.hidden.map(({ units, batchNorm }) => [units, batchNorm !== undefined])]);

const mostName = 64;
const shorten = (name: string) => (name.length > mostName ? `${name.slice(0, mostName - 1)}…` : name);

function unlike(names: readonly string[], name: string): string {
  let [number, other] = [2, name];
  while (names.includes(other)) other = shorten(`${name.slice(0, mostName - 4)} ${number++}`);
  return other;
}
