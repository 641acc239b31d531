/** A commented experiment to start with on a CSV file. */
import { activationNames } from "../../bindings/parts/activations.ts";
import { optimizerNames } from "../../bindings/parts/optimizers.ts";
import { type ColumnSurvey, type CsvSurvey, proposeAnswer } from "../../experiment/data/survey.ts";
import { printable } from "../../experiment/printable.ts";
import { colon, comma } from "../../report/words.ts";
import { language, said } from "../texts/language.ts";

/** Share of the rows to test on, as where an experiment says nothing. */
const testShare = 0.2;
/** How often each training row is drawn, and between which numbers of steps that is. */
const epochs = 50;
const [fewestSteps, mostSteps] = [300, 5000];
const mostListed = 20;

export interface Starter {
  text: string;
  /** What it predicts, in a sentence. */
  about: string;
}

export interface StarterFile {
  /** The experiment's name. */
  name: string;
  schema: string;
  /** Of the data, as seen from the experiment's file. */
  path: string;
}

/** @param file For messages. @throws UsagiError where nothing can be predicted. */
export function csvStarter({ name, schema, path }: StarterFile, file: string, survey: CsvSurvey): Starter {
  const { size, header, decimal, columns } = survey;
  const { starter: common, csvStarter: say } = said();
  const { answer, isClass, ignore } = proposeAnswer(file, survey);
  /** As a file says it. */
  const columnOf = (i: number) => JSON.stringify(header ? columns[i]!.name : i + 1);
  const features = columns.filter((_, i) => i !== answer && !ignore.includes(i));
  const missing = features.reduce((sum, column) => sum + column.missing, 0);
  const training = Math.max(1, Math.round(size * (1 - testShare)));
  const batchSize = Math.min(training, training >= 2000 ? 100 : training >= 300 ? 32 : 10);
  const iterations = Math.min(mostSteps, Math.max(fewestSteps, Math.ceil((epochs * training) / batchSize / 100) * 100));
  const columnsText = columns.slice(0, mostListed).map((column, i) => `  //   ${printable(lookOf(column, i))}\n`).join("") +
    (columns.length > mostListed ? `  //   ${say.moreColumns(columns.length - mostListed)}\n` : "");
  const lacking = columns[answer]!.missing;
  const about = [say.predicts(columnOf(answer), isClass, features.length), ...(lacking > 0 ? [say.lacking(lacking)] : [])].join(" ");
  const [first, none, l2] = say.armNames.map((arm) => JSON.stringify(arm));
  const text = `{
  // ${common.schema}
  "$schema": ${JSON.stringify(schema)},

  // ${common.results}
  "name": ${JSON.stringify(name)},

  // ${say.columns(size)}
${columnsText}  "dataset": {
    "name": "csv",
    "path": ${JSON.stringify(path)},
    ${isClass ? '"label"' : '"target"'}: ${columnOf(answer)}, // ${isClass ? say.label : say.target}
${isClass ? "" : `    "standardizeTargets": true, // ${say.standardizeTargets}\n`}${ignore.length > 0 ? `    "ignore": [${ignore.map(columnOf).join(", ")}], // ${say.ignore}\n` : ""}${
    decimal === "," ? `    "decimal": ",", // ${say.decimal}\n` : ""}${missing > 0 ? `    "missing": "mean", // ${say.meansFor(missing)}\n` : ""}    "test": ${testShare}, // ${say.test}
    "seed": 0 // ${say.seed}
  },
${isClass ? "" : `
  // ${say.loss}
  "loss": "meanSquaredError",
`}
  // ${say.hidden(isClass ? "class" : "target")}
  "network": {
    "hidden": [${training >= 2000 ? "64, 32" : "16"}],
    "activation": "relu" // ${common.oneOf(activationNames)}
  },

  "training": {
    "iterations": ${iterations}, // ${say.iterations(training, Math.round((iterations * batchSize) / training))}
    "batchSize": ${batchSize},
    "evaluateEvery": ${iterations / 50}, // ${say.evaluateEvery}
    "sampling": "epochs", // ${common.sampling}
    "trainAccuracy": "all" // ${say.trainAccuracy(isClass ? "accuracy" : "RMSE")}
  },

  // ${common.optimizers(optimizerNames)}
  "optimizer": { "name": "adam", "learningRate": 0.01 },

  // ${common.seeds}
  "seeds": [0, 1, 2],

  // ${common.arms}
  "arms": [
    { "name": ${first} },
    { "name": ${none}, "network": { "hidden": [] } }, // ${say.baseline(isClass)}
    { "name": ${l2}, "regularization": { "l2": 0.001 } },
  ],
}
`;
  return { text, about };
}

const short = (value: number) => String(Number(value.toPrecision(4)));

/** `length: numbers from 4.3 to 7.9` */
function lookOf({ name, isNumbers, low, high, different, missing }: ColumnSurvey, i: number): string {
  const { csvStarter: say } = said();
  const what = isNumbers ? say.numbers(short(low), short(high)) : say.texts(different > 1000 ? say.moreThan(1000) : String(different));
  return `${i + 1} ${name}${colon[language()]}${[what, ...(missing > 0 ? [say.missing(missing)] : [])].join(comma[language()])}`;
}
