import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import { type Lane, lanes } from "../../../ports/market-data.ts";
import type { VendorLimits } from "../vendor-http.ts";
import { clockText } from "./clock-text.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Requests of a lane that wait at a time; one more is refused. */
const queueLengthMax: Readonly<Record<Lane, number>> = {
  click: 200,
  live: 2_000,
  watchlist: 2_000,
  backfill: 2_000,
};
/** A request that cannot go within this is refused: whoever asked has something better to do. */
export const waitMsMax: Readonly<Record<Lane, number>> = {
  click: 20_000,
  live: 60_000,
  watchlist: 300_000,
  backfill: 900_000,
};
/** A longer pause than a day is a misunderstanding, or a clock that is wrong. */
const pauseMsMax = 86_400_000;

/** A request's place in the queue. */
export interface Place {
  /** Resolves when the request may go; `release` has to be called after it. */
  readonly granted: Promise<void>;
  readonly release: () => void;
}

/** The lane of a request, which rises when somebody more urgent wants the same. */
export interface Urgency {
  lane: Lane;
}

interface Waiter {
  readonly grant: () => void;
  readonly refuse: (failure: Failure) => void;
  deadlineTsMs: number;
}

/**
 * Lets requests go one lane after the other, at the rate that the vendor allows. One of these is
 * shared by everybody who asks with the same key.
 */
export class RequestLimiter {
  readonly #limits: VendorLimits;
  readonly #clock: Clock;
  readonly #bucket: TokenBucket;
  readonly #waiting = new Map<Lane, Set<Waiter>>(lanes.map((lane) => [lane, new Set()]));
  readonly #laneOf = new WeakMap<Urgency, { waiter: Waiter; lane: Lane }>();
  #underWay = 0;
  #pauseUntilTsMs = 0;
  #pauseMs = 0;
  #pauses = 0;
  #timer: { readonly wakeTsMs: number; readonly end: AbortController } | null = null;

  constructor(limits: VendorLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
    this.#bucket = new TokenBucket(limits, clock.nowMs());
  }

  /** Pauses so far: an answer to a request that was sent before the last one says nothing new. */
  get pauses(): number {
    return this.#pauses;
  }

  /** End of the pause that the vendor asked for, or null. */
  pausedUntil(): number | null {
    return this.#pauseUntilTsMs > this.#clock.nowMs() ? this.#pauseUntilTsMs : null;
  }

  budget(): { limit: number; windowMs: number; left: number } {
    const { limit, windowMs } = this.#bucket;
    const left = this.pausedUntil() === null ? this.#bucket.left(this.#clock.nowMs()) : 0;
    return { limit, windowMs, left };
  }

  /** `granted` rejects with provider.rate-limited when it would wait too long. */
  ask(urgency: Urgency, signal: AbortSignal): Place {
    let isHeld = false;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      this.#underWay -= 1;
      this.#pump();
    };
    const granted = new Promise<void>((resolve, reject) => {
      const leave = () => waiter.refuse(new Failure("run.interrupted", "called off in the queue"));
      const settle = () => {
        signal.removeEventListener("abort", leave);
        const lane = this.#laneOf.get(urgency)?.lane;
        if (lane !== undefined) this.#waiting.get(lane)?.delete(waiter);
        this.#laneOf.delete(urgency);
      };
      const waiter: Waiter = {
        deadlineTsMs: 0,
        grant: () => {
          settle();
          isHeld = true;
          resolve();
        },
        refuse: (failure) => {
          settle();
          reject(failure);
        },
      };
      signal.addEventListener("abort", leave);
      this.#enter(waiter, urgency);
      if (signal.aborted) leave();
      this.#pump();
    });
    return { granted, release };
  }

  /** Moves a waiting request to a more urgent lane. */
  hurry(urgency: Urgency, lane: Lane): void {
    if (lanes.indexOf(lane) >= lanes.indexOf(urgency.lane)) return;
    urgency.lane = lane;
    const place = this.#laneOf.get(urgency);
    if (place === undefined) return;
    this.#waiting.get(place.lane)?.delete(place.waiter);
    this.#enter(place.waiter, urgency);
    this.#pump();
  }

  /** What the headers of an answer say. */
  learn(headers: Headers): void {
    const told = this.#limits.readLimit?.(headers) ?? null;
    if (told === null) return;
    const nowMs = this.#clock.nowMs();
    const resetTsMs = Math.min(told.resetTsMs ?? Number.NaN, nowMs + pauseMsMax);
    this.#bucket.learn(Number.isNaN(resetTsMs) ? told : { ...told, resetTsMs }, nowMs);
    this.#pump();
  }

  /** The vendor said "too many": nobody asks until the moment it named, or for a growing while. */
  pause(untilTsMs: number | null, pausesAtSending: number): void {
    const nowMs = this.#clock.nowMs();
    const { first, max } = this.#limits.pauseMs;
    if (pausesAtSending === this.#pauses) {
      this.#pauses += 1;
      this.#pauseMs = Math.min(max, this.#pauseMs === 0 ? first : this.#pauseMs * 2);
    }
    const usualTsMs = nowMs + this.#pauseMs;
    const wantedTsMs = Math.min(untilTsMs ?? usualTsMs, nowMs + pauseMsMax);
    this.#pauseUntilTsMs = Math.max(this.#pauseUntilTsMs, wantedTsMs);
    this.#bucket.drain(this.#pauseUntilTsMs);
    this.#pump();
  }

  /** A request went well: the next pause is a short one again. */
  wentWell(pausesAtSending: number): void {
    if (pausesAtSending === this.#pauses) this.#pauseMs = 0;
  }

  /** Nobody who waits shall go. */
  refuseAll(failure: Failure): void {
    for (const queue of this.#waiting.values()) {
      for (const waiter of queue) waiter.refuse(failure);
    }
    this.#pump();
  }

  #enter(waiter: Waiter, urgency: Urgency): void {
    const { lane } = urgency;
    const queue = this.#waiting.get(lane) as Set<Waiter>;
    this.#laneOf.set(urgency, { waiter, lane });
    const nowMs = this.#clock.nowMs();
    waiter.deadlineTsMs = nowMs + waitMsMax[lane];
    if (queue.size >= queueLengthMax[lane]) {
      const text = `${queueLengthMax[lane]} requests of lane "${lane}" wait already`;
      waiter.refuse(new Failure("provider.rate-limited", text));
      return;
    }
    if (this.#pauseUntilTsMs > waiter.deadlineTsMs) {
      waiter.refuse(this.#pauseFailure());
      return;
    }
    queue.add(waiter);
  }

  #pauseFailure(): Failure {
    const text = `asked for a pause until ${clockText(this.#pauseUntilTsMs)}`;
    return new Failure("provider.rate-limited", text);
  }

  /** Lets go whoever may, refuses whom it would take too long, sets the timer for the next. */
  #pump(): void {
    for (const [lane, queue] of this.#waiting) this.#refuseLate(lane, queue);
    for (;;) {
      const nowMs = this.#clock.nowMs();
      const lane = lanes.find((name) => (this.#waiting.get(name)?.size ?? 0) > 0);
      const [waiter] = lane === undefined ? [] : (this.#waiting.get(lane) as Set<Waiter>);
      if (waiter === undefined || this.#underWay >= this.#limits.parallelMax) break;
      const waitMs = this.#bucket.waitMs(nowMs, lane === "backfill");
      const goTsMs = Math.max(this.#pauseUntilTsMs, nowMs + waitMs);
      if (goTsMs > waiter.deadlineTsMs) {
        const text = `the limit is used up until ${clockText(goTsMs)}`;
        waiter.refuse(new Failure("provider.rate-limited", text));
        continue;
      }
      if (goTsMs > nowMs) break;
      this.#bucket.take(nowMs);
      this.#underWay += 1;
      waiter.grant();
    }
    this.#setTimer();
  }

  #refuseLate(lane: Lane, queue: Set<Waiter>): void {
    const nowMs = this.#clock.nowMs();
    for (const waiter of queue) {
      if (this.#pauseUntilTsMs > waiter.deadlineTsMs) waiter.refuse(this.#pauseFailure());
      else if (nowMs < waiter.deadlineTsMs) break;
      else {
        const seconds = waitMsMax[lane] / 1_000;
        const text = `no room for lane "${lane}" within ${seconds} s; the limit is used up`;
        waiter.refuse(new Failure("provider.rate-limited", text));
      }
    }
  }

  #setTimer(): void {
    const wakeTsMs = this.#nextWake();
    if (this.#timer?.wakeTsMs === wakeTsMs) return;
    this.#timer?.end.abort();
    this.#timer = null;
    if (wakeTsMs === null) return;
    const timer = { wakeTsMs, end: new AbortController() };
    this.#timer = timer;
    const delayMs = Math.max(1, Math.ceil(wakeTsMs - this.#clock.nowMs()));
    void this.#clock.sleep(delayMs, timer.end.signal).then(() => {
      if (this.#timer !== timer) return;
      this.#timer = null;
      this.#pump();
    });
  }

  #nextWake(): number | null {
    const nowMs = this.#clock.nowMs();
    let wakeTsMs: number | null = null;
    let isFirst = true;
    for (const lane of lanes) {
      const [waiter] = this.#waiting.get(lane) as Set<Waiter>;
      if (waiter === undefined) continue;
      wakeTsMs = Math.min(wakeTsMs ?? Number.POSITIVE_INFINITY, waiter.deadlineTsMs);
      if (isFirst && this.#underWay < this.#limits.parallelMax) {
        const waitMs = this.#bucket.waitMs(nowMs, lane === "backfill");
        wakeTsMs = Math.min(wakeTsMs, Math.max(this.#pauseUntilTsMs, Math.ceil(nowMs + waitMs)));
      }
      isFirst = false;
    }
    return wakeTsMs;
  }
}
