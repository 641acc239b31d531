import { render } from "preact";
import { App } from "./app.tsx";
import { serviceWorkerUrl } from "./site.ts";
import { start } from "./state/store.ts";
import { adoptPalette } from "./parts/swatch.tsx";

adoptPalette();
const app = document.getElementById("app")!;
// Within another page there is less of it.
const embedded = new URLSearchParams(location.search).get("view") === "embed";
const Page = embedded ? (await import("./sharing/embed.tsx")).Embed : App;
app.replaceChildren(); // what it says where this code does not come
render(<Page />, app);
await start();
// For the next visit without a network; where it is not allowed, the page works all the same.
await navigator.serviceWorker?.register(serviceWorkerUrl).catch(() => {});
