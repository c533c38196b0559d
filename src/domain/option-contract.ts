import { err, ok, type Result } from "../base/result.ts";
import { formatLocalDate, type LocalDate, parseLocalDate } from "./local-date.ts";

export type OptionRight = "call" | "put";

/**
 * A listed option contract. `occ` is its OCC symbol without padding, "AAPL250117C00150000", the
 * identity everywhere inside; vendors' spellings stay in their adapters.
 */
export interface OptionContract {
  readonly occ: string;
  /** Root of the OCC symbol: SPXW for weekly contracts of SPX, AAPL1 after an odd split. */
  readonly root: string;
  readonly expiry: LocalDate;
  readonly right: OptionRight;
  readonly strike: number;
}

/**
 * A contract as a vendor quotes it. Null: not said, or a sentinel of the vendor; never a made-up 0.
 *
 * bid ask last mark   dollars a share
 * volume              contracts of the day
 * openInterest        contracts open when the day began, as of `openInterestDate` where told
 * ivRatio             implied volatility as a fraction: 0.25 is 25 %
 * delta gamma         per share
 * theta               a share and calendar day; vega and rho: for one point (0.01)
 */
export interface OptionQuote extends OptionContract {
  readonly bid: number | null;
  readonly ask: number | null;
  readonly last: number | null;
  readonly mark: number | null;
  readonly volume: number | null;
  readonly openInterest: number | null;
  readonly openInterestDate: LocalDate | null;
  readonly ivRatio: number | null;
  readonly delta: number | null;
  readonly gamma: number | null;
  readonly theta: number | null;
  readonly vega: number | null;
  readonly rho: number | null;
  /** Who computed the greeks: the vendor, our model, or nobody. */
  readonly greeksFrom: "provider" | "model" | null;
  readonly quoteTsMs: number | null;
  readonly tradeTsMs: number | null;
  /** Shares a contract delivers; 100 but for adjusted ones. */
  readonly multiplier: number;
  /** False for contracts adjusted by a corporate action: left out of every scan. */
  readonly isStandard: boolean;
}

/** Contracts of one underlying that were asked for, sorted by expiry, strike, calls first. */
export interface OptionChain {
  /** Canonical ticker of the underlying. */
  readonly underlying: string;
  readonly underlyingPrice: number | null;
  readonly underlyingTsMs: number | null;
  /** Rates as fractions, where the vendor tells what its greeks use. */
  readonly interestRatio: number | null;
  readonly dividendRatio: number | null;
  readonly contracts: readonly OptionQuote[];
  /** True where the vendor cut the answer short. */
  readonly isTruncated: boolean;
}

/** A print of an option contract. */
export interface OptionTrade {
  readonly occ: string;
  readonly tsMs: number;
  readonly price: number;
  /** Contracts. */
  readonly size: number;
  readonly exchange: string | null;
  readonly condition: string | null;
  /** Best bid and ask at the print, where the feed carries them. */
  readonly bid: number | null;
  readonly ask: number | null;
}

const occPattern = /^([A-Z][A-Z0-9]{0,5})(\d\d)(\d\d)(\d\d)([CP])(\d{8})$/;
const thousandths = 1_000;
/** OCC symbols have two digits of the year; all that we meet are of this century. */
const century = 2_000;

/** Reads an OCC symbol, with or without the padding of the root: "AAPL  250117C00150000". */
export function parseOcc(text: string): Result<OptionContract> {
  const occ = text.replaceAll(" ", "");
  const match = occPattern.exec(occ);
  const shown = JSON.stringify(text.slice(0, 30));
  if (!match) return err(`${shown} is not an OCC option symbol such as "AAPL250117C00150000"`);
  const [, root, year, month, day, right, strike] = match as unknown as string[];
  const expiry = parseLocalDate(`${century + Number(year)}-${month}-${day}`);
  if (!expiry.ok) return err(`${shown} names a day that is not in the calendar`);
  return ok({
    occ,
    root: root as string,
    expiry: expiry.value,
    right: right === "C" ? "call" : "put",
    strike: Number(strike) / thousandths,
  });
}

/** The OCC symbol of a contract, without padding. */
export function formatOcc(contract: Omit<OptionContract, "occ">): string {
  const { root, expiry, right, strike } = contract;
  const date = formatLocalDate(expiry).replaceAll("-", "").slice(2);
  const digits = String(Math.round(strike * thousandths)).padStart(8, "0");
  return `${root}${date}${right === "call" ? "C" : "P"}${digits}`;
}
