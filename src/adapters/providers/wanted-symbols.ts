/** A state for each wanted symbol, and which of them changed since they were taken last. */
export class WantedSymbols<State> {
  readonly #empty: () => State;
  readonly #states = new Map<string, State>();
  readonly #changed = new Set<string>();

  constructor(empty: () => State) {
    this.#empty = empty;
  }

  /** Keeps these symbols only. */
  want(symbols: readonly string[]): void {
    const wanted = new Set(symbols);
    for (const symbol of this.#states.keys()) {
      if (wanted.has(symbol)) continue;
      this.#states.delete(symbol);
      this.#changed.delete(symbol);
    }
    for (const symbol of wanted) {
      if (!this.#states.has(symbol)) this.#states.set(symbol, this.#empty());
    }
  }

  /** Undefined for a symbol that nobody wants. */
  get(symbol: string): State | undefined {
    return this.#states.get(symbol);
  }

  changed(symbol: string): void {
    this.#changed.add(symbol);
  }

  /** Each one that changed since the last call, once. */
  takeChanged(): [string, State][] {
    if (this.#changed.size === 0) return [];
    const taken = [...this.#changed].map((symbol): [string, State] => {
      return [symbol, this.#states.get(symbol) as State];
    });
    this.#changed.clear();
    return taken;
  }
}
