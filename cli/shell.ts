/** Commands that users can paste: words as a shell takes them, after the command line as it was called. */
import nodePath from "node:path";
import type { Host } from "./host.ts";

/** A path or a name as one word of a shell: sh and its like, or on Windows both cmd and PowerShell. */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? windowsWord(text) : posixWord(text);
}

function posixWord(text: string): string {
  const word = text.startsWith("-") ? `./${text}` : text;
  // zsh takes a word that begins with = for a program's path.
  return /^(?!=)[\p{L}\p{N}_./:+@%,=-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function windowsWord(text: string): string {
  const word = text.startsWith("-") ? `.\\${text}` : text;
  if (/^[\p{L}\p{N}_./\\:+-]+$/u.test(word)) return word;
  // Within double quotes PowerShell replaces $ and `. Only PowerShell knows single quotes, so cmd does not take these.
  if (/[$`"]/.test(word)) return `'${word.replaceAll("'", "''")}'`;
  // A backslash before the closing quote would escape it.
  return `"${word.replace(/\\+$/, "$&$&")}"`;
}

type Caller = Pick<Host, "argv" | "env" | "platform" | "cwd">;

/** A whole command, such as `node cli.js resume runs/a` in a checkout, or `npx usagi-nn resume runs/a`. */
export function commandLine(caller: Caller, ...words: string[]): string {
  return [calledAs(caller), ...words.map((word) => shellWord(word, caller.platform))].join(" ");
}

/** How the command line was called: by npx, as a program on the PATH, or as a script. */
function calledAs({ argv: [, script = ""], env, platform, cwd }: Caller): string {
  const path = platform === "win32" ? nodePath.win32 : nodePath.posix;
  const { base, dir } = path.parse(script);
  const steps = dir.split(path.sep);
  const modules = steps.lastIndexOf("node_modules");
  if (modules >= 0) {
    // On Windows a program on the PATH starts the script of the global node_modules, which is in no project.
    const project = steps.slice(0, modules).join(path.sep);
    const below = path.relative(project, cwd());
    const ofProject = below.split(path.sep)[0] !== ".." && !path.isAbsolute(below);
    return base !== "cli.js" || env["npm_command"] === "exec" || ofProject ? "npx usagi-nn" : "usagi";
  }
  if (base !== "cli.js") return base === "usagi" || base === "usagi-nn" ? base : "npx usagi-nn";
  const relative = path.relative(cwd(), script);
  return `node ${shellWord(relative.length < script.length ? relative : script, platform)}`;
}
