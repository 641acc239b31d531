// What the page knows of its experiment and its race, and what follows from what happens: a pure function. The store
// does what the effects say, and tells what came of them as further events.

import type { Path } from "../../experiment/problems.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import type { Goal, Speed } from "../race/scheduler.ts";
import { isAffordable } from "./cost.ts";
import type { Draft } from "./draft.ts";
import { forkedArm, type ForkFault, type SettingFork } from "./fork.ts";

/** Of the race at its head; "loading" until there are images for it. */
export type Activity = "loading" | "ready" | "running" | "paused" | "finished";

/** What races: the settings that it was made from, and an arm more for each fork. */
export interface Racing {
  readonly draft: Draft;
  readonly experiment: ResolvedExperiment;
  readonly forks: readonly SettingFork[];
}

/** What can come back: the settings, and the race with its forks, which are no settings. */
export type Stand = Pick<State, "draft" | "racing">;

export interface State {
  /** What the settings hold. */
  readonly draft: Draft;
  /** Where it stood before each change, the latest last, and what was taken back, the next one last. */
  readonly past: readonly Stand[];
  readonly future: readonly Stand[];
  /** The race that was made of the settings when they came back, with its forks. */
  readonly came: Racing | undefined;
  /** Of the last edit: those of one setting in quick succession are one to be taken back. */
  readonly lastEdit: { readonly label: string; readonly at: number } | undefined;
  readonly racing: Racing | undefined;
  readonly phase: Activity;
  /** What the race shall do as soon as it can. */
  readonly wanted: Goal | undefined;
  /** Whether the settings take over by themselves in a moment. */
  readonly settling: boolean;
  /** It did not start by itself because it takes long. */
  readonly unasked: boolean;
  /** Why an arm was not forked. */
  readonly refused: ForkFault | undefined;
  /** Iteration that is shown; undefined: the newest. */
  readonly moment: number | undefined;
  /** What is known is shown as a film, from the moment on. */
  readonly film: boolean;
  readonly speed: Speed;
  readonly arm: number;
  readonly seed: number;
}

export type Event =
  /** An experiment is opened, from a list or a file, or because the address has it. */
  | { type: "open"; draft: Draft; train?: boolean | undefined; from: "choice" | "address" }
  /** A setting, named by the label, was changed at this time in milliseconds. */
  | { type: "edit"; draft: Draft; label: string; at: number }
  | { type: "undo" }
  | { type: "redo" }
  /** No edit has come for a moment. */
  | { type: "settled" }
  | { type: "play" }
  | { type: "pause" }
  /** A step in what is known leads to iteration `shown`; undefined: to the newest. */
  | { type: "step"; steps: 1 | 10 | "evaluation"; shown: number | undefined }
  | { type: "reset" }
  | { type: "retry" }
  | { type: "speed"; speed: Speed }
  | { type: "moment"; iteration: number | undefined }
  /** The film has come to an iteration; undefined: to the newest. */
  | { type: "filmed"; iteration: number | undefined }
  | { type: "arm"; index: number }
  | { type: "seed"; seed: number }
  | { type: "fork"; arm: number; at: number; path: Path; value: unknown }
  | { type: "unfork"; arm: number }
  /** There is a race for what is to race; how far it is already. */
  | { type: "raced"; started: boolean; over: boolean }
  /** The race came to rest. */
  | { type: "rested"; why: "over" | "goal" | "paused" };

export type Effect =
  /** Make a race of what is to race; with `afresh`, from iteration 0 and without what was kept. */
  | { type: "race"; afresh: boolean }
  | { type: "go"; goal: Goal }
  | { type: "pause" }
  | { type: "speed" }
  /** Say "settled" in a moment, and not before. */
  | { type: "settle" }
  /** Say "filmed" as the film goes on, until it stops. */
  | { type: "film" }
  /** The address is to hold the draft; with `push`, Back leads to what it held before. */
  | { type: "address"; push: boolean };

export type Result = readonly [State, readonly Effect[]];

const mostUndone = 100;
/** Edits of one setting that come faster than this are one. */
const burstMilliseconds = 1000;

export const initial = (draft: Draft): State => ({
  draft, past: [], future: [], came: undefined, lastEdit: undefined, racing: undefined, phase: "loading", wanted: undefined,
  settling: false, unasked: false, refused: undefined, moment: undefined, film: false, speed: "full", arm: 0, seed: 0,
});

const identityOf = ({ value }: Draft) => JSON.stringify(value);
/** Whether the settings hold another experiment than the one that races. */
export const isChanged = ({ draft, racing }: State) => racing === undefined || identityOf(racing.draft) !== identityOf(draft);
const canApply = (state: State) => isChanged(state) && state.draft.experiment !== undefined;
/** Whether something moves, or would if it could. */
const isGoing = ({ phase, film, wanted }: State) => film || phase === "running" || (phase === "loading" && wanted === "end");

export function reduce(state: State, event: Event): Result {
  switch (event.type) {
    case "open": {
      const { draft, train, from } = event;
      // What the page begins with is nothing to come back to.
      const opened = { ...(state.racing ? remembering(state) : state), draft, lastEdit: undefined, settling: false };
      const address: Effect[] = from === "choice" ? [{ type: "address", push: state.racing !== undefined }] : [];
      if (!draft.experiment) return [opened, address];
      return plus(start(opened, { train: train ?? isAffordable(draft.experiment), afresh: false }), address);
    }
    case "edit": {
      const { draft, label, at } = event;
      const burst = state.lastEdit?.label === label && at - state.lastEdit.at < burstMilliseconds;
      return edited({ ...(burst ? state : remembering(state)), draft, lastEdit: { label, at } });
    }
    case "undo": {
      const to = state.past.at(-1);
      return to ? back({ ...state, past: state.past.slice(0, -1), future: [...state.future, standOf(state)] }, to) : [state, []];
    }
    case "redo": {
      const to = state.future.at(-1);
      return to ? back({ ...state, past: [...state.past, standOf(state)], future: state.future.slice(0, -1) }, to) : [state, []];
    }
    case "settled": {
      if (!state.settling) return [state, []];
      const settled = { ...state, settling: false };
      if (!canApply(settled)) return [settled, []];
      return start(settled, { train: isAffordable(settled.draft.experiment!), afresh: false });
    }
    case "play":
      if (canApply(state)) return start(state, { train: true, afresh: false });
      if (!state.racing || isGoing(state)) return [state, []];
      if (state.moment !== undefined) return [{ ...state, film: true }, [{ type: "film" }]];
      if (state.phase === "finished") return [{ ...state, film: true, moment: 0 }, [{ type: "film" }]];
      return go(state, "end");
    case "pause":
      return rest({ ...state, wanted: undefined, settling: false });
    case "step": {
      const { steps, shown } = event;
      if (canApply(state)) return start(state, { train: steps, afresh: false });
      if (!state.racing) return [state, []];
      if (state.moment !== undefined) return [{ ...state, film: false, moment: shown }, []];
      return state.phase === "finished" ? [state, []] : go(state, steps);
    }
    case "reset":
      return state.racing ? again({ ...state, racing: withoutForks(state.racing) }, false) : [state, []];
    case "retry":
      return state.racing ? again(state, true) : [state, []];
    case "speed":
      return [{ ...state, speed: event.speed }, [{ type: "speed" }]];
    case "moment":
      return event.iteration === undefined
        ? [{ ...state, moment: undefined, film: false }, []]
        : rest({ ...state, moment: event.iteration, wanted: undefined });
    case "filmed": {
      if (!state.film) return [state, []];
      if (event.iteration !== undefined) return [{ ...state, moment: event.iteration }, []];
      const live = { ...state, film: false, moment: undefined };
      return state.phase === "finished" ? [live, []] : go(live, "end");
    }
    case "arm":
      return [{ ...state, arm: event.index }, []];
    case "seed":
      return [{ ...state, seed: event.seed }, []];
    case "fork": {
      const racing = state.racing && forked(state.racing, event);
      if (!racing) return [state, []];
      if (typeof racing === "string") return [{ ...state, refused: racing }, []];
      return racingAnew({ ...remembering(state), arm: racing.experiment.arms.length - 1 }, racing, "end", false);
    }
    case "unfork": {
      const { racing } = state;
      if (!racing?.forks.some(({ index }) => index === event.arm)) return [state, []];
      return racingAnew(remembering(state), withoutFork(racing, event.arm), isGoing(state) ? "end" : undefined, false);
    }
    case "raced": {
      const { started, over } = event;
      const raced: State = { ...state, phase: over ? "finished" : started ? "paused" : "ready" };
      return state.wanted === undefined || over ? [{ ...raced, wanted: undefined }, []] : go(raced, state.wanted);
    }
    case "rested":
      if (state.phase === "loading") return [state, []];
      return [{ ...state, phase: event.why === "over" ? "finished" : "paused" }, []];
  }
}

const standOf = ({ draft, racing }: State): Stand => ({ draft, racing });

/** Where it stands can come back. */
function remembering(state: State): State {
  return { ...state, past: [...state.past, standOf(state)].slice(-mostUndone), future: [], lastEdit: undefined };
}

/** To where it stood: a fork comes and goes at once, settings as an edit does. */
function back(state: State, { draft, racing }: Stand): Result {
  const next = { ...state, draft, came: racing, lastEdit: undefined };
  if (draft !== state.draft || !racing) return edited(next);
  return racingAnew(next, racing, isGoing(state) || state.phase === "finished" ? "end" : undefined, false);
}

/** Where it was going on or is over, what is changed trains by itself, once nothing more comes. */
function edited(state: State): Result {
  const settling = state.racing !== undefined && (state.settling || isGoing(state) || state.phase === "finished");
  return [{ ...state, settling, refused: undefined }, [{ type: "address", push: false }, ...(settling ? [{ type: "settle" } as const] : [])]];
}

/** The draft takes the place of what races. */
function start(state: State, { train, afresh }: { train: boolean | Goal; afresh: boolean }): Result {
  const { draft, racing } = state;
  const experiment = draft.experiment!;
  const wanted = train === true ? "end" : train === false ? undefined : train;
  const names = (of: ResolvedExperiment | undefined) => JSON.stringify(of?.arms.map(({ name }) => name));
  const arm = names(racing?.draft.experiment) === names(experiment) && state.arm < experiment.arms.length
    ? state.arm
    : experiment.arms.length - 1;
  const seed = experiment.seeds.includes(state.seed) ? state.seed : experiment.seeds[0]!;
  const next = { ...state, arm, seed, unasked: wanted === undefined && !isAffordable(experiment) };
  return racingAnew(next, state.came?.draft === draft ? state.came : { draft, experiment, forks: [] }, wanted, afresh);
}

function racingAnew(state: State, racing: Racing, wanted: Goal | undefined, afresh: boolean): Result {
  const next: State = { ...state, racing, wanted, phase: "loading", settling: false, refused: undefined, moment: undefined, film: false };
  return [next, [{ type: "race", afresh }]];
}

/** From iteration 0, or what crashed once more. */
function again(state: State, train: boolean): Result {
  return racingAnew({ ...state, unasked: false }, state.racing!, train ? "end" : undefined, !train);
}

function go(state: State, goal: Goal): Result {
  if (state.phase === "loading") return [{ ...state, wanted: goal, unasked: false }, []];
  return [{ ...state, phase: "running", wanted: undefined, unasked: false }, [{ type: "go", goal }]];
}

function rest(state: State): Result {
  const still = { ...state, film: false };
  return state.phase === "running" ? [{ ...still, phase: "paused" }, [{ type: "pause" }]] : [still, []];
}

const plus = ([state, effects]: Result, more: readonly Effect[]): Result => [state, [...effects, ...more]];

function forked(racing: Racing, { arm: of, at, path, value }: Extract<Event, { type: "fork" }>): Racing | ForkFault {
  const { draft, experiment, forks } = racing;
  const arm = forkedArm({ value: draft.value, experiment, forks }, { of, at, path, value });
  if (typeof arm === "string") return arm;
  const arms = [...experiment.arms, arm];
  return { draft, experiment: { ...experiment, arms }, forks: [...forks, { index: arms.length - 1, of, at, path, value }] };
}

/** Without one fork, and those that left from it. */
function withoutFork({ draft, experiment, forks }: Racing, index: number): Racing {
  const gone = new Set([index]);
  for (const fork of forks) if (gone.has(fork.of)) gone.add(fork.index);
  const place = (old: number) => old - [...gone].filter((one) => one < old).length;
  return {
    draft,
    experiment: { ...experiment, arms: experiment.arms.filter((_, i) => !gone.has(i)) },
    forks: forks.filter((fork) => !gone.has(fork.index)).map((fork) => ({ ...fork, index: place(fork.index), of: place(fork.of) })),
  };
}

const withoutForks = ({ draft }: Racing): Racing => ({ draft, experiment: draft.experiment!, forks: [] });
