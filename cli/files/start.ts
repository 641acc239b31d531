/** A trained network to begin with, in a model file or a checkpoint. */
import { createHash } from "node:crypto";
import { UsagiError } from "../../bindings/errors.ts";
import { arraysOf } from "../../bindings/expand.ts";
import { decodeMetadata } from "../../bindings/safetensors.ts";
import type { ResolvedStart, Start } from "../../experiment/start.ts";
import { InputError } from "../errors.ts";
import { checkpointNetwork, isCheckpoint } from "../run/checkpoint.ts";
import { inFile, modelOf } from "./models.ts";

/** A network, and the run that it is of where the file says so. */
export interface FoundStart extends Start {
  readonly arm?: string | undefined;
  readonly seed?: number | undefined;
  /** How its data were made inputs, as models have it. */
  readonly data?: string | undefined;
}

/** The network of a file's bytes. @throws InputError that names the file where it holds no intact one, or one that diverged. */
export function startIn(file: string, bytes: Uint8Array): FoundStart {
  const start = holdsCheckpoint(bytes) ? inFile(file, () => checkpointNetwork(bytes)) : ofModel(file, bytes);
  const { tensors, optimizer = {} } = start.state;
  for (const [name, values] of Object.entries({ ...tensors, ...optimizer })) {
    const value = values.find((x) => !Number.isFinite(x));
    if (value !== undefined) throw new InputError(`${file}: its training diverged, ${name} has a ${value}: begin with another network`);
  }
  return start;
}

function ofModel(file: string, bytes: Uint8Array): FoundStart {
  const { description, tensors, metadata: { arm, seed, data } } = modelOf(file, bytes);
  return { description, state: { tensors }, arm, seed, data };
}

function holdsCheckpoint(bytes: Uint8Array): boolean {
  try {
    return isCheckpoint(decodeMetadata(bytes));
  } catch (error) {
    if (error instanceof UsagiError) return false; // modelOf says what is wrong
    throw error;
  }
}

/** SHA-256 of what is taken: of the arrays, as `Network.digest()` gives it, or of the optimizer's state as well. */
export function startDigest({ description, state: { tensors, steps, optimizer = {} } }: Start, { optimizerState }: ResolvedStart): string {
  const hash = createHash("sha256");
  for (const { name } of arraysOf(description)) hash.update(tensors[name]!);
  if (optimizerState) {
    for (const name of Object.keys(optimizer).sort()) hash.update(optimizer[name]!);
    hash.update(`${steps} steps`);
  }
  return hash.digest("hex");
}
