/** The files of a network in PyTorch: the script, and where its run is known what was trained with. */
import { dirname, join, parse, resolve } from "node:path";
import { compile } from "../../../bindings/compile.ts";
import { networkOf } from "../../../bindings/model.ts";
import type { Encoder, ExportOptions } from "../../commands/export.ts";
import { type ChosenRun, chooseRun, folderOfRun } from "../../explain/run.ts";
import type { Host } from "../../host.ts";
import { relativePath } from "../../paths.ts";
import { reloadDataset } from "../../run/data.ts";
import { readStart } from "../../run/read-start.ts";
import { commandLine } from "../../shell.ts";
import type { LoadedDataset } from "../dataset.ts";
import { checkInputs, torchScript } from "./script.ts";
import { encodeDataset, recordTraining } from "./training.ts";
import { warningLine } from "../../texts/language.ts";

/** A script `<name>.py`, `<name>.training.tensors`, and `data-<hash>.tensors` for all networks of a run. */
export function torchEncoder(host: Host, options: ExportOptions): Encoder {
  const datasets = new Map<string, Promise<{ data: LoadedDataset }>>();
  const load = ({ folder, run }: ChosenRun, source: string) => {
    const again = `${commandLine(host, "export", source)} --format torch`;
    const loading = datasets.get(folder) ?? reloadDataset(folder, run, options.data, host, undefined, again);
    datasets.set(folder, loading);
    return loading;
  };
  return async (model, source, target) => {
    const module = await compile();
    const network = networkOf(module, model);
    const expected = network.predict(checkInputs(model.description.inputs));
    const digest = await network.digest();
    network.dispose();
    const here = dirname(target);
    const script = (training?: string, data?: string) =>
      torchScript(model, expected, digest, { network: relativePath(resolve(here), resolve(source)), training, data });
    const checkAlone = (reason: string) => {
      host.stderr.write(warningLine(`${source} ${reason}, so the script checks the network and does not train it`));
      return [{ file: target, content: script() }];
    };
    if ((await folderOfRun(source)) === undefined) return checkAlone("lies in no folder of a run");
    const chosen = await chooseRun(source, {}, host);
    if (chosen.arm.from?.optimizerState) return checkAlone("was begun with another optimizer's state");
    const start = await readStart(chosen.folder, chosen.arm, chosen.seed);
    const { data } = await load(chosen, source);
    const training = `${parse(target).name}.training.tensors`;
    const shared = `data-${chosen.run.dataHash.slice(0, 8)}.tensors`;
    return [
      { file: target, content: script(training, shared) },
      { file: join(here, training), content: await recordTraining(module, model, chosen.arm, chosen.seed, data, start?.state) },
      { file: join(here, shared), content: encodeDataset(data.train), shared: true },
    ];
  };
}
