import { type LocalDate, parseLocalDate } from "../../../domain/local-date.ts";
import { parseOcc } from "../../../domain/option-contract.ts";

/** What the list of contracts says of one. */
export interface ListedContract {
  readonly occ: string;
  readonly expiry: LocalDate;
  readonly openInterest: number | null;
  readonly openInterestDate: LocalDate | null;
  readonly multiplier: number;
}

/** "Not told" in columns of whole numbers. */
const none = -1;
const standardMultiplier = 100;
const strikeStep = 1_000;
/** Codes of contracts of one root lie below this: eight digits of the strike, and the right. */
const codesPerRoot = 200_000_000;

/** A row of /v2/options/contracts; numbers come as texts. Null where it names no contract. */
export function readListed(row: {
  readonly symbol: string;
  readonly expiration_date: string;
  readonly size: string | null;
  readonly open_interest: string | null;
  readonly open_interest_date: string | null;
}): ListedContract | null {
  const contract = parseOcc(row.symbol);
  const expiry = parseLocalDate(row.expiration_date);
  if (!contract.ok || !expiry.ok) return null;
  const date = row.open_interest_date === null ? null : parseLocalDate(row.open_interest_date);
  return {
    occ: contract.value.occ,
    expiry: expiry.value,
    openInterest: countOf(row.open_interest),
    openInterestDate: date?.ok ? date.value : null,
    multiplier: countOf(row.size) ?? standardMultiplier,
  };
}

/** The contracts of one underlying and expiry, in 20 bytes each. */
export class ExpiryBook {
  readonly #roots: string[] = [];
  readonly #codes: Float64Array;
  readonly #openInterest: Int32Array;
  readonly #dates: Int32Array;
  readonly #multipliers: Int32Array;

  constructor(contracts: readonly ListedContract[]) {
    const coded = contracts
      .map((contract) => ({ contract, code: this.#codeOf(contract.occ, { adds: true }) }))
      .sort((a, b) => a.code - b.code);
    this.#codes = Float64Array.from(coded, ({ code }) => code);
    this.#openInterest = Int32Array.from(coded, ({ contract }) => contract.openInterest ?? none);
    this.#dates = Int32Array.from(coded, ({ contract }) => contract.openInterestDate ?? none);
    this.#multipliers = Int32Array.from(coded, ({ contract }) => contract.multiplier);
  }

  get contractCount(): number {
    return this.#codes.length;
  }

  find(
    occ: string,
  ): Pick<ListedContract, "openInterest" | "openInterestDate" | "multiplier"> | null {
    const code = this.#codeOf(occ, { adds: false });
    const at = indexOf(this.#codes, code);
    if (at < 0) return null;
    const openInterest = this.#openInterest[at] as number;
    const date = this.#dates[at] as number;
    return {
      openInterest: openInterest === none ? null : openInterest,
      openInterestDate: date === none ? null : (date as LocalDate),
      multiplier: this.#multipliers[at] as number,
    };
  }

  /** A contract as a number: its root, strike and right; NaN for a root that the book lacks. */
  #codeOf(occ: string, options: { readonly adds: boolean }): number {
    const parsed = parseOcc(occ);
    if (!parsed.ok) return Number.NaN;
    const { root, strike, right } = parsed.value;
    let rootIndex = this.#roots.indexOf(root);
    if (rootIndex < 0) {
      if (!options.adds) return Number.NaN;
      rootIndex = this.#roots.push(root) - 1;
    }
    const strikeCode = Math.round(strike * strikeStep) * 2 + (right === "call" ? 0 : 1);
    return rootIndex * codesPerRoot + strikeCode;
  }
}

function indexOf(sorted: Float64Array, code: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < code) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === code ? low : -1;
}

function countOf(text: string | null): number | null {
  return text !== null && /^\d{1,9}(?:\.0+)?$/.test(text) ? Number(text) : null;
}
