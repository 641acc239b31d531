import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const types = { F32: Float32Array, F64: Float64Array, U32: Uint32Array, U8: Uint8Array };
type Arrays = { [T in keyof typeof types]: InstanceType<(typeof types)[T]> };
interface Entry {
  dtype: keyof typeof types;
  shape: number[];
  data_offsets: [number, number];
}

/** A fixture of tests/fixtures: a gzipped safetensors file whose metadata values are JSON. */
export class Fixture<Metadata> {
  readonly metadata: Record<string, Metadata>;
  readonly #entries: Record<string, Entry>;
  readonly #data: Uint8Array;

  /** `name` without .safetensors.gz. */
  constructor(name: string) {
    const file = gunzipSync(readFileSync(new URL(`../fixtures/${name}.safetensors.gz`, import.meta.url)));
    const start = 8 + Number(file.readBigUInt64LE(0));
    const header = JSON.parse(file.toString("utf8", 8, start)) as Record<string, unknown>;
    const { __metadata__: metadata, ...entries } = header;
    this.metadata = Object.fromEntries(
      Object.entries(metadata as Record<string, string>)
        .map(([key, value]) => [key, JSON.parse(value) as Metadata]),
    );
    this.#entries = entries as Record<string, Entry>;
    this.#data = new Uint8Array(file.subarray(start));
  }

  /** Names of the tensors that begin with `prefix`, without it. */
  names(prefix: string): string[] {
    const names = Object.keys(this.#entries);
    return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }

  /** A copy of a tensor's values, flat; `dtype` is what the file must hold. */
  get<T extends keyof Arrays>(dtype: T, name: string): Arrays[T] {
    const entry = this.#entry(name);
    if (entry.dtype !== dtype) throw new Error(`fixture tensor ${name} is ${entry.dtype}, not ${dtype}`);
    const bytes = this.#data.slice(...entry.data_offsets);
    return new types[dtype](bytes.buffer) as Arrays[T];
  }

  #entry(name: string): Entry {
    const entry = this.#entries[name];
    if (!entry) throw new Error(`the fixture has no tensor ${name}`);
    return entry;
  }
}

/** ‖a − b‖ / ‖b‖; where b is all zeros, ‖a‖. */
export function relativeError(a: Float32Array, b: Float32Array | Float64Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} values beside ${b.length}`);
  let difference = 0;
  let norm = 0;
  b.forEach((expected, i) => {
    difference += (a[i]! - expected) ** 2;
    norm += expected ** 2;
  });
  return Math.sqrt(difference) / (Math.sqrt(norm) || 1);
}
