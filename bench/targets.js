// What issue 12 asks for, each with what this run reached: how many times as fast as the peers we are, they at the
// best of their versions and counts of threads. Of several tasks and peers the least favourable counts.

import { bestOf, bestRound, newestOf } from "./best.js";
import { medianOf } from "./statistics.js";
import { networks } from "./task.js";

const forms = [
  { wide: false, threads: 1 }, { wide: true, threads: 1 }, { wide: false, threads: 2 }, { wide: true, threads: 2 },
];
const native = ["NumPy", "PyTorch"];
const javascript = ["jax-js", "TensorFlow.js"];

const none = undefined;

/** `atLeast` for each of the forms. Without `peers`: against ourselves with one thread. */
const speeds = [
  { kind: "step", network: "small", peers: native, atLeast: [1.3, 1.5, 2.3, none] },
  { kind: "evaluation", network: "small", peers: native, atLeast: [1.2, 1.6, 2, none] },
  { kind: "step", network: "deep", peers: native, atLeast: [none, 1, 1.25, 1.7] },
  { kind: "evaluation", network: "deep", peers: native, atLeast: [none, 0.95, 1.15, 1.6] },
  { kind: "step", network: "large", peers: native, atLeast: [none, 1, 1, 1.5] },
  { kind: "evaluation", network: "large", peers: native, atLeast: [none, 0.8, none, 0.9] },
  { kind: "step", network: "small", atLeast: [none, none, 1.6, none] },
  { kind: "step", network: "deep", atLeast: [none, none, 1.75, none] },
  { kind: "step", network: "large", atLeast: [none, none, 1.85, none] },
  { kind: "step", peers: javascript, atLeast: [3.5, 5, 6, none] },
];

const wholeRuns = [
  { peer: "the report's five scripts", atLeast: 7 },
  { peer: "the PyTorch script", atLeast: 3 },
];

/** @returns [{ what, form, atLeast, reached, met, detail }]; `reached` and `met` are null where something is missing. */
export function speedTargets({ tasks, competitors }) {
  return speeds.flatMap(({ kind, network, peers, atLeast }) => {
    const members = tasks.filter((task) =>
      task.kind === kind && !task.alone && (network === undefined || task.network === network));
    const title = network === undefined ? "any" : networks[network].title;
    const what = `${title} ${kind}, against ${peers?.join(" and ") ?? "one thread"}`;
    return forms.flatMap((form, i) => {
      if (atLeast[i] === none) return [];
      const own = newestOf(competitors, form);
      const rivals = (task) => peers
        ? peers.map((library) => bestOf(library, task, competitors))
        : [oneThread(task, competitors, form)];
      const [least] = members
        .flatMap((task) => rivals(task).map((rival) => ({
          ratio: own && rival ? rival.ms / bestRound(task, own.name) : NaN,
          detail: `${task.problem ?? task.network}, ${rival?.name}`,
        })))
        .filter(({ ratio }) => Number.isFinite(ratio))
        .sort((a, b) => a.ratio - b.ratio);
      return [{ what, form: nameOf(form), ...verdict(atLeast[i], least?.ratio), detail: least?.detail ?? "" }];
    });
  });
}

export function experimentTargets(experiment) {
  const secondsOf = (name) => medianOf(experiment.find((each) => each.name === name)?.figures ?? [NaN]);
  return wholeRuns.map(({ peer, atLeast }) => ({
    what: `experiment.json, against ${peer}`, form: "2 threads", detail: "",
    ...verdict(atLeast, secondsOf(peer) / secondsOf("experiment.json, 2 threads")),
  }));
}

function oneThread(task, competitors, { wide }) {
  const own = newestOf(competitors, { wide, threads: 1 });
  return own && { name: own.name, ms: bestRound(task, own.name) };
}

function nameOf({ wide, threads }) {
  return `${threads === 1 ? "1 thread" : `${threads} threads`}${wide ? ", wide" : ""}`;
}

function verdict(atLeast, reached) {
  if (!Number.isFinite(reached)) return { atLeast, reached: null, met: null };
  return { atLeast, reached, met: reached >= atLeast };
}
