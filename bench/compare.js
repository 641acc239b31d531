// Rounds in which all competitors take turns at each task, after one in which all must have learned alike.

import { Competitor, competitorKinds, oneThread } from "./competitor.js";
import { networks, problems } from "./task.js";

/** Steps of the round that nobody is measured in: enough for every compiler to be done. */
export const warmUpSteps = 100;
/** The first losses, which must agree with ours. RMSProp magnifies rounding: later ones may part. */
const checkedSteps = 50;
const lossTolerance = 1e-3;
/** Of 10,000 test images, how many a rounding may tip over. */
const correctTolerance = 3;
/** Evaluations in a round. */
const evaluations = 3;

/**
 * @returns { competitors: [{ name, version, detail, command }], missing: [{ name, reason }],
 *   tasks: [{ kind: "step" or "evaluation", network, problem?, times: { [name]: ms of each round } }] }
 * @throws Error if a competitor does not learn as this project does.
 */
export async function compare(folder, { rounds, steps, withPython }, say) {
  const { competitors, missing } = await startAll(folder, withPython, say);
  try {
    say("Checking that all learn alike …");
    await check(competitors);
    const tasks = taskList();
    for (let round = 0; round < rounds; round++) {
      say(`Round ${round + 1} of ${rounds} …`);
      for (const task of tasks) {
        for (const competitor of rotated(competitors, round)) {
          const request = requestOf(task, warmUpSteps + round * steps, steps);
          const { milliseconds } = await competitor.request(request);
          const each = milliseconds / (task.kind === "step" ? steps : evaluations);
          (task.times[competitor.name] ??= []).push(each);
        }
      }
    }
    return { competitors: competitors.map(({ name, about }) => ({ name, ...about })), missing, tasks };
  } finally {
    await Promise.all(competitors.map((competitor) => competitor.stop()));
  }
}

function taskList() {
  return [
    ...Object.entries(problems).map(([problem, { network }]) => (
      { kind: "step", network, problem, times: {} })),
    ...Object.keys(networks).map((network) => ({ kind: "evaluation", network, times: {} })),
  ];
}

function requestOf({ kind, problem, network }, first, steps) {
  return kind === "step" ? { problem, first, steps } : { network, times: evaluations };
}

/** Another one goes first in each round. */
function rotated(list, by) {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

async function startAll(folder, withPython, say) {
  const competitors = [];
  const missing = [];
  for (const { name, commands } of competitorKinds(withPython)) {
    say(`Starting ${name} …`);
    try {
      if (commands.length === 0) {
        throw new Error(withPython ? "no python3 has it" : "left out by --no-python");
      }
      const command = commands.length > 1 ? await fastestCommand(name, commands, folder) : commands[0];
      competitors.push(await Competitor.start(name, command, folder, oneThread));
    } catch (error) {
      if (name === "usagi-nn") throw error;
      missing.push({ name, reason: error.message });
    }
  }
  return { competitors, missing };
}

/** Of several interpreters with the library, the one that is faster over all tasks. */
async function fastestCommand(name, commands, folder) {
  const totals = [];
  for (const command of commands) {
    const candidate = await Competitor.start(name, command, folder, oneThread);
    let total = 0;
    for (const task of taskList()) {
      const times = [];
      for (const first of [0, 50, 100]) {
        const { milliseconds } = await candidate.request(requestOf(task, first, 50));
        times.push(milliseconds);
      }
      total += Math.min(...times);
    }
    totals.push(total);
    await candidate.stop();
  }
  return commands[totals.indexOf(Math.min(...totals))];
}

/** From the same first weights the losses must be ours, and the same trained weights must classify alike. */
async function check(competitors) {
  const [ours, ...others] = competitors;
  for (const task of taskList()) {
    const request = requestOf(task, 0, warmUpSteps);
    const expected = await ours.request(request);
    for (const competitor of others) {
      const answer = await competitor.request(request);
      if (task.kind === "step") checkLosses(competitor.name, task.problem, answer.losses, expected.losses);
      else if (Math.abs(answer.correct - expected.correct) > correctTolerance) {
        throw new Error(
          `${competitor.name} has ${answer.correct} of 10,000 images right with the trained weights of the ` +
            `${task.network} network, usagi-nn ${expected.correct}: they do not compute the same`,
        );
      }
    }
  }
}

function checkLosses(name, problem, losses, expected) {
  for (let i = 0; i < checkedSteps; i++) {
    if (Math.abs(losses[i] - expected[i]) <= lossTolerance * expected[i]) continue;
    throw new Error(
      `${name} has the loss ${losses[i]} at step ${i + 1} of ${problem}, usagi-nn ${expected[i]}: ` +
        "they do not compute the same",
    );
  }
}
