/** What a command uses of the process: streams to write to, signals, a way to end at once. */
import { constants } from "node:os";

type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/** Signals that ask a process to end: Ctrl-C, kill, a terminal that is closed, Ctrl-Break on Windows. */
export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGBREAK";

/** Those that this system has. */
export const endingSignals = (["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const).filter(
  (signal) => signal in constants.signals,
);

/** What a process that ends by a signal exits with, by the shells' convention: 128 + its number. */
export const exitCodeOf = (signal: EndingSignal) => 128 + constants.signals[signal];

/** What the command line uses of `process`. */
export interface Host {
  stdin: AsyncIterable<Buffer | string>;
  stdout: Output;
  stderr: Output;
  env: NodeJS.ProcessEnv;
  /** Of the process: node and its script first. */
  argv: string[];
  platform: NodeJS.Platform;
  cwd(): string;
  on(signal: EndingSignal, listener: () => void): unknown;
  off(signal: EndingSignal, listener: () => void): unknown;
  exit(code: number): never;
}

/** Writes, and waits until it is written or cannot be. @returns Whether it was. */
export function print(stream: Output, text: string): Promise<boolean> {
  return new Promise((resolve) => stream.write(text, (error) => resolve(!error)));
}

/** Prints what comes, in pieces that are worth a write; stops where it cannot be written. */
export async function printAll(stream: Output, parts: AsyncIterable<string>): Promise<void> {
  let text = "";
  try {
    for await (const part of parts) {
      text += part;
      if (text.length < 2 ** 16) continue;
      if (!(await print(stream, text))) return;
      text = "";
    }
  } finally {
    // What came before something failed is printed too.
    await print(stream, text);
  }
}
