import { expect, test } from "bun:test";
import { parseSymbol } from "../../../domain/instrument.ts";
import { demoSymbolsMax, demoTicker } from "./ticker.ts";

test("80,000 demo tickers are distinct", () => {
  const tickers = new Set<string>();
  for (let index = 0; index < demoSymbolsMax; index++) tickers.add(demoTicker(index));
  expect(demoSymbolsMax).toBe(80_000);
  expect(tickers.size).toBe(80_000);
});

test("a demo ticker is a canonical symbol with a digit inside, unlike any of a US exchange", () => {
  for (let index = 0; index < demoSymbolsMax; index += 7) {
    const ticker = demoTicker(index);
    expect(parseSymbol(ticker)).toEqual({ ok: true, value: ticker as never });
    expect(ticker).toMatch(/^[A-Z]{2}[2-9][A-Z]{2}$/);
  }
});

test("a symbol index without a code is a bug", () => {
  expect(() => demoTicker(demoSymbolsMax)).toThrow("the symbol index has a code");
});
