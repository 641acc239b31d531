// A chapter of the story is data: what it says, what is trained, what is betted on. Numbers come from the race alone:
// what stands after the bet is a function of its runs, also where they do not do what one expects.

import type { ExperimentFile } from "../../experiment/schema.ts";
import type { Language } from "../texts/language.ts";
import type { Bet } from "./bet.ts";
import type { Outcome } from "./outcome.ts";
import type { Words } from "./words.ts";

/** Sections of the page that a chapter shows; the others are folded. */
export type Panel = "curves" | "pad" | "why" | "landscape" | "inside" | "overfitting" | "valley" | "settings";

export interface Telling {
  readonly title: string;
  /** Three sentences, short enough for the back row. */
  readonly theory: readonly [string, string, string];
  /** What each variant is, in the order of the experiment. */
  readonly variants: readonly string[];
  /** What was found, by the outcomes of its own variants, all of which were evaluated at least once. */
  readonly found: (outcomes: readonly Outcome[], words: Words) => string[];
}

export interface Chapter extends Readonly<Record<Language, Telling>> {
  /** Its address is `#story/` and this. */
  readonly id: string;
  /** As in a file. Each chapter has a seed of its own: a run that another has trained already would not race. */
  readonly experiment: ExperimentFile & Required<Pick<ExperimentFile, "arms">> & { seeds: [number] };
  /** Plain lines, as the optimizer table has them. */
  readonly formulas: readonly string[];
  readonly bet: Bet;
  /** None: all of them. */
  readonly panels?: readonly Panel[];
}
