// The experiment that is being edited: a text, what it holds, and what is wrong with it, in the words of the
// command line.

import { applyEdits, modify } from "jsonc-parser";
import { checkExperiment } from "../experiment/check.ts";
import { formatProblem, mostTold, type Path, type Problem } from "../experiment/problems.ts";
import type { ResolvedExperiment } from "../experiment/resolve.ts";
import { JsonSyntaxError, parseJson } from "../experiment/jsonc.ts";

const maxBytes = 16 * 2 ** 20;

/** A problem and the whole line that tells it. */
export interface Told extends Problem {
  line: string;
}

export interface Draft {
  /** Where it comes from, for messages. */
  file: string;
  text: string;
  /** What the text holds; undefined while it is not JSON. */
  value: unknown;
  problems: Told[];
  /** Only without problems. */
  experiment?: ResolvedExperiment;
}

/** Reads and checks an experiment. */
export function readDraft(file: string, text: string): Draft {
  const unreadable = (line: string): Draft => {
    return { file, text, value: undefined, problems: [{ path: [], value: undefined, message: line, line }] };
  };
  let document;
  try {
    document = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return unreadable(`${file}:${error.position.line}:${error.position.column}  ${error.message}`);
  }
  const { value } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return unreadable(`${file}: an experiment is an object, { "name": … }`);
  }
  const checked = checkExperiment(value);
  const experiment = "experiment" in checked ? checked.experiment : undefined;
  const all = [
    ...document.problems,
    ...("problems" in checked ? checked.problems : []),
    ...(experiment ? beyondThePage(experiment) : []),
  ];
  const problems = all.slice(0, mostTold).map((problem): Told => {
    const { line, column } = document.positionOf(problem.path);
    return { ...problem, line: `${file}:${line}:${column}  ${formatProblem(problem)}` };
  });
  if (all.length > mostTold) {
    const message = `… and ${all.length - mostTold} more`;
    problems.push({ path: [], value: undefined, message, line: message });
  }
  const draft = { file, text, value, problems };
  return experiment && problems.length === 0 ? { ...draft, experiment } : draft;
}

/** Reads a file that was opened or dropped. */
export async function readFile(file: File): Promise<Draft> {
  const refused = (message: string): Draft => {
    const line = `${file.name}: ${message}`;
    return { file: file.name, text: "", value: undefined, problems: [{ path: [], value: undefined, message, line }] };
  };
  if (file.size > maxBytes) {
    return refused(`has ${file.size} bytes; an experiment has at most ${maxBytes}`);
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    return readDraft(file.name, text);
  } catch (error) {
    if (error instanceof TypeError) return refused("is not a text in UTF-8");
    return refused((error as Error).message);
  }
}

/** The draft with another value at a path, or without one; comments and layout stay. */
export function edited(draft: Draft, path: Path, value: unknown): Draft {
  const formattingOptions = { insertSpaces: true, tabSize: 2 };
  const edits = modify(draft.text, [...path], value, { formattingOptions });
  return readDraft(draft.file, applyEdits(draft.text, edits));
}

/** What the command line can and the page cannot. */
function beyondThePage({ dataset }: ResolvedExperiment): Problem[] {
  if (dataset.name === "mnist") return [];
  const message = "the page has MNIST only; run this with the command line";
  return [{ path: ["dataset"], value: dataset.name, message }];
}
