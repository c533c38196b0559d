/** Symbols that are wanted, read once and again only after `forget`: thousands, asked for often. */
export class SymbolBook {
  readonly #read: () => readonly string[];
  #symbols: readonly string[] | null = null;

  constructor(read: () => readonly string[]) {
    this.#read = read;
  }

  readonly symbols = (): readonly string[] => {
    this.#symbols ??= this.#read();
    return this.#symbols;
  };

  forget(): void {
    this.#symbols = null;
  }
}
