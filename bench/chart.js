// The comparison as a picture: for each task, on one axis of milliseconds, this project in the newest Node and the
// peers at their best, with the range of their rounds.

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { bestOf, newestOf } from "./best.js";
import { ours } from "./competitors.js";
import { digits } from "./print.js";
import { spread } from "./statistics.js";
import { networks, problems } from "./task.js";

const width = 880;
const ourColor = "#d55e00";
const theirColor = "#0072b2";
const ink = "#24272c";

/** SVG text. */
export function chart({ tasks, competitors, machine }) {
  const { document } = parseHTML("<html><body></body></html>");
  const compared = tasks.filter(({ alone }) => !alone);
  const own = [false, true]
    .flatMap((wide) => [1, 2].map((threads) => newestOf(competitors, { wide, threads })))
    .filter((competitor) => competitor !== undefined);
  const peers = [...new Set(competitors.map(({ library }) => library))].filter((library) => library !== ours);
  const names = [...own.map(({ name }) => name), ...peers];
  const points = compared.flatMap((task) => {
    const pick = (name, label, isOurs) => {
      const { median, min, max } = spread(task.times[name]);
      const ratio = min / spread(task.times[own[0].name]).min;
      const text = name === own[0].name ? `${digits(min)} ms` : `${digits(min)} ms, ×${digits(ratio)}`;
      return { task: titleOf(task), name: label, median, min, max, text, isOurs };
    };
    return [
      ...own.map(({ name }) => pick(name, name, true)),
      ...peers.map((library) => pick(bestOf(library, task, competitors).name, library, false)),
    ];
  });
  const fill = ({ isOurs }) => (isOurs ? ourColor : theirColor);
  const position = { fy: "task", y: "name" };
  const svg = Plot.plot({
    document,
    width,
    height: 60 + compared.length * (names.length * 15 + 30),
    marginTop: 24,
    marginLeft: 150,
    marginRight: 120,
    marginBottom: 40,
    style: { fontSize: "12px", fontFamily: "system-ui, sans-serif", color: ink, background: "white" },
    x: {
      type: "log", grid: true, labelAnchor: "center", labelArrow: "none",
      label: "milliseconds, batch 100; the best round, and how far the others lie; lower is better",
      tickFormat: (value) => String(value), ticks: 5,
    },
    y: { domain: names, label: null, tickSize: 0 },
    fy: { domain: [...new Set(points.map(({ task }) => task))], axis: null, padding: 0.28 },
    marks: [
      Plot.text(compared.map(titleOf), {
        fy: (title) => title, text: (title) => title, frameAnchor: "top-left", dx: -140, dy: -14,
        fontWeight: 600,
      }),
      Plot.axisY({ tickSize: 0, fontSize: 11 }),
      Plot.ruleY(points, { ...position, x1: "min", x2: "max", stroke: fill, strokeWidth: 2 }),
      Plot.dot(points, { ...position, x: "min", fill, r: 3.5 }),
      Plot.text(points, {
        ...position, x: "max", text: "text", dx: 8, textAnchor: "start", fill, fontSize: 11,
        stroke: "white", strokeWidth: 3,
      }),
    ],
  });
  svg.querySelector("style")?.remove();
  svg.removeAttribute("class");
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", describe(points, machine));
  return `${svg.outerHTML}\n`;
}

function titleOf({ kind, problem, network }) {
  const { title } = networks[network];
  if (kind === "evaluation") return `${title}, 10,000 images evaluated`;
  return `${title}, ${problems[problem].optimizer.name} step`;
}

/** For readers who do not see the picture. */
function describe(points, { cpu }) {
  const lines = points.map(({ task, name, text }) => `${task}: ${name} ${text}`);
  return `Milliseconds on ${cpu}. ${lines.join("; ")}.`;
}
