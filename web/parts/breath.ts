// The first code of the page is run in several tasks, so that the browser can paint and answer in between.

/** Resolves in the next task. */
export const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

// What is imported after this file waits for it.
await breath();
