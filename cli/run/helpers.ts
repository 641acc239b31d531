/**
 * Threads that are out of work evaluate pieces of another thread's evaluations. What they share is memory only:
 *
 *   control  GENERATION: the number of the evaluation; PART: of the data, its place in `parts`;
 *            TICKET: the next piece to evaluate, with the evaluation it belongs to; DONE: pieces evaluated;
 *            HELPERS: how many threads joined; STOP: not 0 once the run is over
 *   tensors  the network's arrays, one after another, in the order of tensorNames()
 *   losses, confusions  the result of each piece
 *
 * A ticket is taken by compareExchange and names its evaluation, so a thread that still reads the arrays of an
 * earlier one gets none.
 */
import { elementsOf } from "../../bindings/arrays.ts";
import type { Dataset } from "../../bindings/dataset.ts";
import { combine, evaluateAlone, type Pieces } from "../../experiment/evaluation.ts";
import type { Evaluation, Network } from "../../bindings/network.ts";

const [GENERATION, PART, TICKET, DONE, HELPERS, STOP] = [0, 1, 2, 3, 4, 5];
const parts = ["train", "test", "validation"] as const;
/** A ticket is generation · 2^16 + piece. */
const PIECE_BITS = 16;
const GENERATIONS = 2 ** (31 - PIECE_BITS);
const NO_PIECE = 2 ** PIECE_BITS - 1;

/** What the threads of a team share. */
export interface TeamMemory {
  control: Int32Array;
  tensors: Float32Array;
  losses: Float64Array;
  confusions: Uint32Array;
}

/** Memory for a team that evaluates `network`. */
export function teamMemory(network: Network, data: Pieces): TeamMemory {
  const pieces = Math.max(...parts.map((part) => data[part]?.length ?? 0));
  const cells = network.description.output.units ** 2;
  const floats = network.tensorNames().reduce((sum, name) => sum + sizeOf(network, name), 0);
  const shared = (bytes: number) => new SharedArrayBuffer(bytes);
  return {
    control: new Int32Array(shared(24)),
    tensors: new Float32Array(shared(floats * 4)),
    losses: new Float64Array(shared(pieces * 8)),
    confusions: new Uint32Array(shared(pieces * cells * 4)),
  };
}

/** Evaluates on the thread that trains, with all that have joined. Blocks until every piece is evaluated. */
export function evaluateTogether(
  memory: TeamMemory, network: Network, data: Pieces, part: keyof Pieces,
): Evaluation {
  const { control } = memory;
  const pieces = data[part]!;
  if (pieces.length < 2 || pieces.length >= NO_PIECE || Atomics.load(control, HELPERS) === 0) {
    return evaluateAlone(network, data, part);
  }
  const generation = (Atomics.load(control, GENERATION) + 1) % GENERATIONS;
  let end = 0;
  for (const name of network.tensorNames()) {
    memory.tensors.set(network.get(name), end);
    end += sizeOf(network, name);
  }
  Atomics.store(control, PART, parts.indexOf(part));
  Atomics.store(control, DONE, 0);
  Atomics.store(control, GENERATION, generation);
  Atomics.store(control, TICKET, generation << PIECE_BITS);
  Atomics.notify(control, GENERATION);

  evaluatePieces(memory, network, pieces, generation);
  for (let done; (done = Atomics.load(control, DONE)) < pieces.length;) Atomics.wait(control, DONE, done);
  Atomics.store(control, TICKET, (generation << PIECE_BITS) | NO_PIECE);

  const { units: classes } = network.description.output;
  const cells = classes ** 2;
  return combine(
    pieces,
    pieces.map((_, i) => ({
      loss: memory.losses[i]!,
      confusion: memory.confusions.slice(i * cells, (i + 1) * cells),
    })),
    classes,
  );
}

/** Helps with every evaluation until the run is over or `interrupted`. `network` has the run's description. */
export function assist(memory: TeamMemory, network: Network, data: Pieces, interrupted: () => boolean): void {
  const { control, tensors } = memory;
  let seen = Atomics.load(control, GENERATION);
  Atomics.add(control, HELPERS, 1);
  try {
    while (Atomics.load(control, STOP) === 0 && !interrupted()) {
      Atomics.wait(control, GENERATION, seen, 100);
      const generation = Atomics.load(control, GENERATION);
      if (generation === seen) continue;
      seen = generation;
      let end = 0;
      for (const name of network.tensorNames()) {
        network.set(name, tensors.slice(end, (end += sizeOf(network, name))));
      }
      evaluatePieces(memory, network, data[parts[Atomics.load(control, PART)]!]!, generation);
    }
  } finally {
    Atomics.sub(control, HELPERS, 1);
  }
}

/** The run is over: every helper returns. */
export function dismiss({ control }: TeamMemory): void {
  Atomics.store(control, STOP, 1);
  Atomics.notify(control, GENERATION);
}

function evaluatePieces(
  { control, losses, confusions }: TeamMemory, network: Network, pieces: readonly Dataset[], generation: number,
): void {
  const cells = network.description.output.units ** 2;
  for (;;) {
    const ticket = Atomics.load(control, TICKET);
    const piece = ticket & NO_PIECE;
    if (ticket >> PIECE_BITS !== generation || piece >= pieces.length) return;
    if (Atomics.compareExchange(control, TICKET, ticket, ticket + 1) !== ticket) continue;
    const { loss, confusion } = network.evaluate(pieces[piece]!);
    losses[piece] = loss;
    confusions.set(confusion, piece * cells);
    Atomics.add(control, DONE, 1);
    Atomics.notify(control, DONE);
  }
}

function sizeOf(network: Network, name: string): number {
  return elementsOf(network.shape(name));
}
