// What issue 3 asks for, each with what this run reached.

import { medianOf } from "./statistics.js";

/**
 * @returns [{ target, atLeast or atMost, reached, met, detail }]; `reached` and `met` are null where a
 *   competitor is missing. Of several tasks the least favourable counts, and `detail` names it.
 */
export function compareWithTargets({ tasks, kernels, experiment, help }) {
  const ratio = (task, name) => medianOf(task.times[name] ?? [NaN]) / medianOf(task.times["usagi-nn"]);
  const fastestPeer = (task) => {
    const peers = Object.keys(task.times).filter((name) => name !== "usagi-nn");
    return Math.min(...peers.map((name) => ratio(task, name)));
  };
  const than = (name) => (task) => ratio(task, name);
  const steps = tasks.filter(({ kind }) => kind === "step");
  const of = (kind, network) => tasks.filter((task) => task.kind === kind && task.network === network);
  const least = (target, atLeast, members, ratioOf) => {
    const [[reached, name]] = members
      .map((task) => [ratioOf(task), task.problem ?? task.network])
      .sort(([a], [b]) => a - b);
    const named = members.length > 1 && Number.isFinite(reached);
    return { ...verdict(target, { atLeast }, reached), detail: named ? name : "" };
  };

  const [peak, ...others] = kernels;
  const shares = others
    .filter(({ unit }) => unit === "GFLOP/s")
    .map(({ name, figures }) => [medianOf(figures) / medianOf(peak.figures), name])
    .sort(([a], [b]) => a - b);
  const [[share, slowest]] = shares;
  const enough = shares.filter(([share]) => share >= 0.8).length;

  const report = medianOf(experiment.report ?? [NaN]);
  const extra = medianOf(help.help) - medianOf(help.nothing);
  return [
    least("784-40-20-10 step: times faster than NumPy", 4, of("step", "small"), than("NumPy")),
    least("784-100×6-10 step: times faster than NumPy", 1.5, of("step", "deep"), than("NumPy")),
    least("any step: times faster than jax-js", 12, steps, than("jax-js")),
    least("any step: times faster than TensorFlow.js", 30, steps, than("TensorFlow.js")),
    least("784-40-20-10 evaluation: than the fastest peer", 1.5, of("evaluation", "small"), fastestPeer),
    least("784-100×6-10 evaluation: than the fastest peer", 1, of("evaluation", "deep"), fastestPeer),
    {
      ...verdict("matrix products: share of the peak", { atLeast: 0.8 }, share),
      detail: `${slowest}; ${enough} of ${shares.length} reach it`,
    },
    verdict("experiment.json, 2 threads: than the report's scripts", { atLeast: 10 },
      report / medianOf(experiment.threads2)),
    verdict("cli.js --help: ms more than node -e 0", { atMost: 100 }, extra),
  ];
}

function verdict(target, { atLeast, atMost }, reached) {
  const limit = atLeast === undefined ? { atMost } : { atLeast };
  if (!Number.isFinite(reached)) return { target, ...limit, reached: null, met: null, detail: "" };
  const met = atLeast === undefined ? reached <= atMost : reached >= atLeast;
  return { target, ...limit, reached, met, detail: "" };
}
