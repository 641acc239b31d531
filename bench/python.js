// Python's interpreters, and what they run with.

import { spawnSync } from "node:child_process";

/** Without what a machine may set to keep old OpenBLAS builds from crashing: it slows the new ones. */
export const anyThreads = { ...process.env };
delete anyThreads.OPENBLAS_CORETYPE;
delete anyThreads.OPENBLAS_L2_SIZE;

export function withThreads(threads) {
  const count = String(threads);
  return { ...anyThreads, OPENBLAS_NUM_THREADS: count, OMP_NUM_THREADS: count, MKL_NUM_THREADS: count };
}

/** [{ command, version }] of each interpreter that can import a library: the first on the PATH and the system's. */
export function pythonsWith(library) {
  const script = `import sys, ${library}; print(sys.executable, ${library}.__version__)`;
  const found = ["python3", "/usr/bin/python3"].map((command) => {
    const { status, stdout } = spawnSync(command, ["-c", script], { encoding: "utf8", env: anyThreads });
    return status === 0 ? stdout.trim() : "";
  });
  return [...new Set(found)].filter((line) => line !== "").map((line) => {
    const space = line.lastIndexOf(" ");
    return { command: line.slice(0, space), version: line.slice(space + 1) };
  });
}
