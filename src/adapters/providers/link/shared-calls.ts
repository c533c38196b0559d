import { Failure } from "../../../base/failure.ts";
import type { Lane } from "../../../ports/market-data.ts";
import type { Urgency } from "./request-limiter.ts";

/** What was spent on a request, for the ledger. */
export interface Spent {
  calls: number;
  bytes: number;
}

export interface Asker {
  readonly lane: Lane;
  readonly signal: AbortSignal;
  readonly spent: Spent;
}

/** What a call under way needs to know of those who wait for it. */
export interface CallScope {
  readonly urgency: Urgency;
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
  readonly spent: Spent;
}

interface SharedCall<T> {
  readonly urgency: Urgency;
  readonly end: AbortController;
  readonly spent: Spent;
  /** In order of coming; the first one answers for what is spent. */
  readonly askers: Set<Asker>;
  answer: Promise<T>;
}

/** One call for equal questions at a time. Whoever leaves does not end it for the others. */
export class SharedCalls<T> {
  readonly #calls = new Map<string, SharedCall<T>>();
  readonly #hurry: (urgency: Urgency, lane: Lane) => void;

  constructor(hurry: (urgency: Urgency, lane: Lane) => void) {
    this.#hurry = hurry;
  }

  async ask(
    key: string,
    asker: Asker,
    begin: (scope: CallScope) => Promise<T>,
  ): Promise<{ readonly value: T; readonly isJoined: boolean }> {
    const call = this.#calls.get(key) ?? this.#begin(key, asker, begin);
    call.askers.add(asker);
    this.#hurry(call.urgency, asker.lane);
    const gone = Promise.withResolvers<never>();
    const leave = () => gone.reject(new Failure("run.interrupted", "called off"));
    asker.signal.addEventListener("abort", leave);
    if (asker.signal.aborted) leave();
    try {
      const value = await Promise.race([call.answer, gone.promise]);
      const isJoined = !isFirst(call, asker);
      if (!isJoined) handOver(call, asker);
      return { value, isJoined };
    } catch (error) {
      if (isFirst(call, asker)) handOver(call, asker);
      if (asker.signal.aborted) this.#leave(key, call, asker);
      throw error;
    } finally {
      asker.signal.removeEventListener("abort", leave);
    }
  }

  #begin(key: string, asker: Asker, begin: (scope: CallScope) => Promise<T>): SharedCall<T> {
    const end = new AbortController();
    const urgency = { lane: asker.lane };
    const spent = { calls: 0, bytes: 0 };
    const answer = begin({ urgency, spent, signal: end.signal });
    const call: SharedCall<T> = { urgency, end, spent, askers: new Set(), answer };
    this.#calls.set(key, call);
    const forget = () => this.#forget(key, call);
    answer.then(forget, forget);
    return call;
  }

  #leave(key: string, call: SharedCall<T>, asker: Asker): void {
    call.askers.delete(asker);
    if (call.askers.size > 0) return;
    // Whoever asks next begins anew, instead of joining a call that ends.
    this.#forget(key, call);
    call.end.abort();
  }

  #forget(key: string, call: SharedCall<T>): void {
    if (this.#calls.get(key) === call) this.#calls.delete(key);
  }
}

function isFirst<T>(call: SharedCall<T>, asker: Asker): boolean {
  const [first] = call.askers;
  return first === asker;
}

function handOver<T>(call: SharedCall<T>, asker: Asker): void {
  asker.spent.calls += call.spent.calls;
  asker.spent.bytes += call.spent.bytes;
  call.spent.calls = 0;
  call.spent.bytes = 0;
}
