// The results as text, 80 columns wide.

import { bestOf, bestRound, newestOf } from "./best.js";
import { ours } from "./competitors.js";
import { medianOf, spread } from "./statistics.js";
import { networks } from "./task.js";

/** Three significant digits, without an exponent. */
export function digits(value) {
  if (!Number.isFinite(value)) return "–";
  const decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
  return value.toFixed(decimals);
}

/** The parts that were measured, one after another. */
export function table(results) {
  const { competitors, kernels, experiment, targets } = results;
  return [
    heading(results),
    ...(competitors ? [comparison(results), optimizerTable(results)] : []),
    ...(kernels ? [productTable(kernels), kernelTable(kernels)] : []),
    ...(experiment ? [processes(experiment)] : []),
    ...(targets.length > 0 ? [targetList(targets)] : []),
  ].join("\n\n");
}

function heading({ version, machine, competitors = [], missing = [], settings }) {
  const { cpu, cores, load } = machine;
  const { rounds } = settings;
  return [
    `${ours} ${version}: ${cpu}, ${cores} cores, load ${digits(load)}; best of ${rounds} rounds, batch 100`,
    ...competitors.filter(({ threads, wide }) => threads === 1 && !wide).map(({ library, engine, version, detail }) =>
      `${engine ?? `${library} ${version}`} (${detail})`),
    ...missing.map(({ name, reason }) => `${name}: not measured: ${reason}`),
  ].join("\n");
}

/** A line for each competitor, two columns for each network. */
function comparison({ tasks, competitors }) {
  const columns = Object.keys(networks).flatMap((network) => [
    tasks.find(({ kind, network: of, problem }) => kind === "step" && of === network && (network !== "small" || problem === "adam")),
    tasks.find(({ kind, network: of }) => kind === "evaluation" && of === network),
  ]);
  const label = (text) => text.padEnd(28);
  const row = (name, cells) => label(name) + cells.map((cell, i) => cell.padStart(i % 2 ? 9 : 8)).join("");
  return [
    "Milliseconds of a training step, and to evaluate 10,000 images",
    label("") + Object.values(networks).map(({ title }) => title.padStart(17)).join(""),
    label("") + ["adam", "sgd", "adam"].map((optimizer) => `${optimizer.padStart(8)}${"eval".padStart(9)}`).join(""),
    ...competitors.map(({ name }) => row(name, columns.map((task) => digits(bestRound(task, name))))),
    noise(tasks),
  ].join("\n");
}

/** How far the middle round lies above the best: what else the machine did. */
function noise(tasks) {
  const excess = tasks.flatMap(({ times }) => Object.values(times).map((list) => medianOf(list) / Math.min(...list) - 1));
  return `The median of all rounds is ${Math.round(100 * medianOf(excess))}% above the best, in the middle of all cells.`;
}

/** A line for each optimizer: ours in the newest Node, and each library at its best. */
function optimizerTable({ tasks, competitors }) {
  const own = [{ wide: false, threads: 1 }, { wide: true, threads: 1 }, { wide: false, threads: 2 }, { wide: true, threads: 2 }]
    .map((form) => newestOf(competitors, form))
    .filter((competitor) => competitor !== undefined);
  const peers = [...new Set(competitors.map(({ library }) => library))].filter((library) => library !== ours);
  const heads = [...own.map(({ wide, threads }) => (threads > 1 ? `${threads}${wide ? " wide" : " thr."}` : wide ? "wide" : own[0].engine)), ...peers];
  const size = (head) => Math.max(9, head.length + 2);
  const row = (name, cells) => name.padEnd(12) + cells.map((cell, i) => cell.padStart(size(heads[i]))).join("");
  return [
    `${networks.small.title}: milliseconds of a step with each optimizer, each library at its best`,
    row("", heads),
    ...tasks.filter(({ kind, network }) => kind === "step" && network === "small").map((task) =>
      row(task.problem, [
        ...own.map(({ name }) => digits(bestRound(task, name))),
        ...peers.map((library) => digits(bestOf(library, task, competitors)?.ms ?? NaN)),
      ])),
  ].join("\n");
}

function productTable([plain, wide]) {
  const { flop, load } = plain.peaks;
  const rate = ({ nanoseconds, ...kernel }, of) => kernel[of] / Math.min(...nanoseconds);
  const percent = (share) => `${Math.round(100 * share)}%`;
  const row = (name, cells) => name.padEnd(30) + cells.map((cell) => cell.padStart(9)).join("");
  const lines = plain.kernels.flatMap((kernel, i) => {
    if (kernel.flop === undefined) return [];
    const hasLoads = kernel.loads !== undefined;
    return [row(kernel.name, [
      digits(rate(kernel, "flop")), percent(rate(kernel, "flop") / flop),
      hasLoads ? digits(rate(kernel, "bytes")) : "", hasLoads ? percent(rate(kernel, "loads") / load) : "",
      ...(wide ? [digits(rate(wide.kernels[i], "flop"))] : []),
    ])];
  });
  return [
    `Products at batch 100, ${plain.engine}; only the work on values that are not 0 counts`,
    row("", ["GFLOP/s", "of peak", "GB/s", "of loads", ...(wide ? ["wide"] : [])]),
    row("peak, 128 bits", [digits(flop), "100%", digits(16 * load), "100%", ""]).trimEnd(),
    ...lines,
  ].join("\n");
}

function kernelTable([plain, wide]) {
  const each = ({ amount, nanoseconds }) => digits(Math.min(...nanoseconds) / amount);
  const row = (name, cells, of) => name.padEnd(38) + cells.map((cell) => cell.padStart(9)).join("") + (of && ` ${of}`);
  return [
    `Other kernels: nanoseconds`,
    row("", [plain.engine, ...(wide ? ["wide"] : [])], ""),
    ...plain.kernels.flatMap((kernel, i) =>
      kernel.flop === undefined ? [row(kernel.name, [each(kernel), ...(wide ? [each(wide.kernels[i])] : [])], kernel.of)] : []),
  ].join("\n");
}

function processes(experiment) {
  return [
    "Whole processes: median (fastest–slowest)",
    ...experiment.map(({ name, unit, figures }) => {
      const { median, min, max } = spread(figures);
      return `${name.padEnd(42)}${digits(median).padStart(8)} ${unit} (${digits(min)}–${digits(max)})`;
    }),
  ].join("\n");
}

function targetList(targets) {
  const lines = ["Targets: times as fast, peers at their best; the least favourable of all"];
  let title;
  for (const { what, form, atLeast, reached, met, detail } of targets) {
    if (what !== title) lines.push(what);
    title = what;
    const verdict = met === null ? "not measured" : `${digits(reached).padStart(6)}  ${met ? "reached" : "missed "}  ${detail}`;
    lines.push(`  ${form.padEnd(18)}≥ ${String(atLeast).padEnd(5)}${verdict}`.trimEnd());
  }
  return lines.join("\n");
}
