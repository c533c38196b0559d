import { Failure } from "../../base/failure.ts";
import { didYouMean } from "../../config/suggest.ts";
import type { Interval } from "../../domain/interval.ts";
import type { Store } from "../../ports/store.ts";

/** Why there are no bars of a symbol: the store lacks it, or bars that are short enough. */
export function unknownSymbol(
  store: Store,
  wanted: { readonly symbol: string; readonly interval: Interval },
): Failure {
  const { symbol, interval } = wanted;
  const series = store.bars.series();
  const own = series.filter((info) => info.symbol === symbol).map((info) => info.interval);
  if (own.length > 0) {
    const held = own.join(", ");
    return new Failure("not.found", `no ${interval} bars of "${symbol}" by then; it has ${held}`);
  }
  const hint = didYouMean(symbol, [...new Set(series.map((info) => info.symbol))]);
  return new Failure("not.found", `the store has no bars of "${symbol}"${hint}`);
}
