// Checks every call of a kernel: what it touches lies within the arena's regions, the gaps between them stay as they
// are, and every byte of its output is written.

import type { Kernels, Pointer } from "../../bindings/core.ts";
import { type Span, spans } from "./spans.ts";

/** Bytes of a gap. */
export const GAP = 64;
const GAP_BYTE = 0xa5;
/** A NaN that no kernel computes: stands where output is due. */
const POISON = 0x7fa5a5a5;
const ROW_WORDS = 4;
const END = 0xffff;

interface Region {
  readonly start: Pointer;
  readonly end: Pointer;
}

const guards = new WeakMap<WebAssembly.Memory, Guard>();

export function guardOf(memory: WebAssembly.Memory): Guard {
  let guard = guards.get(memory);
  if (!guard) guards.set(memory, (guard = new Guard(memory)));
  return guard;
}

/** The regions of one memory, ascending, with a gap before the first and after each. */
export class Guard {
  readonly #memory: WebAssembly.Memory;
  readonly #regions: Region[] = [];
  #gaps: Region[] = [];
  /** The region found last, where the next one mostly is. */
  #last: Region = { start: 0, end: 0 };

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  add(start: Pointer, bytes: number): void {
    this.#regions.push({ start, end: start + bytes });
  }

  /** Fills the gaps: from now on they are checked. */
  arm(): void {
    const [first] = this.#regions;
    if (!first) return;
    this.#gaps = this.#regions.map(({ end }, i) => ({ start: end, end: this.#regions[i + 1]?.start ?? end + GAP }));
    this.#gaps.unshift({ start: first.start - GAP, end: first.start });
    for (const { start, end } of this.#gaps) new Uint8Array(this.#memory.buffer, start, end - start).fill(GAP_BYTE);
  }

  /** Throws unless all bytes lie within one region. */
  require(name: string, at: Pointer, bytes: number): void {
    if (bytes === 0) return;
    const around = ({ start, end }: Region) => at >= start && at + bytes <= end;
    if (around(this.#last)) return;
    const region = this.#regions.find(around);
    if (!region) throw new Error(`${name}: ${bytes} bytes at ${at} do not lie within a region of the arena`);
    this.#last = region;
  }

  requireGaps(name: string): void {
    const bytes = new Uint8Array(this.#memory.buffer);
    for (const { start, end } of this.#gaps) {
      for (let at = start; at < end; at++) {
        if (bytes[at] !== GAP_BYTE) throw new Error(`${name}: wrote ${at - start} bytes after a region's end, at ${at}`);
      }
    }
  }

  words(at: Pointer, bytes: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, at, bytes / 4);
  }

  /**
   * Throws unless rows of at most C values hold what they should, in regions of the arena. That column numbers
   * ascend is looked at where they are written; a data set's are checked when it is made.
   */
  requireRows(name: string, at: Pointer, { R, C, scale, access }: NonNullable<Span["rows"]>): void {
    const entries = this.words(at, R * ROW_WORDS * 4);
    for (let r = 0; r < R; r++) {
      const [index = 0, value = 0, count = 0] = entries.subarray(r * ROW_WORDS, r * ROW_WORDS + 3);
      if (count > C) throw new Error(`${name}: row ${r} has ${count} values of ${C} columns`);
      this.require(`${name}, columns of row ${r}`, index, (count + 1) * 2);
      this.require(`${name}, values of row ${r}`, value, scale ? count : count * 4);
      const columns = new Uint16Array(this.#memory.buffer, index, count + 1);
      if (columns[count] !== END) throw new Error(`${name}: row ${r} has no end mark`);
      for (let i = access === "read" ? Math.max(0, count - 1) : 0; i < count; i++) {
        if (columns[i]! >= C || (i > 0 && columns[i]! <= columns[i - 1]!)) {
          throw new Error(`${name}: column number ${i} of row ${r} is ${columns[i]}`);
        }
      }
      const poisoned = scale ? -1 : this.words(value, count * 4).indexOf(POISON);
      if (poisoned >= 0) throw new Error(`${name}: value ${poisoned} of row ${r} was never written`);
    }
  }
}

/** The same kernels, each call checked. */
export function guarded(kernels: Kernels): Kernels {
  const guard = guardOf(kernels.memory);
  const checked: Record<string, unknown> = { memory: kernels.memory, heapBase: () => kernels.heapBase() };
  for (const [name, spansOf] of Object.entries(spans)) {
    const call = Reflect.get(kernels, name) as (...args: unknown[]) => unknown;
    checked[name] = (...args: unknown[]) => {
      const touched = (spansOf as (...args: unknown[]) => Span[])(...args);
      for (const { at, bytes, rows } of touched) {
        guard.require(name, at, bytes);
        if (rows?.access === "read") guard.requireRows(name, at, rows);
      }
      const outputs = touched.filter((output) => isOutput(output, touched));
      for (const { at, bytes } of outputs) guard.words(at, bytes).fill(POISON);
      const result = call(...args);
      guard.requireGaps(name);
      for (const { access, at, bytes, rows } of outputs) {
        if (rows) guard.requireRows(name, at, rows);
        const unwritten = access === "write" ? guard.words(at, bytes).indexOf(POISON) : -1;
        if (unwritten >= 0) throw new Error(`${name}: word ${unwritten} of ${bytes / 4} at ${at} was never written`);
      }
      return result;
    };
  }
  return checked as unknown as Kernels;
}

/** Output that is not also input of the same call. */
function isOutput({ access, at, bytes }: Span, touched: readonly Span[]): boolean {
  if (access !== "write" && access !== "capacity") return false;
  return !touched.some((other) => {
    const input = other.access === "read" || other.access === "update";
    return input && other.at < at + bytes && at < other.at + other.bytes;
  });
}
