import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { RequestLine, RequestOutcome } from "../../../ports/provider-ledger.ts";
import type {
  LinkHealth,
  VendorAuth,
  VendorHttp,
  VendorLimits,
  VendorRequest,
  VendorResponse,
} from "../vendor-http.ts";
import { type BreakerTimes, CircuitBreaker } from "./circuit-breaker.ts";
import { type CacheSize, FreshCache } from "./fresh-cache.ts";
import { linkHealth } from "./link-health.ts";
import { Login } from "./login.ts";
import type { Recorder } from "./recorder.ts";
import { RequestLimiter } from "./request-limiter.ts";
import type { CallTimes, Fetch } from "./send-call.ts";
import { type CallScope, SharedCalls, type Spent } from "./shared-calls.ts";
import { vendorAddress } from "./vendor-address.ts";
import { VendorAnswer } from "./vendor-answer.ts";
import { VendorCaller } from "./vendor-caller.ts";

export interface VendorHttpOptions {
  /** Id of the provider, for the ledger. */
  readonly provider: string;
  readonly baseUrl: string;
  readonly clock: Clock;
  /** Uniform in 0..1. */
  readonly random: () => number;
  readonly limits: VendorLimits;
  /** Called at the end of every request, once; must not throw. */
  readonly onLine: (line: RequestLine) => void;
  readonly fetch?: Fetch;
  readonly auth?: VendorAuth;
  readonly userAgent?: string;
  readonly timeoutMs?: CallTimes;
  readonly circuit?: BreakerTimes;
  readonly cache?: CacheSize;
  readonly recorder?: Recorder;
}

interface Ended {
  readonly outcome: RequestOutcome;
  readonly response: VendorResponse;
}

const timeoutMsUsual: CallTimes = { firstByte: 15_000, body: 60_000 };
const circuitUsual: BreakerTimes = { failures: 6, pauseMs: { first: 30_000, max: 600_000 } };
const cacheUsual: CacheSize = { bytesMax: 4 * 1024 * 1024, answersMax: 512 };

/** Opens a vendor's HTTP interface. It holds no connection and no timer while nothing is asked. */
export function openVendorHttp(options: VendorHttpOptions): VendorHttp {
  return new HttpLink(options);
}

class HttpLink implements VendorHttp {
  readonly #options: VendorHttpOptions;
  readonly #limiter: RequestLimiter;
  readonly #breaker: CircuitBreaker;
  readonly #login: Login;
  readonly #cache: FreshCache;
  readonly #shared: SharedCalls<Ended>;
  readonly #caller: VendorCaller;
  #trouble = "";

  constructor(options: VendorHttpOptions) {
    const { clock, random, limits, userAgent } = options;
    this.#options = options;
    this.#limiter = new RequestLimiter(limits, clock);
    this.#breaker = new CircuitBreaker(options.circuit ?? circuitUsual, clock);
    this.#login = new Login(options.auth, clock);
    this.#cache = new FreshCache(options.cache ?? cacheUsual);
    this.#shared = new SharedCalls((urgency, lane) => this.#limiter.hurry(urgency, lane));
    this.#caller = new VendorCaller({
      ...{ provider: options.provider, clock, random, limits, limiter: this.#limiter },
      recorder: options.recorder ?? null,
      ...{ breaker: this.#breaker, login: this.#login },
      fetch: options.fetch ?? fetch,
      timeoutMs: options.timeoutMs ?? timeoutMsUsual,
      headers: userAgent === undefined ? {} : { "User-Agent": userAgent },
    });
  }

  async request(request: VendorRequest): Promise<VendorResponse> {
    const askedTsMs = this.#options.clock.nowMs();
    const spent: Spent = { calls: 0, bytes: 0 };
    let outcome: RequestOutcome = "failed";
    let reason: string | null = null;
    try {
      const ended = await this.#end(request, spent);
      outcome = ended.outcome;
      return ended.response;
    } catch (error) {
      outcome = failedOutcome(error, spent.calls);
      reason = error instanceof Failure ? error.message : `a bug: ${String(error)}`;
      throw error;
    } finally {
      const tsMs = this.#options.clock.nowMs();
      this.#options.onLine({
        ...{ tsMs, provider: this.#options.provider, endpoint: request.endpoint },
        ...{ lane: request.lane, outcome, calls: spent.calls, bytes: spent.bytes },
        ...{ elapsedMs: Math.max(0, tsMs - askedTsMs), reason },
      });
    }
  }

  budget(): { readonly limit: number; readonly windowMs: number; readonly left: number } {
    return this.#limiter.budget();
  }

  health(): LinkHealth {
    return linkHealth({
      needed: this.#login.needed,
      openUntilTsMs: this.#breaker.openUntil(),
      pausedUntilTsMs: this.#limiter.pausedUntil(),
      failures: this.#breaker.failures,
      trouble: this.#trouble,
    });
  }

  async #end(request: VendorRequest, spent: Spent): Promise<Ended> {
    const { lane, signal, freshMs } = request;
    if (signal.aborted) throw new Failure("run.interrupted", "called off before it was sent");
    const url = vendorAddress(this.#options.baseUrl, request);
    if (request.method === "POST") {
      const scope = { urgency: { lane }, signal, spent };
      return { outcome: "ok", response: await this.#ask(request, url, scope, {}) };
    }
    const key = keyOf(url, request);
    const kept = freshMs === undefined ? null : this.#cache.get(key);
    if (kept !== null && this.#options.clock.nowMs() - kept.receivedTsMs < (freshMs ?? 0)) {
      return { outcome: "cached", response: kept };
    }
    const { value, isJoined } = await this.#shared.ask(key, { lane, signal, spent }, (scope) =>
      this.#get(request, url, scope, key, kept),
    );
    return { ...value, outcome: isJoined ? "joined" : value.outcome };
  }

  async #get(
    request: VendorRequest,
    url: URL,
    scope: CallScope,
    key: string,
    kept: VendorResponse | null,
  ): Promise<Ended> {
    const answer = await this.#ask(request, url, scope, conditionsOf(kept));
    const isUnchanged = answer.status === 304 && kept !== null;
    const { receivedTsMs } = answer;
    const response = isUnchanged ? new VendorAnswer({ ...kept, receivedTsMs }) : answer;
    if (request.freshMs !== undefined && response.status === 200) this.#cache.put(key, response);
    return { outcome: answer.status === 304 ? "unchanged" : "ok", response };
  }

  async #ask(
    request: VendorRequest,
    url: URL,
    scope: CallScope,
    conditions: Readonly<Record<string, string>>,
  ): Promise<VendorAnswer> {
    try {
      return await this.#caller.ask(request, url, scope, conditions);
    } catch (error) {
      throw this.#named(error, request);
    }
  }

  /** Says whose failure it is; messages of the parts below do not. */
  #named(error: unknown, request: VendorRequest): unknown {
    if (!(error instanceof Failure)) return error;
    const text = `${this.#options.provider}, "${request.endpoint}": ${error.message}`;
    if (error.code === "provider.unavailable") this.#trouble = text;
    return new Failure(error.code, text, { cause: error });
  }
}

/** Equal questions have equal keys. */
function keyOf(url: URL, request: VendorRequest): string {
  const { headers = {}, bytesMax = 0, handsOver } = request;
  return JSON.stringify([url.href, headers, bytesMax, handsOver !== undefined]);
}

function conditionsOf(kept: VendorResponse | null): Record<string, string> {
  const conditions: Record<string, string> = {};
  const tag = kept?.headers.get("etag");
  const modified = kept?.headers.get("last-modified");
  if (tag) conditions["If-None-Match"] = tag;
  if (modified) conditions["If-Modified-Since"] = modified;
  return conditions;
}

function failedOutcome(error: unknown, calls: number): RequestOutcome {
  if (!(error instanceof Failure)) return "failed";
  if (error.code === "run.interrupted") return "skipped";
  if (error.code === "provider.rate-limited") return calls > 0 ? "rate-limited" : "skipped";
  if (error.code === "provider.unavailable") return calls > 0 ? "failed" : "skipped";
  return "failed";
}
