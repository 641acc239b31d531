// What the figures of one run say: a competitor's time is that of its best round, a peer's that of its best form.

import { ours } from "./competitors.js";

/** Milliseconds of a competitor's best round; NaN where it was not measured. */
export function bestRound({ times }, name) {
  return times[name] ? Math.min(...times[name]) : NaN;
}

/** Of all versions and counts of threads of a library the fastest: { name, ms }; undefined where it is missing. */
export function bestOf(library, task, competitors) {
  const [best] = competitors
    .filter((competitor) => competitor.library === library && task.times[competitor.name])
    .map(({ name }) => ({ name, ms: bestRound(task, name) }))
    .sort((a, b) => a.ms - b.ms);
  return best;
}

/** Ours in the newest Node, with the flag or without, with one thread or two; undefined where it was not measured. */
export function newestOf(competitors, { wide, threads }) {
  return competitors.find((each) => each.library === ours && each.newest && each.wide === wide && each.threads === threads);
}
