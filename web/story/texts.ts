// What the story says around its chapters, and presenting.

import { ofFirstFrame } from "../texts/language.ts";

const en = {
  story: "Story",
  present: "Present",
  endPresenting: "End",
  presentHint: "Full screen with large type (p)",
  chapter: (number: number, all: number) => `Chapter ${number} of ${all}`,
  chapters: "Chapters",
  bet: "Place your bet: the race starts with it.",
  noBet: "Watch without a bet",
  yourBet: "your bet",
  racing: "The race is on.",
  pausedRace: "The race is paused; space goes on.",
  again: "Bet again",
  back: "Back",
  next: "Next",
  leave: "Leave the story",
  toSettings: "To the settings",
  showAll: "Show the other panels",
  changedArms: "The variants are others now, so the chapter says no more of them.",
  keys: "Keys",
  keysHint: "Keys (?)",
  close: "Close",
  keyList: [
    ["p", "present, and back"],
    ["Space", "pause the race and go on"],
    ["← →", "turn chapters of the story"],
    ["Esc", "end presenting"],
    ["?", "this list"],
  ],
  letterKeys: "Single keys (p, ?) work",
};
export type StoryTexts = typeof en;

export const texts = ofFirstFrame("story", en);
