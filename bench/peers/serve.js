// A competitor in Node is a process that answers requests, one line of JSON each (answerer.js says which), so that the
// bench can take turns among them. On start it says what it is.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { answerer } from "./answerer.js";
import { given } from "./given.js";

const folder = process.argv[2];
export const task = await given(async (name) => new Uint8Array(await readFile(join(folder, name))));

export async function serve(about, trainer, evaluator) {
  const answer = answerer(task, trainer, evaluator);
  say(about);
  for await (const line of createInterface({ input: process.stdin })) say(await answer(JSON.parse(line)));
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
