import type { Lane } from "../../ports/market-data.ts";

/** One question to a vendor's HTTP interface. */
export interface VendorRequest {
  readonly method?: "GET" | "POST";
  /** Path below the vendor's base address, or a whole address on the same host. */
  readonly path: string;
  /** Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Name of this part of the vendor's interface in the ledger: "bars", "quotes", "token". */
  readonly endpoint: string;
  readonly lane: Lane;
  readonly signal: AbortSignal;
  /** An answer that is younger serves again without a call; absent: never. GET only. */
  readonly freshMs?: number;
  /** Longest answer that is read, bytes; the default is for usual answers. */
  readonly bytesMax?: number;
  /**
   * Answers beside 2xx and 304 that are handed over as they came: not thrown, not tried again and
   * not held against the vendor. For refusals whose body says what to do.
   */
  readonly handsOver?: (response: VendorResponse) => boolean;
}

export interface VendorResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** When it came. */
  readonly receivedTsMs: number;
  text(): string;
  /** Throws Failure provider.bad-payload where it is no JSON: HTML of a proxy, a cut-off body. */
  json(): unknown;
}

/**
 * A vendor's HTTP interface with its manners: limits, retries, a circuit breaker, one call for
 * equal questions at a time, and a line in the ledger for every request. See link/.
 */
export interface VendorHttp {
  /**
   * Resolves to an answer with status 200..299 or 304, or to one that `handsOver` takes. Throws
   * Failure provider.unauthorized (401), provider.forbidden (403), provider.refused (other 4xx),
   * provider.rate-limited, provider.unavailable (5xx, network, circuit open), run.interrupted.
   */
  request(request: VendorRequest): Promise<VendorResponse>;
  /** The limiter's view, for the budget. */
  budget(): { readonly limit: number; readonly windowMs: number; readonly left: number };
  health(): LinkHealth;
}

export interface LinkHealth {
  readonly state: "ok" | "degraded" | "auth-needed" | "rate-limited" | "down";
  /** Empty when all is well. */
  readonly text: string;
  readonly untilTsMs: number | null;
}

/** How a vendor shows who asks. */
export interface VendorAuth {
  /** Headers and query of a request; throws Failure provider.unauthorized without a login. */
  credentials(signal: AbortSignal): Promise<{
    readonly headers?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
  }>;
  /** After a 401: gets new ones. True: ask once more; false: the user has to do something. */
  renew(signal: AbortSignal): Promise<boolean>;
}

/** How much a vendor may be asked. */
export interface VendorLimits {
  /** Steady rate: so many requests in the window; it grows or shrinks with `readLimit`. */
  readonly limit: number;
  readonly windowMs: number;
  /** Requests at once after a pause. */
  readonly burst: number;
  /** Requests under way at a time. */
  readonly parallelMax: number;
  /** Pause after a 429 that names none; doubles up to the second. */
  readonly pauseMs: { readonly first: number; readonly max: number };
  /** What the headers of an answer say of the limit. */
  readonly readLimit?: (headers: Headers) => {
    readonly limit?: number;
    readonly left?: number;
    readonly resetTsMs?: number;
  } | null;
}
