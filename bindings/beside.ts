import { UsagiError } from "./errors.ts";

/** Where usagi.wasm is by default: beside this file. The build for Node has inside.ts in this file's place. */
export function standardSource(): URL {
  try {
    return new URL("./usagi.wasm", import.meta.url);
  } catch (error) {
    throw new UsagiError(
      "usagi.wasm cannot be found from a script that is no ES module: give compile() its address, or use " +
        "usagi-nn/inline",
      { cause: error },
    );
  }
}
