// The competitors: child processes that answer one request at a time (peers/serve.js says which).

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Without what a machine may set to keep old OpenBLAS builds from crashing: it slows the new ones. */
export const anyThreads = { ...process.env };
delete anyThreads.OPENBLAS_CORETYPE;
delete anyThreads.OPENBLAS_L2_SIZE;

export const oneThread = {
  ...anyThreads, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1",
};

export class Competitor {
  #process;
  #lines;
  #errors = "";

  /** Starts the process and waits for what it says it is: { version, detail }. */
  static async start(name, [command, ...args], folder, env) {
    const competitor = new Competitor(name, command, [...args, folder], env);
    competitor.about = { ...(await competitor.#answer()), command };
    return competitor;
  }

  constructor(name, command, args, env) {
    this.name = name;
    this.#process = spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.#process.on("error", (error) => (this.#errors += error.message));
    this.#process.stdin.on("error", () => {}); // the answer that does not come tells
    this.#process.stderr.on("data", (text) => (this.#errors += text));
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** @throws Error with the last line of its error output if the process ends. */
  async request(task) {
    this.#process.stdin.write(`${JSON.stringify(task)}\n`);
    return this.#answer();
  }

  async stop() {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, "exit");
    this.#process.stdin.end();
    await exit;
  }

  async #answer() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.name} stopped: ${this.#errors.trim().split("\n").at(-1) || "no reason given"}`);
    return JSON.parse(value);
  }
}

/** Every kind of competitor with the commands that may start it; of several that work the fastest is taken. */
export function competitorKinds(withPython) {
  const node = (file) => [[process.execPath, here(`peers/${file}`)]];
  const python = (file, library) =>
    pythonsWith(library).map((interpreter) => [interpreter, "-B", here(`peers/${file}`)]);
  return [
    { name: "usagi-nn", commands: node("usagi.js") },
    { name: "NumPy", commands: withPython ? python("numpy_peer.py", "numpy") : [] },
    { name: "PyTorch", commands: withPython ? python("torch_peer.py", "torch") : [] },
    { name: "jax-js", commands: node("jax.js") },
    { name: "TensorFlow.js", commands: node("tfjs.js") },
  ];
}

/** Python interpreters, each once, that can import a library: the first on the PATH and the system's. */
function pythonsWith(library) {
  const script = `import sys, ${library}; print(sys.executable)`;
  const found = ["python3", "/usr/bin/python3"].map((command) => {
    const { status, stdout } = spawnSync(command, ["-c", script], { encoding: "utf8", env: anyThreads });
    return status === 0 ? stdout.trim() : "";
  });
  return [...new Set(found)].filter((path) => path !== "");
}
