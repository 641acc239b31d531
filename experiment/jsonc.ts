/** JSON with comments and trailing commas, as people write experiments. */
import { type JSONPath, printParseErrorCode, visit } from "jsonc-parser";
import { explainSyntax } from "./mistakes.ts";
import type { Path, Problem } from "./problems.ts";

/** Far more than any experiment has: they bound the memory that a hostile file takes. */
export const maxDepth = 64;
const maxValues = 100_000;

export interface Position {
  /** Both from 1. */
  line: number;
  column: number;
}

/** A text that is not JSON: where, and why. */
export class JsonSyntaxError extends Error {
  readonly position: Position;
  constructor(message: string, position: Position) {
    super(message);
    this.position = position;
  }
}

export interface JsonDocument {
  value: unknown;
  /** Keys that stand twice in one object. */
  problems: Problem[];
  /** Where the key or the element at a path begins; if it is not there, where its nearest owner does. */
  readonly positionOf: (path: Path) => Position;
}

/** @throws JsonSyntaxError at the first place where the text stops being JSON. */
export function parseJson(text: string): JsonDocument {
  if (text.trim() === "") throw new JsonSyntaxError("the file is empty", { line: 1, column: 1 });
  const problems: Problem[] = [];
  /** By paths as JSON. Of a key that stands twice, the last counts. */
  const positions = new Map<string, Position>();
  const open: (unknown[] | Record<string, unknown>)[] = [];
  let root: unknown;
  let count = 0;
  const add = (value: unknown, path: JSONPath, position: Position) => {
    if (++count > maxValues) throw new JsonSyntaxError(`more than ${maxValues} values`, position);
    const owner = open.at(-1);
    const key = path.at(-1)!;
    if (typeof key !== "string") positions.set(JSON.stringify(path), position);
    if (owner === undefined) root = value;
    else if (Array.isArray(owner)) owner.push(value);
    else {
      if (key in owner) problems.push({ path, value, message: "this key stands twice here" });
      owner[key] = value;
    }
  };
  const begin = (make: () => (typeof open)[number]) =>
    (_offset: number, _length: number, line: number, character: number, path: () => JSONPath) => {
      const position = positionOf(line, character);
      if (open.length === maxDepth) throw new JsonSyntaxError(`nested more than ${maxDepth} levels deep`, position);
      const value = make();
      add(value, path(), position);
      open.push(value);
    };
  const end = () => void open.pop();
  visit(text, {
    // Without a prototype, "__proto__" is a key like any other.
    onObjectBegin: begin(() => Object.create(null) as Record<string, unknown>),
    onArrayBegin: begin(() => []),
    onObjectEnd: end,
    onArrayEnd: end,
    onObjectProperty: (name, _offset, _length, line, character, path) => {
      positions.set(JSON.stringify([...path(), name]), positionOf(line, character));
    },
    onLiteralValue: (value, _offset, _length, line, character, path) => add(value, path(), positionOf(line, character)),
    onError: (error, offset, _length, line, character) => {
      const code = printParseErrorCode(error);
      // A bracket that is missing is reported after the end of what it would close.
      const complete = count > 0 && open.length === 0 && !code.startsWith("Close");
      throw new JsonSyntaxError(explainSyntax(complete ? "EndOfFileExpected" : code, text, offset), positionOf(line, character));
    },
  }, { allowTrailingComma: true });
  const nearest = (path: Path): Position => positions.get(JSON.stringify(path)) ?? nearest(path.slice(0, -1));
  return { value: root, problems, positionOf: nearest };
}

/** The parser counts from 0. */
const positionOf = (line: number, character: number): Position => ({ line: line + 1, column: character + 1 });
