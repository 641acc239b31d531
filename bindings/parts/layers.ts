// The table of layers, in the order in which a block of the network has them.

import { activation } from "./activations.ts";
import { batchNorm } from "./batchnorm.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import type { LayerRow } from "./layer.ts";
import type { GivenOptions, OptionRules, OptionValues, ResolvedOptions } from "./options.ts";

export const layers = { dense, batchNorm, activation, dropout };

type Table = typeof layers;
export type LayerKind = keyof Table;
export const layerKinds = Object.keys(layers) as LayerKind[];

/** The layers that a block has where its description says so, true for the defaults or with options. */
export type OptionalKind = Exclude<LayerKind, "dense" | "activation">;
export const optionalKinds = layerKinds.filter((kind): kind is OptionalKind => kind !== "dense" && kind !== "activation");

export type LayerOptions<Kind extends LayerKind> = GivenOptions<Table[Kind]["options"]>;
export type ResolvedLayerOptions<Kind extends LayerKind> = ResolvedOptions<Table[Kind]["options"]>;
/** What the first release wrote `false` for where a block had none. Later layers are left out there: hashes stay. */
const alwaysNamed = ["batchNorm", "dropout"] as const satisfies OptionalKind[];
type AlwaysNamed = (typeof alwaysNamed)[number];

/** The layers that a block may have, as resolved descriptions have them. */
export type ResolvedLayers = {
  readonly [Kind in AlwaysNamed]: false | ResolvedLayerOptions<Kind>;
} & {
  readonly [Kind in Exclude<OptionalKind, AlwaysNamed>]?: ResolvedLayerOptions<Kind>;
};

/** `resolve` gives the options of a layer, false where the block has none. */
export function resolveLayers(resolve: (kind: OptionalKind) => object | false): ResolvedLayers {
  const all = optionalKinds.map((kind) => [kind, resolve(kind)] as const);
  const named: readonly OptionalKind[] = alwaysNamed;
  return Object.fromEntries(all.filter(([kind, options]) => options || named.includes(kind))) as unknown as ResolvedLayers;
}

export type LayerValues<Kind extends LayerKind> = OptionValues<Table[Kind]["options"]>;

/** Any row of the table, its options and names unknown to the compiler. */
export function layerRow(kind: LayerKind): LayerRow<OptionRules, string, string, string, string> {
  return layers[kind] as unknown as LayerRow<OptionRules, string, string, string, string>;
}
