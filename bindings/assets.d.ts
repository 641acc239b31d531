/** The build puts the file's bytes in place of the import, in base64. */
declare module "*.wasm" {
  const base64: string;
  export default base64;
}
