// What is known of the landscape: the plane, the ways on it, the losses; measured by the analysis worker in small pieces,
// so that others are answered meanwhile.

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { scoreOf } from "../../experiment/metrics.ts";
import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { analyse } from "../analysis/client.ts";
import { paced } from "../analysis/paced.ts";
import type { Input } from "../analysis/tasks/index.ts";
import type { Plane, Three } from "../analysis/tasks/plane.ts";
import type { Way } from "../analysis/tasks/paths.ts";
import { isFinite } from "../analysis/tools.ts";
import type { Run } from "../race/run.ts";
import type { Race } from "../race/race.ts";
import { shownRuns } from "../race/view.ts";
import { activity, race } from "../state/store.ts";
import { farthest, learnt, lossOf } from "./choice.ts";
import { columnsOf, type Frame, frameOf, newPoints, noHeights, placeOf, rowsOf, type Step, steps } from "./frame.ts";
import { type Line, linePoints, lineOf } from "./ridge.ts";

/** A run's moments, and where they are on the plane. */
export interface Walk {
  readonly run: Run;
  readonly iterations: readonly number[];
  readonly points: Way["points"];
}

/** Why a run is not on the map. */
export type Missing = "waiting" | "diverged" | "other";

export interface Survey {
  readonly race: Race;
  /** Those through whose ends the plane goes; the same twice: it goes through the end and the middle of its path. */
  readonly pair: readonly [Run, Run];
  /** The names that were chosen when it was begun. */
  readonly chosen: readonly [string, string] | undefined;
  readonly plane: Plane;
  readonly walks: readonly Walk[];
  readonly missing: readonly { readonly run: Run; readonly why: Missing }[];
  readonly frame: Frame;
  readonly heights: Float64Array;
  /** As fine as it is so far, and as it will be. */
  readonly step: Step;
  readonly finest: Step;
  /** How many training images a loss is the mean of. */
  readonly images: number;
  readonly weights: number;
  readonly batchNorm: boolean;
  readonly line: Line | undefined;
}

/** Why there is none. */
export type Obstacle = "waiting" | "straight" | { readonly tooLarge: number };

const current = signal<Survey | Obstacle>("waiting");
export const survey: ReadonlySignal<Survey | Obstacle> = current;
/** Names of the arms that were chosen to span the plane; where there are none of these names, it is the two that suit. */
export const chosenPair = signal<readonly [string, string] | undefined>(undefined);

const mostImages = 1000;
const fewestImages = 100;
/** More weights take more memory, for three networks and their copies, than a page should. */
export const mostWeights = 4_000_000;
/** Multiplications of one measurement, above which it takes fewer images; and of a whole survey. */
const mostOfPoint = 2e8;
const mostOfSurvey = 2.4e11;
/** So long a request may take, in milliseconds: others wait for it. */
const requestMilliseconds = 50;
/** Bytes of networks that are sent at once. */
const mostBytes = 4 * 2 ** 20;
/** Bytes of ends of which two are chosen. */
const mostCompared = 24 * 2 ** 20;

const follow = paced();
/** Counts up with what a survey is of: a finer one than the first ends when it is of something else. */
let asked = 0;

/** Surveys while somebody looks; returns what ends it. */
export function watch(): () => void {
  return effect(() => {
    const now = race.value;
    const runs = shownRuns.value;
    runs.forEach((run) => [run.snapshot.value, run.state.value]); // whatever is new of them
    const pair = chosenPair.value;
    const fine = activity.value === "finished" || activity.value === "paused";
    if (!now) return;
    const own = ++asked;
    const still = () => race.peek() === now && shownRuns.peek() === runs && chosenPair.peek() === pair;
    follow(() => explore(now, runs, pair, still, fine ? () => asked === own : undefined));
  });
}

/** @param finer Whether more points are wanted after the first. */
async function explore(
  now: Race, runs: readonly Run[], chosen: readonly [string, string] | undefined, still: () => boolean,
  finer: (() => boolean) | undefined,
): Promise<void> {
  const begun = runs.filter((run) => run.moments.length > 1);
  const usable = begun.filter((run) => isUsable(endOf(run)));
  const pair = await pairOf(usable, chosen);
  if (!still()) return;
  // Of one alone there has to be a way between its ends.
  if (!pair || (pair[0] === pair[1] && pair[0].moments.length < 3)) {
    current.value = "waiting";
    return;
  }
  const [first, second] = pair;
  const loss = lossOf(endOf(first).description);
  const walking = usable.filter((run) => lossOf(endOf(run).description) === loss);
  const weights = weightsOf(endOf(first));
  if (weights > mostWeights) {
    current.value = { tooLarge: weights };
    return;
  }
  const middle = first.moments[first.moments.length >> 1]!;
  const three: Three = [first.moments[0]!, endOf(first), first === second ? middle : endOf(second)];
  const found = await walksOf(walking, three, still);
  if (!found || !still()) return;
  if (found === "straight") {
    current.value = found;
    return;
  }
  const { plane, walks } = found;
  const whole = walks.filter(({ run }) => pair.includes(run)).flatMap(({ points }) => points);
  const frame = frameOf(whole, walks.flatMap(({ points }) => points));

  const images = Math.min(
    now.data.train.size, mostImages, Math.max(fewestImages, Math.floor(mostOfPoint / weights)),
  );
  const affordable = steps.filter((step) => columnsOf(step) * rowsOf(step) * images * weights <= mostOfSurvey);
  const finest = affordable.at(-1) ?? steps[0];
  const missing = runs.filter((run) => !walking.includes(run)).map((run) => {
    const why: Missing = !begun.includes(run) ? "waiting" : usable.includes(run) ? "other" : "diverged";
    return { run, why };
  });
  const batchNorm = Object.keys(endOf(first).tensors).some((name) => name.endsWith("/runningMean"));
  const measure = new Measure(three, images, images * weights);
  const heights = noHeights();
  let line: Line | undefined;
  for (const step of steps.slice(0, steps.indexOf(finest) + 1)) {
    // The first is shown whatever has come since, so that there is something to see while it trains.
    const wanted = () => still() && (step === steps[0] || (finer?.() ?? false));
    if (!wanted()) return;
    const indices = newPoints(step);
    const losses = await measure.at(indices.map((index) => placeOf(frame, index)), wanted);
    if (!losses) return;
    indices.forEach((index, i) => (heights[index] = losses[i]!));
    if (step === steps[0] && first !== second) {
      const ends = [{ x: plane.length, y: 0 }, { x: plane.along, y: plane.height }] as const;
      const between = (t: number) => ({ x: ends[0].x + t * (ends[1].x - ends[0].x), y: ends[0].y + t * (ends[1].y - ends[0].y) });
      const way = await measure.at(Array.from({ length: linePoints }, (_, i) => between(i / (linePoints - 1))), wanted);
      if (!way) return;
      line = lineOf(way);
    }
    current.value = {
      race: now, pair, chosen, plane, walks, missing, frame, heights: heights.slice(), step, finest: finer ? finest : steps[0], images,
      weights, batchNorm, line,
    };
  }
}

const known = new WeakMap<Snapshot, boolean>();
/** Whether all its weights are numbers. */
function isUsable(moment: Snapshot): boolean {
  const usable = known.get(moment) ?? Object.values(moment.tensors).every(isFinite);
  known.set(moment, usable);
  return usable;
}

const endOf = (run: Run): Snapshot => run.moments.at(-1)!;
const weightsOf = ({ tensors }: Snapshot) => Object.values(tensors).reduce((sum, { length }) => sum + length, 0);
const goalOf = ({ arm, metrics }: Run) => metrics[scoreOf(arm).goal.metric]?.at(-1) ?? 0;

/** The two that span the plane: those that were chosen or, of those that have learnt, the two with the most different ends. */
async function pairOf(usable: readonly Run[], chosen: readonly [string, string] | undefined): Promise<[Run, Run] | undefined> {
  const wanted = chosen?.map((name) => usable.find(({ arm }) => arm.name === name));
  const of = wanted?.[0] ?? bestOf(usable);
  if (!of) return undefined;
  const loss = lossOf(endOf(of).description);
  const same = usable.filter((run) => lossOf(endOf(run).description) === loss);
  if (wanted?.[0]) {
    return [of, same.find((run) => run === wanted[1]) ?? same.find((run) => run !== of) ?? of];
  }
  const able = learnt(same.map(goalOf)).map((i) => same[i]!);
  const compared = able.slice(0, Math.max(2, Math.floor(mostCompared / (4 * weightsOf(endOf(of))))));
  if (compared.length < 2) return [of, of];
  const distances = await analyse("landscape/ends", "distances", { networks: compared.map(endOf) });
  if (!distances) return undefined;
  const [a, b] = farthest(distances, compared.length);
  return [compared[a]!, compared[b]!];
}

/** The one that is most accurate, or has the highest R², on the test data. */
const bestOf = (runs: readonly Run[]) =>
  runs.reduce<Run | undefined>((best, run) => (best && goalOf(best) >= goalOf(run) ? best : run), undefined);

/** Where all are on the plane; undefined where it is not wanted any more. */
async function walksOf(
  runs: readonly Run[], three: Three, still: () => boolean,
): Promise<{ plane: Plane; walks: Walk[] } | "straight" | undefined> {
  const walks: Walk[] = [];
  let plane: Plane | undefined;
  for (const run of runs) {
    const moments = run.moments.filter(isUsable);
    const found: Way["points"] = [];
    const size = Math.max(1, Math.floor(mostBytes / (4 * weightsOf(three[0] as Snapshot))));
    for (let i = 0; i < moments.length; i += size) {
      const networks: Input<"paths">["networks"] = [...three, moments[0]!, ...moments.slice(i, i + size)];
      const way = await analyse("landscape/paths", "paths", { networks });
      if (!way || !still()) return undefined;
      if (way === "straight") return way;
      plane = way.plane;
      found.push(...way.points);
    }
    walks.push({ run, iterations: moments.map(({ iteration }) => iteration), points: found });
  }
  return plane && { plane, walks };
}

/** Measures losses, as many at once as take no longer than others may wait. */
class Measure {
  readonly #three: Three;
  readonly #images: number;
  #atOnce: number;

  constructor(three: Three, images: number, work: number) {
    this.#three = three;
    this.#images = images;
    this.#atOnce = Math.max(1, Math.floor(3e8 / work));
  }

  async at(places: readonly { x: number; y: number }[], wanted: () => boolean): Promise<Float64Array | undefined> {
    const losses = new Float64Array(places.length);
    for (let i = 0; i < places.length; ) {
      const some = places.slice(i, i + this.#atOnce);
      const started = performance.now();
      const found = await analyse("landscape/losses", "landscape", {
        networks: this.#three, images: this.#images, points: Float64Array.from(some.flatMap(({ x, y }) => [x, y])),
      });
      if (!found || !wanted()) return undefined;
      losses.set(found, i);
      i += some.length;
      const took = Math.max(1, performance.now() - started);
      this.#atOnce = Math.max(1, Math.min(2 * this.#atOnce, Math.round((some.length * requestMilliseconds) / took)));
    }
    return losses;
  }
}
