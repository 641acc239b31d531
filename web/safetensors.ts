// Weights as a safetensors file: the header's length (8 bytes, little-endian), a JSON header, the bytes.
// https://github.com/huggingface/safetensors#format

import type { Snapshot } from "../bindings/worker/training-worker.ts";

export function safetensors({ tensors, description, iteration, digest }: Snapshot): Blob {
  const header: Record<string, unknown> = {
    __metadata__: { format: "usagi-nn", description: JSON.stringify(description), iteration: String(iteration), digest },
  };
  let end = 0;
  for (const [name, values] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape: shapeOf(name, values, description), data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // The data begin at a multiple of 8 bytes; spaces may follow the header.
  const padding = new Uint8Array(-json.length & 7).fill(0x20);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length + padding.length), true);
  return new Blob([length, json, padding, ...Object.values(tensors).map(littleEndian)]);
}

/** A weight is (inputs, units); the others have a value a unit. */
function shapeOf(name: string, values: Float32Array, { hidden, output }: Snapshot["description"]): number[] {
  const layer = /^dense(\d+)\/weight$/.exec(name)?.[1];
  if (layer === undefined) return [values.length];
  const { units } = [...hidden, output][Number(layer) - 1]!;
  return [values.length / units, units];
}

function littleEndian(values: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new DataView(new ArrayBuffer(values.byteLength));
  values.forEach((value, i) => bytes.setFloat32(i * 4, value, true));
  return new Uint8Array(bytes.buffer);
}
