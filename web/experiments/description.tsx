// What there is to see in the experiment.

import { valueAt } from "../../experiment/problems.ts";
import { draft } from "../state/state.ts";
import { texts } from "../texts/language.ts";
import { descriptions } from "./descriptions.ts";
import { currentPreset } from "./presets.tsx";

export function Description() {
  const current = currentPreset();
  const description = (current && descriptions.value[current.file]) || valueAt(draft.value.value, ["description"]);
  if (typeof description !== "string" || !description) return null;
  return (
    <details class="description">
      <summary>{texts.value.lookFor}</summary>
      <p>{description}</p>
    </details>
  );
}
