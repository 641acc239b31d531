// The frame: which sections there are, and in which order. What lies below the first screen comes when it comes near.

import { useLayoutEffect } from "preact/hooks";
import { AllProblems, DropTarget, OpenFile, PresetChoice } from "./experiments/presets.tsx";
import { Pad } from "./pad/pad.tsx";
import { Announcer } from "./parts/announcer.tsx";
import { lazy } from "./parts/lazy.tsx";
import { Mark } from "./parts/mark.tsx";
import { Controls, Notices } from "./race/controls.tsx";
import { texts as race } from "./race/texts.ts";
import { Timeline } from "./race/timeline.tsx";
import { Linked } from "./sharing/linked.tsx";
import { experiment } from "./state/store.ts";
import { EndPresenting, isTelling, KeysPlace, StoryLinks, StoryPlace } from "./story/place.tsx";
import type { Language } from "./texts/language.ts";
import { language, languages, setLanguage, texts } from "./texts/language.ts";

const Charts = lazy("charts", 20.5, () => import("./charts/charts.tsx").then(({ Charts }) => Charts));
const Description = lazy("description", 1.5, () => import("./experiments/description.tsx").then(({ Description }) => Description));
const Arms = lazy("variants", 34, () => import("./race/arms.tsx").then(({ Arms }) => Arms));
const Settings = lazy("settings", 60, () => import("./settings/panel.tsx").then(({ SettingsPanel }) => SettingsPanel));
const Findings = lazy("findings", 28, () => import("./findings/findings.tsx").then(({ Findings }) => Findings));
const Why = lazy("why", 92, () => import("./why/why.tsx").then(({ Why }) => Why));
const Landscape = lazy("landscape", 52, () => import("./landscape/landscape.tsx").then(({ Landscape }) => Landscape));
const Inside = lazy("inside", 48, () => import("./inside/inside.tsx").then(({ Inside }) => Inside));
const Overfitting = lazy("overfitting", 30, () => import("./overfitting/overfitting.tsx").then(({ Overfitting }) => Overfitting));
const Valley = lazy("valley", 46, () => import("./valley/valley.tsx").then(({ Valley }) => Valley));
const Share = lazy("sharing", 16, () => import("./sharing/share.tsx").then(({ Share }) => Share));

export function App() {
  const t = texts.value;
  // Before anything is painted: type depends on the language.
  useLayoutEffect(() => {
    document.documentElement.lang = language.value;
    document.title = t.title;
    document.querySelector<HTMLMetaElement>("meta[name=description]")!.content = t.description;
  }, [language.value]);
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
      <Header />
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
            <Pad />
          </div>
          <Findings />
          <Arms />
        </div>
        <aside class="side" aria-label={t.settings}>
          <Description />
          <OpenFile />
          <AllProblems />
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
        <p>usagi-nn {BUILD.version}</p>
      </footer>
      <Announcer />
      <DropTarget />
      <KeysPlace />
    </>
  );
}

function Header() {
  const t = texts.value;
  return (
    <header>
      <Mark />
      <h1>{t.heading}</h1>
      <p class="lead">
        <Lead />
      </p>
      <StoryLinks />
      <nav aria-label={t.languageChoice}>
        {Object.entries(languages).map(([tag, name]) => (
          <a
            href={`?lang=${tag}`}
            lang={tag}
            hreflang={tag}
            aria-current={language.value === tag ? "true" : undefined}
            onClick={(event) => {
              event.preventDefault();
              setLanguage(tag as Language);
            }}
          >
            {name}
          </a>
        ))}
      </nav>
    </header>
  );
}

/** What races, in a sentence. */
function Lead() {
  const t = texts.value;
  const arms = experiment.value?.arms ?? [];
  const optimizers = new Set(arms.map(({ optimizer }) => optimizer.name));
  return <>{t.lead(arms.length, optimizers.size === arms.length)}</>;
}
