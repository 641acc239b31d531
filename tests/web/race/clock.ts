// A clock that stands until it is turned, and racers that are fast.

import type { Clock, Racer } from "../../../web/race/scheduler.ts";

/** All that is due without time passing: promises, and what they lead to. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

export class FakeClock implements Clock {
  #now = 0;
  #timers: { at: number; call: () => void }[] = [];

  now = () => this.#now;

  after = (milliseconds: number, call: () => void) => {
    const timer = { at: this.#now + milliseconds, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Lets time pass, from timer to timer. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await settle();
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.call();
    }
    this.#now = end;
    await settle();
  }
}

/** Takes a millisecond or more a step, on a fake clock. */
export class FakeRacer implements Racer {
  at = 0;
  ended = false;
  readonly asked: number[] = [];
  readonly end: number;
  readonly every: number;
  readonly #clock: FakeClock;
  readonly #pace: number;
  #standing: Promise<void> = Promise.resolve();

  constructor(clock: FakeClock, { end = 100, every = 10, pace = 1 } = {}) {
    this.#clock = clock;
    this.end = end;
    this.every = every;
    this.#pace = pace;
  }

  advance(steps: number): Promise<void> {
    this.asked.push(steps);
    this.#standing = new Promise((resolve) => {
      this.#clock.after(steps * this.#pace, () => {
        this.at = Math.min(this.end, this.at + steps);
        this.ended = this.at === this.end;
        resolve();
      });
    });
    return this.#standing;
  }

  stand(): Promise<void> {
    return this.#standing;
  }
}
