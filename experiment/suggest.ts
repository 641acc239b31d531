import { distance } from "fastest-levenshtein";
import { wordMeantBy } from "./aliases.ts";

/** The candidate that a misspelt word most likely means, if any is close. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  // Longer words are not compared: the cost grows with the product of the lengths.
  if (word.length > 64) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestEdits = Infinity;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    const swapped = edits === 2 && sameLetters(wanted, candidate);
    const close = swapped || edits <= Math.max(1, Math.floor(word.length / 3));
    if (close && edits < Math.min(bestEdits, word.length)) [best, bestEdits] = [candidate, edits];
  }
  return best;
}

/** Two letters swapped are two edits. */
function sameLetters(a: string, b: string): boolean {
  const sorted = (word: string) => Array.from(word.toLowerCase()).sort().join();
  return sorted(a) === sorted(b);
}

/** `; did you mean "x"?`, or nothing when no candidate is close. */
export function didYouMean(word: unknown, candidates: readonly string[]): string {
  if (typeof word !== "string") return "";
  const meant = wordMeantBy(word);
  const candidate = meant !== undefined && candidates.includes(meant) ? meant : closest(word, candidates);
  return candidate === undefined ? "" : `; did you mean ${JSON.stringify(candidate)}?`;
}

/** `"a", "b" or "c"` */
export function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => JSON.stringify(value));
  return quoted.length < 2 ? quoted.join() : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
