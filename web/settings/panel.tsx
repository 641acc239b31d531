// The settings of the experiment, as forms and as text.

import { editText } from "../state/store.ts";
import { texts } from "../texts/language.ts";
import { JsonEditor, Settings } from "./forms.tsx";

export function SettingsPanel() {
  return (
    <section id="settings" class="card" aria-labelledby="settings-title">
      <h2 id="settings-title">{texts.value.settings}</h2>
      <Settings />
      <JsonEditor setText={editText} />
    </section>
  );
}
