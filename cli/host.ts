/** What a command uses of the process: streams to write to, signals, a way to end at once. */

type Output = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/** What the command line uses of `process`. */
export interface Host {
  stdout: Output;
  stderr: Output;
  env: NodeJS.ProcessEnv;
  on(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  off(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  exit(code: number): never;
}

/** Writes, and waits until it is written or cannot be. @returns Whether it was. */
export function print(stream: Output, text: string): Promise<boolean> {
  return new Promise((resolve) => stream.write(text, (error) => resolve(!error)));
}

/** Prints what comes, in pieces that are worth a write; stops where it cannot be written. */
export async function printAll(stream: Output, parts: AsyncIterable<string>): Promise<void> {
  let text = "";
  for await (const part of parts) {
    text += part;
    if (text.length < 2 ** 16) continue;
    if (!(await print(stream, text))) return;
    text = "";
  }
  await print(stream, text);
}
