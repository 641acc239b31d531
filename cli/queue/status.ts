/** What is shown of the workers while a study is out. */
import type { Announcement } from "./announce.ts";

/** After which something is said of workers that are missing. */
const patienceMilliseconds = 7000;
const lookMilliseconds = 1000;
const mostNamed = 8;

export interface Watched {
  readonly workers: readonly Announcement[];
  /** Workers that get nothing of the study, and why. */
  readonly strangers: readonly string[];
}

const threadsText = (count: number) => `${count} thread${count === 1 ? "" : "s"}`;

export class Status {
  readonly #watched: Watched;
  readonly #start: string;
  readonly #note: (text: string) => void;
  readonly #begun = performance.now();
  readonly #noted = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  /**
   * @param start The command that starts a worker.
   * @param note Says something that stays.
   * @param isShown Whether `lines` are shown; else workers are noted as they come.
   */
  constructor(watched: Watched, start: string, note: (text: string) => void, isShown: boolean) {
    this.#watched = watched;
    this.#start = start;
    this.#note = note;
    this.#timer = setInterval(() => this.#look(isShown), lookMilliseconds);
  }

  /** For below a table. */
  get lines(): string[] {
    const { workers } = this.#watched;
    if (workers.length === 0) return ["workers: none yet"];
    const all = workers.reduce((sum, { threads }) => sum + threads, 0);
    const count = `${workers.length} worker${workers.length === 1 ? "" : "s"}, ${threadsText(all)}`;
    return [`${count}: ${workers.slice(0, mostNamed).map(({ name }) => name).join(", ")}${workers.length > mostNamed ? ", …" : ""}`];
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(isShown: boolean): void {
    const { workers, strangers } = this.#watched;
    for (const why of strangers) this.#once(`${why}: it gets nothing of this study`);
    if (workers.length === 0 && performance.now() - this.#begun > patienceMilliseconds) {
      this.#once(`No worker is there. Start one, on any machine, with: ${this.#start}`);
    }
    if (isShown) return;
    for (const { name, threads, speed } of workers.slice(0, mostNamed)) {
      this.#once(`${name} works at it: ${threadsText(threads)}, ${Math.round(speed).toLocaleString("en")} rows/s each`);
    }
  }

  #once(text: string): void {
    if (this.#noted.has(text)) return;
    this.#noted.add(text);
    this.#note(text);
  }
}
