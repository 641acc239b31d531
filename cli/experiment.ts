/** Reads an experiment file, changes it as the command line asks, and checks it. */
import { checkExperiment } from "../experiment/check.ts";
import { formatProblem, mostTold, type Path, type Problem } from "../experiment/problems.ts";
import type { ResolvedExperiment } from "../experiment/resolve.ts";
import { InputError } from "./errors.ts";
import { withFile } from "./files/whole.ts";
import { type JsonDocument, JsonSyntaxError, parseJson } from "../experiment/jsonc.ts";
import { applyOverride, type Override } from "./overrides.ts";

const maxBytes = 16 * 2 ** 20;

/**
 * @returns The resolved experiment, and its source: what the file holds, with the overrides.
 * @throws InputError with every problem: file, line and column, path, value, and what is allowed.
 */
export async function readExperiment(
  file: string, overrides: Override[],
): Promise<{ experiment: ResolvedExperiment; source: unknown }> {
  const document = parse(file, await readText(file));
  const { value } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputError(`${file}: an experiment is an object, { "name": … }`);
  }
  const applied = overrides.map((override) => ({ ...override, path: applyOverride(value, override) }));
  const checked = checkExperiment(value);
  const problems = [...document.problems, ...("problems" in checked ? checked.problems : [])];
  if (problems.length === 0 && "experiment" in checked) {
    return { experiment: checked.experiment, source: value };
  }
  const lines = problems.slice(0, mostTold).map((problem) => {
    return `  ${place(file, document, applied, problem)}  ${formatProblem(problem)}`;
  });
  if (problems.length > mostTold) lines.push(`  … and ${problems.length - mostTold} more`);
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  throw new InputError(`${file} has ${count}:`, ...lines);
}

async function readText(file: string): Promise<string> {
  const bytes = await withFile(file, async (opened, size) => {
    if (size > maxBytes) throw new InputError(`${file}: has ${size} bytes; an experiment has at most ${maxBytes}`);
    return await opened.readFile();
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${file}: is no text in UTF-8`);
  }
}

function parse(file: string, text: string): JsonDocument {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const { line, column } = error.position;
    throw new InputError(`${file}:${line}:${column}  ${error.message}`);
  }
}

/** Where a value comes from: the file's line and column, or the option that set it. */
function place(file: string, document: JsonDocument, applied: Override[], { path }: Problem): string {
  const common = (a: Path, b: Path) => a.every((step, i) => i >= b.length || step === b[i]);
  const override = applied.findLast((other) => common(other.path, path));
  if (override) return `(${override.text})`;
  const { line, column } = document.positionOf(path);
  return `${file}:${line}:${column}`;
}
