// The experiment that is being edited: a text, what it holds, and what is wrong with it, in the words of the
// command line.

import { applyEdits, modify } from "jsonc-parser";
import type { Path, Problem } from "../../experiment/problems.ts";
import { decodeText } from "../../experiment/decode-text.ts";
import { maxFileBytes, type PlacedProblem, readExperiment } from "../../experiment/read.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
// The schemas, which are made until here, take a task of their own.
import "../parts/breath.ts";

export interface Draft {
  /** Where it comes from, for messages. */
  file: string;
  text: string;
  /** What the text holds; undefined while it is not JSON. */
  value: unknown;
  problems: PlacedProblem[];
  /** What is valid but probably a mistake. */
  warnings: PlacedProblem[];
  /** Only without problems. */
  experiment?: ResolvedExperiment;
  /** The text as it was opened, of one that was changed since. */
  opened?: string;
}

/** Reads and checks an experiment. */
export function readDraft(file: string, text: string): Draft {
  const { value, experiment, problems, warnings } = readExperiment(text, undefined, beyondThePage);
  const untuned = experiment?.tuning ? [ofFile("the page trains the arms as they are; run this with the command line to tune them")] : [];
  return { file, text, value, problems, warnings: [...untuned, ...warnings], ...(experiment && { experiment }) };
}

/** A problem of the file as a whole. */
const ofFile = (message: string): PlacedProblem => ({ path: [], value: undefined, message, sentence: message });

/** Reads a file that was opened or dropped. */
export async function readFile(file: File): Promise<Draft> {
  const refused = (message: string): Draft =>
    ({ file: file.name, text: "", value: undefined, problems: [ofFile(message)], warnings: [] });
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
export const edited = (draft: Draft, path: Path, value: unknown): Draft => editedAll(draft, [[path, value]]);

/** The draft with other values at several paths, one after the other. */
export const editedAll = ({ file, text }: Draft, edits: readonly (readonly [Path, unknown])[]): Draft =>
  readDraft(file, textWith(text, edits));

/** JSON with other values at several paths. */
export function textWith(text: string, edits: readonly (readonly [Path, unknown])[]): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2 };
  return edits.reduce((before, [path, value]) => {
    return applyEdits(before, modify(before, [...path], value, { formattingOptions }));
  }, text);
}

/** What the command line can and the page cannot. */
function beyondThePage({ arms }: ResolvedExperiment): Problem[] {
  const starts = arms.flatMap(({ from }, i) => (from ? [{ from, path: arms.every((arm) => arm.from) ? [] : ["arms", i] }] : []));
  return starts.slice(0, 1).map(({ from, path }) => ({
    path: [...path, "from"], value: from.path, message: "the page reads no trained networks to begin with; run this with the command line",
  }));
}
