// The section of the settings.

import { texts } from "../texts/language.ts";
import { HistoryButtons } from "./history.tsx";
import { Settings } from "./settings.tsx";

export function SettingsPanel() {
  return (
    <section id="settings" class="card" aria-labelledby="settings-title">
      <div class="heading">
        <h2 id="settings-title">{texts.value.settings}</h2>
        <HistoryButtons />
      </div>
      <Settings />
    </section>
  );
}
