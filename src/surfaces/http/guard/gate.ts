import type { ApiKey, KeyScope, KeyStore } from "../../../ports/key-store.ts";
import { allowsScope, KeyCheck } from "../../../services/api-keys/api-keys.ts";
import { errorAnswer } from "../errors.ts";
import { isLoopback } from "../host-guard.ts";
import type { Answer, Caller } from "../route.ts";
import { sha256 } from "../runtime.ts";
import { Brake } from "./brake.ts";
import { readCredentials } from "./credentials.ts";
import { isOwnOrigin } from "./cross-origin.ts";
import { countedAddress, isForwarded, isLoopbackPeer } from "./peer-address.ts";
import { Sessions } from "./sessions.ts";
import { type Take, TokenBuckets } from "./token-buckets.ts";

export interface GateOptions {
  readonly host: string;
  readonly keys: KeyStore;
  /** Programs on this machine need no key although others can reach the server. */
  readonly trustsLoopback: boolean;
  /** Of one key, or of one address without a key; 0 for no limit. */
  readonly requestsPerMinute: number;
  readonly nowTsMs: () => number;
  readonly elapsedMs: () => number;
}

/** What the gate looks at. */
export interface Visit {
  readonly headers: Headers;
  /** Address of the other end of the connection; asked for where it matters. */
  readonly address: () => string;
  readonly needs: KeyScope;
  readonly isPublic: boolean;
  /** Whether the method changes something. */
  readonly changes: boolean;
}

export type Admission =
  | { readonly caller: Caller; readonly rate: Take | null; readonly refusal?: undefined }
  | { readonly refusal: Answer; readonly keyId: string | null; readonly rate: Take | null };

const bucketsMax = 4_096;
/** Of what a minute allows, what may come at once. */
const burstShare = 0.25;
const burstMin = 20;

/**
 * Who may do what. A server that listens on loopback only is open to this machine, as a program
 * of its user; on any other address every request needs a key, also one from this machine, since
 * a proxy there forwards the requests of everybody.
 */
export class Gate {
  readonly sessions = new Sessions();
  readonly brake = new Brake();
  readonly keys: KeyCheck;
  readonly #options: GateOptions;
  readonly #isOnLoopback: boolean;
  readonly #rates: TokenBuckets | null;
  #unauthorizedCount = 0;
  #limitedCount = 0;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#isOnLoopback = isLoopback(options.host);
    this.keys = new KeyCheck(options.keys, sha256);
    const { requestsPerMinute } = options;
    const perSecond = requestsPerMinute / 60;
    const burst = Math.max(burstMin, Math.round(requestsPerMinute * burstShare));
    const plan = { burst, perSecond, entriesMax: bucketsMax };
    this.#rates = requestsPerMinute > 0 ? new TokenBuckets(plan) : null;
  }

  /** Requests that were refused for want of a key or scope, and for coming too fast. */
  get counts(): { readonly unauthorized: number; readonly limited: number } {
    return { unauthorized: this.#unauthorizedCount, limited: this.#limitedCount };
  }

  /** Whether a request without a key is the user of this machine. */
  isKeyless(headers: Headers, address: () => string): boolean {
    if (!this.#isOnLoopback && !this.#options.trustsLoopback) return false;
    // Proxies name whom they ask for; then it is not this machine that asks.
    return !isForwarded(headers) && (this.#isOnLoopback || isLoopbackPeer(address()));
  }

  async admit(visit: Visit): Promise<Admission> {
    const { headers, address, isPublic } = visit;
    const credentials = readCredentials(headers);
    if (credentials.kind === "key" && !isPublic) return this.#admitKey(credentials.text, visit);
    if (credentials.kind === "session" && !isPublic) {
      const key = this.#keyOfSession(credentials.token);
      if (key !== null) return this.#admitHolder(key, visit);
    }
    if (this.isKeyless(headers, address)) {
      const foreign = this.#refusedOrigin(visit, null, null);
      return foreign ?? { caller: { keyId: null, scope: "admin" }, rate: null };
    }
    const rate = this.#take(`address ${countedAddress(address())}`);
    if (rate?.isAllowed === false) return this.#limited(null, rate);
    if (isPublic) return { caller: { keyId: null, scope: "read" }, rate };
    return this.#unauthorized(rate, noKeyText);
  }

  async #admitKey(text: string, visit: Visit): Promise<Admission> {
    const { elapsedMs, nowTsMs } = this.#options;
    const from = countedAddress(visit.address());
    const retrySeconds = this.brake.retrySeconds(from, elapsedMs());
    if (retrySeconds > 0) {
      const rate = { isAllowed: false, remaining: 0, retrySeconds, resetSeconds: retrySeconds };
      return this.#limited(null, rate);
    }
    const key = this.keys.check(text, nowTsMs());
    if (key !== null) return this.#admitHolder(key, visit);
    await this.brake.failed(from, elapsedMs());
    return this.#unauthorized(null, wrongKeyText);
  }

  #admitHolder(key: ApiKey, visit: Visit): Admission {
    const rate = this.#take(`key ${key.id}`);
    if (rate?.isAllowed === false) return this.#limited(key.id, rate);
    const foreign = this.#refusedOrigin(visit, key.id, rate);
    if (foreign !== null) return foreign;
    if (allowsScope(key.scope, visit.needs)) {
      return { caller: { keyId: key.id, scope: key.scope }, rate };
    }
    this.#unauthorizedCount++;
    const message = `this needs a key of the scope "${visit.needs}", this one has "${key.scope}"`;
    const refusal = errorAnswer(403, { code: "key.scope", message });
    return { refusal, keyId: key.id, rate };
  }

  #keyOfSession(token: string): ApiKey | null {
    const id = this.sessions.keyOf(token, this.#options.nowTsMs());
    return id === null ? null : this.keys.holds(id);
  }

  /** A browser sends cookies, and reaches loopback, for pages of strangers too. */
  #refusedOrigin(visit: Visit, keyId: string | null, rate: Take | null): Admission | null {
    const { headers, changes } = visit;
    const bringsKey = keyId !== null && readCredentials(headers).kind === "key";
    if (!changes || bringsKey || isOwnOrigin(headers)) return null;
    this.#unauthorizedCount++;
    const message = "a page of another origin may not change anything here; send a key instead";
    return { refusal: errorAnswer(403, { code: "origin.foreign", message }), keyId, rate };
  }

  #take(name: string): Take | null {
    return this.#rates?.take(name, this.#options.elapsedMs()) ?? null;
  }

  #unauthorized(rate: Take | null, message: string): Admission {
    this.#unauthorizedCount++;
    const answer = errorAnswer(401, { code: "key.missing", message });
    const headers = { "WWW-Authenticate": 'Bearer realm="learn2trade"' };
    return { refusal: { ...answer, headers }, keyId: null, rate };
  }

  #limited(keyId: string | null, rate: Take): Admission {
    this.#limitedCount++;
    const message = `too many requests; try again in ${rate.retrySeconds} s`;
    const answer = errorAnswer(429, { code: "rate.limited", message, retry: "soon" });
    const headers = { "Retry-After": String(rate.retrySeconds) };
    return { refusal: { ...answer, headers }, keyId, rate };
  }

  /** Headers that tell a client how much it may still ask. */
  rateHeaders(rate: Take | null): Readonly<Record<string, string>> {
    if (rate === null || this.#rates === null) return {};
    return {
      "RateLimit-Limit": String(this.#rates.plan.burst),
      "RateLimit-Remaining": String(rate.remaining),
      "RateLimit-Reset": String(rate.resetSeconds),
    };
  }
}

const noKeyText =
  "this server answers to keys only: send one as Authorization: Bearer KEY; " +
  "whoever runs it makes one with: l2t keys create --label NAME";
const wrongKeyText = "the key is wrong or was revoked; make a new one with: l2t keys create";
