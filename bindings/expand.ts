// The one list of a network's layers, in the order of the forward pass: what memory, model files, inspect, exports
// and the page know of them.

import type { ResolvedDescription, ResolvedHiddenLayer, ResolvedOutputLayer } from "./description.ts";
import { activationPart, activationRow } from "./parts/activations.ts";
import type { ArrayRule } from "./parts/layer.ts";
import { type LayerKind, layerKinds, layerRow, type LayerValues } from "./parts/layers.ts";
import { completeOptions } from "./parts/options.ts";

/** An array of a network: a parameter, which has a gradient, or a statistic, which has none. */
export interface NetworkArray extends ArrayRule {
  /** `dense1/weight` */
  readonly name: string;
  /** `weight` */
  readonly key: string;
  readonly role: "parameter" | "statistic";
}

/** A layer of a network. */
export type NetworkLayer = {
  [Kind in LayerKind]: {
    readonly kind: Kind;
    /** Its kind and the number of its block, from 1: `dense1`. */
    readonly name: string;
    /** Blocks count from 0; each begins with a dense layer. */
    readonly block: number;
    readonly inputs: number;
    readonly units: number;
    /** Whether the optimizer updates its parameters. */
    readonly trainable: boolean;
    readonly options: LayerValues<Kind>;
    /** In the order of files and digests. */
    readonly arrays: readonly NetworkArray[];
  };
}[LayerKind];

/** The layers of a network in the order of the forward pass; the last gives what the loss compares with the labels. */
export function expand({ inputs, hidden, output }: ResolvedDescription): NetworkLayer[] {
  const list: NetworkLayer[] = [];
  let width = inputs;
  [...hidden, output].forEach((description, block) => {
    const { units, trainable } = description;
    for (const kind of layerKinds) {
      const given = givenOptions(kind, description);
      if (!given) continue;
      const { options: rules, parameters, statistics } = layerRow(kind);
      const name = `${kind}${block + 1}`;
      const options = completeOptions(rules, given as never);
      const shape = { inputs: width, units, options };
      const array = (role: NetworkArray["role"]) => ([key, rule]: [string, ArrayRule]) =>
        ({ name: `${name}/${key}`, key, role, ...rule });
      const arrays = [
        ...Object.entries(parameters(shape)).map(array("parameter")),
        ...Object.entries(statistics(shape)).map(array("statistic")),
      ];
      list.push({ kind, name, block, trainable, ...shape, arrays } as unknown as NetworkLayer);
      width = units;
    }
  });
  return list;
}

/** What a block says of a layer; nothing where it has no such layer. */
function givenOptions(kind: LayerKind, block: ResolvedHiddenLayer | ResolvedOutputLayer): object | false | undefined {
  if (kind === "dense") return block;
  if (!("activation" in block)) return false;
  if (kind !== "activation") return block[kind];
  const activation = activationPart(block.activation);
  return activationRow(activation.name).forward ? activation : false;
}

/** All arrays of a network: those of `Network.tensorNames()`. */
export function arraysOf(description: ResolvedDescription): NetworkArray[] {
  return expand(description).flatMap(({ arrays }) => arrays);
}
