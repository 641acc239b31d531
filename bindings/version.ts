/** The version of this package. The build writes it into usagi.wasm too, so that neither is used with another's. */
export const version = "0.1.0";
