import { Failure } from "../../../base/failure.ts";

const invalidSymbol = /invalid symbol:? "?([A-Za-z0-9./-]+)/i;
/** So many odd symbols of a list are taken out of it; with more, something else is wrong. */
const invalidMax = 20;

/**
 * Asks for a list of symbols. Alpaca refuses the whole of it for one whose form it does not like:
 * that one is taken out of `symbols` and the rest asked for again. Null when none is left.
 */
export async function askKnown<T>(
  symbols: string[],
  ask: (list: string) => Promise<T>,
): Promise<T | null> {
  for (let invalid = 0; symbols.length > 0; invalid++) {
    try {
      return await ask(symbols.join(","));
    } catch (error) {
      const at = symbols.indexOf(refusedSymbol(error));
      if (at < 0 || invalid >= invalidMax) throw error;
      symbols.splice(at, 1);
    }
  }
  return null;
}

function refusedSymbol(error: unknown): string {
  if (!(error instanceof Failure) || error.code !== "provider.refused") return "";
  return invalidSymbol.exec(error.message)?.[1] ?? "";
}
