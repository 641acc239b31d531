// Data of one's own are read in a thread: nothing leaves the browser. Bundled into one file that imports nothing.

import type { ResolvedDataset } from "../../experiment/resolve.ts";
import {
  type Look, lookAtIdx, lookAtNpz, type OwnFile, type OwnSet, pathsIn, readSet, type SurveyedTable, surveyTable,
} from "./read-own.ts";

/** What is asked for, and what comes of it. */
export interface Asked {
  set: [{ readonly dataset: ResolvedDataset; readonly files: readonly OwnFile[] }, OwnSet];
  paths: [{ readonly files: readonly OwnFile[] }, readonly string[]];
  table: [{ readonly files: readonly OwnFile[] }, SurveyedTable];
  idx: [{ readonly folder: string; readonly files: readonly OwnFile[] }, Look];
  npz: [{ readonly file: OwnFile }, Look];
}

export type Request = { [What in keyof Asked]: { readonly what: What; readonly of: Asked[What][0] } }[keyof Asked];
export type Reply = { readonly found: Asked[keyof Asked][1] } | { readonly failure: string };

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Request>) => void;
  postMessage(reply: Reply): void;
};

async function answer({ what, of }: Request): Promise<Asked[keyof Asked][1]> {
  switch (what) {
    case "set":
      return await readSet(of.dataset, of.files);
    case "paths":
      return await pathsIn(of.files);
    case "table":
      return await surveyTable(of.files);
    case "idx":
      return await lookAtIdx(of.folder, of.files);
    case "npz":
      return await lookAtNpz(of.file);
  }
}

scope.onmessage = ({ data }) => {
  void answer(data)
    .then((found): Reply => ({ found }), (error: unknown): Reply => ({ failure: (error as Error).message }))
    .then((reply) => scope.postMessage(reply));
};
