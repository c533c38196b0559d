import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import type { OpenedProvider } from "../../../../testing/contracts/provider-harness.ts";
import {
  badGateway,
  cutOff,
  emptyAnswer,
  held,
  jsonAnswer,
  textAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import type { Replies } from "../../../../testing/replay/route.ts";
import { historyBody } from "../../../../testing/schwab/schwab-bodies.ts";
import {
  anyHistory,
  askBars,
  type asking,
  bellTsMs,
  day,
  madeRoutes,
  morning,
  nowTsMs,
  openProvider,
} from "../../../../testing/schwab/schwab-market.ts";
import { openSchwab, type SchwabOptions } from "../../../../testing/schwab/schwab-vendor.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { MarketDataProvider } from "../../../ports/market-data.ts";

function fault(name: string, code: string, replies: Replies, more: Partial<SchwabOptions> = {}) {
  return {
    ...{ name, code: code as "provider.refused" },
    open: (): Promise<OpenedProvider> =>
      openProvider({ routes: { [anyHistory]: replies }, ...more }),
    ask: (provider: MarketDataProvider) => askBars(provider),
  };
}

const html = { "content-type": "text/html" };

describeProvider("Schwab, made up,", {
  isSimulated: false,
  open: (nowTsMs) => openProvider({ routes: madeRoutes, nowTsMs }),
  cases: {
    bars: [
      {
        ...{ name: "a morning", symbols: ["AAPL", "BRK.B"], unknownSymbol: "GONE" },
        ...{ interval: "1m", fromTsMs: bellTsMs, untilTsMs: nowTsMs, nowTsMs, barsMin: 30 },
      },
      {
        ...{ name: "a week", symbols: ["AAPL"], interval: "1d", nowTsMs, barsMin: 5 },
        fromTsMs: newYorkTsMs(day("2025-05-19"), 0),
        untilTsMs: nowTsMs,
      },
    ],
    quotes: [{ nowTsMs, symbols: ["AAPL", "BRK.B", "SPX"], unknownSymbol: "GONE" }],
    chain: [
      {
        ...{ nowTsMs, underlying: "SPX", unknownUnderlying: "GONE" },
        ...{ expiries: [day("2025-06-20")], contractsMin: 3 },
      },
    ],
    calendar: [{ nowTsMs, fromDate: day("2025-07-02"), toDate: day("2025-07-07") }],
  },
  faults: [
    fault("403 of the plan", "provider.forbidden", jsonAnswer({ message: "no" }, { status: 403 })),
    fault(
      "an HTML page of the gateway with 403",
      "provider.forbidden",
      textAnswer("<HTML>Access Denied</HTML>", { status: 403, headers: html }),
    ),
    fault(
      "an HTML page of the gateway with 200",
      "provider.bad-payload",
      textAnswer("<HTML>Access Denied</HTML>", { headers: html }),
    ),
    fault(
      "400",
      "provider.refused",
      jsonAnswer({ errors: [{ status: 400, title: "Bad Request" }] }, { status: 400 }),
    ),
    fault("502 in HTML", "provider.unavailable", badGateway()),
    fault(
      "Spring's own error page",
      "provider.unavailable",
      textAnswer("<h1>Whitelabel Error Page</h1>", { status: 500, headers: html }),
    ),
    fault(
      "a body that is cut off",
      "provider.unavailable",
      cutOff(jsonAnswer(historyBody("AAPL", morning)), 200),
    ),
    fault("an empty body", "provider.bad-payload", emptyAnswer()),
    fault("null", "provider.bad-payload", jsonAnswer(null)),
    fault("candles that are none", "provider.bad-payload", jsonAnswer({ candles: "none" })),
    fault("429 without headers", "provider.rate-limited", tooManyRequests()),
  ],
  stuck: {
    async open() {
      const silent = held(jsonAnswer({}));
      const at = await openSchwab({ nowTsMs, routes: { [anyHistory]: silent.answer } });
      const dispose = async () => {
        silent.release();
        await at.dispose();
      };
      return { provider: at.provider, asked: at.server.asked(1), dispose };
    },
    ask: (provider, how) => askBars(provider, how as ReturnType<typeof asking>),
  },
});
