/** From the text of an experiment file to the experiment, or to its problems with line and column. */
import { checkExperiment } from "./check.ts";
import { JsonSyntaxError, parseJson, type Position } from "./jsonc.ts";
import { formatProblem, type Path, type Problem } from "./problems.ts";
import type { ResolvedExperiment } from "./resolve.ts";

/** Most bytes of a file. */
export const maxFileBytes = 16 * 2 ** 20;
/** How many problems of one file are reported: a hostile one has tens of thousands. */
const mostReported = 50;

export interface PlacedProblem extends Problem {
  /** `training.iterations = -5: must be a whole number from 1 to 10000000` */
  sentence: string;
  /** Where in the text; none for what is wrong with the whole. */
  position?: () => Position;
}

export interface Reading {
  /** What the text holds, changes included; undefined while it is no JSON object. */
  value: object | undefined;
  /** The complete form; undefined where there are problems. */
  experiment: ResolvedExperiment | undefined;
  problems: PlacedProblem[];
  /** What is valid but probably a mistake. */
  warnings: PlacedProblem[];
}

/**
 * @param change Changes what the text holds, in place, before it is checked.
 * @param limit More problems, of the caller's, with an experiment that has none.
 */
export function readExperiment(
  text: string, change: (value: object) => void = () => {}, limit: (experiment: ResolvedExperiment) => Problem[] = () => [],
): Reading {
  const unreadable = (sentence: string, position?: Position): Reading => {
    const problem = { path: [], value: undefined, message: sentence, sentence, ...(position && { position: () => position }) };
    return { value: undefined, experiment: undefined, problems: [problem], warnings: [] };
  };
  let document;
  try {
    document = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return unreadable(error.message, error.position);
  }
  const { value, positionOf } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return unreadable('an experiment is an object, { "name": … }');
  }
  change(value);
  const checked = checkExperiment(value);
  const place = (problem: Problem): PlacedProblem => {
    return { ...problem, sentence: formatProblem(problem), position: () => positionOf(problem.path) };
  };
  const found = "problems" in checked ? checked.problems : limit(checked.experiment);
  const problems = [...document.problems, ...found].map(place);
  const experiment = "experiment" in checked && problems.length === 0 ? checked.experiment : undefined;
  const warnings = "warnings" in checked ? checked.warnings.map(place) : [];
  return { value, experiment, problems, warnings };
}

/**
 * The lines that report problems: `file:line:column  path = value: message`.
 * @param elsewhere Where a value stands that is not the file's own.
 * @param translate What a problem is called in another language; without it, or where it has no words, in English.
 */
export function reportLines(
  file: string, problems: readonly PlacedProblem[], elsewhere: (path: Path) => string | undefined = () => undefined,
  translate: (problem: PlacedProblem) => string | undefined = () => undefined,
): string[] {
  const lines = problems.slice(0, mostReported).map((problem) => {
    const { line, column } = problem.position?.() ?? {};
    const place = elsewhere(problem.path) ?? (line === undefined ? `${file}:` : `${file}:${line}:${column}`);
    return `${place}${line === undefined ? " " : "  "}${translate(problem) ?? problem.sentence}`;
  });
  return problems.length > mostReported ? [...lines, `… and ${problems.length - mostReported} more`] : lines;
}
