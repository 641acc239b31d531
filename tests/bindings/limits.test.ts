/** What lies at the limits of a description works, and what lies beyond is refused. */
import { beforeAll, describe, expect, test } from "vitest";
import { compile, Dataset, Network, type NetworkDescription } from "../../bindings/index.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const description: NetworkDescription = {
  inputs: 3, hidden: [], output: { units: 2 }, optimizer: { name: "sgd", learningRate: 1 }, batchSize: 1,
};

describe("inputs", () => {
  test("65,535 can be had: the last one counts", () => {
    const inputs = 65535;
    const network = new Network(module, { ...description, inputs });
    const images = new Uint8Array(inputs);
    images[inputs - 1] = 255;
    const before = network.get("dense1/weight");
    network.trainStep(
      Dataset.fromImages({ images, labels: Uint8Array.of(1), inputs, classes: 2 }), Uint32Array.of(0),
    );
    const after = network.get("dense1/weight");
    const changed = Array.from(after).flatMap((value, i) => (value === before[i] ? [] : [i]));
    expect(changed).toEqual([2 * inputs - 2, 2 * inputs - 1]);
    expect(after.at(-1)).toBeGreaterThan(before.at(-1)!);
  });

  test.each([0, 65536])("%s cannot", (inputs) => {
    expect(() => new Network(module, { ...description, inputs })).toThrow(/^inputs is .* 1 .* 65535/);
  });
});

describe("dropout of ratio 0", () => {
  test.each(["test", "train"] as const)("drops no unit and changes no bit, scaling in %s", async (scaling) => {
    const units = 1000;
    const [without, none] = [false as const, { ratio: 0, scaling }].map((dropout) =>
      new Network(module, { ...description, hidden: [{ units, init: 1, dropout }] }));
    for (let step = 0; step < 50; step++) {
      for (const network of [without!, none!]) network.trainStep(Float32Array.of(1, 2, 3), Uint8Array.of(step % 2));
      expect(none!.dropoutMask("dropout1")).toEqual(new Float32Array(units).fill(1));
    }
    expect(await none!.digest()).toBe(await without!.digest());
    expect(none!.predict(Float32Array.of(1, 2, 3))).toEqual(without!.predict(Float32Array.of(1, 2, 3)));
  });
});
