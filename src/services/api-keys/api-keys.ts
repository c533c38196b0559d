import { Failure } from "../../base/failure.ts";
import { type ApiKey, type KeyScope, type KeyStore, keyScopes } from "../../ports/key-store.ts";

/** SHA-256 of a text, hexadecimal. */
export type Sha256 = (text: string) => string;

export interface NewKey {
  /** What is stored. */
  readonly key: ApiKey;
  /** What the user keeps: told once and stored nowhere. */
  readonly text: string;
}

const idLength = 8;
const secretBytes = 32;
/** Letters and digits that nobody mixes up when a key is read aloud. */
const idAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";
const keyPattern = /^l2t_([a-z0-9]{8})_([0-9a-f]{64})$/;
/** How often the last use of a key is written down. */
const markedMs = 60_000;

/** Makes a key: "l2t_<id>_<secret>", the secret of 256 random bits. */
export function makeApiKey(
  wish: { readonly label: string; readonly scope: KeyScope; readonly nowTsMs: number },
  { sha256 }: { readonly sha256: Sha256 },
): NewKey {
  const { label, scope, nowTsMs } = wish;
  const id = randomId();
  const secret = hex(crypto.getRandomValues(new Uint8Array(secretBytes)));
  const key: ApiKey = {
    ...{ id, label, scope },
    secretHash: sha256(secret),
    createdTsMs: nowTsMs,
    lastUsedTsMs: null,
    revokedTsMs: null,
  };
  return { key, text: `l2t_${id}_${secret}` };
}

/** Tells keys that hold from those that do not, in one path for every reason. */
export class KeyCheck {
  readonly #keys: KeyStore;
  readonly #sha256: Sha256;

  constructor(keys: KeyStore, sha256: Sha256) {
    this.#keys = keys;
    this.#sha256 = sha256;
  }

  /** The key of the text; null where it is malformed, unknown, wrong or revoked. */
  check(text: string, nowTsMs: number): ApiKey | null {
    const [, id = "", secret = ""] = keyPattern.exec(text) ?? [];
    const key = this.#keys.find(id);
    // Hashed and compared for unknown and revoked keys too, so that time tells nothing.
    const isRight = sameText(this.#sha256(secret), key?.secretHash ?? nobodysHash);
    if (key === null || !isRight || key.revokedTsMs !== null) return null;
    this.#markUsed(key, nowTsMs);
    return key;
  }

  /** The key behind a session, unless it was revoked since. */
  holds(id: string): ApiKey | null {
    const key = this.#keys.find(id);
    return key === null || key.revokedTsMs !== null ? null : key;
  }

  hasAny(): boolean {
    return this.#keys.list().some(({ revokedTsMs }) => revokedTsMs === null);
  }

  #markUsed(key: ApiKey, nowTsMs: number): void {
    if (key.lastUsedTsMs !== null && nowTsMs - key.lastUsedTsMs < markedMs) return;
    try {
      this.#keys.markUsed(key.id, nowTsMs);
    } catch (error) {
      // A store that is busy or read-only still knows the key; only the note is lost.
      if (!(error instanceof Failure)) throw error;
    }
  }
}

/** Whether a scope includes what is needed. */
export function allowsScope(scope: KeyScope, needed: KeyScope): boolean {
  return keyScopes.indexOf(scope) >= keyScopes.indexOf(needed);
}

/** As long as a hash, equal to none. */
const nobodysHash = "-".repeat(64);

/** Takes the same time wherever texts of one length differ. */
export function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

function randomId(): string {
  let id = "";
  // 248 is the largest multiple of the alphabet's 31 letters below 256: no letter is likelier.
  const fairBelow = 248;
  while (id.length < idLength) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < fairBelow) id += idAlphabet[byte % idAlphabet.length];
  }
  return id;
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
