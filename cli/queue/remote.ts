/** What a command needs to have a study trained by the workers of a queue. */
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { InputError } from "../errors.ts";
import { printable } from "../../experiment/printable.ts";
import type { Host } from "../host.ts";
import { type QueueAddress, queueAddress } from "./address.ts";
import { connect, type Connection } from "./connection.ts";
import { bySource, type Needed } from "./source.ts";
import { translated, warningLine } from "../texts/language.ts";

export interface Remote {
  address: QueueAddress;
  connection: Connection;
  needed: Needed;
  /** What the experiment was resolved of. */
  file: unknown;
}

/** What is to be trained. */
export interface Sent {
  /** Which the experiment was resolved of. */
  file: unknown;
  experiment: Pick<ResolvedExperiment, "dataset" | "arms">;
  /** Where a relative path of the data set starts. */
  dataFolder: string;
}

/**
 * Calls `use` with the connection to a queue, which is closed after it; with none where no queue is given.
 * @throws InputError where it is no queue, or does not answer, or the study holds what none carries.
 */
export async function withRemote<Result>(
  given: string | true | undefined, { file, experiment, dataFolder }: Sent,
  host: Host, use: (remote: Remote | undefined) => Promise<Result>,
): Promise<Result> {
  if (given === undefined) return await use(undefined);
  const address = queueAddress(given, host.env);
  const begun = experiment.arms.find(({ from }) => from);
  if (begun) {
    throw new InputError(`--queue: arm ${begun.name} begins with a trained network, which no queue carries: train on one machine, or in parts with --shard`);
  }
  const needed = await bySource(experiment.dataset, dataFolder);
  const say = (text: string) => host.stderr.write(`${printable(translated(text))}\n`);
  const connection = await connect(address, { warn: (text) => host.stderr.write(warningLine(text)), note: say });
  try {
    return await use({ address, connection, needed, file });
  } finally {
    await connection.close();
  }
}
