/** Which answers of the analysis worker count, and what it is sent: with a worker that answers when it is asked to. */
import { expect, test } from "vitest";
import { Analyst, type Helper } from "../../../web/analysis/analyst.ts";
import type { Reply, Request } from "../../../web/analysis/messages.ts";
import type { Weights } from "../../../web/analysis/tools.ts";
import type { Data } from "../../../experiment/evaluation.ts";
import { Dataset } from "../../../bindings/dataset.ts";

type Task = Extract<Request, { type: "task" }>;

class FakeHelper implements Helper {
  onmessage: Helper["onmessage"] = null;
  onerror: Helper["onerror"] = null;
  readonly requests: Request[] = [];
  terminated = false;
  postMessage(message: Request): void {
    this.requests.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  /** Networks that it has been sent. */
  get networks(): number[] {
    return this.requests.flatMap((request) => (request.type === "network" ? [request.network] : []));
  }
  get tasks(): Task[] {
    return this.requests.filter((request) => request.type === "task");
  }
  answer(task: Task, output: unknown): void {
    this.onmessage?.({ data: { id: task.id, output } } as MessageEvent<Reply>);
  }
  die(): void {
    this.onerror?.({ message: "out of memory" } as ErrorEvent);
  }
}

const images = { images: new Uint8Array(2), labels: Uint8Array.of(0), inputs: 2, classes: 2 };
const dataset = () => Dataset.fromImages(images);
const data = (): Data => ({ train: dataset(), test: dataset() });
const module = {} as WebAssembly.Module;
const weights = (floats = 1) => ({ description: {}, tensors: { a: new Float32Array(floats) } }) as unknown as Weights;

function office(bytes = 1000) {
  const helpers: FakeHelper[] = [];
  const said: (string | undefined)[] = [];
  const later: (() => void)[] = [];
  const analyst = new Analyst({
    start: () => {
      helpers.push(new FakeHelper());
      return helpers.at(-1)!;
    },
    later: (call) => later.push(call),
    failed: (message) => said.push(message),
    bytes,
  });
  analyst.use(module, data());
  const ask = (slot: string, of: readonly Weights[] = [], late?: "dropped" | "shown") =>
    analyst.ask(slot, "answers", { networks: of, image: new Float32Array(0) }, late);
  return { analyst, helpers, said, later, ask };
}

test("of a slot one computes and the newest waits; late answers are dropped", async () => {
  const { helpers, ask } = office();
  const [a, b, c] = [ask("pad"), ask("pad"), ask("pad")];
  const other = ask("inside");
  const [helper] = helpers as [FakeHelper];
  expect(helper.tasks).toHaveLength(2); // one a slot
  await expect(b).resolves.toBeUndefined();
  helper.answer(helper.tasks[0]!, "late");
  await expect(a).resolves.toBeUndefined();
  expect(helper.tasks).toHaveLength(3);
  helper.answer(helper.tasks[2]!, "c");
  helper.answer(helper.tasks[1]!, "other");
  await expect(c).resolves.toBe("c");
  await expect(other).resolves.toBe("other");
});

test("what is to be shown in any case comes late too, but not where a call since then says otherwise", async () => {
  const { analyst, helpers, ask } = office();
  const first = ask("pad", [], "shown");
  void ask("pad", [], "shown");
  const [helper] = helpers as [FakeHelper];
  helper.answer(helper.tasks[0]!, "first");
  await expect(first).resolves.toBe("first");
  const second = ask("pad", [], "shown");
  analyst.cancel("pad");
  await expect(second).resolves.toBeUndefined();
  expect(helper.tasks).toHaveLength(2);
});

test("images are sent once a race, networks once; what was asked of another race's images is late", async () => {
  const { analyst, helpers, ask } = office();
  const network = weights();
  const before = ask("pad", [network, network]);
  const [helper] = helpers as [FakeHelper];
  expect(helper.requests.map(({ type }) => type)).toEqual(["images", "network", "task"]);
  expect(helper.requests[1]).toEqual({ type: "network", network: 0, weights: network });
  expect(helper.tasks[0]).toMatchObject({ networks: [0, 0] });
  const next = data();
  analyst.use(module, next);
  analyst.use(module, next);
  helper.answer(helper.tasks[0]!, "of the images before");
  await expect(before).resolves.toBeUndefined();
  void ask("pad", [network]);
  expect(helper.requests.map(({ type }) => type)).toEqual(["images", "network", "task", "images", "task"]);
  expect(helper.tasks[1]).toMatchObject({ networks: [0] });
});

test("the worker gives up the networks that are longest unused, and gets them again where they are wanted", () => {
  const { helpers, ask } = office(1000);
  const [a, b, c] = [weights(100), weights(100), weights(100)];
  void ask("1", [a, b]);
  void ask("2", [a]);
  void ask("3", [c]);
  void ask("4", [b]);
  const { tasks, networks } = helpers[0]!;
  expect(networks).toEqual([0, 1, 2, 1]);
  expect(tasks.map(({ forget }) => forget)).toEqual([[], [], [1], [0]]);
});

test("a worker that dies is replaced once, with all that it was asked for; the second time it is said", async () => {
  const { analyst, helpers, said, ask } = office();
  const network = weights();
  const answer = ask("pad", [network]);
  helpers[0]!.die();
  expect(helpers[0]!.terminated).toBe(true);
  expect(helpers[1]!.requests.map(({ type }) => type)).toEqual(["images", "network", "task"]);
  helpers[1]!.answer(helpers[1]!.tasks[0]!, "answer");
  await expect(answer).resolves.toBe("answer");
  expect(said).toEqual([undefined]);
  const lost = [ask("pad"), ask("pad")];
  helpers[1]!.die();
  expect(said).toEqual([undefined, "out of memory"]);
  await expect(Promise.all(lost)).resolves.toEqual([undefined, undefined]);
  await expect(ask("pad")).resolves.toBeUndefined();
  expect(helpers).toHaveLength(2);
  analyst.use(module, data()); // another race, another try
  void ask("pad");
  expect(said.at(-1)).toBeUndefined();
  expect(helpers).toHaveLength(3);
});

test("what is large is copied piece by piece, with rests between, and in order", () => {
  const { helpers, later, ask } = office(1e9);
  const floats = 5 * 2 ** 20;
  const large = weights(floats);
  for (const i of [1, 2]) large.tensors["a"]![i * 2 ** 21] = i;
  void ask("1", [large]);
  void ask("2", [weights(1)]);
  const [helper] = helpers as [FakeHelper];
  expect(helper.requests.map(({ type }) => type)).toEqual(["images", "values"]);
  while (later.length > 0) {
    const before = helper.requests.length;
    later.shift()!();
    expect(later.length).toBeLessThan(2);
    expect(helper.requests.slice(before).filter(({ type }) => type === "values").length).toBeLessThan(2);
  }
  expect(helper.requests.map(({ type }) => type)).toEqual(["images", "values", "values", "values", "network", "task", "network", "task"]);
  const pieces = helper.requests.filter((request) => request.type === "values");
  const [{ length, name }] = pieces as [typeof pieces[number]];
  expect([name, length]).toEqual(["a", floats]);
  // Each with a memory of its own, which goes to the worker.
  expect(pieces.map(({ at, values }) => [at, values[0], values.length, values.buffer.byteLength])).toEqual(
    [0, 1, 2].map((i) => [i * 2 ** 21, i, i < 2 ? 2 ** 21 : 2 ** 20, 4 * (i < 2 ? 2 ** 21 : 2 ** 20)]),
  );
});

test("a worker that dies while it is sent a large network gets all of it again", () => {
  const { helpers, later, ask } = office(1e9);
  void ask("1", [weights(5 * 2 ** 20)]);
  helpers[0]!.die();
  while (later.length > 0) later.shift()!();
  expect(helpers[1]!.requests.map(({ type }) => type)).toEqual(["images", "values", "values", "values", "network", "task"]);
});

test("a task that fails says why", async () => {
  const { helpers, said, ask } = office();
  const answer = ask("pad");
  const helper = helpers[0]!;
  helper.onmessage?.({ data: { id: helper.tasks[0]!.id, failure: "no memory" } } as MessageEvent<Reply>);
  await expect(answer).resolves.toBeUndefined();
  expect(said.at(-1)).toBe("no memory");
});

test("what goes wrong with a task that nobody waits for any more is not said: it may be of the data before", async () => {
  const { analyst, helpers, said, ask } = office();
  const before = ask("pad");
  const helper = helpers[0]!;
  analyst.use(module, data());
  helper.onmessage?.({ data: { id: helper.tasks[0]!.id, failure: "other data" } } as MessageEvent<Reply>);
  await expect(before).resolves.toBeUndefined();
  expect(said).not.toContain("other data");
});
