// The comparison as a picture: for each task the competitors on one axis of milliseconds, with their range.

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { digits } from "./print.js";
import { spread } from "./statistics.js";
import { networks } from "./task.js";

const width = 880;
const ours = "#d55e00";
const theirs = "#0072b2";
const ink = "#24272c";

/** SVG text. */
export function chart({ tasks, competitors, machine }) {
  const { document } = parseHTML("<html><body></body></html>");
  const names = competitors.map(({ name }) => name);
  const points = tasks.flatMap((task) =>
    names.map((name) => {
      const { median, min, max } = spread(task.times[name]);
      const ratio = median / spread(task.times["usagi-nn"]).median;
      const text = name === "usagi-nn" ? `${digits(median)} ms` : `${digits(median)} ms, ×${digits(ratio)}`;
      return { task: titleOf(task), name, median, min, max, text };
    }));
  const fill = ({ name }) => (name === "usagi-nn" ? ours : theirs);
  const position = { fy: "task", y: "name" };
  const svg = Plot.plot({
    document,
    width,
    height: 60 + tasks.length * (names.length * 15 + 30),
    marginTop: 24,
    marginLeft: 95,
    marginRight: 120,
    marginBottom: 40,
    style: { fontSize: "12px", fontFamily: "system-ui, sans-serif", color: ink, background: "white" },
    x: {
      type: "log", grid: true, labelAnchor: "center", labelArrow: "none",
      label: "milliseconds, one thread, batch 100; lower is better",
      tickFormat: (value) => String(value), ticks: 5,
    },
    y: { domain: names, label: null, tickSize: 0 },
    fy: { domain: [...new Set(points.map(({ task }) => task))], axis: null, padding: 0.28 },
    marks: [
      Plot.text(tasks.map(titleOf), {
        fy: (title) => title, text: (title) => title, frameAnchor: "top-left", dx: -80, dy: -14,
        fontWeight: 600,
      }),
      Plot.axisY({ tickSize: 0, fontSize: 11 }),
      Plot.ruleY(points, { ...position, x1: "min", x2: "max", stroke: fill, strokeWidth: 2 }),
      Plot.dot(points, { ...position, x: "median", fill, r: 3.5 }),
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
  return `${title}, ${problem === "deep" ? "sgd" : problem} step`;
}

/** For readers who do not see the picture. */
function describe(points, { cpu }) {
  const lines = points.map(({ task, name, text }) => `${task}: ${name} ${text}`);
  return `Milliseconds on ${cpu}. ${lines.join("; ")}.`;
}
