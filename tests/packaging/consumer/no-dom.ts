// Compiled, not run: the types where a project has none of the DOM.

import { compile, Network } from "usagi-nn";
import { compile as compileInline } from "usagi-nn/inline";
import { checkExperiment } from "usagi-nn/experiment";
import { loadMnist, makeSet } from "usagi-nn/data";

export const sets = [await loadMnist({ from: "mnist" }), makeSet("moons")];
const network = new Network(await compile(new Uint8Array(4)), {
  inputs: 2, hidden: [{ units: 8 }], output: { units: 2 }, optimizer: { name: "adam" }, batchSize: 4,
});
new Network(await compileInline(), network.description);
const loss: number = network.trainStep(new Float32Array(8), new Uint8Array(4));
export const checked = checkExperiment({ name: `x${loss}` });
