/**
 * Whose turn it is: every underlying once in `everyMs`, spread evenly, so that a vendor is never
 * asked for all at once. Holds one number for each underlying that is watched now.
 */
export class LookRota {
  readonly #everyMs: number;
  readonly #dueTsMs = new Map<string, number>();

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** Takes the underlyings that are watched: new ones come in between, others are forgotten. */
  watch(underlyings: readonly string[], marketTsMs: number): void {
    const wanted = new Set(underlyings);
    for (const known of this.#dueTsMs.keys()) if (!wanted.has(known)) this.#dueTsMs.delete(known);
    const spacingMs = this.#everyMs / Math.max(wanted.size, 1);
    let place = 0;
    for (const underlying of wanted) {
      if (this.#dueTsMs.has(underlying)) continue;
      this.#dueTsMs.set(underlying, marketTsMs + Math.floor(place * spacingMs));
      place += 1;
    }
  }

  /** Those whose turn it is, the longest overdue first, `max` at most. */
  due(marketTsMs: number, max: number): string[] {
    const due = [...this.#dueTsMs].filter(([, dueTsMs]) => dueTsMs <= marketTsMs);
    due.sort((a, b) => a[1] - b[1]);
    return due.slice(0, max).map(([underlying]) => underlying);
  }

  /** It was looked at, or could not be: its next turn comes a period later. */
  done(underlying: string, marketTsMs: number): void {
    const dueTsMs = this.#dueTsMs.get(underlying);
    if (dueTsMs === undefined) return;
    // On its own beat as long as that is kept: the spread would be lost otherwise.
    const onBeat = dueTsMs + this.#everyMs;
    this.#dueTsMs.set(underlying, onBeat > marketTsMs ? onBeat : marketTsMs + this.#everyMs);
  }

  /** It could not be looked at and is still due, after all that have waited longer. */
  postpone(underlying: string, marketTsMs: number): void {
    if (this.#dueTsMs.has(underlying)) this.#dueTsMs.set(underlying, marketTsMs);
  }

  /** When there is something to do again; null when nothing is watched. */
  nextTsMs(): number | null {
    let next: number | null = null;
    for (const dueTsMs of this.#dueTsMs.values()) next = Math.min(next ?? dueTsMs, dueTsMs);
    return next;
  }

  /** A session ended: the next one is spread anew. */
  clear(): void {
    this.#dueTsMs.clear();
  }
}
