import { isIP } from "node:net";

/**
 * On loopback, a page from elsewhere could point its own name at 127.0.0.1 and read the answers
 * as if they were its own (DNS rebinding). Such a request carries that name in Host.
 */
export class HostGuard {
  readonly #isOnLoopback: boolean;
  readonly #names: ReadonlySet<string>;

  constructor(options: { readonly host: string; readonly hostNames: readonly string[] }) {
    this.#isOnLoopback = isLoopback(options.host);
    this.#names = new Set(options.hostNames.map((name) => name.toLowerCase()));
  }

  allows(hostHeader: string | null): boolean {
    if (!this.#isOnLoopback || hostHeader === null) return true;
    const name = nameOf(hostHeader);
    // A browser sends an address only when the user, or a link, named that address.
    if (isIP(name) !== 0) return true;
    return name === "localhost" || name.endsWith(".localhost") || this.#names.has(name);
  }
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** "[::1]:8000" is "::1", "localhost:8000" is "localhost". */
function nameOf(hostHeader: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(hostHeader)?.[1];
  return (bracketed ?? hostHeader.split(":")[0] ?? "").toLowerCase().replace(/\.$/, "");
}
