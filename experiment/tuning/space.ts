/** What is searched, as resolved experiments and results have it. */

/** Values to choose from, or an interval of x or of 1 − x. */
export type SearchRange =
  | { readonly values: readonly unknown[] }
  | { readonly min: number; readonly max: number; readonly scale: "linear" | "log"; readonly of: "x" | "1-x" };

/** By paths in the arm, such as `optimizer.learningRate`, which comes first where it is searched. */
export type SearchSpace = Readonly<Record<string, SearchRange>>;

/** The values of a trial, by the paths of its search space. */
export type Settings = Readonly<Record<string, unknown>>;
