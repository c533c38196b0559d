import { hidden } from "./redact.ts";

/** Shorter ones would be found inside ordinary words. */
const lengthMin = 6;
/** Secrets that are kept in mind; the oldest are forgotten first. */
const countMax = 256;

/**
 * Secrets of this run by their value, to be hidden wherever else they turn up: a vendor may repeat
 * a key in an error, or a token in an address.
 */
export class Secrets {
  /** Known from the start, and never forgotten. */
  readonly #given = new Set<string>();
  readonly #met = new Set<string>();
  #spellings: readonly string[] | null = null;

  constructor(given: readonly string[]) {
    for (const value of given) {
      if (value.length >= lengthMin) this.#given.add(value);
    }
  }

  add(value: string): void {
    const text = value.trim();
    this.#keep(text);
    const decoded = decodedUri(text);
    this.#keep(decoded);
    const [, scheme, rest] = /^(Bearer|Basic)\s+(.+)$/i.exec(decoded) ?? [];
    if (rest === undefined) return;
    this.#keep(rest);
    if (scheme?.toLowerCase() !== "basic") return;
    for (const part of Buffer.from(rest, "base64").toString().split(":")) this.#keep(part);
  }

  /** Cookies of a `Cookie` or `Set-Cookie` header. */
  addCookies(header: string): void {
    for (const part of header.split(/[;,]/)) {
      const at = part.indexOf("=");
      const isAttribute = /^\s*(path|domain|expires|max-age|samesite|priority)$/i;
      if (at < 0 || isAttribute.test(part.slice(0, at))) continue;
      this.add(part.slice(at + 1).replace(/^"|"$/g, ""));
    }
  }

  hideIn(text: string): string {
    for (const value of this.#longestFirst()) {
      if (text.includes(value)) text = text.replaceAll(value, hidden);
    }
    return text;
  }

  /** Writes stars over secrets in bytes that are no text, so that lengths inside stay right. */
  hideInBytes(bytes: Uint8Array): Uint8Array {
    const copy = Buffer.from(bytes);
    for (const value of this.#longestFirst()) {
      const secret = Buffer.from(value);
      for (let at = copy.indexOf(secret); at >= 0; at = copy.indexOf(secret, at)) {
        copy.fill("*", at, at + secret.length);
      }
    }
    return copy;
  }

  /** A secret may be part of another, and stands in addresses and JSON in its own spelling. */
  #longestFirst(): readonly string[] {
    if (this.#spellings !== null) return this.#spellings;
    const spellings = new Set<string>();
    for (const value of [...this.#given, ...this.#met]) {
      spellings.add(value);
      spellings.add(encodeURIComponent(value));
      spellings.add(new URLSearchParams({ "": value }).toString().slice(1));
      spellings.add(JSON.stringify(value).slice(1, -1));
    }
    this.#spellings = [...spellings].sort((a, b) => b.length - a.length);
    return this.#spellings;
  }

  #keep(value: string): void {
    if (value.length < lengthMin || value === hidden) return;
    if (!this.#met.has(value)) this.#spellings = null;
    this.#met.delete(value);
    this.#met.add(value);
    for (const oldest of this.#met) {
      if (this.#met.size <= countMax) break;
      this.#met.delete(oldest);
    }
  }
}

function decodedUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is no encoding.
    return text;
  }
}
