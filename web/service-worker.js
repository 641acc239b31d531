/* global self, caches, fetch, Response, BUILD_FILES */
// Keeps the page for when there is no network. The build puts in the files and their version, and the data
// pieces, which the page itself keeps as they arrive (data.ts).

const { version, files, data } = BUILD_FILES;
const { scope } = self.registration;
// Copies of the page in other folders of this origin have caches of their own.
const shells = `usagi-shell ${scope} `;
const shell = shells + version;
const address = (file) => new URL(file, scope).href;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(shell).then((cache) => cache.addAll(files.map(address))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(clean().then(() => self.clients.claim()));
});

async function clean() {
  const older = (await caches.keys()).filter((name) => name.startsWith(shells) && name !== shell);
  await Promise.all(older.map((name) => caches.delete(name)));
  const cache = await caches.open("usagi-data");
  const current = new Set(data.map(address));
  const stale = (await cache.keys()).filter(({ url }) => url.startsWith(scope) && !current.has(url));
  await Promise.all(stale.map((request) => cache.delete(request)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

/** The newest page where there is a network. All other files have their content in their names. */
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(address("./"))) ?? Response.error();
  }
}
