// The plan of a pass over a network: stages, in which each thread does a share. A stage begins when all shares of the
// one before are done. Every sum over rows is made by one thread, in ascending order, so the number of threads changes
// no bit.

import { elementsOf } from "./arrays.ts";
import type { Kernels, Pointer } from "./core.ts";
import type { ResolvedDescription } from "./description.ts";
import type { Layout, PlacedLayer, ShareLayout } from "./layout.ts";
import { augmentRows, augments } from "./parts/augment.ts";
import { layerRow } from "./parts/layers.ts";
import { clipGradients } from "./parts/clipping.ts";
import { compressInput } from "./parts/dense.ts";
import { lossOf } from "./parts/losses.ts";
import { optimizerStep } from "./parts/optimizers.ts";
import { ownsVectors, type Pass, partOf, type Share } from "./parts/layer.ts";

/** Calls the kernels of one share, which counts from 0. */
export type Work = (kernels: Kernels, index: number) => void;

/** Does the work of a stage: each share once, on whichever thread, and returns when all are done. */
export interface Team {
  run(work: Work): void;
}

/** A pass of training, probing or inference. */
export interface PlannedPass extends Pass {
  /** What the optimizer's step depends on; without it nothing is updated. */
  readonly update?: { readonly rate: number; readonly t: number };
  /** Where training changes its inputs: the scale of those that are staged, before inputScale's. */
  readonly stagedScale?: Pointer;
}

/** A share of a pass, with the layers as it sees them. */
interface PlannedShare extends Share {
  readonly update?: PlannedPass["update"];
  readonly stagedScale?: Pointer;
  /** Of all rows. */
  readonly whole: readonly PlacedLayer[];
  /** Of its own. */
  readonly own: readonly PlacedLayer[];
}

/** A part of a stage that any of its shares may have. */
type Task = (kernels: Kernels, share: PlannedShare) => void;

interface Stage {
  readonly tasks: Task[];
  /** What no share can do without all others: one thread does it. */
  readonly alone?: true;
}

/** Layers as they are seen from some rows on, of which a network has few kinds: those of full batches and of the rest. */
const MOST_VIEWS = 64;

export class Plan {
  readonly #layout: Layout;
  readonly #team: Team;
  readonly #description: ResolvedDescription;
  readonly #loss: ReturnType<typeof lossOf>;
  readonly #kernels: Kernels;
  readonly #training: readonly Stage[];
  readonly #probing: readonly Stage[];
  readonly #evaluation: readonly Stage[];
  readonly #prediction: readonly Stage[];
  readonly #segments: readonly ReturnType<typeof segmentsOf>[];
  /** For each share, by the first of its rows. */
  readonly #views: readonly Map<number, readonly PlacedLayer[]>[];

  constructor(kernels: Kernels, layout: Layout, description: ResolvedDescription, team: Team) {
    this.#kernels = kernels;
    this.#layout = layout;
    this.#team = team;
    this.#description = description;
    this.#loss = lossOf(description);
    this.#views = layout.shares.map(() => new Map());
    this.#segments = layout.shares.map((share) => segmentsOf(layout, share));
    this.#probing = this.#gradientStages();
    this.#training = this.#trainingStages();
    const forward = layout.layers.map(({ kind }, i): Task => {
      const row = layerRow(kind);
      return (kernels, share) => row.forward(kernels, share.own[i]!, share);
    });
    const evaluate: Task = (kernels, share) => this.#loss.evaluate(kernels, this.#outputs(share), this.#loss.values);
    const predict: Task = (kernels, share) => this.#loss.predict(kernels, this.#outputs(share));
    this.#evaluation = [{ tasks: [...forward, evaluate].map(ofRows) }];
    this.#prediction = [{ tasks: [...forward, predict].map(ofRows) }];
  }

  /** Losses, gradients, and the optimizer's step where the pass has one. */
  train(pass: PlannedPass): void {
    const changed = augments(this.#description) ? { ...pass, stagedScale: pass.inputScale, inputScale: 0 } : pass;
    this.#run(pass.update ? this.#training : this.#probing, changed);
  }

  /** The loss and the predicted class of each row. */
  evaluate(pass: Pass): void {
    this.#run(this.#evaluation, pass);
  }

  /** Probabilities. */
  predict(pass: Pass): void {
    this.#run(this.#prediction, pass);
  }

  #run(stages: readonly Stage[], pass: PlannedPass): void {
    const shares = this.#layout.shares.map((_, index) => this.#share(pass, index));
    for (const { tasks, alone } of stages) {
      const work: Work = (kernels, index) => {
        for (const task of tasks) task(kernels, shares[index]!);
      };
      if (alone) work(this.#kernels, 0);
      else this.#team.run(work);
    }
  }

  /** The stages of a training step: gradients, and what the optimizer makes of them. */
  #trainingStages(): Stage[] {
    const stages = this.#gradientStages();
    const update: Task = (kernels, share) => this.#update(kernels, share);
    const { clipping } = this.#description;
    if (clipping) {
      stages.push({ tasks: [(kernels) => clipGradients(kernels, this.#layout.clipped, clipping)], alone: true });
      stages.push({ tasks: [update] });
    } else {
      stages.at(-1)!.tasks.push(update);
    }
    const constraints = this.#layout.layers.flatMap(({ kind, trainable, block }, i) => {
      const { constrain } = layerRow(kind);
      return trainable && constrain ? [{ constrain, block, i }] : [];
    });
    if (constraints.length > 0) {
      stages.push({ tasks: constraints.map(({ constrain, block, i }): Task => (kernels, share) => {
        if (ownsVectors(block, share)) constrain(kernels, share.whole[i]!);
      }) });
    }
    return stages;
  }

  /** The stages that end with all gradients, regularization included. */
  #gradientStages(): Stage[] {
    const stages: Stage[] = [{ tasks: [] }];
    const add = (...tasks: Task[]) => void stages.at(-1)!.tasks.push(...tasks);
    const meet = () => void stages.push({ tasks: [] });
    const layers = this.#layout.layers.map(({ kind }, i) => ({ row: layerRow(kind), i }));
    const addLayer = ({ row, i }: (typeof layers)[number], what: "forward" | "backward") => {
      if (!row.needsBatch) {
        add(ofRows((kernels, share) => row[what](kernels, share.own[i]!, share)));
        return;
      }
      meet();
      add((kernels, share) => row[what](kernels, share.whole[i]!, share));
      meet();
    };
    for (const { row, i } of layers) {
      if (row.prepare) add((kernels, share) => row.prepare!(kernels, share.whole[i]!, share));
    }
    add((kernels, share) => this.#penalties(kernels, share));
    if (augments(this.#description)) {
      add(ofRows((kernels, share) => this.#augment(kernels, share)));
      meet(); // what was staged may lie where other shares put their compressed rows
      add(ofRows((kernels, share) => compressInput(kernels, share.own[0]!, this.#augmented(share), share)));
    }
    for (const layer of layers) addLayer(layer, "forward");
    add(ofRows((kernels, share) => {
      const outputs = this.#outputs(share);
      this.#loss.forward(kernels, outputs, this.#loss.values);
      this.#loss.backward(kernels, outputs, share.batch, this.#loss.values);
    }));
    // What was prepared is there from the second stage on.
    if (stages.length === 1 && layers.length > 1) meet();
    for (const layer of layers.slice(1).reverse()) addLayer(layer, "backward");
    meet();
    for (const { row, i } of layers) {
      if (row.gradients) add((kernels, share) => row.gradients!(kernels, share.whole[i]!, share));
    }
    add((kernels, share) => this.#regularize(kernels, share));
    return stages.filter(({ tasks }) => tasks.length > 0);
  }

  /** Where a share's inputs are that training has changed. */
  #augmented({ first }: PlannedShare): Pointer {
    return this.#layout.augmented + first * this.#description.inputs * 4;
  }

  #augment(kernels: Kernels, share: PlannedShare): void {
    const { own, index, stagedScale: scale = 0 } = share;
    const places = { y: this.#augmented(share), rows: own[0]!.at["xRows"]!, scale, image: this.#layout.shares[index]!.image };
    augmentRows(kernels, this.#description, places, share);
  }

  /** What the loss gains by the penalties: each is summed up by one thread. */
  #penalties(kernels: Kernels, { index, count }: Share): void {
    const root = this.#description.l2Penalty === "root";
    this.#layout.penalties.forEach(({ weight, l1, l2, sum }, i) => {
      if (i % count === index) kernels.penalty(sum, weight.at, l1, l2, root, elementsOf(weight.shape));
    });
  }

  #regularize(kernels: Kernels, share: Share): void {
    for (const { weight, l1, l2 } of this.#layout.penalties) {
      const [rows = 0, columns = 0] = weight.shape;
      const { from, to } = partOf(rows, share);
      const offset = from * columns * 4;
      if (from < to) kernels.regularize(weight.gradientAt + offset, weight.at + offset, l1, l2, (to - from) * columns);
    }
  }

  #update(kernels: Kernels, { index, update }: PlannedShare): void {
    if (!update) return;
    const { rate, t } = update;
    for (const { w, g, state, n, decays } of this.#segments[index]!) {
      optimizerStep(this.#description.optimizer, { kernels, w, g, state, n, t, rate, decays });
    }
  }

  /** What the loss is computed of. */
  #outputs({ own, first, rows }: PlannedShare) {
    const { probabilities, dlogits, labels, targets, losses, predicted } = this.#layout;
    const { output: { units: N }, labelSmoothing: smoothing = 0 } = this.#description;
    return {
      logits: own.at(-1)!.y, probabilities: probabilities + first * N * 4, dlogits: dlogits + first * N * 4,
      labels: labels + first, targets: targets + first * N * 4, losses: losses + first * 8, predicted: predicted + first,
      smoothing, B: rows, N,
    };
  }

  #share(pass: PlannedPass, index: number): PlannedShare {
    const { shares } = this.#layout;
    const { layers: whole } = shares[index]!;
    const { from, to } = partOf(pass.batch, { index, count: shares.length });
    return { ...pass, index, count: shares.length, first: from, rows: to - from, whole, own: this.#view(index, from) };
  }

  /** The layers from a row on. */
  #view(index: number, first: number): readonly PlacedLayer[] {
    const { layers } = this.#layout.shares[index]!;
    if (first === 0) return layers;
    const views = this.#views[index]!;
    let view = views.get(first);
    if (!view) {
      if (views.size === MOST_VIEWS) views.clear();
      views.set(first, (view = layers.map((layer) => from(layer, first))));
    }
    return view;
  }
}

/** What the optimizer updates in a share, with the state of it. */
function segmentsOf({ parameters, gradients, state }: Layout, { trainable }: ShareLayout) {
  return trainable.map(({ at, length: n, decays }) => {
    const offset = at - parameters;
    const places = Object.fromEntries(Array.from(state, ([name, start]) => [name, start + offset]));
    return { w: at, g: gradients + offset, state: places, n, decays };
  });
}

/** Nothing where a share has no rows. */
function ofRows(task: Task): Task {
  return (kernels, share) => {
    if (share.rows > 0) task(kernels, share);
  };
}

/** A layer as it is seen from a row on. */
function from(layer: PlacedLayer, row: number): PlacedLayer {
  const { x, y, dy, at, inputs, units, rowBytes } = layer;
  return {
    ...layer,
    x: x + row * inputs * 4,
    y: y + row * units * 4,
    dy: dy + row * units * 4,
    at: Object.fromEntries(Object.entries(at).map(([name, place]) => [name, place + row * (rowBytes[name] ?? 0)])),
  };
}
