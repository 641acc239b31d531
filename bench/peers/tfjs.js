// TensorFlow.js on its wasm backend (SIMD, one thread) in its fast form. Three things that a profile shows:
// the backward pass is written out, because that of matMul in variableGrads() multiplies by transposed
// operands, some 20 times slower in this backend than transposing first; the batch is gathered in JavaScript,
// because gather() from 60,000 images takes milliseconds; and test images are cut up beforehand, for the same
// reason.

import * as tf from "@tensorflow/tfjs-core";
import { setWasmPaths, version_wasm as version } from "@tensorflow/tfjs-backend-wasm";
import { fileURLToPath } from "node:url";
import { fastest } from "./answerer.js";
import { serve, task } from "./serve.js";

const { batchSize, networks } = task;
const inputs = 784;

const wasmFolder = new URL("../node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/", import.meta.url);
setWasmPaths(fileURLToPath(wasmFolder));
tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
await tf.setBackend("wasm");
const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
const train = task.floats("train");
const test = task.floats("test");

function layersOf(name, moment) {
  return task.weights(name, moment).map(({ weight, bias, inputs, units }) => ({
    weight: tf.variable(tf.tensor2d(weight, [inputs, units])),
    bias: tf.variable(tf.tensor1d(bias)),
  }));
}

/** The output of each layer. */
function forward(layers, x, activation) {
  const outputs = [];
  for (const { weight: b, bias } of layers) {
    const last = outputs.length === layers.length - 1;
    x = tf.fused.matMul({ a: x, b, bias, activation: last ? "linear" : activation });
    outputs.push(x);
  }
  return outputs;
}

const slopes = {
  sigmoid: (y) => tf.mul(y, tf.sub(1, y)),
  relu: (y) => tf.step(y),
};

const zeros = (w) => tf.variable(tf.zerosLike(w));

/** Each: for one parameter, a function of its gradient and the number of the step that updates it. */
const optimizers = {
  sgd: ({ learningRate }) => (w) => (g) => w.assign(tf.sub(w, tf.mul(g, learningRate))),
  momentum: ({ learningRate, momentum }) => (w) => {
    const velocity = zeros(w);
    return (g) => {
      velocity.assign(tf.sub(tf.mul(velocity, momentum), tf.mul(g, learningRate)));
      w.assign(tf.add(w, velocity));
    };
  },
  adagrad: ({ learningRate, initialAccumulator, epsilon }) => (w) => {
    const h = tf.variable(tf.fill(w.shape, initialAccumulator));
    return (g) => {
      h.assign(tf.add(h, tf.square(g)));
      w.assign(tf.sub(w, tf.div(tf.mul(g, learningRate), tf.add(tf.sqrt(h), epsilon))));
    };
  },
  rmsprop: ({ learningRate, decay, epsilon }) => (w) => {
    const h = zeros(w);
    return (g) => {
      h.assign(tf.add(tf.mul(h, decay), tf.mul(tf.square(g), 1 - decay)));
      w.assign(tf.sub(w, tf.div(tf.mul(g, learningRate), tf.add(tf.sqrt(h), epsilon))));
    };
  },
  adam: ({ learningRate, beta1, beta2, epsilon }) => (w) => {
    const m = zeros(w);
    const v = zeros(w);
    return (g, t) => {
      const correction = Math.sqrt(1 - beta2 ** t);
      const rate = (learningRate * correction) / (1 - beta1 ** t);
      m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
      v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
      w.assign(tf.sub(w, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon * correction))));
    };
  },
};

function trainer({ network, optimizer: { name, ...options } }) {
  const { activation, widths } = networks[network];
  const classes = widths.at(-1);
  const layers = layersOf(network, "initial").map(({ weight, bias }) => ({
    weight,
    bias,
    updateWeight: optimizers[name](options)(weight),
    updateBias: optimizers[name](options)(bias),
  }));
  const pixels = new Float32Array(batchSize * inputs);
  const onehot = new Float32Array(batchSize * classes);
  let t = 0;

  return (rows) => {
    onehot.fill(0);
    rows.forEach((row, r) => {
      pixels.set(train.images.subarray(row * inputs, (row + 1) * inputs), r * inputs);
      onehot[r * classes + train.labels[row]] = 1;
    });
    t++;
    return tf.tidy(() => {
      const x = tf.tensor2d(pixels, [batchSize, inputs]);
      const targets = tf.tensor2d(onehot, [batchSize, classes]);
      const outputs = forward(layers, x, activation);
      const logP = tf.logSoftmax(outputs.at(-1));
      const loss = tf.sum(tf.mul(logP, targets));
      let dy = tf.mul(tf.sub(tf.exp(logP), targets), 1 / batchSize);
      for (let i = layers.length - 1; i >= 0; i--) {
        const { weight, updateWeight, updateBias } = layers[i];
        const below = i > 0 ? outputs[i - 1] : x;
        const dWeight = tf.matMul(tf.transpose(below), dy);
        const dBias = tf.sum(dy, 0);
        if (i > 0) dy = tf.mul(tf.matMul(dy, tf.transpose(weight)), slopes[activation](below));
        updateWeight(dWeight, t);
        updateBias(dBias, t);
      }
      return -loss.dataSync()[0] / batchSize;
    });
  };
}

function evaluator(name) {
  const { activation } = networks[name];
  const layers = layersOf(name, "trained");
  const inChunksOf = (rows) => {
    const chunks = [];
    for (let i = 0; i < test.labels.length; i += rows) {
      chunks.push({
        x: tf.tensor2d(test.images.slice(i * inputs, (i + rows) * inputs), [rows, inputs]),
        labels: tf.tensor1d(test.labels.slice(i, i + rows), "int32"),
      });
    }
    const correctOf = ({ x, labels }) =>
      tf.tidy(() => {
        const hits = tf.equal(tf.argMax(forward(layers, x, activation).at(-1), 1), labels);
        return tf.sum(tf.cast(hits, "int32")).dataSync()[0];
      });
    return () => chunks.reduce((sum, chunk) => sum + correctOf(chunk), 0);
  };
  return fastest([10000, 2000, 500, 100].map(inChunksOf));
}

const detail = `wasm backend, ${simd ? "SIMD" : "no SIMD"}, one thread`;
await serve({ version, detail }, trainer, evaluator);
