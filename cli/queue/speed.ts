/** How fast a thread of this machine trains, for people who look at a list of workers: nothing depends on it. */
import { compile } from "../../bindings/compile.ts";
import { Dataset } from "../../bindings/dataset.ts";
import { Network } from "../../bindings/network.ts";

const size = 100;
const inputs = 784;
const milliseconds = 150;
/** In which the engine compiles the kernels for speed. */
const warmUpSteps = 100;

/** Images a second that one thread trains the report's network of optimizers with. */
export async function measureSpeed(): Promise<number> {
  const network = new Network(await compile(), {
    inputs, hidden: [{ units: 40, activation: "sigmoid" }, { units: 20, activation: "sigmoid" }], output: { units: 10 },
    optimizer: { name: "sgd", learningRate: 0.01 }, batchSize: size,
  });
  // A fifth of the pixels are not 0, as of MNIST.
  const images = Uint8Array.from({ length: size * inputs }, (_, i) => ((i * 7919) % 5 === 0 ? 128 : 0));
  const data = Dataset.fromImages({ images, labels: Uint8Array.from({ length: size }, (_, i) => i % 10), inputs, classes: 10 });
  const rows = Uint32Array.from({ length: size }, (_, i) => i);
  try {
    for (let i = 0; i < warmUpSteps; i++) network.trainStep(data, rows);
    const begun = performance.now();
    let steps = 0;
    while (performance.now() - begun < milliseconds) {
      network.trainStep(data, rows);
      steps++;
    }
    return (1000 * size * steps) / (performance.now() - begun);
  } finally {
    network.dispose();
  }
}
