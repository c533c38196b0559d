import type { SymbolSplit } from "../../domain/research.ts";

/** A split that is smaller cannot be told from a night's move. */
const plainLogMin = Math.log(1.3);
/** Closes of one day agree up to here, in shares of the split's logarithm. */
const agreement = 0.25;

export interface SplitFacts {
  readonly split: SymbolSplit;
  /** The vendor's closes before the split by session date, as it tells them now. */
  readonly vendor: ReadonlyMap<number, number>;
  /** A price since the split, in new shares for certain; null where there is none yet. */
  readonly after: number | null;
  /** Stored closes before the split, of any length of bars, with their session dates. */
  readonly stored: readonly (readonly [date: number, close: number])[];
}

export interface NewShareCloses {
  /** Closes before the split in the new share count, by session date. */
  readonly closes: ReadonlyMap<number, number>;
  /** The vendor has not restated its history yet. */
  readonly isVendorOld: boolean;
}

/**
 * Finds closes that are in the new share count for certain, to judge stored bars by. Vendors
 * restate their history some time in the morning of the split, so their word alone proves
 * nothing: a price since then does, or that they differ from what is stored by the split. Null
 * where nothing tells.
 */
export function newShareCloses(facts: SplitFacts): NewShareCloses | null {
  const { split, vendor, after, stored } = facts;
  const { ratio, exDate } = split;
  const splitLog = Math.log(ratio);
  const isPlain = Math.abs(splitLog) >= plainLogMin;
  for (const [date, close] of stored) {
    const told = vendor.get(date);
    if (told === undefined) continue;
    const seen = Math.log(close / told);
    if (Math.abs(seen - splitLog) <= agreement * Math.abs(splitLog)) {
      return { closes: vendor, isVendorOld: false };
    }
  }
  if (after === null || !isPlain) return null;
  const newest = [...vendor].reduce<readonly [number, number] | null>(
    (best, row) => (best === null || row[0] > best[0] ? row : best),
    null,
  );
  if (newest === null) return { closes: new Map([[exDate - 1, after]]), isVendorOld: false };
  const seen = Math.log(newest[1] / after);
  const isVendorOld = Math.abs(seen - splitLog) < Math.abs(seen);
  if (!isVendorOld) return { closes: vendor, isVendorOld };
  return {
    closes: new Map([...vendor].map(([date, close]) => [date, close / ratio])),
    isVendorOld,
  };
}
