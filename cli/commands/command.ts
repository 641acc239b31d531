/** What the files of commands have in common: their form, and how arguments are read. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Host } from "../host.ts";
import { type Format, formats } from "../report/formats.ts";
import { parseShard, type Shard } from "../run/shard.ts";

/** A command's file. */
export interface CommandFile {
  /**
   * Gives `command`, which has its name and description, its arguments, options and action. The exit code is 0
   * unless the action calls `exitWith`, or throws.
   */
  define(command: Command, host: Host, exitWith: (exitCode: number) => void): void;
}

/** Reads a whole number. */
export function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

export const seedNumber = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** Reads the part of a study. */
export function shardPart({ env }: Host) {
  return (text: string): Shard => {
    try {
      return parseShard(text, env);
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };
}

/** Reads the name of a file or folder. */
export function pathText(text: string): string {
  if (text === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}

/** Reads one more of several names of files or folders. */
export const pathTexts = (text: string, before: string[] = []) => [...before, pathText(text)];

/** For options that may be repeated. */
export const collect = (value: string, all: string[] = []) => [...all, value];

/** `--queue`: without a URL, that of USAGI_QUEUE. */
export const queueOption = (about: string) => new Option("--queue [url]", `${about}, such as redis://localhost (default: USAGI_QUEUE)`);

/** Reads a list of formats such as `md,tex`. */
export function formatList(text: string): Format[] {
  const names = [...new Set(text.split(","))];
  const known = names.filter((name): name is Format => formats.some((format) => format === name));
  if (known.length === names.length) return known;
  throw new InvalidArgumentError(`It must be of ${formats.join(", ")}, with commas between.`);
}

export const formatHelp = `write the tables (md, tex, csv) or every figure (svg) as well, such as md,tex`;
