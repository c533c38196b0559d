/** What a market is doing, for the status of the service. */
export interface RunActivity {
  readonly text: string;
  /** 0..1; null where that is not known. */
  readonly doneRatio: number | null;
}

/** Whom a market tells of itself. */
export interface RunHooks {
  /** Null: nothing in particular any more. */
  readonly onActivity: (activity: RunActivity | null) => void;
  /** After every step: what can be done until the next one. */
  readonly onTick: (tick: {
    readonly marketTsMs: number;
    readonly isSessionOver: boolean;
  }) => Promise<void>;
  /** Something does not work and the rest goes on; null: all works. */
  readonly onTrouble: (text: string | null) => void;
  /** Something that the user may want to act on. */
  readonly onNotice: (text: string) => void;
}

/** A market that lives: a simulated one, or that of vendors. */
export interface MarketRunner {
  /** Until `signal` aborts or there is no more of it. Throws Failure store.* and provider.*. */
  run(signal: AbortSignal): Promise<void>;
  /** The watchlists were edited: who is watched is settled anew. */
  forgetWatchlists(): void;
  /** One line: what it keeps up to date. */
  text(): string;
}

export type OpenMarket = (hooks: RunHooks) => MarketRunner;
