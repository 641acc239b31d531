// Prints the digests by every entry; where there is no Worker, as in Node, what TrainingWorker says.

import { compile } from "usagi-nn";
import { evaluate, Training } from "usagi-nn/experiment";
import * as inline from "usagi-nn/inline";
import { TrainingWorker } from "usagi-nn/worker";
import { makeRun, train } from "./train.js";

async function main() {
  const { arm, seed, ...data } = makeRun();
  const training = new Training(await compile(), arm, seed, data);
  while (!training.finished) {
    training.step();
    if (training.due) training.record(evaluate(training));
  }
  return {
    network: await train(await compile()),
    inline: await train(await inline.compile()),
    training: await training.network.digest(),
    worker: await TrainingWorker.start(makeRun()).then(({ finished }) => finished).then(({ digest }) => digest).catch(
      ({ message }) => message,
    ),
  };
}

main().then((digests) => console.log(JSON.stringify(digests)));
