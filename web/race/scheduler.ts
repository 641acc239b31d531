// The race in lockstep: all racers of a heat take the same steps before any takes more. The clock decides when, and
// nothing else: no step depends on it.

export type Speed = 1 | 10 | 100 | "full";
export const speeds: readonly Speed[] = [1, 10, 100, "full"];

export interface Racer {
  /** Steps taken. */
  readonly at: number;
  /** The last, if nothing ends it before. */
  readonly end: number;
  /** Steps between its evaluations. */
  readonly every: number;
  readonly ended: boolean;
  /** Takes so many steps, fewer where it ends; resolves when it stands again. */
  advance(steps: number): Promise<void>;
  /** Resolves once the steps that it was asked for before are made. */
  stand(): Promise<void>;
}

/** Milliseconds, and a timer. */
export interface Clock {
  now(): number;
  /** Calls back after so many milliseconds, unless it is cancelled. */
  after(milliseconds: number, call: () => void): () => void;
}

/** How far to go: for ever, or so many steps from where it stands, or to the next evaluation. */
export type Goal = number | "evaluation" | "end";

/** How long a round at full speed is to take, in milliseconds: often enough to be seen as one movement. */
const roundMilliseconds = 50;
/** Rounds a second at most where steps are paced. */
const roundsASecond = 25;

/** Where the racers stand that are not at their end: the furthest of them. */
export function frontOf(racers: readonly Racer[]): number | undefined {
  const at = racers.filter(({ ended }) => !ended).map((racer) => racer.at);
  return at.length > 0 ? Math.max(...at) : undefined;
}

/** The next evaluation of any racer after an iteration. */
export function nextEvaluation(racers: readonly Racer[], after: number): number {
  const next = racers.filter(({ ended }) => !ended).map(({ every, end }) => Math.min(end, (Math.floor(after / every) + 1) * every));
  return Math.min(...next);
}

/** Up to which iteration a goal leads. */
function targetOf(racers: readonly Racer[], goal: Goal): number {
  const front = frontOf(racers) ?? 0;
  if (goal === "end") return Infinity;
  return goal === "evaluation" ? nextEvaluation(racers, front) : front + goal;
}

/**
 * How many steps each racer takes in the next round; undefined where they stand at the target. Who is behind catches up
 * first, in chunks, whatever the speed. A round ends at an evaluation, or before the next one.
 */
export function round(
  racers: readonly Racer[], { target, speed, chunk }: { target: number; speed: Speed; chunk: number },
): number[] | undefined {
  const front = frontOf(racers);
  if (front === undefined) return undefined;
  if (racers.some(({ at, ended }) => !ended && at < front)) {
    return racers.map(({ at, ended }) => (ended ? 0 : Math.min(chunk, front - at)));
  }
  if (front >= target) return undefined;
  const wanted = speed === "full" ? chunk : Math.max(1, Math.round(speed / roundsASecond));
  const evaluation = nextEvaluation(racers, front);
  const every = Math.min(...racers.filter(({ ended }) => !ended).map((racer) => racer.every));
  const far = front + wanted < evaluation ? front + wanted : evaluation + every * Math.floor((front + wanted - evaluation) / every);
  return racers.map(({ ended }) => (ended ? 0 : Math.min(far, target) - front));
}

export interface SchedulerOptions<One extends Racer> {
  /** One after the other: in each, those that race together. */
  heats: readonly (readonly One[])[];
  clock: Clock;
  speed: Speed;
  /** A round was made, and all of a heat stand. */
  stood: () => void;
  /** It came to rest: all are at their end, or at the goal, or it was paused. */
  rested: (why: "over" | "goal" | "paused") => void;
}

/** Takes the racers from round to round. */
export class Scheduler<One extends Racer> {
  readonly #options: SchedulerOptions<One>;
  #speed: Speed;
  /** Undefined while it rests. */
  #goal: Goal | undefined;
  #target: { of: readonly One[]; at: number } | undefined;
  #chunk = 1;
  #looping = false;
  #wake: (() => void) | undefined;

  constructor(options: SchedulerOptions<One>) {
    this.#options = options;
    this.#speed = options.speed;
  }

  /** Those that race now; the last where all are at their end. */
  get heat(): readonly One[] {
    const { heats } = this.#options;
    return heats.find((racers) => racers.some(({ ended }) => !ended)) ?? heats.at(-1)!;
  }

  set speed(speed: Speed) {
    this.#speed = speed;
    this.#wake?.();
  }

  /** Races on to a goal. */
  go(goal: Goal): void {
    this.#goal = goal;
    this.#target = undefined;
    this.#wake?.();
    if (!this.#looping) void this.#loop();
  }

  /** Rests after the round that is under way. */
  pause(): void {
    this.#goal = undefined;
    this.#wake?.();
  }

  async #loop(): Promise<void> {
    const { clock, stood, rested } = this.#options;
    this.#looping = true;
    let why: "over" | "goal" | "paused" | undefined;
    while (!why) {
      const { heat } = this;
      // A racer of an earlier race may still be under way.
      await Promise.all(heat.map((racer) => racer.stand()));
      if (this.#goal === undefined) why = "paused";
      else if (heat.every(({ ended }) => ended)) why = heat === this.heat ? "over" : undefined;
      else {
        if (this.#goal === "end" || !this.#target) this.#target = { of: heat, at: targetOf(heat, this.#goal) };
        const target = this.#target.of === heat ? this.#target.at : 0; // a step never leads into the next heat
        const steps = round(heat, { target, speed: this.#speed, chunk: this.#chunk });
        if (!steps) {
          why = "goal";
          continue;
        }
        const [started, from] = [clock.now(), frontOf(heat)!];
        await Promise.all(heat.map((racer, i) => (steps[i]! > 0 ? racer.advance(steps[i]!) : racer.stand())));
        this.#adapt(Math.max(...steps), clock.now() - started);
        stood();
        const made = (frontOf(heat) ?? from) - from;
        if (this.#speed !== "full" && made > 0) await this.#sleepUntil(() => started + (1000 * made) / Number(this.#speed));
      }
    }
    this.#looping = false;
    this.#goal = undefined;
    rested(why);
  }

  /** The longer rounds are, the less waiting there is between them; the shorter, the sooner they can be seen. */
  #adapt(steps: number, milliseconds: number): void {
    const fitting = Math.floor((steps * roundMilliseconds) / Math.max(milliseconds, 1));
    this.#chunk = Math.max(1, Math.min(fitting, 2 * Math.max(this.#chunk, steps)));
  }

  /** Asks again what the time is when it is woken: by another speed, or by a pause. */
  async #sleepUntil(due: () => number): Promise<void> {
    const { clock } = this.#options;
    while (this.#goal !== undefined && this.#speed !== "full" && clock.now() < due()) {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(due() - clock.now(), resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
      });
      this.#wake = undefined;
    }
  }
}
