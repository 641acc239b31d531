/** Hosts on one cable, all of them on this machine: network namespaces, whose processes see no other network. */
import { spawnSync } from "node:child_process";

function ip(...words: string[]): string | undefined {
  const { status, stderr, error } = spawnSync("ip", words, { encoding: "utf8" });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

function must(...words: string[]): void {
  const reason = ip(...words);
  if (reason !== undefined) throw new Error(`ip ${words.join(" ")}: ${reason}`);
}

/** Why there can be none, for a test that is then skipped; undefined where there can. */
export function noHosts(): string | undefined {
  if (process.platform !== "linux") return "network namespaces are Linux's";
  const name = `usagi-try-${process.pid}`;
  const reason = ip("netns", "add", name) ?? ip("link", "add", `ut${process.pid}`, "type", "veth", "peer", "name", "eth0", "netns", name);
  ip("netns", "delete", name);
  return reason;
}

export class Hosts {
  /** Where each host is found by the others, and by this machine. */
  readonly addresses: readonly string[];
  /** Where the hosts find this machine. */
  readonly address: string;
  readonly #id = process.pid;

  /** Two test files at once have processes, and so numbers, of their own. @param count Of hosts, up to 200. */
  constructor(count: number) {
    const network = `10.${64 + (this.#id >> 8) % 128}.${this.#id % 256}`;
    this.address = `${network}.254`;
    this.addresses = Array.from({ length: count }, (_, i) => `${network}.${i + 1}`);
    try {
      must("link", "add", this.#bridge, "type", "bridge");
      must("address", "add", `${this.address}/24`, "dev", this.#bridge);
      must("link", "set", this.#bridge, "up");
      for (const [i, address] of this.addresses.entries()) {
        must("netns", "add", this.#name(i));
        must("link", "add", this.#cable(i), "type", "veth", "peer", "name", "eth0", "netns", this.#name(i));
        must("link", "set", this.#cable(i), "master", this.#bridge, "up");
        must("-n", this.#name(i), "address", "add", `${address}/24`, "dev", "eth0");
        for (const device of ["lo", "eth0"]) must("-n", this.#name(i), "link", "set", device, "up");
      }
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** What to spawn so that a command runs on a host. */
  on(host: number, words: readonly string[]): [string, ...string[]] {
    return ["ip", "netns", "exec", this.#name(host), ...words];
  }

  /** Pulls a host's cable. */
  unplug(host: number): void {
    must("link", "set", this.#cable(host), "down");
  }

  plug(host: number): void {
    must("link", "set", this.#cable(host), "up");
  }

  /** Their processes have to be over. */
  remove(): void {
    for (const i of this.addresses.keys()) {
      ip("link", "delete", this.#cable(i));
      ip("netns", "delete", this.#name(i));
    }
    ip("link", "delete", this.#bridge);
  }

  get #bridge(): string {
    return `ub${this.#id}`;
  }

  #name(host: number): string {
    return `usagi-${this.#id}-${host}`;
  }

  #cable(host: number): string {
    return `uc${this.#id}-${host}`;
  }
}
