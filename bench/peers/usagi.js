// This project, as its users call it, in whichever engine: usagi-node.js and usagi-browser.js start it there.

/** A network's description. */
export function describe({ widths, activation, init }, { optimizer, batchSize, seed = 0 }) {
  return {
    inputs: widths[0],
    hidden: widths.slice(1, -1).map((units) => ({ units, activation, init })),
    output: { units: widths.at(-1), init },
    optimizer,
    batchSize,
    seed,
  };
}

export function datasetOf(Dataset, { images, labels }) {
  return Dataset.fromImages({ images, labels, inputs: 784, classes: 10 });
}

/** `library` is a build's exports; each network has so many threads. Returns what answerer() takes. */
export async function usagi({ compile, Dataset, Network }, task, threads) {
  const module = await compile();
  const train = datasetOf(Dataset, task.idx.train);
  const test = datasetOf(Dataset, task.idx.test);

  const networkWith = async (name, moment, optimizer) => {
    const { batchSize } = task;
    const network = new Network(module, describe(task.networks[name], { optimizer, batchSize }));
    task.weights(name, moment).forEach(({ weight, bias }, i) => {
      network.set(`dense${i + 1}/weight`, weight);
      network.set(`dense${i + 1}/bias`, bias);
    });
    if (threads > 1) await network.useThreads(threads);
    return network;
  };
  return {
    trainer: async ({ network: name, optimizer }) => {
      const network = await networkWith(name, "initial", optimizer);
      return (rows) => network.trainStep(train, rows);
    },
    evaluator: async (name) => {
      const network = await networkWith(name, "trained", { name: "sgd" });
      return () => Math.round(network.evaluate(test).accuracy * test.size);
    },
  };
}
