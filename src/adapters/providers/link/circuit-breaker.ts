import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import { clockText } from "./clock-text.ts";

/** When to stop asking a vendor that does not answer, and for how long. */
export interface BreakerTimes {
  /** Failed calls in a row. */
  readonly failures: number;
  readonly pauseMs: { readonly first: number; readonly max: number };
}

/**
 * Stops asking after some failures in a row. After a pause one request tries; when it fails too,
 * the pause doubles.
 */
export class CircuitBreaker {
  readonly #times: BreakerTimes;
  readonly #clock: Clock;
  #failures = 0;
  #openUntilTsMs: number | null = null;
  #pauseMs = 0;
  #isProbing = false;

  constructor(times: BreakerTimes, clock: Clock) {
    this.#times = times;
    this.#clock = clock;
  }

  get failures(): number {
    return this.#failures;
  }

  /** Until when it is open; null: requests go. */
  openUntil(): number | null {
    return this.#openUntilTsMs;
  }

  /** Throws provider.unavailable while requests do not go. */
  check(): void {
    const untilTsMs = this.#openUntilTsMs;
    if (untilTsMs === null) return;
    if (this.#isProbing) throw new Failure("provider.unavailable", "one request tries it just now");
    if (this.#clock.nowMs() < untilTsMs) throw this.failure();
  }

  /** What requests are told while it is open. */
  failure(): Failure {
    const until = clockText(this.#openUntilTsMs ?? this.#clock.nowMs());
    const text = `${this.#failures} calls in a row failed; asked again at ${until}`;
    return new Failure("provider.unavailable", text);
  }

  /** A call begins: `check`. True: the pause is over and this is the one call that tries. */
  enter(): boolean {
    this.check();
    this.#isProbing = this.#openUntilTsMs !== null;
    return this.#isProbing;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntilTsMs = null;
    this.#pauseMs = 0;
    this.#isProbing = false;
  }

  /** True: it opened. */
  failed(isProbe: boolean): boolean {
    this.#failures += 1;
    // A call that was sent before it opened says nothing new.
    if (this.#openUntilTsMs !== null && !isProbe) return false;
    this.#isProbing = false;
    if (this.#failures < this.#times.failures) return false;
    const { first, max } = this.#times.pauseMs;
    this.#pauseMs = Math.min(max, this.#pauseMs === 0 ? first : this.#pauseMs * 2);
    this.#openUntilTsMs = this.#clock.nowMs() + this.#pauseMs;
    return true;
  }

  /** A call ended without saying anything of the vendor: it was called off. */
  left(isProbe: boolean): void {
    if (isProbe) this.#isProbing = false;
  }
}
