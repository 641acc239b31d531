// The results as text, 80 columns wide.

import { medianOf, spread } from "./statistics.js";
import { networks } from "./task.js";

const width = 80;
const nameWidth = 10;
const cellWidth = 14;

export function table(results) {
  return [
    heading(results), comparison(results), kernelTable(results), wholeRuns(results), targetList(results),
  ].join("\n\n");
}

/** Three significant digits, without an exponent. */
export function digits(value) {
  const decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
  return value.toFixed(decimals);
}

function heading({ machine, competitors, missing, settings }) {
  const { cpu, cores, node, load } = machine;
  const { rounds, steps } = settings;
  return [
    `${cpu}, ${cores} cores, Node ${node}, load ${digits(load)}; ${rounds} rounds of ${steps} steps`,
    ...competitors.map(({ name, version, detail }) => `${name} ${version}${detail ? ` (${detail})` : ""}`),
    ...missing.map(({ name, reason }) => `${name}: not measured: ${reason}`),
  ].join("\n");
}

function comparison({ tasks, competitors }) {
  const names = competitors.map(({ name }) => name);
  const sections = [
    ...Object.entries(networks).map(([network, { title }]) => [
      `${title}: ms a training step`,
      tasks.filter((task) => task.kind === "step" && task.network === network),
    ]),
    ["ms to evaluate 10,000 images", tasks.filter(({ kind }) => kind === "evaluation")],
  ];
  const lines = ["Median (× usagi-nn's), below it the fastest and slowest round; batch 100, one thread."];
  for (const [title, members] of sections) {
    lines.push("", title, row("", names));
    for (const { problem, network, kind, times } of members) {
      const spreads = names.map((name) => spread(times[name]));
      const ours = spreads[0].median;
      const label = kind === "step" ? (problem === "deep" ? "sgd" : problem) : network;
      const cells = spreads.map(({ median }, i) =>
        i === 0 ? digits(median) : `${digits(median)} ×${digits(median / ours)}`);
      lines.push(row(label, cells), row("", spreads.map(({ min, max }) => `${digits(min)}–${digits(max)}`)));
    }
  }
  return lines.join("\n");
}

const row = (label, cells) =>
  label.padEnd(nameWidth) + cells.map((cell) => cell.padStart(cellWidth)).join("");

function kernelTable({ kernels }) {
  const [peak] = kernels;
  const top = medianOf(peak.figures);
  const lines = ["Kernels at batch 100; of products only the work on values that are not 0 counts"];
  for (const { name, unit, of, figures } of kernels) {
    const { median, min, max } = spread(figures);
    const share = unit === "GFLOP/s" ? `${Math.round((100 * median) / top)}%` : "";
    const range = `${digits(min)}–${digits(max)}`;
    const measure = `${unit} ${of}`.trim();
    const columns = digits(median).padStart(6) + range.padStart(13);
    lines.push(`${name.padEnd(36)}${columns} ${measure.padEnd(18)}${share}`.trimEnd());
  }
  return lines.join("\n");
}

function wholeRuns({ experiment, help }) {
  const line = (name, figures, unit) => {
    const { median, min, max } = spread(figures);
    return `${name.padEnd(42)}${digits(median).padStart(8)} ${unit} (${digits(min)}–${digits(max)})`;
  };
  return [
    "Whole processes",
    line("experiment.json, 1 thread", experiment.threads1, "s"),
    line("experiment.json, 2 threads", experiment.threads2, "s"),
    ...(experiment.report ? [line("the report's five scripts, NumPy float64", experiment.report, "s")] : []),
    line("cli.js --help", help.help, "ms"),
    line("node -e 0", help.nothing, "ms"),
  ].join("\n");
}

function targetList({ targets }) {
  const lines = ["Targets; of several tasks the least favourable"];
  for (const { target, atLeast, atMost, reached, met, detail } of targets) {
    const wanted = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
    const verdict = met === null ? "not measured" : `${digits(reached).padStart(5)} ${met ? "yes" : "NO"}`;
    const line = `${target.padEnd(54)}${wanted.padEnd(6)} ${verdict}`;
    lines.push(detail !== "" && line.length + detail.length + 3 <= width ? `${line} (${detail})` : line);
    if (detail !== "" && lines.at(-1) === line) lines.push(`    ${detail}`);
  }
  return lines.join("\n");
}
