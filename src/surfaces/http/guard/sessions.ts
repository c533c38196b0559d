import { hex } from "../../../services/api-keys/api-keys.ts";
import { sha256 } from "../runtime.ts";

/** People sign in on a page again after so long. */
export const sessionMs = 12 * 3_600_000;
/** Browsers that are signed in at once; the oldest goes first. */
const sessionsMax = 1_000;
const tokenBytes = 32;

interface Session {
  readonly keyId: string;
  readonly endsTsMs: number;
}

/**
 * Browsers that signed in with a key. Kept in this process only, and of each token its hash: a
 * restart signs people out.
 */
export class Sessions {
  readonly #byHash = new Map<string, Session>();

  /** Returns the token for the cookie. */
  begin(keyId: string, nowTsMs: number): string {
    const token = hex(crypto.getRandomValues(new Uint8Array(tokenBytes)));
    this.#byHash.set(sha256(token), { keyId, endsTsMs: nowTsMs + sessionMs });
    for (const oldest of this.#byHash.keys()) {
      if (this.#byHash.size <= sessionsMax) break;
      this.#byHash.delete(oldest);
    }
    return token;
  }

  /** Id of the key that the session was begun with; null where there is none any more. */
  keyOf(token: string, nowTsMs: number): string | null {
    const hash = sha256(token);
    const session = this.#byHash.get(hash);
    if (session === undefined) return null;
    if (nowTsMs < session.endsTsMs) return session.keyId;
    this.#byHash.delete(hash);
    return null;
  }

  end(token: string): void {
    this.#byHash.delete(sha256(token));
  }
}
