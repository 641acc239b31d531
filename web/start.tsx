// Takes the place of what was painted first.

import { render } from "preact";
import { App } from "./app.tsx";
import { breath } from "./parts/breath.ts";
import { preload } from "./parts/lazy.tsx";
import { adoptPalette } from "./parts/swatch.tsx";
import { serviceWorkerUrl } from "./site.ts";
import { start } from "./state/store.ts";
import { isTelling } from "./story/place.tsx";
import { formatCount } from "./texts/language.ts";

export async function begin(app: HTMLElement, embedded: boolean): Promise<void> {
  const Page = embedded ? (await import("./sharing/embed.tsx")).Embed : App;
  adoptPalette();
  await breath();
  formatCount(0); // a browser takes 25 ms for its first format of numbers
  await breath();
  // It decides what else there is to see, and how large.
  if (isTelling()) await Promise.all(["story", "charts"].map(preload));
  render(null, app);
  app.replaceChildren(); // what it says where this code does not come
  render(<Page />, app);
  await start();
  // For the next visit without a network; where it is not allowed, the page works all the same.
  await navigator.serviceWorker?.register(serviceWorkerUrl).catch(() => {});
}
