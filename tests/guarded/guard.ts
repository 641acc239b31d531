// Watches one arena: gaps between its regions hold a pattern that no kernel may touch, and so do outputs before
// each call, of which nothing may remain.

import type { Kernels, Pointer } from "../../bindings/core.ts";
import type { Extent, KernelName } from "./extents.ts";
import { extents } from "./extents.ts";

/** Bytes of pattern that stand at least between two regions, before the first and after the last. */
export const GAP_BYTES = 64;
/**
 * A signalling NaN: no arithmetic results in one. What is computed from it is the same NaN made quiet, so that
 * reading memory that nobody wrote shows too.
 */
export const UNSET = 0x7fa5a5a5;
const UNSET_BYTES = [0xa5, 0xa5, 0xa5, 0x7f];
const QUIET_AND_SIGN = 0x80400000;

interface Region {
  readonly at: Pointer;
  readonly bytes: number;
}

/** A run of bytes and what they must still be after a call. */
interface Edge {
  readonly at: Pointer;
  readonly bytes: Uint8Array;
}

export class Guard {
  readonly #memory: WebAssembly.Memory;
  readonly #regions: Region[] = [];
  /** Gaps, as addresses of whole doubles and of the bytes before these. */
  #gapDoubles = new Uint32Array();
  #gapBytes = new Uint32Array();
  #bytes = new Uint8Array();
  #words = new Uint32Array();
  #doubles = new Float64Array();
  #unsetDouble = NaN;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** A region that the kernels may use; after it, and before the first, are at least GAP_BYTES that they may not. */
  add(region: Region): void {
    this.#regions.push(region);
  }

  /** Writes the pattern into all gaps, from `start` to `end`. The memory must not grow later. */
  arm(start: Pointer, end: Pointer): void {
    const { buffer } = this.#memory;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    const doubles: number[] = [];
    const bytes: number[] = [];
    let from = start;
    for (const { at, bytes: size } of [...this.#regions, { at: end, bytes: 0 }]) {
      this.#unset(from, at - from);
      let p = from;
      for (; p % 8 !== 0; p++) bytes.push(p);
      for (; p < at; p += 8) doubles.push(p / 8);
      from = at + size;
    }
    this.#gapDoubles = Uint32Array.from(doubles);
    this.#gapBytes = Uint32Array.from(bytes);
    this.#unsetDouble = this.#doubles[doubles[0]!]!;
  }

  /** The kernel under watch. */
  watch<Name extends KernelName>(name: Name, kernel: Kernels[Name]): Kernels[Name] {
    const row = extents[name] as (...args: number[]) => Extent[];
    const compute = kernel as (...args: number[]) => number;
    const watched = (...args: number[]): number => {
      const touched = row(...args);
      if (this.#bytes.length === 0) throw new Error(`guard: ${name} is called before its arena has memory`);
      for (const extent of touched) this.#requireInside(name, extent);
      for (const extent of touched) if (extent.valueBytes && extent.role !== "entries") this.#checkRows(name, extent);
      const written = touched.filter(({ role }) => role !== "read").sort((a, b) => a.at - b.at);
      const edges = this.#edges(written);
      for (const extent of written) {
        if (extent.role !== "update" && !touched.some((other) => isInput(other) && overlap(extent, other))) {
          this.#unset(extent.at, extent.bytes);
        }
      }
      const result = compute(...args);
      for (const extent of written) {
        if (extent.role === "write") this.#checkWritten(name, extent);
        if (extent.role === "entries") this.#checkRows(name, extent);
      }
      for (const edge of edges) this.#checkEdge(name, edge);
      this.#checkGaps(name);
      return result;
    };
    return watched as Kernels[Name];
  }

  #unset(at: Pointer, bytes: number): void {
    const end = at + bytes;
    let p = at;
    for (; p < end && p % 4 !== 0; p++) this.#bytes[p] = UNSET_BYTES[p % 4]!;
    const last = end - (end % 4);
    if (p < last) this.#words.fill(UNSET, p / 4, last / 4);
    for (p = Math.max(p, last); p < end; p++) this.#bytes[p] = UNSET_BYTES[p % 4]!;
  }

  #isInside(at: Pointer, bytes: number): boolean {
    let low = 0;
    let high = this.#regions.length; // the last region that begins at or before `at` is below `high`
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#regions[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    const region = this.#regions[low - 1];
    return region !== undefined && at + bytes <= region.at + region.bytes;
  }

  #requireInside(name: string, { name: argument, at, bytes }: Extent): void {
    if (bytes > 0 && this.#isInside(at, bytes)) return;
    throw new Error(`guard: ${name}: ${argument}, ${bytes} bytes at ${at}, does not lie within one region`);
  }

  /** Every row's column numbers, its end mark and its values lie within regions, and floats were written. */
  #checkRows(name: string, { at, bytes, valueBytes = 4, role }: Extent): void {
    for (let p = at / 4; p < (at + bytes) / 4; p += 4) {
      const index = this.#words[p]!;
      const value = this.#words[p + 1]!;
      const count = this.#words[p + 2]!;
      const row = `row ${(p * 4 - at) / 16}`;
      if (!this.#isInside(index, (count + 1) * 2) || !this.#isInside(value, count * valueBytes)) {
        throw new Error(
          `guard: ${name}: ${row} of rows has ${count} values at ${value}, columns at ${index}: outside its region`,
        );
      }
      if (role !== "entries" || valueBytes === 1) continue;
      for (let v = value / 4; v < value / 4 + count; v++) {
        if (isUnset(this.#words[v]!)) throw new Error(`guard: ${name}: ${row} of rows has a value that was not written`);
      }
    }
  }

  #checkWritten(name: string, { name: argument, at, bytes }: Extent): void {
    for (let p = at / 4; p < (at + bytes) / 4; p++) {
      if (isUnset(this.#words[p]!)) {
        throw new Error(
          `guard: ${name}: element ${p - at / 4} of ${argument} was not written, or was made of memory that was not`,
        );
      }
    }
  }

  /** What stands beside the written extents, as far as they are no neighbours. */
  #edges(written: readonly Extent[]): Edge[] {
    const edges: Edge[] = [];
    let end = 0;
    written.forEach(({ at, bytes }, i) => {
      const before = Math.max(end, at - GAP_BYTES);
      if (before < at) edges.push({ at: before, bytes: this.#bytes.slice(before, at) });
      end = Math.max(end, at + bytes);
      const next = written[i + 1]?.at ?? Infinity;
      const after = Math.min(end + GAP_BYTES, next);
      if (end < after) edges.push({ at: end, bytes: this.#bytes.slice(end, after) });
    });
    return edges;
  }

  #checkEdge(name: string, { at, bytes }: Edge): void {
    for (let i = 0; i < bytes.length; i++) {
      if (this.#bytes[at + i] !== bytes[i]) throw new Error(`guard: ${name} wrote at ${at + i}, beside its outputs`);
    }
  }

  #checkGaps(name: string): void {
    for (const double of this.#gapDoubles) {
      if (this.#doubles[double] !== this.#unsetDouble) this.#gapTouched(name, double * 8);
    }
    for (const at of this.#gapBytes) {
      if (this.#bytes[at] !== UNSET_BYTES[at % 4]) this.#gapTouched(name, at);
    }
  }

  #gapTouched(name: string, at: Pointer): never {
    throw new Error(`guard: ${name}, or what came before it, wrote into the gap between regions at ${at}`);
  }
}

function isUnset(word: number): boolean {
  return (word & ~QUIET_AND_SIGN) === UNSET;
}

function isInput({ role }: Extent): boolean {
  return role === "read" || role === "update";
}

function overlap(a: Extent, b: Extent): boolean {
  return a.at < b.at + b.bytes && b.at < a.at + a.bytes;
}
