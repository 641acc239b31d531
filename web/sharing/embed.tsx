// The page within another page (?view=embed): the bar of the race, the curves, what is found, and a way to the whole.

import { Charts } from "../charts/charts.tsx";
import { Announcer } from "../parts/announcer.tsx";
import { lazy } from "../parts/lazy.tsx";
import { Controls, Notices } from "../race/controls.tsx";
import { texts as frame } from "../texts/language.ts";
import { Linked } from "./linked.tsx";
import { texts } from "./texts.ts";

const Found = lazy("found", 4, () => import("../findings/findings.tsx").then(({ Found }) => Found));

/** The whole page with what is embedded. */
function whole(): string {
  const address = new URL(location.href);
  address.searchParams.delete("view");
  return address.href;
}

export function Embed() {
  const t = frame.value;
  return (
    <main class="embedded">
      <h1 class="hidden">{t.heading}</h1>
      <div class="bar">
        <Controls />
      </div>
      <Notices />
      <Linked />
      <Charts />
      <Found />
      <p class="whole">
        {/* The address changes with the experiment. */}
        <a href={whole()} target="_blank" onClick={({ currentTarget }) => (currentTarget.href = whole())}>
          {texts.value.whole}
        </a>
      </p>
      <Announcer />
    </main>
  );
}
