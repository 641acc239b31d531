import { render } from "preact";
import { App } from "./app.tsx";
import { serviceWorkerUrl } from "./site.ts";
import { Embed, isEmbedded } from "./sharing/embed.tsx";
import { start } from "./state/store.ts";
import { adoptPalette } from "./parts/swatch.tsx";

adoptPalette();
const app = document.getElementById("app")!;
app.replaceChildren(); // what it says where this code does not come
render(isEmbedded() ? <Embed /> : <App />, app);
await start();
// For the next visit without a network; where it is not allowed, the page works all the same.
await navigator.serviceWorker?.register(serviceWorkerUrl).catch(() => {});
