import { expect, test } from "bun:test";
import fc from "fast-check";
import { checkQuote } from "../../../../testing/contracts/provider-answer-checks.ts";
import { checkChain, checkTrades } from "../../../../testing/contracts/provider-option-checks.ts";
import { addDays, fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { createDemoMarket } from "./market.ts";
import { DemoProvider } from "./provider.ts";

const market = createDemoMarket({ seed: 77, symbols: 400 });
const asking = { lane: "click", signal: new AbortController().signal } as const;
const firstDate = fromYearMonthDay(1994, 1, 1);
const days = 70 * 365;
const weekMs = 7 * 86_400_000;

const anyMoment = fc
  .tuple(fc.nat(days), fc.nat(24 * 60 - 1), fc.nat(59_999))
  .map(([day, minute, ms]) => newYorkTsMs(addDays(firstDate, day), minute) + ms);

test("quotes, chains and prints are sound at any moment of seventy years", async () => {
  let contractCount = 0;
  await fc.assert(
    fc.asyncProperty(anyMoment, fc.constantFrom(...market.symbols), async (nowTsMs, symbol) => {
      const provider = new DemoProvider({ market, clock: { nowMs: () => nowTsMs } });
      const { value: quotes } = await provider.quotes([symbol], asking);
      for (const quote of quotes) checkQuote(quote, nowTsMs);
      const expiries = await provider.expirations(symbol, asking);
      const question = { underlying: symbol, expiries, contractsMin: 0, nowTsMs };
      const { value: chain } = await provider.chain({ ...question, ...asking });
      checkChain(chain, question);
      contractCount += chain.contracts.length;
      const traded = chain.contracts.filter(({ volume }) => (volume as number) > 0).slice(0, 2);
      const span = { fromTsMs: nowTsMs - weekMs, untilTsMs: nowTsMs + 1 };
      const wanted = { contracts: traded.map(({ occ }) => occ), ...span };
      const trades = [];
      for await (const { value } of provider.optionTrades({ ...wanted, ...asking })) {
        trades.push(...value);
      }
      checkTrades(trades, { ...wanted, tradesMin: 0, nowTsMs });
    }),
    { numRuns: 60 },
  );
  expect(contractCount).toBeGreaterThan(1_000);
});
