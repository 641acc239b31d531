/** `--wide`: V8 joins neighbouring operations of 128 bits into one of 256, lane by lane the same, where it has the flag. */
import { cachedDataVersionTag, setFlagsFromString } from "node:v8";
import { compile } from "../../bindings/compile.ts";
import { Dataset } from "../../bindings/dataset.ts";
import type { NetworkDescription } from "../../bindings/description.ts";
import { Network } from "../../bindings/network.ts";
import { InputError } from "../errors.ts";
import type { Host } from "../host.ts";
import { warningLine } from "../texts/language.ts";

const FLAG = "experimental-wasm-revectorize";

/** Of the training in `digestOfTraining`, on every engine. */
export const KNOWN_DIGEST =
  "90b0acfc02171eda16beb2c6ee76af488769a1606c32a667b32d45ce40afafe9 " +
  "bbed7f9b70249da7b0f0452cde0358c90e27c3b7e856df970ca903dd6f9e0880";

/**
 * Turns it on for all that is compiled from now on, and trains for a moment to see that the bits are the known ones;
 * where the engine lacks it, a warning says so.
 * @returns Whether it is on.
 * @throws InputError where the bits are others.
 */
export async function widen(host: Host, known = KNOWN_DIGEST): Promise<boolean> {
  if (!turnOn()) {
    host.stderr.write(warningLine(
      `--wide: Node ${process.version.slice(1)} on ${process.arch} has no 256-bit WebAssembly, so this trains ` +
        "with 128 bits; Node 24 or newer on x64 has it",
    ));
    return false;
  }
  if ((await digestOfTraining()) === known) return true;
  throw new InputError(
    `--wide: with 256 bits Node ${process.version.slice(1)} computes other bits than with 128 on this machine: run without --wide`,
  );
}

/**
 * Only newer engines on x64 are asked: V8 complains on stderr of a flag that it does not know, and that of Node 22 knows
 * it to no effect. Whether a flag was taken shows in the tag that V8 makes of all of them.
 */
function turnOn(): boolean {
  if (!("pause" in Atomics && process.arch === "x64")) return false;
  setFlagsFromString(`--no-${FLAG}`);
  const without = cachedDataVersionTag();
  setFlagsFromString(`--${FLAG}`);
  return cachedDataVersionTag() !== without;
}

/** Networks with tiles of every kind, and with layers of each. */
const networks: Pick<NetworkDescription, "hidden" | "optimizer">[] = [
  {
    hidden: [
      { units: 100, activation: "relu" },
      { units: 50, activation: "tanh", batchNorm: true, dropout: 0.25 },
      { units: 40, activation: "sigmoid" },
    ],
    optimizer: "adam",
  },
  { hidden: [{ units: 20, activation: "relu" }], optimizer: "momentum" },
];

/** Long enough for V8 to compile the kernels for speed: what it compiles before does not join anything. */
const STEPS = 200;

/** SHA-256 of what some networks have learned of made-up images. */
export async function digestOfTraining(): Promise<string> {
  const module = await compile();
  const [inputs, classes, size] = [64, 10, 60];
  const noise = (i: number) => Math.imul(i + 1, 0x9e3779b1) >>> 8;
  const data = Dataset.fromImages({
    images: Uint8Array.from({ length: size * inputs }, (_, i) => (noise(i) % 5 === 0 ? noise(i) : 0)),
    labels: Uint8Array.from({ length: size }, (_, i) => noise(i) % classes),
    inputs,
    classes,
  });
  const rows = Uint32Array.from({ length: size }, (_, i) => i);
  const digests: string[] = [];
  for (const description of networks) {
    const network = new Network(module, { ...description, inputs, output: { units: classes }, batchSize: size, seed: 0 });
    for (let step = 0; step < STEPS; step++) network.trainStep(data, rows);
    digests.push(await network.digest());
    network.dispose();
  }
  return digests.join(" ");
}
