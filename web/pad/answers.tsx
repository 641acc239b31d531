// What every variant says to the image on the pad, now or at the moment that the timeline shows.

import { signal, useSignalEffect } from "@preact/signals";
import { analyse } from "../analysis/client.ts";
import { Swatch } from "../parts/swatch.tsx";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { chooseArm, chosenArm, experiment } from "../state/store.ts";
import { formatPercent } from "../texts/language.ts";
import { digit, label } from "./digit.ts";
import { images } from "./images.ts";
import { texts } from "./texts.ts";

/** Few names, and short ones, have a column each. */
const hasColumns = (names: readonly string[]) => names.length <= 12 && names.every(({ length }) => length <= 2);
/** Of others so many answers are told beside the first. */
const mostOthers = 2;
/** So many have rows of full height. */
const comfortable = 6;

/** By the variant's place: probabilities, or undefined of a network that diverged. */
const answers = signal<ReadonlyMap<number, Float32Array | undefined>>(new Map());

/** Asks anew with every look at a network and every frame of drawing; answers come in order, the late ones too. */
function useAnswers(): void {
  useSignalEffect(() => {
    const image = digit.value?.image;
    const runs = shownRuns.value;
    const looks = runs.flatMap((run) => {
      const snapshot = snapshotAt(run);
      return snapshot && snapshot.description.inputs === image?.length ? [{ index: run.index, snapshot }] : [];
    });
    if (!image || looks.length === 0) {
      answers.value = new Map();
      return;
    }
    const networks = looks.map(({ snapshot }) => snapshot);
    void analyse("pad", "answers", { networks, image }, "shown").then((output) => {
      if (output && digit.peek() && shownRuns.peek() === runs) {
        answers.value = new Map(looks.map(({ index }, i) => [index, output[i]]));
      }
    });
  });
}

export function Answers() {
  useAnswers();
  const t = texts.value;
  const arms = experiment.value?.arms ?? [];
  const names = images.value?.names ?? [];
  const columns = hasColumns(names);
  return (
    <div class={`answers${arms.length > comfortable ? " many" : ""}${columns ? "" : " named"}`} tabIndex={0} role="region" aria-label={t.answers}>
      <table>
        <caption class="hidden">{t.answers}</caption>
        <thead>
          <tr>
            <th scope="col"><span class="hidden">{t.variant}</span></th>
            <th scope="col"><span class="hidden">{t.answer}</span></th>
            {columns ? names.map((name, value) => (
              <th scope="col" class={value === label.value ? "true" : ""}>
                {name}
              </th>
            )) : <th scope="col"><span class="hidden">{t.others}</span></th>}
          </tr>
        </thead>
        <tbody>{arms.map(({ name }, index) => <Answer key={name} name={name} index={index} names={names} columns={columns} />)}</tbody>
      </table>
    </div>
  );
}

function Answer({ name, index, names, columns }: { name: string; index: number; names: readonly string[]; columns: boolean }) {
  const t = texts.value;
  const found = answers.value.get(index);
  // Of the data before, as long as there is no answer for these.
  const probabilities = found?.length === names.length ? found : undefined;
  const diverged = answers.value.has(index) && !found;
  const best = probabilities?.reduce((a, b) => Math.max(a, b)) ?? NaN;
  const answer = probabilities?.indexOf(best);
  const truth = label.value;
  const right = answer === undefined || truth === undefined ? "" : answer === truth ? " right" : " wrong";
  return (
    <tr>
      <th scope="row">
        <button type="button" class="name" title={name} aria-pressed={chosenArm.value === index} onClick={() => chooseArm(index)}>
          <Swatch index={index} /> <span>{name}</span>
        </button>
      </th>
      <td class={`answer${right}`} title={diverged ? t.diverged : undefined}>
        <strong>{answer === undefined ? (diverged ? "✕" : "–") : names[answer]}</strong>
        {diverged && <span class="hidden"> {t.diverged}</span>}
        {answer !== undefined && <span> {formatPercent(best, 0)}</span>}
      </td>
      {columns ? names.map((_, value) => (
        <td class={`probability${value === answer ? " best" : ""}`} style={{ "--share": probabilities?.[value] ?? 0 }}>
          {probabilities && <span class="hidden">{formatPercent(probabilities[value]!, 0)}</span>}
        </td>
      )) : <td class="others">{probabilities && othersText(probabilities, answer!, names)}</td>}
    </tr>
  );
}

/** The answers that come next, as far as they are worth a percent. */
function othersText(probabilities: Float32Array, answer: number, names: readonly string[]): string {
  return names.map((name, value) => ({ name, value, share: probabilities[value]! }))
    .filter(({ value, share }) => value !== answer && share >= 0.005)
    .sort((a, b) => b.share - a.share).slice(0, mostOthers)
    .map(({ name, share }) => `${name} ${formatPercent(share, 0)}`).join(", ");
}
