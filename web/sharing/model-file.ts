// A network in a file as the command line writes and reads it, with what it needs to be fed other data.

import { encodeModel, type Model, type ModelMetadata } from "../../bindings/model.ts";
import { type Coding, formatCoding } from "../../experiment/data/coding.ts";
import type { Size } from "../../experiment/image.ts";

/** What a file says of where a network comes from. */
export type Origin = Required<Pick<ModelMetadata, "experiment" | "arm" | "seed" | "steps">> & Pick<ModelMetadata, "status" | "digest">;

/** What is known of the data that it was trained on. */
export interface KnownData {
  readonly image?: Size | undefined;
  readonly coding?: Coding | undefined;
}

export function modelFile(
  { description, tensors }: Pick<Model, "description" | "tensors">, { steps, ...origin }: Origin, { image, coding }: KnownData,
): Uint8Array<ArrayBuffer> {
  const metadata = {
    steps, ...(image && { image: `${image.rows}x${image.columns}` }), ...(coding && { data: formatCoding(coding) }), ...origin,
  };
  return encodeModel({ description, tensors, metadata });
}
