// The experiment that is being edited: a text, what it holds, and what is wrong with it, in the words of the
// command line.

// Before the first experiment is read, which happens as the modules are loaded.
import "../no-eval.ts";
import { applyEdits, modify } from "jsonc-parser";
import type { Path, Problem } from "../../experiment/problems.ts";
import { decodeText, maxFileBytes, readExperiment, reportLines } from "../../experiment/read.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";

export interface Draft {
  /** Where it comes from, for messages. */
  file: string;
  text: string;
  /** What the text holds; undefined while it is not JSON. */
  value: unknown;
  problems: Problem[];
  /** The problems, and what is valid but probably a mistake, as lines like the command line's. */
  lines: string[];
  warnings: string[];
  /** Only without problems. */
  experiment?: ResolvedExperiment;
}

/** Reads and checks an experiment. */
export function readDraft(file: string, text: string): Draft {
  const { value, experiment, problems, warnings } = readExperiment(text, undefined, beyondThePage);
  const untuned = experiment?.tuning ? [`${file}: the page trains the arms as they are; run this with the command line to tune them`] : [];
  return {
    file, text, value, problems, lines: reportLines(file, problems), warnings: [...untuned, ...reportLines(file, warnings)],
    ...(experiment && { experiment }),
  };
}

/** Reads a file that was opened or dropped. */
export async function readFile(file: File): Promise<Draft> {
  const refused = (message: string): Draft => {
    const problems = [{ path: [], value: undefined, message }];
    return { file: file.name, text: "", value: undefined, problems, lines: [`${file.name}: ${message}`], warnings: [] };
  };
  if (file.size > maxFileBytes) {
    return refused(`has ${file.size} bytes; an experiment has at most ${maxFileBytes}`);
  }
  try {
    return readDraft(file.name, decodeText(new Uint8Array(await file.arrayBuffer())));
  } catch (error) {
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
