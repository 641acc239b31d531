import { ink, seriesColors, surface } from "../../report/palette.ts";

const [blue, orange] = seriesColors;

/** Backgrounds `.right-0` … `.right-9`, `.wrong-0` … `.wrong-9` of a confusion matrix. */
function heats(name: string, color: string): string {
  return Array.from({ length: 10 }, (_, heat) =>
    heat === 0
      ? `.${name}-0{opacity:.45}`
      : `.${name}-${heat}{background:color-mix(in srgb,var(--${color}) ${8 * heat}%,transparent)}`,
  ).join("\n");
}

/** Digits that a column of a confusion matrix has room for. */
export const mostDigits = 7;

/** Columns `.digits-1` … as wide as their longest count. */
const digitColumns = Array.from({ length: mostDigits }, (_, i) =>
  `.digits-${i + 1} th, .digits-${i + 1} td { min-width: calc(${Math.max(2, i + 1)}ch + .4em); }`,
).join("\n");

/** The style sheet of report.html. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --ink: ${ink[0]};
  --soft: #5c626b;
  --page: #f4f5f7;
  --surface: ${surface[0]};
  --line: #dfe2e6;
  --right: ${blue?.[0]};
  --wrong: ${orange?.[0]};
  --warning: #8a4500;
  --negative: #2f7fd0;
  --positive: #e05a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: ${ink[1]};
    --soft: #9aa1ab;
    --page: #0c0d10;
    --surface: ${surface[1]};
    --line: #2b2f36;
    --right: #2f86c4;
    --wrong: #c7600f;
    --warning: #f0b46c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--page);
  color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
main { max-width: 66rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
h1 { margin: 0 0 .5rem; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 0 0 .75rem; font-size: 1.15rem; }
p { margin: 0 0 .75rem; max-width: 44rem; }
.lead { font-size: 1.1rem; }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin-top: 1.2rem; font-size: .9rem; }
a { color: var(--right); text-underline-offset: .15em; }
.facts, .about, .note { color: var(--soft); }
.note { margin: .6rem 0 0; font-size: .85rem; }
.warning { color: var(--warning); }
ul.warning { margin: .9rem 0 0; padding-left: 1.2rem; font-size: .9rem; }
#findings li { margin: .35rem 0; max-width: 46rem; }
#findings li.note { list-style: none; }
#findings ul { margin: 0 0 1rem; padding-left: 1.2rem; }
#findings details ul { margin: .6rem 0 0; }
section { margin-top: 2.5rem; }
.scroll, dl, pre, details {
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 8px;
}
.scroll { overflow-x: auto; }
.long { max-height: 32rem; overflow-y: auto; }
table {
  border-spacing: 0; /* not collapsed: a cell that stays when others scroll would lose its line */
  width: 100%;
  font-size: .9rem;
  font-variant-numeric: tabular-nums;
}
th, td { padding: .4rem .65rem; text-align: right; vertical-align: baseline; white-space: nowrap; }
thead th {
  color: var(--soft);
  font-weight: 500;
  white-space: normal;
  overflow-wrap: normal;
  vertical-align: bottom;
}
tbody th, tbody td { border-top: 1px solid var(--line); }
/* Japanese has no spaces: lines end between phrases where browsers know them, and heads of tables stay whole. */
:lang(ja) { word-break: auto-phrase; line-break: strict; }
:lang(ja) thead th { white-space: nowrap; }
th:first-child { text-align: left; font-weight: 500; }
.text { text-align: left; }
th:first-child { position: sticky; left: 0; background: var(--surface); }
tbody th { white-space: normal; min-width: 7.5rem; max-width: 18rem; }
.long th, .long td { vertical-align: top; }
.long thead th { position: sticky; top: 0; z-index: 1; background: var(--surface); }
.long thead th:first-child { z-index: 2; }
.digest { text-align: left; }
.digest { white-space: normal; }
.digest code { display: inline-block; width: 32ch; word-break: break-all; }
.claims th, .claims td { text-align: left; white-space: normal; }
.claims tbody th { min-width: 6.5rem; width: 8rem; vertical-align: top; }
.claims small { display: block; font-size: .85rem; color: var(--soft); }
.claims .holds { color: var(--right); }
.claims .untold { color: var(--soft); }
figure { margin: 1rem 0; }
section > details { margin: 1rem 0; }
figcaption { margin-top: .5rem; max-width: 44rem; color: var(--soft); font-size: .9rem; }
picture {
  display: block;
  border: 1px solid var(--line);
  border-radius: 8px;
  overflow: hidden;
}
picture img { display: block; width: 100%; height: auto; }
.grid {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr));
  gap: 1rem;
}
.grid.wide { grid-template-columns: minmax(0, 1fr); }
details { padding: .6rem .75rem; min-width: 0; align-self: start; }
details[open] { padding-bottom: .9rem; }
summary { cursor: pointer; font-weight: 600; }
details > .scroll, details > img { margin-top: .6rem; }
details .scroll { border: 0; border-radius: 0; }
.matrix table { font-size: clamp(.62rem, 2.6vw, .78rem); }
.digits-5 table { font-size: clamp(.62rem, 2.6vw, .72rem); } /* ten seeds of MNIST, two cards a row */
.wide .matrix table { font-size: .65rem; }
.matrix th, .matrix td { padding: .3em .15em; text-align: center; max-width: none; white-space: nowrap; }
${digitColumns}
.matrix tbody th, .matrix tbody td { border: 0; }
.matrix th { color: var(--soft); font-weight: 500; }
.weights { display: block; max-width: 100%; height: auto; image-rendering: pixelated; }
.scale { display: flex; align-items: center; gap: .6rem; margin: .6rem 0 0; font-size: .85rem; }
.colors {
  width: 8rem;
  height: .7rem;
  border: 1px solid var(--line);
  background: linear-gradient(90deg, var(--negative), transparent, var(--positive));
}
code, pre { font: .78rem/1.5 ui-monospace, monospace; }
code { color: var(--soft); }
dl {
  display: grid;
  grid-template-columns: auto 1fr;
  gap: .3rem 1.5rem;
  margin: 0;
  padding: .75rem;
  font-size: .9rem;
}
dt { color: var(--soft); }
dd { margin: 0; }
pre {
  margin: 0;
  padding: .75rem;
  max-height: 32rem;
  overflow: auto;
  user-select: all;
  overflow-wrap: normal;
}
:focus-visible { outline: 2px solid var(--right); outline-offset: 2px; }
${heats("right", "right")}
${heats("wrong", "wrong")}
@media (min-width: 50rem) { tbody th { min-width: 10rem; } }
@media print { .long, pre { max-height: none; overflow: visible; } }
`;
