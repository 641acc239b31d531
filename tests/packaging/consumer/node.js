// Prints the digest by either entry, and what TrainingWorker says in Node.

import { compile } from "usagi-nn";
import { Training } from "usagi-nn/experiment";
import * as inline from "usagi-nn/inline";
import { TrainingWorker } from "usagi-nn/worker";
import { makeRun, train } from "./train.js";

const { arm, seed, ...data } = makeRun();
const training = new Training(await compile(), arm, seed, data);
while (!training.finished) training.step();

console.log(
  JSON.stringify({
    network: await train(await compile()),
    inline: await train(await inline.compile()),
    training: await training.network.digest(),
    worker: await TrainingWorker.start(makeRun()).catch(({ message }) => message),
  }),
);
