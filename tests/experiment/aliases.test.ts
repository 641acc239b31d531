import { describe, expect, test } from "vitest";
import { settingPaths } from "../../experiment/aliases.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { formatProblem } from "../../experiment/problems.ts";
import { jsonSchema } from "../../experiment/schema.ts";

function problems(file: object): string[] {
  const checked = checkExperiment({ name: "test", ...file });
  return "problems" in checked ? checked.problems.map(formatProblem) : [];
}

describe("what other libraries call a setting", () => {
  test.each([
    [{ optimizer: { name: "sgd", lr: 0.1 } }, 'optimizer.lr = 0.1: unknown key; it is called "learningRate" here'],
    [{ optimizer: { name: "sgd", learning_rate: 0.1 } }, 'it is called "learningRate" here'],
    [{ optimizer: { name: "adam", beta_1: 0.8 } }, 'it is called "beta1" here'],
    [{ optimizer: { name: "adam", eps: 1e-8 } }, 'it is called "epsilon" here'],
    [{ optimizer: { name: "rmsprop", rho: 0.9 } }, 'it is called "decay" here'],
    [
      { optimizer: { name: "adam", weight_decay: 0.01 } },
      'optimizer.weight_decay = 0.01: unknown key; it is called "weightDecay" here',
    ],
    [{ weight_decay: 0.01 }, 'weight_decay = 0.01: unknown key here; write "optimizer": { "weightDecay": 0.01 }'],
    [{ l2_lambda: 0.01 }, 'write "regularization": { "l2": 0.01 }'],
    [{ optimizer: { name: "sgd", nesterov: true } }, 'sgd has no nesterov: it is an optimizer of its own: { "name": "nesterov" }'],
    [{ optimizer: { name: "sgd", toString: 1 } }, "optimizer.toString = 1: unknown key; allowed here: name,"],
    [{ search: { ["__proto__"]: null } }, "search.__proto__ = null: unknown key"],
    [{ optimizer: { name: "adam", valueOf: {} } }, "optimizer.valueOf = {}: unknown key; allowed here: name,"],
    [{ optimizer: "NAG" }, 'did you mean "nesterov"?'],
    [{ optimizer: { name: "adam", semantics: "pytorch" } }, 'did you mean "torch"?'],
    [{ training: { lr: 0.1 } }, 'unknown key here; write "optimizer": { "learningRate": 0.1 }'],
    [{ training: { max_grad_norm: 1 } }, 'it is called "clipping" here'],
    [{ training: { clipping: { max_norm: 1 } } }, 'it is called "limit" here'],
    [{ training: { label_smoothing: 0.1 } }, 'write "regularization": { "labelSmoothing": 0.1 }'],
    [{ training: { augmentation: true } }, 'write "regularization": { "augment": true }'],
    [{ regularization: { augment: { degrees: 5 } } }, 'it is called "rotate" here'],
    [{ regularization: { noise: 0.1 } }, 'it is called "inputNoise" here'],
    [{ max_norm: 3 }, 'write "regularization": { "maxNorm": 3 }'],
    [{ training: { batch_size: 5 } }, 'it is called "batchSize" here'],
    [{ batch_size: 5 }, 'write "training": { "batchSize": 5 }'],
    [{ epochs: 5 }, 'write "training": { "epochs": 5 }'],
    [{ iterations: 5 }, 'write "training": { "iterations": 5 }'],
    [{ network: { units: 5 } }, 'write "network": { "hidden": [{ "units": 5 }] }'],
    [{ network: { layers: [5] } }, 'it is called "hidden" here'],
    [{ network: { hidden: [{ units: 5, size: 3 }] } }, 'it is called "units" here'],
    [{ network: { dropout: { rate: 0.5 } } }, 'it is called "ratio" here'],
    [{ seed: 5 }, 'seed = 5: unknown key; it is called "seeds" here'],
    [{ l2: 0.1 }, 'write "regularization": { "l2": 0.1 }'],
    [{ arms: [{ name: "a", lr: 0.1 }] }, 'arms[0].lr = 0.1: unknown key here; write "optimizer": { "learningRate": 0.1 }'],
    [{ network: { init: "he_normal" } }, 'did you mean "he"?'],
    [{ network: { activation: "linear" } }, 'did you mean "identity"?'],
    [{ network: { activation: "swish" } }, 'did you mean "silu"?'],
    [{ network: { activation: { name: "leaky_relu" } } }, 'did you mean "leakyRelu"?'],
    [{ network: { activation: { name: "leakyRelu", negative_slope: 0.1 } } }, 'it is called "slope" here'],
    [{ network: { activation: { name: "elu", slope: 0.1 } } }, "activation.slope = 0.1: unknown key; allowed here: name, alpha"],
    [{ training: { iterations: "100" } }, "training.iterations = \"100\": must be a whole number from 1 to 10000000; without quotes: 100"],
    [{ optimizer: { name: "sgd", learningRate: "1e-3" } }, "; without quotes: 0.001"],
    [{ network: { output: { trainable: "True" } } }, "must be true or false; without quotes: true"],
  ])("%j", (file, expected) => {
    const found = problems(file);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  test("leads to settings that there are", () => {
    interface Node { properties?: Record<string, Node>; items?: Node; anyOf?: Node[]; oneOf?: Node[] }
    const forms = (node: Node): Node[] => [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap(forms)];
    for (const path of settingPaths) {
      let nodes: Node[] = [jsonSchema()];
      for (const step of path.replaceAll("[]", ".[]").split(".")) {
        nodes = nodes.flatMap(forms).flatMap(({ properties, items }) => (step === "[]" ? items : properties?.[step]) ?? []);
      }
      expect([path, nodes.length > 0]).toEqual([path, true]);
    }
  });
});
