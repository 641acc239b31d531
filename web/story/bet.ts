// What is betted on, and who won: read from the race, never from a text.

import type { Outcome } from "./outcome.ts";
import { ended, gap, reached } from "./outcome.ts";

export type Bet =
  /** Which variant first has this test accuracy? */
  | { readonly kind: "first"; readonly target: number }
  /** Which ends with the highest test accuracy? */
  | { readonly kind: "highest" }
  /** Where does the training accuracy end farthest above the test accuracy? */
  | { readonly kind: "gap" };

/** The winners' places among the outcomes: several if they are equal, none if nobody got there. */
export function winners(bet: Bet, outcomes: readonly Outcome[]): number[] {
  const places = outcomes.map((_, place) => place);
  if (bet.kind === "first") {
    const times = outcomes.map((outcome) => reached(outcome, bet.target) ?? Infinity);
    const first = Math.min(...times);
    return first === Infinity ? [] : places.filter((place) => times[place] === first);
  }
  const values = outcomes.map(bet.kind === "highest" ? ended : gap);
  const greatest = Math.max(...values);
  return places.filter((place) => values[place] === greatest);
}
