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
  /** Arrays of networks that come in pieces. */
  const pieced = new Map<number, Record<string, Float32Array>>();
  port.onmessage = ({ data }) => {
    if (data.type === "images") {
      const { module, train, test, validation, targetScales } = data;
      tools = new Tools(module, {
        train: Dataset.fromParts(train), test: Dataset.fromParts(test), validation: validation && Dataset.fromParts(validation), targetScales,
      });
      return;
    }
    if (data.type === "values") {
      const { network, name, length, at, values } = data;
      const tensors = pieced.get(network) ?? {};
      pieced.set(network, tensors);
      (tensors[name] ??= new Float32Array(length)).set(values, at);
      return;
    }
    if (data.type === "network") {
      const { network, weights } = data;
      networks.set(network, { ...weights, tensors: pieced.get(network) ?? weights.tensors });
      pieced.delete(network);
      return;
    }
    try {
      const input = { ...data.input, networks: data.networks.map((id) => networks.get(id)!) };
      port.postMessage({ id: data.id, output: tasks[data.name](tools, input as never) });
    } catch (error) {
      port.postMessage({ id: data.id, failure: (error as Error).message });
    }
    for (const id of data.forget) networks.delete(id);
  };
}
