/** What the site's sidebars list, by paths without their ending; the Japanese pages have the same in ja/. */

export type Language = "en" | "ja";

interface Section {
  readonly title: Readonly<Record<Language, string>>;
  readonly pages: readonly string[];
}

const within = (folder: string, pages: readonly string[]) => pages.map((page) => `${folder}/${page}`);

export const sections: readonly Section[] = [
  { title: { en: "Start", ja: "始める" }, pages: ["start"] },
  {
    title: { en: "Course", ja: "講座" },
    pages: within("course", [
      "index", "network", "sgd", "momentum", "adagrad", "rmsprop", "adam", "learning-rate", "batch-norm", "overfitting", "regularization",
    ]),
  },
  {
    title: { en: "How to", ja: "手引き" },
    pages: within("how-to", [
      "compare", "tune", "reproduce", "own-data", "fine-tune", "embed", "export", "class", "resume", "library", "notebooks", "page",
    ]),
  },
  { title: { en: "What was found", ja: "分かったこと" }, pages: ["experiments", "claims", "performance"] },
  {
    title: { en: "Reference", ja: "リファレンス" },
    pages: [
      "experiment-format", "data", "formats", "optimizers", "statistics", "explain", "browsers", "scale",
      ...within("reference", ["experiment", "command-line", "results", "run", "metrics", "library/README"]),
    ],
  },
  {
    title: { en: "Design", ja: "設計" },
    pages: [
      "design", "reliability", "dependencies", "publishing", ...within("project", ["CONTRIBUTING", "CHANGELOG", "SECURITY"]), "scope",
    ],
  },
];
