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
  /** The option of a command that has this queue; password and options have to be put in again, unless the variable has them. */
  readonly option: string;

  constructor(url: URL, fromVariable: boolean) {
    this.#url = url.href;
    this.shown = `${url.protocol}//${url.host}${url.pathname === "/" ? "" : url.pathname}`;
    const user = url.password === "" ? url.username : `${url.username}:PASSWORD`;
    const again = `${this.shown.replace("//", `//${user && `${user}@`}`)}${url.search && "?OPTIONS"}`;
    this.option = fromVariable ? "--queue" : `--queue ${shellWord(again)}`;
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
    for (const part of [url.username, url.password]) decodeURIComponent(part); // as the client will
  } catch {
    throw new InputError(`${where}: is no URL; give one ${example}, and write / # ? % in a password as %2F %23 %3F %25`);
  }
  if (!["redis:", "rediss:"].includes(url.protocol)) {
    throw new InputError(`${where}: begins with ${url.protocol}//; a queue is on Redis or Valkey: give a URL ${example}`);
  }
  if (url.hostname === "") throw new InputError(`${where}: names no host; give a URL ${example}`);
  // The client would find out late, or take another database.
  for (const database of [url.pathname.slice(1), url.searchParams.get("db") ?? ""]) {
    if (!/^\d{0,9}$/.test(database)) throw new InputError(`${where}: behind the host stands the number of a database, such as redis://localhost/1, or nothing`);
  }
  return new QueueAddress(url, fromVariable);
}
