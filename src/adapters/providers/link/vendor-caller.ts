import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { VendorLimits, VendorRequest } from "../vendor-http.ts";
import { answerFailure } from "./answer-failure.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import type { Credentials, Login } from "./login.ts";
import type { Recorder } from "./recorder.ts";
import { type RequestLimiter, waitMsMax } from "./request-limiter.ts";
import { attemptsMax, isPassing, retryAfterTsMs, retryPauseMs } from "./retry.ts";
import { type Call, type CallEnd, type CallTimes, type Fetch, sendCall } from "./send-call.ts";
import type { CallScope } from "./shared-calls.ts";
import type { VendorAnswer } from "./vendor-answer.ts";

export interface CallerMeans {
  readonly fetch: Fetch;
  readonly provider: string;
  readonly clock: Clock;
  readonly recorder: Recorder | null;
  readonly random: () => number;
  readonly timeoutMs: CallTimes;
  readonly limits: VendorLimits;
  readonly limiter: RequestLimiter;
  readonly breaker: CircuitBreaker;
  readonly login: Login;
  readonly headers: Readonly<Record<string, string>>;
}

/** Longest answer that is read where a request says nothing else. */
const bytesMaxUsual = 8 * 1024 * 1024;
/** Times that one call is sent on to another address. */
const hopsMax = 3;

/** Asks until there is an answer, or until asking again makes no sense. */
export class VendorCaller {
  readonly #means: CallerMeans;

  constructor(means: CallerMeans) {
    this.#means = means;
  }

  /** `conditions` are headers of a conditional request. */
  async ask(
    request: VendorRequest,
    url: URL,
    scope: CallScope,
    conditions: Readonly<Record<string, string>>,
  ): Promise<VendorAnswer> {
    const { breaker, login } = this.#means;
    let isRenewed = false;
    for (let attempt = 1; ; attempt++) {
      breaker.check();
      const credentials = await login.credentials(scope.signal);
      const end = await this.#once(request, url, scope, credentials, conditions);
      if (end.kind === "answer" && isAnswer(request, end.answer)) return end.answer;
      if (end.kind === "answer" && end.answer.status === 401 && !isRenewed) {
        isRenewed = await this.#renew(end.answer, credentials, scope.signal);
        attempt -= 1;
        continue;
      }
      const failure = endFailure(end);
      if (failure.code === "provider.unauthorized") login.refused(failure.message);
      if (attempt >= attemptsMax || !mayRepeat(request, end)) throw failure;
      // The circuit opened on this call: waiting for it is not worth a request's while.
      if (breaker.openUntil() !== null) throw failure;
      await this.#pause(attempt, end, failure, scope);
    }
  }

  async #renew(answer: VendorAnswer, credentials: Credentials, signal: AbortSignal): Promise<true> {
    if (await this.#means.login.renew(credentials, signal)) return true;
    const failure = answerFailure(answer);
    this.#means.login.refused(failure.message);
    throw failure;
  }

  /** One call, at its turn. */
  async #once(
    request: VendorRequest,
    url: URL,
    scope: CallScope,
    credentials: Credentials,
    conditions: Readonly<Record<string, string>>,
  ): Promise<CallEnd> {
    const { limiter, breaker } = this.#means;
    const place = limiter.ask(scope.urgency, scope.signal);
    await place.granted;
    try {
      const isProbe = breaker.enter();
      const pauses = limiter.pauses;
      let end: CallEnd | null = null;
      try {
        end = await this.#send(request, url, scope, credentials, conditions);
      } finally {
        if (end === null) breaker.left(isProbe);
      }
      this.#judge(end, { isProbe, pauses }, request);
      if (end.kind === "answer") scope.spent.bytes += end.answer.bytes.length;
      return end;
    } finally {
      place.release();
    }
  }

  /** Sends it, and follows where it is sent on to on the same host. */
  async #send(
    request: VendorRequest,
    url: URL,
    scope: CallScope,
    credentials: Credentials,
    conditions: Readonly<Record<string, string>>,
  ): Promise<CallEnd> {
    for (let hops = 0; ; hops++) {
      const address = new URL(url);
      for (const [name, value] of Object.entries(credentials.query)) {
        address.searchParams.set(name, value);
      }
      scope.spent.calls += 1;
      const end = await this.#sendOnce(request, scope.signal, {
        ...{ url: address.href, method: request.method ?? "GET", body: request.body },
        headers: {
          ...{ ...this.#means.headers, ...conditions },
          ...{ ...request.headers, ...credentials.headers },
        },
      });
      const next = end.kind === "answer" ? sameHostTarget(end.answer, url) : null;
      if (end.kind !== "answer" || isAnswer(request, end.answer)) return end;
      if (next === null || hops >= hopsMax || request.method === "POST") return end;
      url = next;
    }
  }

  async #sendOnce(
    request: VendorRequest,
    signal: AbortSignal,
    call: Omit<Call, "signal" | "bytesMax">,
  ): Promise<CallEnd> {
    const { provider, recorder } = this.#means;
    const { endpoint, bytesMax = bytesMaxUsual } = request;
    const taken = { provider, endpoint, ...call };
    try {
      const end = await sendCall(this.#means, { ...call, bytesMax, signal });
      const answer = end.kind === "answer" ? end.answer : null;
      recorder?.exchange({ ...taken, answer, trouble: end.kind === "none" ? end.text : null });
      return end;
    } catch (error) {
      recorder?.exchange({ ...taken, answer: null, trouble: (error as Error).message });
      throw error;
    }
  }

  /** Tells limiter, circuit and login what the end of a call means to them. */
  #judge(
    end: CallEnd,
    sent: { readonly isProbe: boolean; readonly pauses: number },
    request: VendorRequest,
  ): void {
    const { limiter, breaker, login, clock } = this.#means;
    if (end.kind === "none") {
      if (breaker.failed(sent.isProbe)) limiter.refuseAll(breaker.failure());
      return;
    }
    const { status, headers } = end.answer;
    const isWanted = isAnswer(request, end.answer);
    if (status < 500 || isWanted) breaker.succeeded();
    else if (breaker.failed(sent.isProbe)) limiter.refuseAll(breaker.failure());
    limiter.learn(headers);
    if (status === 429 && !isWanted)
      limiter.pause(this.#resumeTsMs(headers, clock.nowMs()), sent.pauses);
    if (!isWanted) return;
    limiter.wentWell(sent.pauses);
    login.accepted();
  }

  #resumeTsMs(headers: Headers, nowMs: number): number | null {
    const resetTsMs = this.#means.limits.readLimit?.(headers)?.resetTsMs ?? null;
    return (
      retryAfterTsMs(headers, nowMs) ?? (resetTsMs !== null && resetTsMs > nowMs ? resetTsMs : null)
    );
  }

  async #pause(attempt: number, end: CallEnd, failure: Failure, scope: CallScope): Promise<void> {
    // After a 429 everybody waits in the queue, and is refused there when that takes too long.
    if (failure.code === "provider.rate-limited") return;
    const { clock, random } = this.#means;
    const nowMs = clock.nowMs();
    const namedTsMs = end.kind === "answer" ? retryAfterTsMs(end.answer.headers, nowMs) : null;
    const pauseMs = namedTsMs === null ? retryPauseMs(attempt, random) : namedTsMs - nowMs;
    if (pauseMs > waitMsMax[scope.urgency.lane]) throw failure;
    await clock.sleep(pauseMs, scope.signal);
    if (scope.signal.aborted) throw new Failure("run.interrupted", "called off between attempts");
  }
}

function isAnswer(request: VendorRequest, answer: VendorAnswer): boolean {
  const { status } = answer;
  const isUsual = (status >= 200 && status < 300) || status === 304;
  return isUsual || (request.handsOver?.(answer) ?? false);
}

/** Where an answer sends us on to, when that is on the same host. */
function sameHostTarget(answer: VendorAnswer, url: URL): URL | null {
  if (!(answer.status >= 301 && answer.status <= 308) || answer.status === 304) return null;
  const target = URL.parse(answer.headers.get("location") ?? "", url.href);
  return target?.origin === url.origin ? target : null;
}

function endFailure(end: CallEnd): Failure {
  if (end.kind === "answer") return answerFailure(end.answer);
  return new Failure("provider.unavailable", end.text);
}

/** A POST may have done its work although no answer came; a 429 says that it has not. */
function mayRepeat(request: VendorRequest, end: CallEnd): boolean {
  const isSafe = (request.method ?? "GET") === "GET";
  if (end.kind === "none") return isSafe || !end.wasSent;
  return isPassing(end.answer.status) && (isSafe || end.answer.status === 429);
}
