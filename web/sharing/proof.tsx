// What a link says of a run, and what this browser came to.

import { useSignal, useSignalEffect } from "@preact/signals";
import { isFinal, type Run } from "../race/run.ts";
import { draft, race } from "../state/store.ts";
import { formatCount, texts as common } from "../texts/language.ts";
import { formatMetric } from "../texts/metric.ts";
import { checkClaim, type Claim } from "./claim.ts";
import { ended } from "./ended.ts";
import { linked } from "./address.ts";
import { texts } from "./texts.ts";

/** `test accuracy 94.5%` */
function scoreText({ task, score }: Pick<Claim, "task" | "score">): string {
  const metric = task === "labels" ? "testAccuracy" : "testRmse";
  return texts.value.score(common.value.metrics[metric], formatMetric(metric, score));
}

export function Proof() {
  const claim = linked.value;
  return claim ? <Checked key={claim.digest} claim={claim} /> : null;
}

function Checked({ claim }: { claim: Claim }) {
  const t = texts.value;
  // The experiment of the link: what is set later is another one.
  const of = useSignal(draft.peek().value);
  const edited = useSignal(false);
  useSignalEffect(() => {
    if (JSON.stringify(draft.value.value) !== JSON.stringify(of.peek())) edited.value = true;
  });
  const { arm, seed, iteration } = claim;
  return (
    <div class="notice proof" role="status">
      <p>{t.claim(arm, String(seed), scoreText(claim), formatCount(iteration))}</p>
      {edited.value ? <p>{t.edited}</p> : <Here claim={claim} />}
    </div>
  );
}

function Here({ claim }: { claim: Claim }) {
  const t = texts.value;
  if (!race.value) return <p>{t.verdicts.training}</p>;
  const run = race.value.runs.find(({ arm, seed, branch }) => arm.name === claim.arm && seed === claim.seed && !branch);
  const here = run && endedIfOver(run);
  const verdict = checkClaim(claim, run && (here ?? "training"));
  return (
    <>
      <p class={verdict === "other" ? "bad" : undefined}>
        {verdict === "same" && <span aria-hidden="true">✓ </span>}
        {t.verdicts[verdict]}
      </p>
      {verdict === "other" && here?.score !== undefined && (
        <p>{t.differs(scoreText({ ...here, score: here.score }), formatCount(here.iteration))}</p>
      )}
      {(verdict === "same" || verdict === "other") && (
        <p class="digest">
          {verdict === "same" ? <code>{claim.digest}</code> : t.digests(claim.digest.slice(0, 12), here!.digest.slice(0, 12))}
        </p>
      )}
    </>
  );
}

const endedIfOver = (run: Run) => (isFinal(run.state.value) ? ended(run) : undefined);
