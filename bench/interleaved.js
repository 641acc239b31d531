// Whether a change costs speed: the steps and evaluations of two builds, taking turns in one process, so that what
// else the machine does meets both.
//
//   node bench/interleaved.js path/to/the/other/dist [rounds]

import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { medianOf } from "./statistics.js";

const ours = fileURLToPath(new URL("../dist", import.meta.url));
const { positionals: [theirs, rounds = "300"] } = parseArgs({ allowPositionals: true });
if (!theirs) throw new Error("usage: node bench/interleaved.js path/to/the/other/dist [rounds]");

const { networks, problems, readDataset, batchSize } = await import("./task.js");
const { describe } = await import("./peers/usagi.js");
/** Batches of a training step that are measured, and pieces of an evaluation with their images. */
const STEPS = { small: 20, deep: 20, large: 2 };
const PIECES = { small: 8, deep: 8, large: 2 };
const IMAGES = 250;

const builds = await Promise.all([theirs, ours].map(async (folder) => {
  const library = await import(pathToFileURL(resolve(folder, "index.js")).href);
  const module = await library.compile();
  return { library, module, data: await readDataset("train", library) };
}));
const pieces = Array.from({ length: 8 }, (_, piece) =>
  Uint32Array.from({ length: IMAGES }, (_, i) => piece * IMAGES + i));

console.log(`${"".padEnd(38)}     before        now   now ÷ before: of minima / of medians`);
for (const [name, { network, optimizer, alone }] of Object.entries(problems)) {
  if (alone) continue; // the other build may not have it
  const runs = builds.map(({ library, module, data }) => {
    const net = new library.Network(module, describe(networks[network], { optimizer, batchSize }));
    const sampler = new library.Sampler(module, { size: data.size, batchSize, sampling: "replacement", seed: 0 });
    const batches = Array.from({ length: STEPS[network] }, (_, i) => sampler.rows(i));
    return {
      steps: batches.map((batch) => () => net.trainStep(data, batch)),
      evaluation: pieces.slice(0, PIECES[network]).map((rows) => () => net.evaluate(data, rows)),
    };
  });
  const title = networks[network].title;
  report(`step, ${title}, ${name}`, runs.map(({ steps }) => steps), 1 / STEPS[network]);
  if (network === "small" && name !== "adam") continue;
  report(`10,000 images, ${title}`, runs.map(({ evaluation }) => evaluation), 10_000 / (PIECES[network] * IMAGES));
}

/**
 * Prints the sum of the parts' times, times `share`, before and now. A part is short enough to run through between two
 * interruptions, so the least of its times is that of the code.
 */
function report(title, parts, share) {
  const times = parts.map((list) => list.map(() => []));
  for (let round = -20; round < Number(rounds); round++) {
    parts[0].forEach((_, part) => {
      for (const build of round % 2 ? [0, 1] : [1, 0]) {
        const start = performance.now();
        parts[build][part]();
        const time = performance.now() - start;
        if (round >= 0) times[build][part].push(time);
      }
    });
  }
  const sum = (of) => times.map((list) => share * list.map(of).reduce((total, time) => total + time, 0));
  const [least, median] = [sum((list) => Math.min(...list)), sum(medianOf)];
  const [before, now] = least.map((time) => `${time.toFixed(3)} ms`.padStart(11));
  const ratios = [least, median].map(([a, b]) => (b / a).toFixed(3));
  console.log(`${title.padEnd(38)}${before}${now}   ${ratios.join(" / ")}`);
}
