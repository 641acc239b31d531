// Who is measured: this project in every engine, with and without V8's flag, and the peers.

import { fileURLToPath } from "node:url";
import { BrowserCompetitor } from "./browser.js";
import { ProcessCompetitor } from "./competitor.js";
import { wideFlag } from "./engines.js";
import { pythonsWith, withThreads } from "./python.js";

export const ours = "usagi-nn";
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * @param engines { nodes, browsers } of engines.js.
 * @returns { competitors: [{ name, library, engine?, wide, threads, newest, start(folder) }], missing: [{ name, reason }] };
 *   `newest` are those of this project in the newest Node, on which the targets are set.
 */
export function competitorList({ nodes, browsers }, withPython) {
  const newest = nodes.at(-1);
  const own = [
    ...nodes.flatMap((node) => (node === newest && node.hasWide ? [false, true] : [false]).map((wide) => inNode(node, wide))),
    ...browsers.map((browser) => ({
      engine: browser.name, wide: false,
      start: (folder, threads) => BrowserCompetitor.start(browser, folder, threads),
    })),
  ].flatMap((competitor) => [1, 2].map((threads) => ({
    ...competitor, library: ours, threads, newest: competitor.engine === newest.name,
    start: (folder) => competitor.start(folder, threads),
  })));

  const missing = [];
  const python = [["NumPy", "numpy"], ["PyTorch", "torch"]].flatMap(([library, module]) => {
    const interpreters = withPython ? pythonsWith(module) : [];
    if (interpreters.length === 0) {
      missing.push({ name: library, reason: withPython ? "no python3 has it" : "left out by --no-python" });
    }
    // Of several interpreters each counts: the targets compare with the best.
    return interpreters.flatMap(({ command, version }) => [1, 2].map((threads) => ({
      library, version, threads,
      start: (folder) =>
        ProcessCompetitor.start([command, "-B", here(`peers/${module}_peer.py`), folder], withThreads(threads)),
    })));
  });
  const javascript = [["jax-js", "jax.js"], ["TensorFlow.js", "tfjs.js"]].map(([library, file]) => ({
    library, threads: 1,
    start: (folder) => ProcessCompetitor.start([newest.command, here(`peers/${file}`), folder], process.env),
  }));
  return { competitors: [...own, ...python, ...javascript].map((each) => ({ ...each, name: nameOf(each) })), missing };
}

function inNode({ name, command }, wide) {
  const program = [command, ...(wide ? [wideFlag] : []), here("peers/usagi-node.js")];
  return {
    engine: name, wide,
    start: (folder, threads) => ProcessCompetitor.start([...program, folder, threads], process.env),
  };
}

/** `Node 26, wide, 2 threads`, `NumPy 2.4.6` */
function nameOf({ library, version, engine, wide, threads }) {
  return [engine ?? (version ? `${library} ${version}` : library), ...(wide ? ["wide"] : []), ...(threads > 1 ? [`${threads} threads`] : [])].join(", ");
}
