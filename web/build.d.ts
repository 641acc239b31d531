/** What scripts/build-web.js puts in; addresses are relative to the page's folder. */
declare const BUILD: {
  readonly version: string;
  readonly wasm: string;
  /** The script of a training thread. */
  readonly thread: string;
  /** The script of the analysis worker. */
  readonly analysis: string;
  /** MNIST, cut into files of so many images and bytes. */
  readonly pieces: Readonly<
    Record<"train" | "test", readonly { readonly url: string; readonly count: number; readonly bytes: number }[]>
  >;
  /** experiment.json and the files of experiments/, as they are. */
  readonly experiments: readonly { readonly file: string; readonly text: string }[];
};
