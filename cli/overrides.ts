/** `--set path=value`: changes to an experiment from the command line. */
import { formatPath, formatValue, type Path, valueAt } from "../experiment/problems.ts";
import { alternatives, expandShorthand } from "../experiment/resolve.ts";
import { defaults } from "../experiment/options.ts";
import { didYouMean, oneOf } from "../experiment/suggest.ts";
import { InputError } from "./errors.ts";
import { maxDepth, parseJson } from "../experiment/jsonc.ts";

export interface Override {
  /** As the user wrote it, for messages. */
  text: string;
  path: Path;
  value: unknown;
}

const step = /\.?([^.[\]="]+)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/y;

/**
 * Reads `training.iterations=500`, `arms[2].optimizer.learningRate=0.1`, `arms.Adam.optimizer=sgd` or
 * `arms["L2, faithful"].training.iterations=10`. The value is JSON, or else a text.
 */
export function parseAssignment(assignment: string): Override {
  const text = `--set ${assignment}`;
  const path: (string | number)[] = [];
  step.lastIndex = 0;
  let end = 0;
  for (let match = step.exec(assignment); match; match = step.exec(assignment)) {
    const [, name, index, quoted] = match;
    if (quoted !== undefined) path.push(String(parseOr(quoted, quoted)));
    else path.push(index === undefined ? String(name) : Number(index));
    end = step.lastIndex;
  }
  if (path.length === 0 || assignment[end] !== "=") {
    throw new InputError(`${formatValue(text)}: expected path=value, such as training.iterations=500`);
  }
  if (path.length > maxDepth) {
    throw new InputError(`${formatValue(text)}: the path has ${path.length} steps; at most ${maxDepth} are allowed`);
  }
  const value = assignment.slice(end + 1);
  return { text, path, value: parseOr(value, value) };
}

function parseOr(text: string, otherwise: unknown): unknown {
  try {
    return parseJson(text).value;
  } catch {
    return otherwise;
  }
}

/**
 * Sets a value in an experiment file's content, in place. A missing object on the way is made (a data set or
 * an optimizer from its default), a shorthand becomes the object that it stands for.
 * @returns The path with the names of arms turned into indices.
 */
export function applyOverride(root: unknown, { text, path: asked, value }: Override): Path {
  const fail = (reason: string): never => {
    throw new InputError(`${formatValue(text)}: ${reason}`);
  };
  let owner = root as Record<string | number, unknown>;
  const done: (string | number)[] = [];
  const path = withSearchedPath(asked);
  for (const [i, given] of path.entries()) {
    const key = Array.isArray(owner) ? indexIn(owner, given, done, fail) : given;
    if (typeof key === "string" && ["__proto__", "prototype", "constructor"].includes(key)) {
      fail(`${key} is not a key of experiments`);
    }
    if (!Array.isArray(owner) && typeof key === "number") fail(`${formatPath(done)} is not a list`);
    done.push(key);
    if (i === path.length - 1) {
      owner[key] = value;
      if (!Array.isArray(owner)) Reflect.deleteProperty(owner, alternatives[key] ?? "");
      break;
    }
    const standard = i === 0 && (key === "dataset" || key === "optimizer" || key === "schedule") ? defaults[key] : undefined;
    const missing = standard ?? (typeof path[i + 1] === "number" ? [] : {});
    const present = expandShorthand(key, valueAt(owner, [key]) ?? missing);
    if (typeof present !== "object" || present === null) {
      fail(`${formatPath(done)} is ${formatValue(present)} and holds no ${formatPath([path[i + 1] ?? ""])}`);
    }
    owner[key] = present;
    owner = present as Record<string | number, unknown>;
  }
  return done;
}

/** What stands at a searched path: `search.optimizer.learningRate.max` is of one key, "optimizer.learningRate". */
const partsOfRange = ["min", "max", "scale", "of"];

function withSearchedPath(path: Path): Path {
  const at = path[0] === "arms" ? 2 : 0;
  const searched = path.slice(at + 1);
  if (path[at] !== "search" || searched.length < 2) return path;
  const last = searched.at(-1)!;
  const inner = partsOfRange.some((part) => part === last) || typeof last === "number" ? [last] : [];
  const steps = searched.slice(0, searched.length - inner.length);
  // One that was quoted is whole already.
  return [...path.slice(0, at + 1), steps.length === 1 ? steps[0]! : formatPath(steps), ...inner];
}

/** An index, or the place of the element with that name. One past the end appends. */
function indexIn(list: unknown[], key: string | number, at: Path, fail: (reason: string) => never): number {
  const names = list.map((element) => valueAt(element, ["name"])).filter((name) => typeof name === "string");
  const index = typeof key === "number" || /^\d{1,9}$/.test(key) ? Number(key) : undefined;
  if (index !== undefined && index <= list.length) return index;
  if (index !== undefined) fail(`${formatPath(at)} has ${list.length} elements, counted from 0`);
  const found = list.findIndex((element) => valueAt(element, ["name"]) === key);
  if (found >= 0) return found;
  const known = names.length > 0 ? `; there is ${oneOf(names)}${didYouMean(key, names)}` : "";
  return fail(`${formatPath(at)} has no element named ${formatValue(key)}${known}`);
}
