// What every variant says to the digit on the pad, now or at the moment that the timeline shows.

import { signal, useSignalEffect } from "@preact/signals";
import { analyse } from "../analysis/client.ts";
import { classes } from "../data/mnist.ts";
import { Swatch } from "../parts/swatch.tsx";
import { shownRuns, snapshotAt } from "../race/view.ts";
import { chooseArm, chosenArm, experiment } from "../state/store.ts";
import { formatPercent } from "../texts/language.ts";
import { digit, label } from "./digit.ts";
import { texts } from "./texts.ts";

const digits = Array.from({ length: classes }, (_, value) => value);
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
      return snapshot ? [{ index: run.index, snapshot }] : [];
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
  return (
    <div class={`answers${arms.length > comfortable ? " many" : ""}`} tabIndex={0} role="region" aria-label={t.answers}>
      <table>
        <caption class="hidden">{t.answers}</caption>
        <thead>
          <tr>
            <th scope="col"><span class="hidden">{t.variant}</span></th>
            <th scope="col"><span class="hidden">{t.answer}</span></th>
            {digits.map((value) => (
              <th scope="col" class={value === label.value ? "true" : ""}>
                {value}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{arms.map(({ name }, index) => <Answer key={name} name={name} index={index} />)}</tbody>
      </table>
    </div>
  );
}

function Answer({ name, index }: { name: string; index: number }) {
  const t = texts.value;
  const probabilities = answers.value.get(index);
  const diverged = answers.value.has(index) && !probabilities;
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
        <strong>{answer ?? (diverged ? "✕" : "–")}</strong>
        {diverged && <span class="hidden"> {t.diverged}</span>}
        {answer !== undefined && <span> {formatPercent(best, 0)}</span>}
      </td>
      {digits.map((value) => (
        <td class={`probability${value === answer ? " best" : ""}`} style={{ "--share": probabilities?.[value] ?? 0 }}>
          {probabilities && <span class="hidden">{formatPercent(probabilities[value]!, 0)}</span>}
        </td>
      ))}
    </tr>
  );
}
