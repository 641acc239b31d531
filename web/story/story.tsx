// A chapter beside the race: what it is, a bet, and what came of it.

import { effect, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Formula } from "../formulas/formula.tsx";
import { goTo, reveal } from "../parts/lazy.tsx";
import { Swatch } from "../parts/swatch.tsx";
import { activity, play } from "../state/store.ts";
import { language } from "../texts/language.ts";
import { goToAddress } from "./address.ts";
import type { Chapter } from "./chapter.ts";
import { chapters } from "./chapters/index.ts";
import { isBusy, presenting } from "./presenting.ts";
import { began, betAgain, betOn, betted, chapter, enter, isOwn, leave, over } from "./race.ts";
import { noneOf, questionOf, resultOf, verdictOf } from "./telling.ts";
import { texts } from "./texts.ts";
import { wordsOf } from "./words.ts";

export function Story() {
  const t = texts.value;
  const told = chapter.value;
  const place = chapters.indexOf(told);
  const { title, theory } = told[language.value];
  const heading = useRef<HTMLHeadingElement>(null);
  const all = useSignal(false);

  // Before it is painted: another experiment has other curves.
  useLayoutEffect(enter, []);
  useEffect(() => turnByKeys(), []);
  // A screen reader goes on at the chapter that was turned to; people see its beginning.
  useEffect(() => {
    // In a frame, which lays the page out in any case: in between, the focus would have it done once more.
    const frame = requestAnimationFrame(() => {
      heading.current?.focus({ preventScroll: true });
      heading.current?.closest("section")?.scrollTo({ top: 0 });
      if (!presenting.peek()) scrollTo({ top: 0 });
    });
    return () => cancelAnimationFrame(frame);
  }, [told.id]);
  useLayoutEffect(() => {
    const page = document.documentElement.dataset;
    page["panels"] = all.value || !told.panels ? "all" : told.panels.join(" ");
    return () => delete page["panels"];
  }, [told.id, all.value]);

  return (
    <section id="story" class={began.value && !over.value ? "card racing" : "card"} aria-labelledby="story-title">
      <p class="where">
        <label>
          <span class="hidden">{t.chapters}</span>
          <select value={told.id} onChange={({ currentTarget }) => goToAddress(`#story/${currentTarget.value}`)}>
            {chapters.map((one, i) => (
              <option value={one.id}>{`${i + 1}. ${one[language.value].title}`}</option>
            ))}
          </select>
        </label>{" "}
        <button type="button" class="small" onClick={() => void leave()}>{t.leave}</button>
      </p>
      <h2 id="story-title" tabIndex={-1} ref={heading}>
        <span class="number">{t.chapter(place + 1, chapters.length)}</span>
        {title}
      </h2>
      <div class="theory">
        {theory.map((sentence) => <p>{sentence}</p>)}
      </div>
      <Formula lines={told.formulas} />
      <Race told={told} />
      <Turn place={place} />
      <p class="panels">
        {(!told.panels || told.panels.includes("settings")) && (
          <button type="button" class="small" onClick={() => void reveal("settings")}>{t.toSettings}</button>
        )}
        {told.panels && (
          <button type="button" class="small" aria-pressed={all.value} onClick={() => (all.value = !all.value)}>{t.showAll}</button>
        )}
      </p>
    </section>
  );
}

/** On narrow screens the panel is above the curves. */
const isAbove = matchMedia("(max-width: 60rem)");

/** The question, the bet, and the answer of the race. */
function Race({ told }: { told: Chapter }) {
  const t = texts.value;
  const { variants, found } = told[language.value];
  const names = told.experiment.arms.map(({ name }) => name);
  const longestFirst = names.toSorted((a, b) => b.length - a.length);
  const bet = betted.value;
  const ended = over.value;
  const isOn = began.value;
  const none = noneOf(language.value);
  const question = useRef<HTMLDivElement>(null);
  const answer = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone.
  useEffect(() => {
    if (bet === undefined) return;
    if (isAbove.matches) scrollTo({ top: 0 });
    if (document.activeElement === document.body) answer.current?.focus({ preventScroll: true });
    // What is read now: the question, the answer below it.
    if (presenting.peek()) scrollPanelTo(question.current!, true);
  }, [bet]);
  const seen = useRef<{ element: Element; top: number } | undefined>(undefined);
  // As the race ends, and before it is drawn.
  useEffect(() => effect(() => {
    const element = document.querySelector(".now .first");
    seen.current = over.value && element ? { element, top: element.getBoundingClientRect().top } : undefined;
  }), []);
  useLayoutEffect(() => {
    if (!ended) return;
    scrollPanelTo(answer.current!);
    if (document.activeElement === document.body) answer.current!.focus({ preventScroll: true });
    if (!isAbove.matches) return;
    // Where the panel is above the curves, what was folded for them is there again: what is looked at stays where it is, and
    // the page goes to the answer, so that nothing jumps.
    if (seen.current) scrollBy({ top: seen.current.element.getBoundingClientRect().top - seen.current.top, behavior: "instant" });
    goTo(question.current!);
  }, [ended]);
  // What is read now takes the place of what was asked, and is not that, moved: hence another element.
  const part = ended ? "told" : "asked";
  const asked = (
    <div class="bet" key={part} ref={question}>
      <h3>{questionOf(told.bet, language.value)}</h3>
      {!isOn && <p class="note">{t.bet}</p>}
      <ul hidden={ended !== undefined}>
        {names.map((name, i) => (
          <li>
            {isOn ? <Chosen name={name} is={bet === name} index={i} /> : (
              <button type="button" onClick={() => betOn(name)}><Swatch index={i} /> {name}</button>
            )}{" "}
            <span class="note">{variants[i]}</span>
          </li>
        ))}
        {told.bet.kind === "first" && (
          <li>
            {isOn ? <Chosen name={none} is={bet === null} /> : (
              <button type="button" onClick={() => betOn(null)}>{none}</button>
            )}
          </li>
        )}
      </ul>
      {!isOn && <button type="button" class="small" onClick={play}>{t.noBet}</button>}
    </div>
  );
  return (
    <>
      {asked}
      <div class="answer" role="status">
        <div class="said" key={part} tabIndex={-1} ref={answer}>
          {ended && ended.length > 0
            ? [
                ...(bet === undefined ? [] : [verdictOf(told.bet, ended, bet ?? undefined, language.value)]),
                ...resultOf(told.bet, ended, language.value),
                ...(!ended.every(({ iterations }) => iterations.length > 0) ? [] : isOwn.value ? found(ended, wordsOf(language.value)) : [t.changedArms]),
              ].map((sentence) => <p>{unbroken(sentence, longestFirst)}</p>)
            : isOn && <p class="note">{activity.value === "paused" ? t.pausedRace : t.racing}</p>}
        </div>
      </div>
      {ended && <button type="button" class="small again" onClick={betAgain}>{t.again}</button>}
    </>
  );
}

/** Scrolls the story's panel, where it scrolls by itself, and not the page: until all of it is in sight, or to its top. */
function scrollPanelTo(element: HTMLElement, toTop = false): void {
  const panel = element.closest("section")!;
  const [own, around] = [element.getBoundingClientRect(), panel.getBoundingClientRect()];
  const above = own.top - around.top - 8;
  panel.scrollTop += toTop ? above : Math.min(above, Math.max(0, own.bottom - around.bottom + 16));
}

/** A sentence in which no line ends within a name, such as η 0.01. */
function unbroken(sentence: string, [name, ...others]: readonly string[]): ComponentChildren {
  if (name === undefined) return sentence;
  const [first, ...rest] = sentence.split(name).map((part) => unbroken(part, others));
  return [first, ...rest.flatMap((part) => [<span class="name">{name}</span>, part])];
}

/** A choice that can be made no more. */
function Chosen({ name, is, index }: { name: string; is: boolean; index?: number }) {
  return (
    <span class={is ? "choice chosen" : "choice"}>
      {index !== undefined && <Swatch index={index} />} {name}
      {is && <span class="mine">{texts.value.yourBet}</span>}
    </span>
  );
}

function Turn({ place }: { place: number }) {
  const t = texts.value;
  const [back, next] = [chapters[place - 1], chapters[place + 1]];
  return (
    <p class="turn">
      {back && <a class="button" href={`#story/${back.id}`} rel="prev" title={back[language.value].title}>← {t.back}</a>}
      {next && (
        <a class={over.value ? "button next" : "button"} href={`#story/${next.id}`} rel="next">
          {t.next}: {next[language.value].title} →
        </a>
      )}
    </p>
  );
}

/** Arrow keys turn chapters, and what remote controls of presenters send does. */
function turnByKeys(): () => void {
  const turn = (event: KeyboardEvent) => {
    if (isBusy(event) || event.shiftKey) return;
    const presented = presenting.peek();
    const by = { ArrowRight: 1, ArrowLeft: -1, PageDown: presented ? 1 : 0, PageUp: presented ? -1 : 0 }[event.key];
    const to = by ? chapters[chapters.indexOf(chapter.peek()) + by] : undefined;
    if (!to) return;
    event.preventDefault();
    goToAddress(`#story/${to.id}`);
  };
  addEventListener("keydown", turn);
  return () => removeEventListener("keydown", turn);
}
