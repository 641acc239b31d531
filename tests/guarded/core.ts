// Stands in for bindings/core.ts in the debug build: every kernel is watched.

import type { Kernels } from "../../bindings/core.ts";
import { instantiate as instantiateBare } from "../../bindings/core.ts";
import type { KernelName } from "./extents.ts";
import { requireRows } from "./extents.ts";
import { Guard } from "./guard.ts";

const guards = new WeakMap<Kernels, Guard>();

/** The guard that watches these kernels. */
export function guardOf(kernels: Kernels): Guard {
  return guards.get(kernels)!;
}

export function instantiate(module: WebAssembly.Module): Kernels {
  const bare = instantiateBare(module);
  const functions = WebAssembly.Module.exports(module).filter(({ kind }) => kind === "function");
  const names = functions.map(({ name }) => name).filter((name) => name !== "heapBase") as KernelName[];
  requireRows(names);
  const guard = new Guard(bare.memory);
  const watched = names.map((name) => [name, guard.watch(name, Reflect.get<Kernels, KernelName>(bare, name))]);
  const kernels = { memory: bare.memory, heapBase: () => bare.heapBase(), ...Object.fromEntries(watched) } as Kernels;
  guards.set(kernels, guard);
  return kernels;
}
