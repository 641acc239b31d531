/** English in the sources that is no message of the command line, or has its Japanese beside it. */
import ts from "typescript";
import type { Sentence } from "./sentences.ts";

/** Files that are left out as a whole, and why. */
const files: readonly [RegExp, string][] = [
  [/^cli\/texts\/|^experiment\/(?:data\/messages|messages|rules)-ja\.ts$/, "the words of both languages"],
  [/^report\/|^cli\/report\//, "words of both languages beside each other: tests/cli/report/japanese.test.ts looks at what they make"],
  [/^cli\/optimizers\/table\.ts$/, "docs"],
  [/^experiment\/data\/sniff\.ts$/, "has a test of its own"],
  [/^cli\/files\/c-header\.ts$|^cli\/files\/torch\/(script|optimizers|random)\.ts$|^cli\/files\/onnx\/encode\.ts$/, "what exported files say"],
  [/^cli\/report\/style\.ts$/, "CSS"],
  [/^experiment\/worker\/|^experiment\/data\/mnist\.ts$/, "browsers alone"],
  [/^bindings\/(beside|compile|core|crew|shared|wasm|inline|staging|sampler|dataset|network)\.ts$/, "programs that call the library alone"],
];

/** Properties that hold what JSON Schemas, docs or help say, or a text of one language beside that of the other. */
const properties = new Set(["about", "description", "label", "en", "ja"]);

/** Calls that take such texts. */
const calls = new Set(["argument", "option", "requiredOption", "description", "version", "helpOption", "addHelpText", "queueOption"]);

export const isExemptFile = (file: string): boolean => files.some(([form]) => form.test(file));

export function isExempt(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node)) return properties.has(node.name.getText());
  if (ts.isNewExpression(node)) return ["Option", "Command"].includes(node.expression.getText());
  if (!ts.isCallExpression(node)) return false;
  const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText();
  return calls.has(name) && !/^(?:option|description)$/.test(node.expression.getText());
}

/** Outside the command line, what a key means is a sentence with its stop; what is wrong with a value begins in lower case. */
export const isDescription = ({ place, text }: Sentence): boolean =>
  !place.startsWith("cli/") && /^([A-Z"]|[α-ωΑ-Ω½−]|w, |coupled: |7; a relative|7 beside).*\.$/s.test(text);

/** Parts of messages, which the sources put together elsewhere; as wholes they are in `assembled` (language.test.ts). */
const parts: readonly RegExp[] = [
  /^standard input$|^(npx )?usagi|^(test|validation|the test|the) loss$|^min and max$|^signed bytes$|^in each direction$/,
  /^of the network's inputs$|^the target$|^the experiment$|^the file$|^the (dtype|data) of tensor 7$|^an array of 7$|^more than expected$|^the (name of a made set|share to test on)$|^Connection is closed\.$/,
  /^was begun (by version|with)|: choose another folder|^is a \.npz file$|; with a file of labels|^write the tables/,
  /where it speaks (no )?TLS|is version ;|^; |^7: 7; |^its content is|^7: line 7 7|the script checks the network|^lies in no folder|^: where column/,
  /^it is an optimizer of its own|^it keeps the greatest|^that is what it is|^its look ahead|^no source has it|^7 has no 7: 7|^unknown key: 7|^must be 7/,
  /^"7".* or (a data set with targets|an object with a name)|or with \/ as|^a backslash is written|^7; |allowed7$|^7: gives no/,
  /^makes the value|^has a trial that|did you mean 7\?$|^not a type of numbers|^This network and|^Use fewer|^7 7 |^batchSize is 7 and 7$/,
  /^(Folder with|Another (such|CSV)|NumPy's)/,
];

/** What a bug would say, and what only programs that call the library meet: they see it in English. */
const ofPrograms: readonly RegExp[] = [
  /package\.json is missing$|^7 is not in 7$|alone is another one$|^there is no run 7$|, and its working 7$|^the kernels' constants end/,
  /^data(\.7)? has|^the number of rows of data|^7 begins with a trained network|^(the evaluation|no evaluation) (of|is)|it must be (an array of numbers|a 7,|a list of a mean)|^usagi-nn experiment$/,
];

export const isPart = (text: string): boolean => [...parts, ...ofPrograms].some((form) => form.test(text));
