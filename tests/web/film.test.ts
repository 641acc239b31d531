/** The film of a race: what moves ends where the race ended, and its size stays small. */
import { DOMParser } from "linkedom";
import { expect, test } from "vitest";
import { svgFile } from "../../report/svg.ts";
import { film, type FilmCurve } from "../../web/sharing/film.ts";

const document = new DOMParser().parseFromString('<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml") as unknown as Document;
const names = ["SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"];
const steps = Array.from({ length: 61 }, (_, i) => 10 * i);
const curves: FilmCurve[] = names.map((name, index) => ({
  name, index, points: steps.map((iteration) => ({ iteration, value: 0.1 + (0.85 * index * iteration) / 4 / 600 })),
}));
const draw = (given: readonly FilmCurve[]) => svgFile(film(document, {
  title: "Five optimizers", curves: given, finding: "90 % reached: Adam at 570.",
  texts: { score: "Test accuracy", iteration: "iteration" },
  axis: { low: 0, high: 1, ticks: [0, 0.5, 1], format: (tick) => `${100 * tick} %` },
  format: (share) => `${(100 * share).toFixed(1)} %`, formatCount: String,
}));

test("numbers go from the first to the last, and stand at the last where nothing may move", () => {
  const svg = draw(curves);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  const strips = svg.match(/<g [^>]*class="strip"[^>]*>.*?<\/g>/gs)!;
  expect(strips).toHaveLength(names.length + 1);
  const adam = strips[names.indexOf("Adam")]!;
  expect(adam.match(/<text/g)).toHaveLength(steps.length);
  expect(adam).toMatch(/>10\.0 %<.*>95\.0 %<\/text><\/g>$/s);
  expect(adam).toContain(`transform="translate(0,-${60 * 22})"`);
  expect(strips.at(-1)).toMatch(/>0<.*>600<\/text><\/g>$/s);
  // Everything that animates is under the question whether it may.
  expect(svg.indexOf("@media (prefers-reduced-motion:no-preference)")).toBeLessThan(svg.indexOf("@keyframes"));
  expect(svg.length).toBeLessThan(100_000);
});

test("a variant that ended early stays where it ended, one that did not begin has no line, thousands of steps are thinned", () => {
  const long = Array.from({ length: 3001 }, (_, iteration) => ({ iteration, value: 0.5 }));
  const svg = draw([
    { name: "long", index: 0, points: long }, { name: "short", index: 1, points: long.slice(0, 100) }, { name: "none", index: 2, points: [] },
  ]);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  expect(svg.match(/clip-path="url\(#raced\)".*?<\/g>/s)![0].match(/<path/g)).toHaveLength(2);
  expect(svg.length).toBeLessThan(200_000);
});
