/** Slices into which a window is cut, so that counting what was sent in it is cheap. */
const slicesPerWindow = 60;
/** Ends of a window that differ by less are one: vendors round to seconds. */
const sameWindowMs = 1_000;
/** Sums of parts of tokens are short of a whole one by less. */
const tokenRounding = 1e-6;

export interface BucketRate {
  readonly limit: number;
  readonly windowMs: number;
  readonly burst: number;
}

/**
 * Says when the next request may go: at a steady rate, some at once after a rest, and never more
 * than the limit in any window, which a burst on top of the steady rate would exceed. The limit
 * follows what the vendor tells of it.
 */
export class TokenBucket {
  readonly windowMs: number;
  readonly #burst: number;
  #limit: number;
  #tokens: number;
  #filledTsMs: number;
  /** What the vendor says is left, until it says more or begins anew. */
  #told: { left: number; readonly untilTsMs: number } | null = null;
  /** Requests sent, by slice of time; the ring covers one window and the slice that is open. */
  readonly #sent = new Float64Array(slicesPerWindow + 1);
  #slice: number;

  constructor(rate: BucketRate, nowMs: number) {
    this.windowMs = rate.windowMs;
    this.#limit = rate.limit;
    this.#burst = Math.max(1, rate.burst);
    this.#tokens = this.#burst;
    this.#filledTsMs = nowMs;
    this.#slice = this.#sliceAt(nowMs);
  }

  get limit(): number {
    return this.#limit;
  }

  /** Requests that the window still allows. */
  left(nowMs: number): number {
    const own = this.#limit - this.#sentInWindow(nowMs);
    return Math.max(0, Math.floor(Math.min(own, this.#toldLeft(nowMs))));
  }

  /**
   * How long until a request may go, in whole ms; 0: now. With `spared` the last third stays for
   * others, of what may go at once and of what the window allows.
   */
  waitMs(nowMs: number, spared: boolean): number {
    this.#fill(nowMs);
    const tokens = 1 + (spared ? Math.floor(this.#burst / 3) : 0);
    const left = 1 + (spared ? Math.floor(this.#limit / 3) : 0);
    const sliceMs = this.windowMs / slicesPerWindow;
    if (this.left(nowMs) < left) {
      // The oldest slice leaves the window next; what the vendor told ends when it said.
      const told = this.#told;
      const isTold = told !== null && this.#toldLeft(nowMs) < left;
      return wholeMs(isTold ? told.untilTsMs - nowMs : sliceMs - (nowMs % sliceMs));
    }
    const missing = tokens - this.#tokens;
    return missing <= tokenRounding ? 0 : wholeMs((missing * this.windowMs) / this.#limit);
  }

  take(nowMs: number): void {
    this.#fill(nowMs);
    this.#advance(nowMs);
    this.#tokens -= 1;
    this.#sent[this.#slice % this.#sent.length]! += 1;
    if (this.#told !== null) this.#told.left -= 1;
  }

  /** A vendor that asked for a pause gets one request after it, not a burst. */
  drain(resumeTsMs: number): void {
    this.#tokens = 1;
    this.#filledTsMs = resumeTsMs;
  }

  /** Follows the vendor's own count. */
  learn(
    told: { readonly limit?: number; readonly left?: number; readonly resetTsMs?: number },
    nowMs: number,
  ): void {
    if (told.limit !== undefined && told.limit >= 1) this.#limit = told.limit;
    if (told.left === undefined || !(told.left >= 0)) return;
    const untilTsMs = told.resetTsMs ?? nowMs + this.windowMs;
    if (untilTsMs <= nowMs) return;
    // Answers overtake one another: within one window of the vendor's the count only falls.
    const before = this.#told;
    const isSame = before !== null && Math.abs(before.untilTsMs - untilTsMs) < sameWindowMs;
    this.#told = { left: isSame ? Math.min(before.left, told.left) : told.left, untilTsMs };
  }

  #toldLeft(nowMs: number): number {
    if (this.#told !== null && nowMs >= this.#told.untilTsMs) this.#told = null;
    return this.#told?.left ?? Number.POSITIVE_INFINITY;
  }

  #fill(nowMs: number): void {
    const spanMs = nowMs - this.#filledTsMs;
    // A rest that still lies ahead was set by `drain`; a clock that was set back fills nothing.
    if (spanMs <= 0) {
      if (spanMs < -this.windowMs) this.#filledTsMs = nowMs;
      return;
    }
    this.#tokens = Math.min(this.#burst, this.#tokens + (spanMs * this.#limit) / this.windowMs);
    this.#filledTsMs = nowMs;
  }

  #sliceAt(nowMs: number): number {
    return Math.floor((nowMs * slicesPerWindow) / this.windowMs);
  }

  /** Empties the slices that have left the window. */
  #advance(nowMs: number): void {
    const slice = this.#sliceAt(nowMs);
    const size = this.#sent.length;
    if (slice < this.#slice - size) this.#slice = slice;
    const first = Math.max(this.#slice + 1, slice - size + 1);
    for (let at = first; at <= slice; at++) this.#sent[at % size] = 0;
    this.#slice = Math.max(this.#slice, slice);
  }

  #sentInWindow(nowMs: number): number {
    this.#advance(nowMs);
    let count = 0;
    for (const sent of this.#sent) count += sent;
    return count;
  }
}

/** A fraction of a millisecond is lost in a moment since 1970: whoever waited it would not move. */
function wholeMs(spanMs: number): number {
  return Math.max(1, Math.ceil(spanMs));
}
