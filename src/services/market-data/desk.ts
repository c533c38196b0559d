/**
 * One kind of work that comes round again and again: quotes, chains, ratings. A desk knows no
 * clock: it is told the time of the market, so that it works the same live and simulated.
 */
export interface Desk {
  /** "quotes", "options": for status lines and the log. */
  readonly name: string;
  /**
   * Does what is due. Throws Failure provider.* or store.*, and run.interrupted when `signal`
   * aborts; whatever it finished is stored, and the next round goes on from there.
   */
  round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound>;
}

export interface DeskRound {
  /** When there is something to do again, in the time of the market. */
  readonly nextTsMs: number;
  /** What it did, for the log; null where that is not worth a line. */
  readonly text: string | null;
}
