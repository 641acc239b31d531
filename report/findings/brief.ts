import type { Finding, Kind } from "./finding.ts";

/** What is left out last comes first. Comparisons within later groups come after all else. */
const ranks: Record<Kind, number> = {
  missing: 0, method: 0,
  identical: 1, alone: 1, order: 1, ahead: 1, together: 1,
  scattered: 2, unlearned: 2, diverged: 2, unchosen: 2,
  reached: 3, edge: 3, remedies: 3,
  untuned: 4, gap: 4, tuned: 4, fewSeeds: 4,
  chosen: 5, both: 5, sensitivity: 5,
  fellBack: 6,
};

/** The most important of the findings, in their order. */
export function brief(findings: readonly Finding[], most = 8): Finding[] {
  const compared = findings.filter((one) =>
    (one.kind === "ahead" || one.kind === "together") && one.measure.name !== "steps");
  const rank = (finding: Finding) => {
    if (compared.indexOf(finding) > 1) return 7;
    return finding.kind === "ahead" && finding.measure.name === "steps" ? 4 : ranks[finding.kind];
  };
  const kept = new Set([...findings].sort((a, b) => rank(a) - rank(b)).slice(0, most));
  return findings.filter((finding) => kept.has(finding));
}
