// In a script that is no module: what compile() rejects with, and the digest by usagi-nn/inline.

import { compile, UsagiError } from "usagi-nn";
import * as inline from "usagi-nn/inline";
import { TrainingWorker } from "usagi-nn/worker";
import { makeRun, train } from "./train.js";

const sentence = (error) => (error instanceof UsagiError ? error.message : `not ours: ${error}`);

async function main() {
  const module = await inline.compile();
  globalThis.Worker ??= class {};
  return {
    compile: await compile().then(() => "fine", sentence),
    start: await TrainingWorker.start({ ...makeRun(), module }).then(() => "fine", sentence),
    inline: await train(module),
  };
}

main().then((result) => console.log(JSON.stringify(result)));
