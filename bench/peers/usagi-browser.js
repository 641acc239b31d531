/* global fetch */
// This project in a worker of a page; what Node's competitors read from standard input are messages here.

import * as library from "../../dist/browser/index.js";
import { answerer } from "./answerer.js";
import { given } from "./given.js";
import { usagi } from "./usagi.js";

const threads = Number(new URL(globalThis.location.href).searchParams.get("threads"));
const task = await given(async (name) => new Uint8Array(await (await fetch(`../../${name}`)).arrayBuffer()));
const { trainer, evaluator } = await usagi(library, task, threads);
const answer = answerer(task, trainer, evaluator);
globalThis.onmessage = async ({ data }) => globalThis.postMessage(await answer(data));
globalThis.postMessage("ready");
