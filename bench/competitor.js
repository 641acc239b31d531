// A competitor that is a child process: it answers one request at a time (peers/answerer.js says which).

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export class ProcessCompetitor {
  #process;
  #lines;
  #errors = "";

  /** Starts the process and waits for what it says it is: { version?, detail }. */
  static async start([command, ...args], env) {
    const competitor = new ProcessCompetitor(command, args, env);
    competitor.about = await competitor.#answer();
    return competitor;
  }

  constructor(command, args, env) {
    this.#process = spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.#process.on("error", (error) => (this.#errors += error.message));
    this.#process.stdin.on("error", () => {}); // the missing answer says so
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
    if (done) throw new Error(this.#errors.trim().split("\n").at(-1) || "it stopped and gave no reason");
    return JSON.parse(value);
  }
}
