// jax-js on its wasm backend, in its fast form: a whole step, gather and optimizer included, is one jitted
// function. Where there is no global Worker, as in Node, that backend has one thread.

import { init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { readFileSync } from "node:fs";
import { fastest } from "./answerer.js";
import { serve, task } from "./serve.js";

const { batchSize, networks } = task;
const inputs = 784;

await init("wasm");
const train = task.floats("train");
const images = np.array(train.images).reshape([train.labels.length, inputs]);
const labels = np.array(train.labels, { dtype: np.int32 });
const test = task.floats("test");

function parameters(name, moment) {
  return task.weights(name, moment).flatMap(({ weight, bias, inputs, units }) => [
    np.array(weight).reshape([inputs, units]),
    np.array(bias),
  ]);
}

function logits(parameters, x, activation) {
  const last = parameters.length - 2;
  for (let i = 0; i <= last; i += 2) {
    x = np.matmul(x, parameters[i]).add(parameters[i + 1]);
    if (i < last) x = nn[activation](x);
  }
  return x;
}

/** Each: how many arrays of state a parameter has, where they start, and a step: [parameter, ...state]. */
const optimizers = {
  sgd: ({ learningRate }) => ({
    initial: [],
    step: (w, g) => [w.sub(g.mul(learningRate))],
  }),
  momentum: ({ learningRate, momentum }) => ({
    initial: [0],
    step: (w, g, [velocity]) => {
      const v = velocity.mul(momentum).sub(g.mul(learningRate));
      return [w.add(v.ref), v];
    },
  }),
  adagrad: ({ learningRate, initialAccumulator, epsilon }) => ({
    initial: [initialAccumulator],
    step: (w, g, [h]) => {
      const sum = h.add(np.square(g.ref));
      return [w.sub(g.mul(learningRate).div(np.sqrt(sum.ref).add(epsilon))), sum];
    },
  }),
  rmsprop: ({ learningRate, decay, epsilon }) => ({
    initial: [0],
    step: (w, g, [h]) => {
      const mean = h.mul(decay).add(np.square(g.ref).mul(1 - decay));
      return [w.sub(g.mul(learningRate).div(np.sqrt(mean.ref).add(epsilon))), mean];
    },
  }),
  adam: ({ beta1, beta2 }) => ({
    initial: [0, 0],
    step: (w, g, [m, v], rate, epsilon) => {
      const mean = m.mul(beta1).add(g.ref.mul(1 - beta1));
      const square = v.mul(beta2).add(np.square(g).mul(1 - beta2));
      const update = mean.ref.mul(rate).div(np.sqrt(square.ref).add(epsilon));
      return [w.sub(update), mean, square];
    },
  }),
};

function trainer({ network, optimizer: { name, ...options } }) {
  const { activation } = networks[network];
  const { initial, step } = optimizers[name](options);
  let w = parameters(network, "initial");
  let state = w.map((parameter) => initial.map((value) => np.full(parameter.shape, value)));

  const loss = (w, x, targets) =>
    nn.logSoftmax(logits(w, x, activation), -1).mul(targets).sum().mul(-1 / batchSize);
  const trainStep = jit((w, state, images, labels, rows, scalars) => {
    const x = np.take(images, rows.ref, 0);
    const targets = nn.oneHot(np.take(labels, rows, 0), networks[network].widths.at(-1));
    const [value, gradient] = valueAndGrad(loss)(tree.ref(w), x, targets);
    const updated = w.map((parameter, i) => step(parameter, gradient[i], state[i], ...tree.ref(scalars)));
    tree.dispose(scalars);
    return [updated.map(([parameter]) => parameter), updated.map(([, ...rest]) => rest), value];
  });

  let t = 0;
  return (rows) => {
    const batch = np.array(Int32Array.from(rows), { dtype: np.int32 });
    let value;
    [w, state, value] = trainStep(w, state, images.ref, labels.ref, batch, adamScalars(name, options, ++t));
    return value.dataSync()[0];
  };
}

/** What Adam's step number changes: its rate and epsilon. */
function adamScalars(name, { learningRate, beta1, beta2, epsilon }, t) {
  if (name !== "adam") return [];
  const correction = Math.sqrt(1 - beta2 ** t);
  return [np.array((learningRate * correction) / (1 - beta1 ** t)), np.array(epsilon * correction)];
}

function evaluator(name) {
  const { activation } = networks[name];
  const w = parameters(name, "trained");
  const correctOf = jit((w, x, labels) =>
    np.equal(np.argmax(logits(w, x, activation), 1), labels).astype(np.int32).sum());

  const inChunksOf = (rows) => {
    const chunks = [];
    for (let i = 0; i < test.labels.length; i += rows) {
      chunks.push([
        np.array(test.images.slice(i * inputs, (i + rows) * inputs)).reshape([rows, inputs]),
        np.array(test.labels.slice(i, i + rows), { dtype: np.int32 }),
      ]);
    }
    return () => {
      let correct = 0;
      for (const [x, labels] of chunks) correct += correctOf(tree.ref(w), x.ref, labels.ref).dataSync()[0];
      return correct;
    };
  };
  return fastest([10000, 2000, 500, 100].map(inChunksOf));
}

const packageFile = new URL("../node_modules/@jax-js/jax/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(packageFile, "utf8"));
await serve({ version, detail: "wasm backend" }, trainer, evaluator);
