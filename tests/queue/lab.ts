/** What the tests of a queue begin with: workers that end with the test, and studies that are sent to them. */
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { cli } from "../cli/built.ts";
import { FakeHost } from "../cli/helpers.ts";
import { password, type RedisServer, WorkerProcess } from "./redis.ts";

type WorkerOptions = ConstructorParameters<typeof WorkerProcess>[2] & { threads?: number; data?: string[] };

/** @param redis The one of the test that runs. Nothing that is printed holds its password. */
export function lab(redis: () => RedisServer) {
  const workers: WorkerProcess[] = [];
  afterEach(async () => {
    for (const worker of workers.splice(0)) {
      worker.signal("SIGCONT");
      await worker.end("SIGKILL");
      expect(worker.out + worker.err).not.toContain(password);
    }
  });
  return {
    /** A worker that has data of a folder. */
    start: (name: string, folder: string, { threads = 1, data = ["data"], ...options }: WorkerOptions = {}, url = redis().url): WorkerProcess => {
      const worker = new WorkerProcess(url, ["--name", name, ...data.flatMap((path) => ["--data", join(folder, path)]), "--threads", String(threads)], options);
      workers.push(worker);
      return worker;
    },
    send: async (argv: string[], host = new FakeHost(), url = redis().url) => {
      host.env = { USAGI_QUEUE: url };
      const ended = await cli([...argv, "--queue"], host);
      expect(ended.out + ended.err).not.toContain(password);
      return ended;
    },
  };
}
