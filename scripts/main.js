import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Whether node was started with the module of this address, through a link too, which Node resolves for modules. */
export const isMain = (url) => process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
