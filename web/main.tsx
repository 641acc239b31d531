// What is painted first: the heading, in the reader's language. The page itself comes in the next task.

import { effect } from "@preact/signals";
import { render } from "preact";
import { Header } from "./header.tsx";
import { language, loadLanguage, texts } from "./texts/language.ts";

await loadLanguage().catch(() => (language.value = "en"));
effect(() => {
  document.documentElement.lang = language.value;
  document.title = texts.value.title;
  document.querySelector<HTMLMetaElement>("meta[name=description]")!.content = texts.value.description;
});
// Within another page there is less of it.
const embedded = new URLSearchParams(location.search).get("view") === "embed";
const app = document.getElementById("app")!;
const unstarted = app.firstElementChild!;
if (!embedded) {
  unstarted.remove();
  const standard = ["", "#race"].includes(location.hash);
  const { arms } = JSON.parse(BUILD.standard) as { arms: readonly unknown[] };
  render(<Header variants={standard ? arms.length : 1} optimizers={standard} />, app);
  // Where nobody looks there are no frames.
  if (!document.hidden) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
const { begin } = await import("./start.tsx").catch((error: unknown) => {
  app.replaceChildren(unstarted);
  throw error;
});
await begin(app, embedded);
