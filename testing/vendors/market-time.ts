import { systemClock } from "../../src/adapters/host/system-clock.ts";
import type { Clock } from "../../src/ports/clock.ts";

/** What two processes need to tell the same time of a market. */
export interface SharedTime {
  /** Time of the market at a moment of the machine, and how much faster it runs since then. */
  readonly marketTsMs: number;
  readonly wallTsMs: number;
  readonly speed: number;
}

/** A clock that agrees with that of another process which was told the same. */
export function clockOf({ marketTsMs, wallTsMs, speed }: SharedTime): Clock {
  return {
    nowMs: () => Math.floor(marketTsMs + (wallNowMs() - wallTsMs) * speed),
    sleep: (delayMs, signal) => systemClock.sleep(delayMs / speed, signal),
  };
}

/** Time of a made market, that can jump ahead while nobody looks. */
export class MarketTime implements Clock {
  readonly #speed: number;
  #shared: SharedTime;

  constructor(marketTsMs: number, speed: number) {
    this.#speed = speed;
    this.#shared = { marketTsMs, wallTsMs: wallNowMs(), speed };
  }

  /** To be handed to other processes; holds until the next jump. */
  get shared(): SharedTime {
    return this.#shared;
  }

  nowMs(): number {
    return clockOf(this.#shared).nowMs();
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(delayMs / this.#speed, signal);
  }

  jumpTo(marketTsMs: number): void {
    this.#shared = { marketTsMs, wallTsMs: wallNowMs(), speed: this.#speed };
  }
}

/** Finer than a millisecond: at a high speed that is a part of a second of the market. */
function wallNowMs(): number {
  return performance.timeOrigin + performance.now();
}
