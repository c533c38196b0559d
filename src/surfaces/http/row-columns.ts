import type { ResultRow } from "../../domain/result-table.ts";
import type { CellValue } from "../../domain/signal.ts";
import { BooleanCells, type Cells, NumberCells, TextCells } from "./row-cells.ts";
import type { hasher } from "./runtime.ts";

/**
 * Result rows as columns: some 260 bytes a row instead of 1.3 KB as an object. A row is a small
 * view whose cells are read when they are asked for.
 */
export class RowColumns {
  readonly #cells = new Map<string, Cells>();
  readonly #View: ReturnType<typeof viewOf>;
  readonly #pool: Map<string, string>;
  #length = 0;

  /** `pool` holds texts that many tables share: symbols. */
  constructor(pool: Map<string, string>) {
    this.#pool = pool;
    this.#View = viewOf((name, index) => this.#cells.get(name)?.at(index) ?? null);
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    let bytes = viewBytes * this.#length;
    for (const cells of this.#cells.values()) bytes += cells.bytes;
    return bytes;
  }

  /** Copies the cells; every row has the columns of the first one. */
  add(row: ResultRow): void {
    for (const name in row) {
      const value = row[name] ?? null;
      let cells = this.#cells.get(name);
      if (cells === undefined) {
        if (this.#length === 0) this.#View.define(name);
        // A column without a value yet costs nothing.
        if (value === null) continue;
        cells = this.#cellsFor(name, value);
        this.#cells.set(name, cells);
      }
      cells.set(this.#length, value);
    }
    this.#length++;
  }

  /** Gives spare room back once all rows are there. */
  seal(): void {
    for (const cells of this.#cells.values()) cells.seal(this.#length);
  }

  /** Rows in the order in which they were added. */
  views(): readonly ResultRow[] {
    return Array.from({ length: this.#length }, (_, index) => this.#View.make(index));
  }

  /** Feeds every cell; equal rows give equal hashes. */
  hashInto(hash: ReturnType<typeof hasher>): void {
    hash.update(String(this.#length));
    for (const [name, cells] of this.#cells) {
      hash.update(name);
      for (const part of cells.content(this.#length)) hash.update(part);
    }
  }

  #cellsFor(name: string, value: CellValue): Cells {
    if (typeof value === "number") return new NumberCells();
    if (typeof value === "boolean") return new BooleanCells();
    return new TextCells(name === "symbol" ? this.#pool : null);
  }
}

/** What a view costs: one small object, and its place in a list. */
const viewBytes = 40;

/** A class of rows whose cells are getters: reading works as on a plain object. */
function viewOf(cellAt: (name: string, index: number) => CellValue) {
  class RowView {
    readonly #index: number;

    constructor(index: number) {
      this.#index = index;
    }

    static indexOf(view: RowView): number {
      return view.#index;
    }

    toJSON(): ResultRow {
      return plainRow(this as unknown as ResultRow);
    }
  }
  // Only columns are listed by a loop over the names.
  Object.defineProperty(RowView.prototype, "toJSON", { enumerable: false });
  return {
    define(name: string): void {
      const get = function (this: RowView) {
        return cellAt(name, RowView.indexOf(this));
      };
      Object.defineProperty(RowView.prototype, name, { get, enumerable: true });
    },
    make: (index: number) => new RowView(index) as unknown as ResultRow,
  };
}

/**
 * A row as an object of its own. Spreading a view gives nothing, since its cells are getters of
 * its class; a loop over names finds them.
 */
export function plainRow(row: ResultRow): ResultRow {
  const plain: Record<string, CellValue> = {};
  for (const name in row) plain[name] = row[name] ?? null;
  return plain;
}
