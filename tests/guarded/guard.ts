// Checks every call of a kernel: what it touches lies within the arena's regions, the gaps between them stay as they
// are, and every byte of its output is written.

import type { Kernels, Pointer } from "../../bindings/core.ts";
import { type Span, spans } from "./spans.ts";

/** Bytes of a gap. */
export const GAP = 64;
/**
 * A signalling NaN, which no kernel computes: stands in gaps, and where output is due. What is computed of it is the
 * same NaN made quiet, so reading memory that nobody wrote shows too.
 */
const POISON = 0x7fa5a5a5;
const POISON_BYTES = [0xa5, 0xa5, 0xa5, 0x7f];
const QUIET_AND_SIGN = 0x80400000;
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
    const bytes = new Uint8Array(this.#memory.buffer);
    for (const { start, end } of this.#gaps) for (let at = start; at < end; at++) bytes[at] = POISON_BYTES[at % 4]!;
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
        if (bytes[at] === POISON_BYTES[at % 4]) continue;
        throw new Error(`${name}: wrote ${at - start} bytes after a region's end, at ${at}`);
      }
    }
  }

  /**
   * What stands beside the outputs of a call within their regions, as far as that is no output too: where
   * parameters lie side by side there is no gap.
   */
  edges(written: readonly Span[]): { at: Pointer; bytes: Uint8Array }[] {
    const memory = new Uint8Array(this.#memory.buffer);
    const spans = [...written].sort((a, b) => a.at - b.at);
    const edges: { at: Pointer; bytes: Uint8Array }[] = [];
    let end = 0;
    spans.forEach(({ at, bytes }, i) => {
      const before = Math.max(end, at - GAP);
      end = Math.max(end, at + bytes);
      const after = Math.min(end + GAP, spans[i + 1]?.at ?? Infinity);
      edges.push({ at: before, bytes: memory.slice(before, at) }, { at: end, bytes: memory.slice(end, after) });
    });
    return edges;
  }

  requireEdges(name: string, edges: ReturnType<Guard["edges"]>): void {
    const memory = new Uint8Array(this.#memory.buffer);
    for (const { at, bytes } of edges) {
      for (let i = 0; i < bytes.length; i++) {
        if (memory[at + i] !== bytes[i]) throw new Error(`${name}: wrote beside its output, at ${at + i}`);
      }
    }
  }

  /** The whole words among these bytes. */
  words(at: Pointer, bytes: number): Uint32Array {
    const first = Math.ceil(at / 4) * 4;
    return new Uint32Array(this.#memory.buffer, first, Math.max(0, Math.floor((at + bytes - first) / 4)));
  }

  /**
   * Throws unless rows of at most C values hold what they should, in regions of the arena. That column numbers
   * ascend is looked at where they are written.
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
      const edges = guard.edges(touched.filter(({ access }) => access !== "read"));
      for (const { at, bytes } of outputs) guard.words(at, bytes).fill(POISON);
      const result = call(...args);
      guard.requireGaps(name);
      guard.requireEdges(name, edges);
      for (const { access, at, bytes, rows } of outputs) {
        if (rows) guard.requireRows(name, at, rows);
        const unwritten = access === "write" ? poisoned(guard.words(at, bytes)) : -1;
        if (unwritten < 0) continue;
        throw new Error(
          `${name}: word ${unwritten} of ${bytes / 4} at ${at} was never written, or is made of memory that was not`,
        );
      }
      return result;
    };
  }
  return checked as unknown as Kernels;
}

/** The first word that is POISON, or what arithmetic makes of it. */
function poisoned(words: Uint32Array): number {
  for (let i = 0; i < words.length; i++) if ((words[i]! & ~QUIET_AND_SIGN) === POISON) return i;
  return -1;
}

/** Output that is not also input of the same call. */
function isOutput({ access, at, bytes }: Span, touched: readonly Span[]): boolean {
  if (access !== "write" && access !== "capacity") return false;
  return !touched.some((other) => {
    const input = other.access === "read" || other.access === "update";
    return input && other.at < at + bytes && at < other.at + other.bytes;
  });
}
