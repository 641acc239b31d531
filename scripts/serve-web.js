// Builds the page and serves dist/web on this machine alone. `node scripts/serve-web.js [PORT]`, by default 8080.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWeb } from "./build-web.js";
import { isMain } from "./main.js";

const folder = fileURLToPath(new URL("../dist/web", import.meta.url));
const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Serves the built page; port 0 is any free one. */
export async function serveWeb(port) {
  await buildWeb(folder);
  const server = createServer(async (request, response) => {
    try {
      // The path of a URL has no "..": it cannot leave the folder.
      const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
      const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
      const body = await readFile(file);
      response.writeHead(200, {
        "content-type": types[extname(file)] ?? "application/octet-stream",
        // Every name but these two holds its content's hash.
        "cache-control": /(index\.html|sw\.js)$/.test(file) ? "no-cache" : "max-age=31536000, immutable",
      });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    }
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return { address: `http://localhost:${server.address().port}/`, close: () => server.close() };
}

if (isMain(import.meta.url)) {
  const port = Number(process.argv[2] ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    console.error(`error: the port is ${process.argv[2]}; it must be a whole number from 0 to 65535`);
    process.exit(2);
  }
  try {
    const { address } = await serveWeb(port);
    console.log(`The page is at ${address}`);
  } catch (error) {
    const taken = error.code === "EADDRINUSE";
    console.error(`error: ${taken ? `port ${port} is taken; give another: npm run web -- 8081` : error.message}`);
    process.exit(1);
  }
}
