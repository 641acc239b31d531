// All that is said before the race's first frame, in Japanese: loaded for who reads it. Other rooms bring theirs along.

export { ja as experiments } from "../experiments/ja.ts";
export { ja as pad } from "../pad/ja.ts";
export { ja as race } from "../race/ja.ts";
export { ja as story } from "../story/ja.ts";
export { ja as frame } from "./ja.ts";
