import { expect, test } from "bun:test";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import { asking } from "../../../../testing/contracts/provider-asking.ts";
import {
  type Answer,
  badGateway,
  cutOff,
  emptyAnswer,
  held,
  textAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import { recordedBody } from "../../../../testing/replay/recorded.ts";
import { startReplayServer } from "../../../../testing/replay/replay-server.ts";
import type { Replies } from "../../../../testing/replay/route.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { vendorLink } from "../../../../testing/vendor-link.ts";
import type { FailureCode } from "../../../base/failure.ts";
import type { Asking, MarketDataProvider } from "../../../ports/market-data.ts";
import { NasdaqTraderProvider } from "./provider.ts";

const nasdaqHeader =
  "Symbol|Security Name|Market Category|Test Issue|Financial Status|Round Lot Size|ETF|NextShares";
const otherHeader =
  "ACT Symbol|Security Name|Exchange|CQS Symbol|ETF|Round Lot Size|Test Issue|NASDAQ Symbol";
const path = (name: string) => `GET /dynamic/SymDir/${name}.txt`;

function madeFile(header: string, row: (symbol: string) => string, minutes = "21:31"): Answer {
  const symbols = Array.from({ length: 2_100 }, (_, i) => `X${(i + 10_000).toString(36)}`);
  const rows = symbols.map((symbol) => row(symbol.toUpperCase()));
  const footer = `File Creation Time: 07212025${minutes}||||||`;
  return textAnswer([header, ...rows, footer].join("\r\n"));
}

const nasdaq = madeFile(nasdaqHeader, (symbol) => `${symbol}|Made - Common Stock|Q|N|N|100|N|N`);
const other = madeFile(
  otherHeader,
  (symbol) => `${symbol}.A|Made Class A|N|${symbol}.A|N|100|N|${symbol}.A`,
  "20:01",
);
const made = { [path("nasdaqlisted")]: nasdaq, [path("otherlisted")]: other };

async function open(routes: Readonly<Record<string, Replies>>) {
  const server = await startReplayServer({ routes });
  const { http, lines } = vendorLink({ baseUrl: server.url, speed: 10_000 });
  const dispose = () => server.stop();
  return { provider: new NasdaqTraderProvider({ http }), dispose, server, lines };
}

const ask = (provider: MarketDataProvider, how: Asking) =>
  provider.universe?.(how) ?? Promise.reject(new Error("it has a universe"));

function fault(name: string, code: FailureCode, answer: Answer) {
  const openFault = () => open({ ...made, [path("otherlisted")]: answer });
  return { name, code, open: openFault, ask };
}

describeProvider("Nasdaq Trader", {
  isSimulated: false,
  open: () => open(made),
  cases: { universe: [{ nowTsMs: Date.UTC(2025, 6, 22, 12), listingsMin: 4_000 }] },
  faults: [
    fault("a file without its last lines", "provider.bad-payload", {
      ...other,
      body: other.body.slice(0, 40_000),
    }),
    fault("a page instead of a file", "provider.bad-payload", textAnswer("<html></html>")),
    fault("nothing", "provider.bad-payload", emptyAnswer()),
    fault("a connection that ends within the file", "provider.unavailable", cutOff(other, 900)),
    fault("a gateway without a server", "provider.unavailable", badGateway()),
    fault("too many requests", "provider.rate-limited", tooManyRequests()),
    fault("no such file", "provider.refused", textAnswer("not found", { status: 404 })),
  ],
  stuck: {
    open: async () => {
      const gate = held(nasdaq);
      const opened = await open({ ...made, [path("nasdaqlisted")]: gate.answer });
      return { ...opened, asked: opened.server.asked(1) };
    },
    ask,
  },
});

test("the directory is both files, sorted, as old as the older one, asked for once", async () => {
  const { provider, dispose, server, lines } = await open(made);
  const { value, provenance } = await ask(provider, asking());
  expect(value.length).toBe(4_200);
  expect(value.map(({ symbol }) => symbol)).toEqual(value.map(({ symbol }) => symbol).sort());
  expect(provenance).toEqual({
    ...{ provider: "nasdaq-trader", feed: "symdir", isSimulated: false, delayMs: 0 },
    asOfTsMs: Date.UTC(2025, 6, 22, 0, 1),
  });
  await ask(provider, asking());
  expect(server.requests.length).toBe(2);
  expect(lines.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`)).toEqual([
    ...["symdir ok", "symdir ok", "symdir cached", "symdir cached"],
  ]);
  await dispose();
});

describeShared("the recorded directory over HTTP", () => {
  test("lists every security that is no test issue once", async () => {
    const { provider, dispose } = await open({
      [path("nasdaqlisted")]: recordedBody(["nasdaq-symdir", "nasdaqlisted.txt"]),
      [path("otherlisted")]: recordedBody(["nasdaq-symdir", "otherlisted.txt"]),
    });
    const { value } = await ask(provider, asking());
    expect(value.length).toBe(4_965 + 6_581);
    expect(value.some(({ symbol }) => symbol === "ZXIET")).toBe(false);
    await dispose();
  });
});
