import base64 from "./usagi.wasm";

/** The bytes of the usagi.wasm inside this file. */
export function standardSource(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
