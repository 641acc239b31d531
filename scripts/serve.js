// A server of a folder's files, on this machine alone: for the page, and for what tests open in browsers.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** @typedef {{ readonly url: string, close(): Promise<void> }} Site Its address ends in a slash. */

/**
 * A folder's address gives its index.html.
 * @param {string} folder
 * @param {{ headers?: (path: string) => Record<string, string>, port?: number }} [options] `headers(path)` go with every
 *   answer and may replace its content-type. Port 0, the default, is any free one.
 * @returns {Promise<Site>}
 */
export async function serve(folder, { headers = () => ({}), port = 0 } = {}) {
  const server = createServer(async ({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    const others = headers(pathname);
    try {
      // Normalized, the path of a URL has no "..": it cannot leave the folder.
      const path = normalize(decodeURIComponent(pathname.replace(/\/$/, "/index.html")));
      const body = await readFile(join(folder, path));
      const type = types[extname(path)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...others }).end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain", ...others, "cache-control": "no-store" }).end("not found");
    }
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
