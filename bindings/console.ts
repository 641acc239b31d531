/** The method that Node, Deno and Bun ask for what `console.log` prints of an object. */
export const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom");
