// What the pad says.

import { ofFirstFrame } from "../texts/language.ts";

const en = {
  title: "Draw a digit",
  titleOfOwn: "Draw, or take a test image",
  titleOfImages: "Test images",
  padLabel: "Drawing pad. With a keyboard, use the field for a test image's number.",
  imageLabel: "A test image. With a keyboard, use the field for its number.",
  empty: "Draw above, or take a test image.",
  drawn: "As the networks see it.",
  isDigit: (label: number) => `It is ${label === 8 ? "an" : "a"} ${label}.`,
  isClass: (name: string) => `It is “${name}”.`,
  asSeen: (rows: number, columns: number) => `As the networks see it, in ${rows} × ${columns} pixels`,
  testImage: "Test image",
  randomImage: "Random",
  undo: "Undo",
  clear: "Clear",
  answers: "What every variant says",
  diverged: "Its weights are not numbers any more: it has no opinion.",
  decided: "What decided for",
  squares: "Squares of the digit, coloured by what emptying them does to the answer",
  less: (answer: string, points: string) => `without it, less sure of the ${answer} (by up to ${points})`,
  more: "surer",
  variant: "variant",
  answer: "answer",
  others: "other answers",
};
export type PadTexts = typeof en;

export const texts = ofFirstFrame("pad", en);
