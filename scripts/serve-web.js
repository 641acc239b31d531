// Builds the page and serves dist/web on this machine alone. `node scripts/serve-web.js [PORT]`, by default 8080.

import { fileURLToPath } from "node:url";
import { buildWeb } from "./build-web.js";
import { isMain } from "./main.js";
import { serve } from "./serve.js";

const folder = fileURLToPath(new URL("../dist/web", import.meta.url));

/** Every name but these two holds its content's hash. */
const headers = (path) => (
  { "cache-control": /(\/|\/index\.html|\/sw\.js)$/.test(path) ? "no-cache" : "max-age=31536000, immutable" }
);

/** Builds and serves the page; port 0 is any free one. */
export async function serveWeb(port) {
  await buildWeb(folder);
  return serve(folder, { port, headers });
}

if (isMain(import.meta.url)) {
  const port = Number(process.argv[2] ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    console.error(`error: the port is ${process.argv[2]}; it must be a whole number from 0 to 65535`);
    process.exit(2);
  }
  try {
    const { url } = await serveWeb(port);
    console.log(`The page is at ${url}`);
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const taken = code === "EADDRINUSE";
    console.error(`error: ${taken ? `port ${port} is taken; give another: npm run web -- 8081` : message}`);
    process.exit(1);
  }
}
