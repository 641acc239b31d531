/** The folder that index.html lies in; this file is bundled into a folder beside it. */
const root = new URL("../", import.meta.url);

export const wasmUrl = new URL(BUILD.wasm, root);
export const threadUrl = new URL(BUILD.thread, root);
export const analysisUrl = new URL(BUILD.analysis, root);
export const imagesUrl = new URL(BUILD.images, root);
/** The worker that reads data of one's own. */
export const ownUrl = new URL(BUILD.own, root);
export const serviceWorkerUrl = new URL("sw.js", root);

/** Address of a file of the build. */
export const fileUrl = (path: string) => new URL(path, root);
