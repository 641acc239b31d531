export default {
  entries: ["tests/assembly/*.spec.ts"],
  instantiate: (memory, createImports, instantiate, binary) =>
    instantiate(binary, createImports({ env: { memory } })),
};
