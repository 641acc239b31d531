// What every variant says to the digit on the pad.

import { classify } from "../analysis/networks.ts";
import { classes } from "../data/data.ts";
import { Swatch } from "../parts/swatch.tsx";
import { shownRuns } from "../race/view.ts";
import { chooseArm, chosenArm, experiment } from "../state/store.ts";
import { formatPercent } from "../texts/language.ts";
import { digit, label } from "./digit.ts";
import { texts } from "./texts.ts";

const digits = Array.from({ length: classes }, (_, value) => value);
/** So many have rows of full height. */
const comfortable = 6;

export function Answers() {
  const t = texts.value;
  const image = digit.value?.image;
  const runs = shownRuns.value;
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
        <tbody>
          {arms.map(({ name }, index) => {
            const run = runs.find((candidate) => candidate.index === index);
            const probabilities = image && run ? classify(run, image) : undefined;
            return <Answer key={name} name={name} index={index} probabilities={probabilities} />;
          })}
        </tbody>
      </table>
    </div>
  );
}

function Answer({ name, index, probabilities }: { name: string; index: number; probabilities: Float32Array | undefined }) {
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
      <td class={`answer${right}`}>
        <strong>{answer ?? "–"}</strong> {answer !== undefined && <span>{formatPercent(best, 0)}</span>}
      </td>
      {digits.map((value) => (
        <td class={`probability${value === answer ? " best" : ""}`} style={{ "--share": probabilities?.[value] ?? 0 }}>
          {probabilities && <span class="hidden">{formatPercent(probabilities[value]!, 0)}</span>}
        </td>
      ))}
    </tr>
  );
}
