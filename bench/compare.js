// Rounds in which all competitors take turns at each task, after one in which all must have learned alike.

import { rm } from "node:fs/promises";
import { setTimeout as rest } from "node:timers/promises";
import { competitorList, ours } from "./competitors.js";
import { networks, prepare, problems } from "./task.js";

/** Steps of the round that nobody is measured in: enough for every compiler to be done. */
const warmUpSteps = { small: 100, deep: 100, large: 20 };
/** The first losses, which must agree with ours. RMSProp magnifies rounding: later ones may part. */
const checkedSteps = { small: 50, deep: 50, large: 20 };
const lossTolerance = 1e-3;
/** Of 10,000 test images, how many a rounding may tip over. */
const correctTolerance = 3;
/** Milliseconds in which the threads of a competitor that has answered may go on looking for work. */
const spinning = 40;

/**
 * @returns { competitors: [{ name, library, engine?, wide, threads, newest, version, detail }],
 *   missing: [{ name, reason }],
 *   tasks: [{ kind: "step" or "evaluation", network, problem?, alone, times: { [name]: ms of each round } }] }
 * @throws Error if a competitor does not learn as this project does.
 */
export async function compare(engines, { rounds, withPython }, say) {
  say("Training the networks that everyone evaluates …");
  const most = Math.max(...Object.entries(networks).map(([name, { steps }]) => warmUpSteps[name] + rounds * steps));
  const folder = await prepare(most);
  const { competitors: all, missing } = competitorList(engines, withPython);
  const competitors = [];
  try {
    for (const { start, ...competitor } of all) {
      say(`Starting ${competitor.name} …`);
      try {
        const running = await start(folder);
        competitors.push({ about: { ...competitor, ...running.about }, ...competitor, running });
      } catch (error) {
        if (competitor.library === ours) throw error;
        missing.push({ name: competitor.name, reason: error.message });
      }
    }
    say("Checking that all learn alike …");
    const tasks = taskList();
    await check(competitors, tasks);
    for (let round = 0; round < rounds; round++) {
      say(`Round ${round + 1} of ${rounds} …`);
      for (const task of tasks) await measure(task, rotated(takers(competitors, task), round), round);
    }
    return { competitors: competitors.map(({ about }) => about), missing, tasks };
  } finally {
    await Promise.all(competitors.map(({ running }) => running.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

function taskList() {
  return [
    ...Object.entries(problems).map(([problem, { network, alone = false }]) => (
      { kind: "step", network, problem, alone, times: {} })),
    ...Object.keys(networks).map((network) => ({ kind: "evaluation", network, alone: false, times: {} })),
  ];
}

/** Optimizers that not everyone has are measured where the targets are set. */
function takers(competitors, { alone }) {
  return alone ? competitors.filter(({ newest }) => newest) : competitors;
}

async function measure(task, competitors, round) {
  const { kind, network, times } = task;
  const { steps, evaluations } = networks[network];
  for (const { name, threads, running } of competitors) {
    const request = requestOf(task, warmUpSteps[network] + round * steps, steps, evaluations);
    const { milliseconds } = await running.request(request);
    (times[name] ??= []).push(milliseconds / (kind === "step" ? steps : evaluations));
    if (threads > 1) await rest(spinning);
  }
}

function requestOf({ kind, problem, network }, first, steps, evaluations) {
  return kind === "step" ? { problem, first, steps } : { network, times: evaluations };
}

/** Another one goes first in each round. */
function rotated(list, by) {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

/**
 * From the same first weights the losses must be ours, and the same trained weights must classify alike; ours must be
 * the same in every engine, to the last bit.
 */
async function check(competitors, tasks) {
  for (const task of tasks) {
    const request = requestOf(task, 0, warmUpSteps[task.network], 1);
    let expected;
    for (const { name, library, running } of takers(competitors, task)) {
      const answer = await running.request(request);
      expected ??= answer;
      const wrong = task.kind === "step"
        ? wrongLoss(answer.losses, expected.losses, library, task)
        : wrongCount(answer.correct, expected.correct, library, task);
      if (wrong) throw new Error(`${name} ${wrong}: they do not compute the same`);
    }
  }
}

function wrongLoss(losses, expected, library, { problem, network }) {
  const [checked, tolerance] = library === ours ? [losses.length, 0] : [checkedSteps[network], lossTolerance];
  const at = losses.slice(0, checked).findIndex((loss, i) => !(Math.abs(loss - expected[i]) <= tolerance * expected[i]));
  return at < 0 ? "" : `has the loss ${losses[at]} at step ${at + 1} of ${problem}, ${ours} ${expected[at]}`;
}

function wrongCount(correct, expected, library, { network }) {
  if (Math.abs(correct - expected) <= (library === ours ? 0 : correctTolerance)) return "";
  return `has ${correct} of 10,000 images right with the trained weights of the ${network} network, ${ours} ${expected}`;
}
