// This project, as its users call it.

import { readFileSync } from "node:fs";
import { compile, Network } from "../../dist/index.js";
import { describe, readDataset } from "../task.js";
import { files, networks, readWeights, serve } from "./serve.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const module = await compile();
const train = readDataset(files.train);
const test = readDataset(files.test);

function networkWith(name, moment, optimizer) {
  const network = new Network(module, describe(networks[name], optimizer));
  readWeights(name, moment).forEach(({ weight, bias }, i) => {
    network.set(`dense${i + 1}/weight`, weight);
    network.set(`dense${i + 1}/bias`, bias);
  });
  return network;
}

function trainer(problem) {
  const network = networkWith(problem.network, "initial", problem.optimizer);
  return (rows) => network.trainStep(train, rows);
}

function evaluator(name) {
  const network = networkWith(name, "trained", { name: "sgd" });
  return () => Math.round(network.evaluate(test).accuracy * test.size);
}

await serve({ version, detail: "" }, trainer, evaluator);
