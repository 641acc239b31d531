/** What scripts/build-web.js puts in; addresses are relative to the page's folder. */
declare const BUILD: {
  readonly version: string;
  /** Whether the handbook lies beside the page. */
  readonly handbook: boolean;
  readonly wasm: string;
  /** The script of a training thread. */
  readonly thread: string;
  /** The script of the analysis worker. */
  readonly analysis: string;
  /** The script of the worker that loads images. */
  readonly images: string;
  /** The script of the worker that reads data of one's own. */
  readonly own: string;
  /** MNIST, cut into files of so many images and bytes. */
  readonly pieces: Readonly<
    Record<"train" | "test", readonly { readonly url: string; readonly count: number; readonly bytes: number }[]>
  >;
  /** The text of experiment.json. */
  readonly standard: string;
  /** Its name, and those of the files of experiments/. */
  readonly presets: readonly string[];
  /** A file with the texts of the latter, by name. */
  readonly otherPresets: string;
};
