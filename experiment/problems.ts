/** What is wrong with an experiment, in sentences for people. */
import type * as z from "zod";
import { printable } from "./printable.ts";

export type Path = readonly (string | number)[];

/** One thing that is wrong. */
export interface Problem {
  /** Where: keys and array indices from the root. */
  path: Path;
  /** What stands there; undefined when nothing does. */
  value: unknown;
  /** What is allowed, beginning in lower case and without the path. */
  message: string;
}

/** `arms[2].optimizer.learningRate`; a long or strange key is quoted, and cut. */
export function formatPath(path: Path): string {
  const steps = path.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    return /^[\p{L}$_][\p{L}\p{N}$_-]{0,49}$/u.test(step) ? `.${step}` : `[${formatValue(step)}]`;
  });
  return steps.join("").replace(/^\./, "") || "the experiment";
}

/** A value as JSON on one short line. */
export function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : "[…]";
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0 ? "{}" : "{…}";
  const text = printable(typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** `training.iterations = -5: must be a whole number from 1 to 10000000` */
export function formatProblem({ path, value, message }: Problem): string {
  const place = formatPath(path);
  const found = value === undefined ? ": missing;" : ` = ${formatValue(value)}:`;
  return `${place}${found} ${message}`;
}

/** Whether a path leads to the place of another, or into it. */
export const startsWith = (path: Path, start: Path) => start.every((step, i) => step === path[i]);

/** What stands at a path, undefined when nothing does. Own keys only. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

type Issue = z.core.$ZodIssue;

/** The issues of the form that a value of several allowed forms comes closest to. */
function closestForm(issue: Issue, root: unknown, parent: Path): [Issue, Path][] {
  const path = [...parent, ...(issue.path as (string | number)[])];
  const value = valueAt(root, path);
  const scalar = typeof value !== "object" || value === null;
  if (issue.code !== "invalid_union" || issue.errors.length === 0 || scalar) return [[issue, path]];
  const forms = issue.errors
    .filter((form) => !form.some((inner) => inner.path.length === 0 && inner.code !== "unrecognized_keys"))
    .map((form) => form.flatMap((inner) => closestForm(inner, root, path)))
    .sort((a, b) => a.length - b.length);
  return forms[0] ?? [[issue, path]];
}

/** The problems that zod found in `root`, each once. */
export function problemsOf(issues: readonly Issue[], root: unknown): Problem[] {
  const problems = issues
    .flatMap((issue) => closestForm(issue, root, []))
    .flatMap(([issue, path]) => {
      if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
      const messages = issue.message.split("\n");
      return issue.keys.map((key, i) => ({ path: [...path, key], message: messages[i] ?? "unknown key" }));
    });
  const seen = new Set<string>();
  return problems
    .filter(({ path, message }) => {
      const identity = JSON.stringify([path, message]);
      return !seen.has(identity) && seen.add(identity);
    })
    .map(({ path, message }) => ({ path, value: valueAt(root, path), message }));
}
