// A link that holds a whole experiment: #e= and its JSON, deflated, in base64url. What stands behind & is of others.
// Or a chapter of the story: #story/ and its name.

/** The chapter of the story in an address. It opens its experiment itself, and the address stays the chapter's. */
export const chapterIn = (hash: string): string | undefined => /^#story\/(.*)$/.exec(hash)?.[1];

const maxLength = 2 ** 20;

export async function toHash(value: unknown): Promise<string> {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `#e=${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** The JSON in a link; undefined where there is none. Throws where it is damaged. */
export async function fromHash(hash: string): Promise<string | undefined> {
  const encoded = /^#e=([^&]*)/.exec(hash)?.[1];
  if (encoded === undefined) return undefined;
  const base64 = encoded.replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  // Read in parts: a few bytes may inflate to any size.
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.length > maxLength) throw new Error("too long");
  }
  text += decoder.decode();
  JSON.parse(text);
  return text;
}
