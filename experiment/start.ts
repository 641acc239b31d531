/** Where an arm's networks begin that go on from trained ones: what of these they take, and what stays as it is. */
import type { ResolvedDescription } from "../bindings/description.ts";
import { UsagiError } from "../bindings/errors.ts";
import { expand, type NetworkArray } from "../bindings/expand.ts";
import type { Network, NetworkState } from "../bindings/network.ts";

/** Layers by the names of their dense parts, with what belongs to these; "hidden": all but the output's. */
export type LayerChoice = "hidden" | readonly string[];

/** `from` of an arm. */
export interface ResolvedStart {
  /** A model file, a checkpoint, or the folder of a run. */
  readonly path: string;
  /** Whose network of the folder; by default that of the same name, or of the only arm. */
  readonly arm?: string;
  /** By default the same as of the run, or the only one. */
  readonly seed?: number;
  /** What is taken; without it all of the network. */
  readonly layers?: LayerChoice;
  /** What is not trained, its batch norm's statistics included. */
  readonly freeze?: LayerChoice;
  /** Whether what the optimizer has gathered is taken as well, with the number of its steps. */
  readonly optimizerState?: true;
  /** Of the networks that are meant: one of all seeds, or that of each. Others are refused. */
  readonly digest?: string | Readonly<Record<string, string>>;
}

/** What `Network.state()` gives; without the optimizer's part where that is not to be had. */
export type StartState = Pick<NetworkState, "tensors"> & Partial<NetworkState>;

/** A trained network, of which others take parts. */
export interface Start {
  readonly description: ResolvedDescription;
  readonly state: StartState;
}

const denseName = (block: number) => `dense${block + 1}`;

/** The names of a network's layers; the last is the output's. */
export const layerNames = (hidden: number) => Array.from({ length: hidden + 1 }, (_, block) => denseName(block));

/** The layers that are chosen of a network with so many hidden ones. */
export function chosenLayers(choice: LayerChoice | undefined, hidden: number): readonly string[] {
  if (choice === undefined) return layerNames(hidden);
  return choice === "hidden" ? layerNames(hidden).slice(0, hidden) : choice;
}

/** The digest of the network that a seed begins with. */
export const digestOf = ({ digest }: ResolvedStart, seed: number) =>
  typeof digest === "object" ? digest[String(seed)] : digest;

/** The arrays of chosen layers. */
function takenArrays(description: ResolvedDescription, { layers }: ResolvedStart): NetworkArray[] {
  const names = chosenLayers(layers, description.hidden.length);
  return expand(description).filter(({ block }) => names.includes(denseName(block))).flatMap(({ arrays }) => arrays);
}

/** Gives a new network what its arm takes of a trained one. */
export function begin(network: Network, from: ResolvedStart, { tensors, steps, optimizer }: StartState): void {
  for (const { name } of takenArrays(network.description, from)) {
    const values = tensors[name];
    if (!values) throw new UsagiError(`the network to begin with has no ${name}`);
    network.set(name, values);
  }
  if (!from.optimizerState) return;
  if (steps === undefined || !optimizer) throw new UsagiError("the network to begin with comes without its optimizer's state");
  network.restore({ tensors: network.state().tensors, steps, optimizer });
}

/** Why a network of this description cannot begin so, if it cannot, and what to do. `place` names the trained network. */
export function startConflict(
  description: ResolvedDescription, from: ResolvedStart, { description: other, state }: Start, place: string,
): string | undefined {
  const taken = takenArrays(description, from);
  const there = new Map(expand(other).flatMap(({ arrays }) => arrays).map((array) => [array.name, array]));
  const isTaken = new Set(taken.map(({ name }) => name));
  const isBlockTaken = new Set(taken.map(({ name }) => blockOf(name)));
  const fault = taken.find(({ name, shape }) => String(there.get(name)?.shape) !== String(shape));
  const extra = [...there.keys()].find((name) => !isTaken.has(name) && (from.layers === undefined || isBlockTaken.has(blockOf(name))));
  const name = fault?.name ?? extra;
  if (name !== undefined) {
    const found = there.get(name);
    const what = fault && found
      ? `${name} is ${shapeText(found)} in ${place} and ${shapeText(fault)} here`
      : fault ? `${place} has no ${name}` : `${place} has ${name}, and the network here has not`;
    return `${what}; ${remedy(description, from, other, name)}`;
  }
  if (!from.optimizerState) return undefined;
  if (!state.optimizer) {
    return `${place} is a trained network, and the optimizer's state is in checkpoints alone: name one of the run, or leave optimizerState out`;
  }
  if (other.optimizer.name !== description.optimizer.name) {
    return `${place} was trained with ${other.optimizer.name}, whose state ${description.optimizer.name} cannot go on with: ` +
      "take that optimizer, or leave optimizerState out";
  }
  return undefined;
}

/** The number of an array's block: of `batchNorm2/gamma` 2. */
const blockOf = (name: string) => /\d+/.exec(name)![0];
const shapeText = ({ shape }: NetworkArray) => shape.join(" × ");

/** What to write for the network to begin so. */
function remedy(description: ResolvedDescription, { layers }: ResolvedStart, other: ResolvedDescription, name: string): string {
  const isOutput = Number(blockOf(name)) > Math.min(description.hidden.length, other.hidden.length);
  const sameDepth = description.hidden.length === other.hidden.length;
  if (isOutput && sameDepth && layers === undefined) return 'to begin the output layer anew: "layers": "hidden"';
  if (description.inputs !== other.inputs && name.startsWith("dense1/")) return `it takes rows of ${other.inputs} inputs, and the data set has ${description.inputs}`;
  return `to have its layers: ${networkText(other)}`;
}

/** The hidden layers of a network as a file has them. */
function networkText({ hidden }: ResolvedDescription): string {
  const options = hidden.map(({ activation, batchNorm }) => JSON.stringify({ activation, ...(batchNorm && { batchNorm: true }) }));
  const [common] = options;
  const layers = options.every((own) => own === common)
    ? { hidden: hidden.map(({ units }) => units), ...(JSON.parse(common ?? "{}") as object) }
    : { hidden: hidden.map(({ units }, i) => ({ units, ...(JSON.parse(options[i]!) as object) })) };
  return `"network": ${JSON.stringify(layers).replace(/[:,{]/g, "$& ").replaceAll("}", " }")}`;
}

/** A taken hidden layer whose function is another here than there, as a doubt; undefined where there is none. */
export function startDoubt(description: ResolvedDescription, from: ResolvedStart, { description: other }: Start): string | undefined {
  const names = chosenLayers(from.layers, description.hidden.length);
  const nameOf = (activation: unknown) => JSON.stringify(activation);
  for (const [block, { activation }] of description.hidden.entries()) {
    const before = other.hidden[block]?.activation;
    if (!names.includes(denseName(block)) || before === undefined || nameOf(before) === nameOf(activation)) continue;
    return `${denseName(block)} has the activation ${nameOf(activation)} here and was trained with ${nameOf(before)}`;
  }
  return undefined;
}
