/** How help reads in Japanese: what commands say of themselves is looked up in the table, what they are called stays. */
import type { Argument, Command, HelpConfiguration, Option } from "commander";
import stringWidth from "string-width";
import { wrap } from "../report/wrap.ts";
import { help } from "./help-ja.ts";

export { translatedUsage as japaneseError } from "./messages-ja.ts";

export const japanese = (text: string): string => (Object.hasOwn(help, text) ? help[text]! : text);

/** A description with its choices and its default, as commander gives them in English. */
function described({ description, argChoices, defaultValue }: Pick<Option | Argument, "description" | "argChoices"> & { defaultValue?: unknown }): string {
  const more = [
    ...(argChoices ? [`選択肢：${argChoices.map((choice) => JSON.stringify(choice)).join("、")}`] : []),
    ...(defaultValue === undefined ? [] : [`既定：${JSON.stringify(defaultValue)}`]),
  ];
  return `${japanese(description)}${more.length > 0 ? `（${more.join("。")}）` : ""}`;
}

export const japaneseHelp: HelpConfiguration = {
  // Wide letters count twice, and lines break between them.
  displayWidth: stringWidth,
  boxWrap: (text, width) => text.split("\n").flatMap((line) => wrap(line, width)).join("\n"),
  styleTitle: japanese,
  commandDescription: (command: Command) => japanese(command.description()),
  subcommandDescription: (command: Command) => japanese(command.summary() || command.description()),
  optionDescription: described,
  argumentDescription: described,
};


