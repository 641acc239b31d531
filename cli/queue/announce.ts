/** Workers say who they are as long as they live, whatever they can work at; whoever sends a study hears it. */
import * as z from "zod";
import type { Connection } from "./connection.ts";

/** The queue that holds no jobs, only what workers say. */
const QUEUE = "workers";
const EVENT = "worker";
const everyMilliseconds = 5000;
/** After so long without a word a worker is gone. */
const goneMilliseconds = 4 * everyMilliseconds;
/** Of all workers, kept for nobody. */
const mostEvents = 1000;

const announcement = z.strictObject({
  /** Not twice at once. */
  id: z.string().max(100),
  name: z.string().max(100),
  version: z.string().max(64),
  threads: z.int().positive(),
  /** Images that one thread trains a network of the report with, a second. */
  speed: z.number().nonnegative(),
  /** As of `bySource`: the data that it has. */
  sources: z.array(z.string().max(80)).max(100),
  /** It ends. */
  leaves: z.literal(true).exactOptional(),
});
export type Announcement = z.infer<typeof announcement>;

/** @returns What says that it ends. */
export async function announce({ bullmq, options }: Connection, who: Announcement): Promise<() => Promise<void>> {
  const events = new bullmq.QueueEventsProducer(QUEUE, options);
  events.on("error", () => {}); // The connection is shared, and says so itself.
  const say = async (what: Announcement) => {
    await events.publishEvent({ eventName: EVENT, worker: JSON.stringify(what) }, mostEvents);
  };
  await say(who);
  const timer = setInterval(() => void say(who).catch(() => {}), everyMilliseconds);
  return async () => {
    clearInterval(timer);
    await say({ ...who, leaves: true }).catch(() => {});
    await events.close();
  };
}

/** The workers that live, of whatever version and data. */
export class Workers {
  readonly #known = new Map<string, { who: Announcement; heard: number }>();
  readonly #close: () => Promise<void>;

  constructor({ bullmq, options }: Connection) {
    const events = new bullmq.QueueEvents(QUEUE, options);
    events.on("error", () => {});
    events.on(EVENT as "error", (said: unknown) => this.#hear((said as { worker?: unknown }).worker));
    this.#close = () => events.close();
  }

  /** In the order in which they came. */
  get all(): Announcement[] {
    const now = performance.now();
    return [...this.#known.values()].filter(({ heard }) => now - heard < goneMilliseconds).map(({ who }) => who);
  }

  async close(): Promise<void> {
    await this.#close();
  }

  #hear(text: unknown): void {
    let value: unknown;
    try {
      value = JSON.parse(String(text));
    } catch {
      return;
    }
    const { data: who } = announcement.safeParse(value);
    if (!who) return;
    if (who.leaves) this.#known.delete(who.id);
    else if (this.#known.size < mostEvents || this.#known.has(who.id)) this.#known.set(who.id, { who, heard: performance.now() });
  }
}
