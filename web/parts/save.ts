// Files that the browser saves.

export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The experiment as its text has it. */
export const saveExperiment = (text: string) => save("experiment.json", new Blob([text], { type: "application/json" }));

/** Parts of a file's name that every system takes. */
export const fileName = (...parts: readonly string[]) =>
  parts.map((part) => part.replace(/[^\p{L}\p{N}._-]+/gu, "-")).join("-");
