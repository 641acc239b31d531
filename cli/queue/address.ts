/** Where a queue is. Its URL may hold a password, which is shown nowhere. */
import { InputError } from "../errors.ts";
import { shellWord } from "../shell.ts";

/** Takes the place of a URL on the command line, so that a password is in no history and no list of processes. */
export const QUEUE_VARIABLE = "USAGI_QUEUE";

export class QueueAddress {
  /** The whole URL, for the driver alone. */
  readonly #url: string;
  /** Without user, password and options: for messages. */
  readonly shown: string;
  /** The option of a command that has this queue; a password has to be put in again, unless the variable has it. */
  readonly option: string;

  constructor(url: URL, fromVariable: boolean) {
    this.#url = url.href;
    this.shown = `${url.protocol}//${url.host}${url.pathname === "/" ? "" : url.pathname}`;
    const secret = url.password === "" ? "" : `${url.username}:PASSWORD@`;
    this.option = fromVariable ? "--queue" : `--queue ${shellWord(this.shown.replace("//", `//${secret}`))}`;
  }

  toString(): string {
    return this.shown;
  }

  toJSON(): string {
    return this.shown;
  }

  /** Hands the URL to what connects. */
  open<Opened>(connect: (url: string) => Opened): Opened {
    return connect(this.#url);
  }
}

/**
 * @param given The option's value; true where it has none, and the variable has it.
 * @throws InputError that quotes no part of the value: it may be a password.
 */
export function queueAddress(given: string | true, env: NodeJS.ProcessEnv): QueueAddress {
  const fromVariable = given === true;
  const text = fromVariable ? env[QUEUE_VARIABLE] : given;
  const example = "such as redis://localhost:6379, or rediss://… for TLS";
  if (!text) throw new InputError(`--queue: give a URL, ${example}, or set ${QUEUE_VARIABLE} to it`);
  const where = fromVariable ? QUEUE_VARIABLE : "--queue";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new InputError(`${where}: is no URL; give one ${example}`);
  }
  if (!["redis:", "rediss:"].includes(url.protocol)) {
    throw new InputError(`${where}: begins with ${url.protocol}//; a queue is on Redis or Valkey: give a URL ${example}`);
  }
  if (url.hostname === "") throw new InputError(`${where}: names no host; give a URL ${example}`);
  return new QueueAddress(url, fromVariable);
}
