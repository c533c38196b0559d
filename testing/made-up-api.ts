import type { WhaleFlowRow } from "../src/ports/cache-store.ts";
import type { Store } from "../src/ports/store.ts";
import { addLiveRows } from "./made-up-live-rows.ts";
import { type MadeUpMarket, makeUpMarket } from "./made-up-market.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** A small market with something of everything that the API tells of. */
export async function makeUpApiMarket(
  options: { readonly symbols?: number } = {},
): Promise<MadeUpMarket> {
  const market = await makeUpMarket({ symbols: options.symbols ?? 60 });
  const { store, nowTsMs } = market;
  addQuotes(store, nowTsMs);
  addFlows(store, nowTsMs);
  addServices(store, nowTsMs);
  addMemory(store, nowTsMs);
  addLiveRows(store, nowTsMs);
  return market;
}

/** AAA, BBB, CCC without a price, and 22 more. */
function addQuotes({ cache }: Store, nowTsMs: number): void {
  const quote = (symbol: string, price: number | null, changePct: number | null) => ({
    symbol,
    price,
    daily_change: price === null || changePct === null ? null : (price * changePct) / 100,
    daily_change_pct: changePct,
    volume: price === null ? null : 1_000,
    updatedTsMs: nowTsMs - minuteMs,
  });
  const many = Array.from({ length: 22 }, (_, index) => quote(`Q${index}`, 10 + index, -index));
  cache.putWatchlist([quote("AAA", 50, 2.5), quote("BBB", 400, -1.5), quote("CCC", null, null)]);
  cache.putWatchlist(many);
}

function addFlows({ cache }: Store, nowTsMs: number): void {
  cache.addWhaleFlows([
    madeUpFlow("OLD", { whale_score: 999, detectedTsMs: nowTsMs - 7 * hourMs }),
    madeUpFlow("TOP", { whale_score: 800, detectedTsMs: nowTsMs - 5 * hourMs, premium: 10 }),
    madeUpFlow("LOW", { whale_score: 50, detectedTsMs: nowTsMs - hourMs, premium: null }),
  ]);
}

export function madeUpFlow(symbol: string, changes: Partial<WhaleFlowRow>): WhaleFlowRow {
  return {
    symbol,
    type: "CALL",
    strike: 100,
    whale_score: 100,
    volume: 5_000,
    open_interest: 100,
    vol_oi: 50,
    premium: 2,
    delta: 0.4,
    expiry: "2024-07-05",
    dte: 7,
    detectedTsMs: 0,
    ...changes,
  };
}

/** The worker gave its last sign of life a minute ago. */
function addServices({ services }: Store, nowTsMs: number): void {
  for (const [service, agoMs] of [
    ["api-server", 1_000],
    ["market-data-worker", minuteMs],
  ] as const) {
    services.recordStart(service, { pid: 100, tsMs: nowTsMs - hourMs });
    const beat = { state: "ready", text: "works", doneRatio: null } as const;
    services.recordHeartbeat(service, { tsMs: nowTsMs - agoMs, ...beat });
  }
}

function addMemory({ memory }: Store, nowTsMs: number): void {
  const entry = { meanBytes: 20_000_000, maxBytes: 24_000_000 } as const;
  const unknown = { chargedBytesMax: undefined, stallPctMax: undefined } as const;
  for (let minute = 40; minute >= 1; minute--) {
    const startTsMs = Math.floor(nowTsMs / minuteMs - minute) * minuteMs;
    memory.recordMinute({
      startTsMs,
      entries: [
        { subject: "api-server", metric: "pss", ...entry, ...unknown },
        { subject: "box", metric: "box", ...entry, chargedBytesMax: undefined, stallPctMax: 0.5 },
      ],
    });
  }
  const event = { kind: "step", subject: "api-server", text: "trim: gave back 4.1 MB" } as const;
  memory.recordEvent({ tsMs: nowTsMs - minuteMs, ...event });
}
