/** A Redis of the test's own, on loopback, with a password and an append-only file, and workers as processes. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { script } from "../cli/built.ts";
import { until } from "../cli/helpers.ts";

/** What users copy. */
const conf = fileURLToPath(new URL("../../deploy/queue/redis.conf", import.meta.url));
export const password = "se-cret-word";

/** In CI a missing server is a failure; elsewhere these tests say that they are skipped. */
export const hasRedis = process.env["CI"] === "true" || spawnSync("redis-server", ["--version"]).status === 0;
if (!hasRedis) console.log("skipped: there is no redis-server here; on Debian: apt-get install redis-server");

export class RedisServer {
  readonly port: number;
  /** By TLS where it has that. */
  readonly url: string;
  readonly tlsPort: number | undefined;
  readonly folder = mkdtempSync(join(tmpdir(), "usagi-redis-"));
  readonly client: Redis;
  readonly #host: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, host: string, tlsPort?: number) {
    this.port = port;
    this.#host = host;
    this.tlsPort = tlsPort;
    const plain = `redis://:${password}@${host}:${port}`;
    this.url = tlsPort === undefined ? plain : `rediss://:${password}@${host}:${tlsPort}`;
    this.client = new Redis(plain, { maxRetriesPerRequest: null, lazyConnect: true, retryStrategy: () => 20 });
    this.client.on("error", () => {});
  }

  /** @param tls Whether it has TLS as well, with a certificate of its own. */
  static async start({ host = "127.0.0.1", tls = false } = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), host, tls ? await freePort() : undefined);
    await server.begin();
    await server.client.connect().catch(() => server.client.ping());
    return server;
  }

  /** Of whom a client has to trust. */
  get certificate(): string {
    return join(this.folder, "certificate.pem");
  }

  /** Starts it, with what its file holds. */
  async begin(): Promise<void> {
    const argv = [
      conf, "--port", String(this.port), "--bind", this.#host, "--dir", this.folder, "--save", "", "--appendfsync", "always",
      "--requirepass", password, ...(this.tlsPort === undefined ? [] : this.#secure(this.tlsPort)),
    ];
    this.#process = spawn("redis-server", argv, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    this.#process.stdout!.on("data", (part: Buffer) => (text += part.toString()));
    await until(() => text.includes("Ready to accept connections"));
  }

  #secure(port: number): string[] {
    const key = join(this.folder, "key.pem");
    const { status, stderr } = spawnSync("openssl", [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=usagi",
      "-addext", `subjectAltName=IP:${this.#host}`, "-keyout", key, "-out", this.certificate,
    ], { encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
    return ["--tls-port", String(port), "--tls-cert-file", this.certificate, "--tls-key-file", key, "--tls-auth-clients", "no"];
  }

  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const ended = once(this.#process!, "exit");
    this.#process!.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    this.client.disconnect();
    await this.end("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** How many jobs a queue has in a list or set. */
  async count(queue: string, state: "active" | "wait" | "completed" | "failed"): Promise<number> {
    const key = `usagi:${queue}:${state}`;
    return await (state === "active" || state === "wait" ? this.client.llen(key) : this.client.zcard(key));
  }

  /** The same in all queues of data in files. */
  async countAll(state: "active" | "wait" | "completed" | "failed"): Promise<number> {
    const counts = await Promise.all((await this.queues()).map((queue) => this.count(queue, state)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** The queues of data in files. */
  async queues(): Promise<string[]> {
    return (await this.client.keys("usagi:*sha256*:meta")).map((key) => key.split(":")[1]!);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** A worker as a process. */
export class WorkerProcess {
  readonly process: ChildProcess;
  out = "";
  err = "";

  constructor(
    url: string, argv: string[],
    { wrap = [], command = script, lockSeconds = "1", env = {} }: { wrap?: string[]; command?: string; lockSeconds?: string; env?: NodeJS.ProcessEnv } = {},
  ) {
    const words = [...wrap, process.execPath, command, "work", "--queue", ...argv];
    this.process = spawn(words[0]!, words.slice(1), {
      env: { ...process.env, USAGI_QUEUE: url, USAGI_QUEUE_LOCK_SECONDS: lockSeconds, ...env }, stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.stdout!.on("data", (part: Buffer) => (this.out += part.toString()));
    this.process.stderr!.on("data", (part: Buffer) => (this.err += part.toString()));
  }

  /** Once it takes jobs. */
  async works(): Promise<this> {
    await until(() => this.out.includes("works for") || this.process.exitCode !== null);
    if (this.process.exitCode !== null) throw new Error(`the worker ended: ${this.err}`);
    return this;
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return this.process.exitCode;
    const ended = once(this.process, "exit");
    this.signal(signal);
    await ended;
    return this.process.exitCode;
  }
}
