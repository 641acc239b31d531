// Which variant is looked at and, where several numbers are predicted, which of them.

import { signal } from "@preact/signals";
import { targetNamesOf } from "../data/held.ts";
import { Swatch } from "../parts/swatch.tsx";
import { chooseArm, chosenArm, experiment, race } from "../state/store.ts";
import { texts } from "./texts.ts";

/** Of more the first are shown, as in the report. */
const mostTargets = 4;
const chosen = signal(0);
/** The place of the chosen number among those to predict. */
export const chosenTarget = (): number => Math.min(chosen.value, Math.max(0, targetNamesOf(race.value?.data).length - 1));

export function VariantChoice() {
  const t = texts.value;
  const targets = targetNamesOf(race.value?.data).slice(0, mostTargets);
  return (
    <div class="variant-choice">
      <label class="inline">
        {t.variant} <Swatch index={chosenArm.value} />{" "}
        <select value={chosenArm.value} onChange={({ currentTarget }) => chooseArm(Number(currentTarget.value))}>
          {experiment.value?.arms.map(({ name }, index) => <option key={index} value={index}>{name}</option>)}
        </select>
      </label>
      {targets.length > 1 && (
        <label class="inline">
          {t.target}{" "}
          <select value={chosenTarget()} onChange={({ currentTarget }) => (chosen.value = Number(currentTarget.value))}>
            {targets.map((name, index) => <option key={index} value={index}>{name}</option>)}
          </select>
        </label>
      )}
    </div>
  );
}
