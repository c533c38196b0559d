import type { Clock } from "../../../ports/clock.ts";

/** A cookie of yahoo.com. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Null: until the program ends, by its vendor's words. */
  readonly expiresTsMs: number | null;
}

/** Those that stand for a visitor, about a year each; A1 or A3 is enough. */
const visitorNames: readonly string[] = ["A1", "A3", "A1S"];
const cookiesMax = 30;
const valueLengthMax = 4_096;
const secondMs = 1_000;

/** Cookies of one visit. Only hosts below yahoo.com are visited, so all of them get all. */
export class Cookies {
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #cookies = new Map<string, Cookie>();

  constructor(clock: Pick<Clock, "nowMs">, cookies: readonly Cookie[] = []) {
    this.#clock = clock;
    for (const cookie of cookies) this.#put(cookie);
  }

  /** Takes what `Set-Cookie` headers say (RFC 6265). */
  take(headers: readonly string[]): void {
    for (const header of headers) {
      const cookie = readCookie(header, this.#clock.nowMs());
      if (cookie !== null) this.#put(cookie);
    }
  }

  /** Whether Yahoo knows who asks. */
  get isVisitor(): boolean {
    return this.visitor().some(({ name }) => name !== "A1S");
  }

  /** What is worth keeping. */
  visitor(): readonly Cookie[] {
    return this.#living().filter(({ name }) => visitorNames.includes(name));
  }

  /** For the header `Cookie`; empty where there is none. */
  header(): string {
    return this.#living()
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
  }

  #living(): Cookie[] {
    const nowMs = this.#clock.nowMs();
    return [...this.#cookies.values()].filter(
      ({ expiresTsMs }) => expiresTsMs === null || expiresTsMs > nowMs,
    );
  }

  #put(cookie: Cookie): void {
    const isKnown = this.#cookies.has(cookie.name);
    if (!isKnown && this.#cookies.size >= cookiesMax) return;
    this.#cookies.set(cookie.name, cookie);
  }
}

/** One `Set-Cookie` header; null where it is none that we would send back. */
export function readCookie(header: string, nowMs: number): Cookie | null {
  const [pair = "", ...attributes] = header.split(";");
  const equals = pair.indexOf("=");
  const name = pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  // What stands here goes into a header of ours.
  if (equals < 1 || !/^[\w.-]+$/.test(name) || !/^[\x21-\x3a\x3c-\x7e]*$/.test(value)) return null;
  if (value.length > valueLengthMax) return null;
  return { name, value, expiresTsMs: expiryOf(attributes, nowMs) };
}

/** Max-Age goes before Expires. */
function expiryOf(attributes: readonly string[], nowMs: number): number | null {
  let expiresTsMs: number | null = null;
  for (const attribute of attributes) {
    const [name = "", value = ""] = attribute.split(/=(.*)/s);
    const kind = name.trim().toLowerCase();
    if (kind === "max-age" && /^-?\d+$/.test(value.trim())) {
      return nowMs + Number(value) * secondMs;
    }
    const tsMs = kind === "expires" ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(tsMs)) expiresTsMs = tsMs;
  }
  return expiresTsMs;
}
