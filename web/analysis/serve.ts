// The worker's side: one task after another.

import { Dataset } from "../../bindings/dataset.ts";
import type { Reply, Request } from "./messages.ts";
import { tasks } from "./tasks/index.ts";
import { Tools, type Weights } from "./tools.ts";

/** The global scope of a worker, or one end of a MessageChannel. */
export interface Port {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: Reply): void;
}

export function serve(port: Port): void {
  let tools: Tools;
  const networks = new Map<number, Weights>();
  port.onmessage = ({ data }) => {
    if (data.type === "images") {
      const { module, train, test, validation } = data;
      tools = new Tools(module, {
        train: Dataset.fromParts(train), test: Dataset.fromParts(test), validation: validation && Dataset.fromParts(validation),
      });
      return;
    }
    for (const [id, weights] of data.news) networks.set(id, weights);
    try {
      const input = { ...data.input, networks: data.networks.map((id) => networks.get(id)!) };
      port.postMessage({ id: data.id, output: tasks[data.name](tools, input as never) });
    } catch (error) {
      port.postMessage({ id: data.id, failure: (error as Error).message });
    }
    for (const id of data.forget) networks.delete(id);
  };
}
