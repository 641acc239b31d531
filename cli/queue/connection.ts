/** The connection to a queue: BullMQ on Redis or Valkey, packages that are loaded only here and installed by nobody unasked. */
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as BullMQ from "bullmq";
import type * as IORedis from "ioredis";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import type { QueueAddress } from "./address.ts";

/** Before the names of all keys. */
const PREFIX = "usagi";

export interface Connection {
  readonly bullmq: typeof BullMQ;
  /** For the parts of BullMQ: they share this connection, and make others where they have to wait. */
  readonly options: { connection: IORedis.Redis; prefix: string; skipVersionCheck: boolean };
  close(): Promise<void>;
}

/** What is said of the server while it is used. */
export interface ConnectionNotes {
  /** Something is set so that jobs may be lost. */
  warn: (text: string) => void;
  /** It cannot be reached for now, or is reached again. */
  note: (text: string) => void;
}

/** A package beside this one, or of the project that the command is called in. */
function load(name: string): unknown {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    const require = createRequire(from);
    try {
      require.resolve(name);
    } catch {
      continue; // The next place.
    }
    return require(name);
  }
  throw new InputError(`a queue needs the packages bullmq and ioredis, of which ${name} is not installed; run: npm install bullmq ioredis`);
}

/** @throws InputError where the packages are missing, or the server does not answer or is none that serves. */
export async function connect(address: QueueAddress, { warn, note }: ConnectionNotes): Promise<Connection> {
  const bullmq = load("bullmq") as typeof BullMQ;
  const { Redis } = load("ioredis") as typeof IORedis;
  // Commands wait while the server is away, and are sent once it is back.
  const client = address.open((url) => new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true, retryStrategy }));
  let last: unknown;
  let away = false;
  let connected = false;
  client.on("error", (error) => {
    last = error;
    if (!connected || away) return;
    away = true;
    note(`${address.shown} cannot be reached (${answer(error)}); what is to be done waits until it is back`);
  });
  client.on("ready", () => {
    if (away) note(`${address.shown} is back`);
    away = false;
  });
  try {
    await client.connect();
    connected = true;
    // Without a word the client stays in the first one where this is not there.
    await client.select(client.options.db ?? 0);
    const eviction = await check(client, address, warn);
    return {
      bullmq,
      // It would say on the console what `check` has said.
      options: { connection: client, prefix: PREFIX, skipVersionCheck: eviction },
      async close() {
        await client.quit().catch(() => client.disconnect());
      },
    };
  } catch (error) {
    client.disconnect();
    if (error instanceof InputError) throw error;
    const why = answer(last ?? error);
    throw new InputError(`${address.shown}: ${why}${mistaken(why, address)}`);
  }
}

/** Milliseconds until the next try. */
const retryStrategy = (times: number) => Math.min(2000, 50 * 2 ** Math.min(times, 6));

const oldest = 6.2;

/** @returns Whether keys may be evicted. */
async function check(client: IORedis.Redis, { shown }: QueueAddress, warn: (text: string) => void): Promise<boolean> {
  const info = await client.info();
  const value = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const version = value("redis_version") ?? "";
  if (Number.parseFloat(version) < oldest) throw new InputError(`${shown}: is version ${version}; a queue needs ${oldest} or newer`);
  const policy = value("maxmemory_policy") ?? "noeviction";
  if (policy !== "noeviction") {
    warn(`${shown}: its maxmemory-policy is ${policy}, so it throws jobs away when its memory is full: set it to noeviction`);
  }
  if (value("aof_enabled") === "0") {
    warn(`${shown}: its appendonly is off, so jobs and results are lost when it stops: set appendonly yes`);
  }
  return policy !== "noeviction";
}

/** What Node says of a certificate that no authority which it knows has signed. */
const untrusted = [
  "DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
];

const silent = "it does not answer";
const closing = "it closes the connection";

/** Why a server does not answer, in words. */
function answer(error: unknown): string {
  const code = errorCode(error);
  const message = error instanceof Error ? error.message : String(error);
  if (untrusted.includes(code ?? "")) {
    return "its certificate is of no authority that this machine trusts; where it is your own, set NODE_EXTRA_CA_CERTS to the file of that authority's certificate";
  }
  if (code === "ECONNREFUSED") return "nothing answers there: is the server running?";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "there is no such host";
  if (code === "ETIMEDOUT") return silent;
  if (["ECONNRESET", "EPIPE"].includes(code ?? "") || message === "Connection is closed.") return closing;
  if (/^(NOAUTH|WRONGPASS|ERR AUTH)/.test(message)) return "it does not take this user and password";
  return reasonOf(error) || code || silent;
}

/** What may be wrong with a URL: a server with TLS closes a connection without, and one without waits. */
function mistaken(why: string, { shown }: QueueAddress): string {
  if (why === closing && shown.startsWith("redis:")) return ": where it speaks TLS, the URL begins with rediss://";
  if (why === silent && shown.startsWith("rediss:")) return ": where it speaks no TLS, the URL begins with redis://";
  return "";
}
