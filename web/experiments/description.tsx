// What there is to see in the experiment.

import { valueAt } from "../../experiment/problems.ts";
import { presetOf } from "../state/presets.ts";
import { draft } from "../state/store.ts";
import { texts } from "../texts/language.ts";
import { descriptions } from "./descriptions.ts";

export function Description() {
  const preset = presetOf(draft.value);
  const description = (preset !== undefined && descriptions.value[preset]) || valueAt(draft.value.value, ["description"]);
  if (typeof description !== "string" || !description) return null;
  return (
    <details class="description">
      <summary>{texts.value.lookFor}</summary>
      <p>{description}</p>
    </details>
  );
}
