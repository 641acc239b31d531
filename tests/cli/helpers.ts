import { EventEmitter } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { NetworkDescription } from "../../bindings/index.ts";
import { compile, Network, saveNetwork } from "../../bindings/index.ts";
import type { Host } from "../../cli/host.ts";
import { main } from "../../cli/main.ts";

/** A stream that keeps what is written to it. */
export class Capture extends Writable {
  text = "";
  isTTY = false;
  columns = 80;
  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.text += chunk.toString();
    done();
  }
}

/** A stand-in for `process`: streams that can be read, signals that `emit` sends. */
export class FakeHost extends EventEmitter implements Host {
  stdout = new Capture();
  stderr = new Capture();
  stdin: AsyncIterable<Buffer | string>;
  env: NodeJS.ProcessEnv = {};
  argv = [process.execPath, fileURLToPath(new URL("../../cli.js", import.meta.url))];
  platform = process.platform;
  cwd = () => process.cwd();
  constructor(stdin = "") {
    super();
    this.stdin = Readable.from([stdin]);
  }
  exit(code: number): never {
    throw new Error(`exit(${code}) was called`);
  }
}

/** A host that is interrupted, as if by Ctrl-C, before the first step. */
export function interruptedHost(): FakeHost {
  const host = new FakeHost();
  host.on("newListener", (event) => {
    if (event === "SIGINT") queueMicrotask(() => host.emit("SIGINT"));
  });
  return host;
}

/** Runs a command; its exit code and what it printed. */
export async function cli(...argv: string[]) {
  const host = new FakeHost();
  const code = await main(argv, host);
  return { code, out: host.stdout.text, err: host.stderr.text };
}

/** Seconds after which something hangs: less than any test's limit, which would not say what. */
const patience = process.env["USAGI_NIGHTLY"] ? 3000 : 240;

/** Waits for what another process or thread does. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 1000 * patience;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${patience} seconds: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A folder of its own for a test, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "usagi-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** An IDX file: magic number, sizes, then the bytes. */
export function idx(sizes: number[], bytes: Uint8Array, magic = 0x800 + sizes.length): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(magic);
  for (const [i, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  return Buffer.concat([header, bytes]);
}

/** Images of rows × columns whose bright column tells their class. */
export function images(count: number, rows: number, columns: number, classes: number) {
  const labels = Uint8Array.from({ length: count }, (_, i) => (i * 7) % classes);
  const pixels = new Uint8Array(count * rows * columns);
  for (const [i, label] of labels.entries()) {
    for (let row = 0; row < rows; row++) {
      pixels[(i * rows + row) * columns + label] = 100 + ((i * 31 + row * 17) % 156);
      pixels[(i * rows + row) * columns + ((i + row) % columns)] = 50;
    }
  }
  return { labels, pixels };
}

/** The four files of a small data set: 60 and 30 images of 3 × 5 pixels, 3 classes. */
export function writeDataset(folder: string, counts = { train: 60, t10k: 30 }): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, count] of Object.entries(counts)) {
    const { labels, pixels } = images(count, 3, 5, 3);
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), idx([count, 3, 5], pixels));
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), idx([count], labels));
  }
}

/** A network of 3 × 5 pixels and 3 classes, trained for a few steps unless `steps` is 0. */
export async function smallNetwork(changes: Partial<NetworkDescription> = {}, steps = 20): Promise<Network> {
  const network = new Network(await compile(), {
    inputs: 15, hidden: [{ units: 8, batchNorm: true }], output: { units: 3 },
    optimizer: { name: "adam", learningRate: 0.05 }, batchSize: 10, ...changes,
  });
  const { pixels, labels } = images(60, 3, 5, 3);
  const x = Float32Array.from(pixels, (pixel) => pixel / 255);
  for (let step = 0; step < steps; step++) {
    const first = 10 * (step % 6);
    network.trainStep(x.subarray(15 * first, 15 * (first + 10)), labels.subarray(first, first + 10));
  }
  return network;
}

/** Networks as a run leaves them: each of these arms with each of these seeds. */
export async function writeModels(folder: string, arms: string[], seeds: number[]): Promise<string[]> {
  mkdirSync(join(folder, "models"), { recursive: true });
  const files: string[] = [];
  for (const [k, arm] of arms.entries()) {
    for (const seed of seeds) {
      const network = await smallNetwork({ seed });
      const metadata = { image: "3x5", experiment: "small", arm, seed, digest: await network.digest() };
      files.push(join(folder, "models", `${k + 1}-${arm.replaceAll(" ", "-")}-seed${seed}.safetensors`));
      writeFileSync(files.at(-1)!, saveNetwork(network, metadata));
    }
  }
  return files;
}
