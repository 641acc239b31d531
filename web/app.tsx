// The frame: which sections there are, and in which order. What lies below the first screen comes when it comes near.

import { AllProblems, DropTarget, OpenFile, PresetChoice } from "./experiments/presets.tsx";
import { Header } from "./header.tsx";
import { drawing } from "./own/drawing.ts";
import { areImages } from "./pad/images.ts";
import { Announcer } from "./parts/announcer.tsx";
import { lazy } from "./parts/lazy.tsx";
import { Controls, Notices } from "./race/controls.tsx";
import { texts as race } from "./race/texts.ts";
import { Timeline } from "./race/timeline.tsx";
import { Linked } from "./sharing/linked.tsx";
import { areDigits, experiment } from "./state/store.ts";
import { EndPresenting, isTelling, KeysPlace, StoryPlace } from "./story/place.tsx";
import { language, texts } from "./texts/language.ts";

const Charts = lazy("charts", 20.5, () => import("./charts/charts.tsx").then(({ Charts }) => Charts));
const Description = lazy("description", 1.5, () => import("./experiments/description.tsx").then(({ Description }) => Description));
const Pad = lazy("pad", 29, () => import("./pad/pad.tsx").then(({ Pad }) => Pad));
const OwnBeside = lazy("own", 30, () => import("./own/beside.tsx").then(({ Beside }) => Beside));
const DataChoice = lazy("data", 18, () => import("./own/choice.tsx").then(({ DataChoice }) => DataChoice));
const Arms = lazy("variants", 34, () => import("./race/arms.tsx").then(({ Arms }) => Arms));
const Settings = lazy("settings", 60, () => import("./settings/panel.tsx").then(({ SettingsPanel }) => SettingsPanel));
const Findings = lazy("findings", 28, () => import("./findings/findings.tsx").then(({ Findings }) => Findings));
const Why = lazy("why", 92, () => import("./why/why.tsx").then(({ Why }) => Why));
const Landscape = lazy("landscape", 52, () => import("./landscape/landscape.tsx").then(({ Landscape }) => Landscape));
const Inside = lazy("inside", 48, () => import("./inside/inside.tsx").then(({ Inside }) => Inside));
const Overfitting = lazy("overfitting", 30, () => import("./overfitting/overfitting.tsx").then(({ Overfitting }) => Overfitting));
const Valley = lazy("valley", 46, () => import("./valley/valley.tsx").then(({ Valley }) => Valley));
const Share = lazy("sharing", 16, () => import("./sharing/share.tsx").then(({ Share }) => Share));

/** Beside the first curve: the pad where images are learnt, what is known of the data where it is others. */
function Beside() {
  if (areImages.value && !drawing.value) return <Pad />;
  return (
    <section id="pad" class="card own" aria-labelledby="pad-title">
      <OwnBeside />
    </section>
  );
}

export function App() {
  const t = texts.value;
  const arms = experiment.value?.arms ?? [];
  const optimizers = new Set(arms.map(({ optimizer }) => optimizer.name));
  return (
    <>
      {/* The address holds the experiment: it is not to be replaced by the place. */}
      <a
        class="skip"
        href="#curves"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("curves-title")?.focus();
        }}
      >
        {t.skip}
      </a>
      <Header variants={arms.length} optimizers={optimizers.size === arms.length} digits={areDigits.value} />
      <section class="bar" aria-label={race.value.controls}>
        <PresetChoice />
        <Controls />
        <EndPresenting />
      </section>
      <main class={isTelling() ? "page telling" : "page"}>
        <StoryPlace />
        <div class="now">
          <Notices />
          <Linked />
          <div class="first">
            <section id="curves" aria-labelledby="curves-title">
              <h2 id="curves-title" class="hidden" tabIndex={-1}>
                {t.curves}
              </h2>
              <Charts />
              <Timeline />
            </section>
            <Beside />
          </div>
          <Findings />
          <Arms />
        </div>
        <aside class="side" aria-label={t.settings}>
          <Description />
          <OpenFile />
          <AllProblems />
          <DataChoice />
          <Settings />
        </aside>
        <div class="more">
          <Why />
          <Landscape />
          <Inside />
          <Overfitting />
          <Valley />
          <Share />
        </div>
      </main>
      <footer>
        <p>{t.footer}</p>
        <p>
          usagi-nn {BUILD.version}
          {BUILD.handbook && <> · <a href={language.value === "ja" ? "handbook/ja/" : "handbook/"}>{t.handbook}</a></>}
        </p>
      </footer>
      <Announcer />
      <DropTarget />
      <KeysPlace />
    </>
  );
}
