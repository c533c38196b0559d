import type { Server, ServerWebSocket } from "bun";
import { DemoFeed } from "../../src/adapters/providers/demo/feed.ts";
import type { DemoMarket } from "../../src/adapters/providers/demo/market.ts";
import { barCloseTsMs } from "../../src/domain/bar-time.ts";
import { allocateBars } from "../../src/domain/bars.ts";
import { nyse } from "../../src/domain/calendar.ts";
import type { Interval } from "../../src/domain/interval.ts";
import { formatLocalDate, type LocalDate, parseLocalDate } from "../../src/domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../src/domain/new-york.ts";
import type { MarketBars } from "../../src/ports/bar-store.ts";
import type { Clock } from "../../src/ports/clock.ts";

export interface MadeAlpacaOptions {
  readonly market: DemoMarket;
  /** Time of the made market. */
  readonly clock: Clock;
  /** Bars of one page. */
  readonly pageRows?: number;
  /** Every so many requests one fails: 500, 429 or a body that is cut off, in turns. */
  readonly failEvery?: number;
}

interface Line {
  isIn: boolean;
  isAll: boolean;
  symbols: ReadonlySet<string>;
}

const timeframes: Readonly<Record<string, Interval>> = {
  "1Min": "1m",
  "5Min": "5m",
  "15Min": "15m",
  "30Min": "30m",
  "1Day": "1d",
};
const framesMax = 1_000;

/**
 * A vendor that speaks Alpaca's wire format over real sockets, with the demo market as its data:
 * what a worker stores from it can be held against the simulator bar by bar.
 */
export class MadeAlpaca {
  /** Requests by path, and connections of the stream. */
  readonly counts = new Map<string, number>();
  readonly #options: MadeAlpacaOptions;
  readonly #index: ReadonlyMap<string, number>;
  readonly #lines = new Map<ServerWebSocket<Line>, Line>();
  readonly #stop = new AbortController();
  #server: Server<Line> | null = null;
  #requests = 0;
  #streaming: Promise<void> = Promise.resolve();

  constructor(options: MadeAlpacaOptions) {
    this.#options = options;
    this.#index = new Map(options.market.symbols.map((symbol, index) => [symbol, index]));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server?.port}`;
  }

  get streamUrl(): string {
    return `ws://127.0.0.1:${this.#server?.port}`;
  }

  start(): void {
    this.#server = Bun.serve<Line>({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request, server) => this.#answer(request, server),
      websocket: {
        open: (socket) => {
          this.#lines.set(socket, socket.data);
          this.#count("stream");
          socket.send('[{"T":"success","msg":"connected"}]');
        },
        message: (socket, text) => this.#hear(socket, JSON.parse(String(text))),
        close: (socket) => void this.#lines.delete(socket),
      },
    });
    this.#streaming = this.#stream();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#streaming;
    await this.#server?.stop(true);
  }

  /** Breaks every connection of the stream. */
  hangUp(): void {
    for (const socket of this.#lines.keys()) socket.terminate();
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  #answer(request: Request, server: Server<Line>): Response | undefined {
    const url = new URL(request.url);
    if (request.headers.get("upgrade") === "websocket") {
      const data: Line = { isIn: false, isAll: false, symbols: new Set() };
      return server.upgrade(request, { data }) ? undefined : new Response(null, { status: 400 });
    }
    this.#count(url.pathname);
    this.#requests += 1;
    const { failEvery } = this.#options;
    if (failEvery !== undefined && this.#requests % failEvery === 0) return this.#failure();
    if (!request.headers.get("apca-api-key-id")) {
      return Response.json(
        { code: 40110000, message: "request is not authorized" },
        { status: 401 },
      );
    }
    const body = this.#body(url);
    if (body === null) return Response.json({ message: `no ${url.pathname}` }, { status: 404 });
    const left = String(10_000);
    return Response.json(body, {
      headers: { "X-RateLimit-Limit": left, "X-RateLimit-Remaining": left },
    });
  }

  #failure(): Response {
    const kind = Math.floor(this.#requests / (this.#options.failEvery ?? 1)) % 3;
    if (kind === 0) return new Response("<html>Bad Gateway</html>", { status: 502 });
    if (kind === 1) return Response.json({ message: "too many requests." }, { status: 429 });
    return new Response('{"bars":{"cut', { headers: { "content-type": "application/json" } });
  }

  #body(url: URL): unknown {
    const { searchParams: query, pathname: path } = url;
    if (path === "/v2/stocks/bars") return this.#bars(query);
    if (path === "/v2/stocks/snapshots") return this.#snapshots(query);
    if (path === "/v1beta1/news") return { news: [], next_page_token: null };
    if (path === "/v2/calendar") return this.#calendar(query);
    if (path === "/v1/corporate-actions") return this.#actions(query);
    if (path === "/v2/options/contracts") return { option_contracts: [], next_page_token: null };
    if (path.startsWith("/v1beta1/options/")) return { snapshots: {}, next_page_token: null };
    if (path === "/v2/assets") {
      return this.#options.market.symbols.map((symbol) => ({
        ...{ symbol, name: `${symbol} Common Stock`, exchange: "NASDAQ", status: "active" },
        ...{ tradable: true, attributes: ["has_options"] },
      }));
    }
    return null;
  }

  /** Rows of the asked symbols by symbol, then time; a page token is the row to go on at. */
  #bars(query: URLSearchParams): unknown {
    const interval = timeframes[query.get("timeframe") ?? ""];
    if (interval === undefined) return null;
    const startTsMs = Date.parse(query.get("start") ?? "");
    const endTsMs = Date.parse(query.get("end") ?? "");
    const limit = Math.min(Number(query.get("limit") ?? 1_000), this.#options.pageRows ?? 10_000);
    const from = Number(query.get("page_token") ?? 0);
    const bars: Record<string, unknown[]> = {};
    let row = 0;
    let token: string | null = null;
    for (const symbol of (query.get("symbols") ?? "").split(",")) {
      for (const bar of this.#rowsOf(symbol, interval, { startTsMs, endTsMs })) {
        if (row >= from + limit) {
          token = String(row);
          break;
        }
        if (row >= from) {
          bars[symbol] ??= [];
          bars[symbol].push(bar);
        }
        row += 1;
      }
      if (token !== null) break;
    }
    return { bars, next_page_token: token, currency: "USD" };
  }

  *#rowsOf(
    symbol: string,
    interval: Interval,
    { startTsMs, endTsMs }: { startTsMs: number; endTsMs: number },
  ): Iterable<unknown> {
    const index = this.#index.get(symbol);
    if (index === undefined) return;
    const { market, clock } = this.#options;
    const nowMs = clock.nowMs();
    const into = allocateBars(interval, 400);
    const dates = nyse.tradingDaysBetween(newYorkDate(startTsMs), newYorkDate(endTsMs));
    for (const date of dates) {
      if (interval === "1d") market.dailyBars(index, { fromDate: date, toDate: date }, into);
      else market.intradayBars(index, date, interval, into);
      for (let i = 0; i < into.length; i++) {
        const openTsMs = into.openTsMs[i] as number;
        const isOver = barCloseTsMs(openTsMs, interval) <= nowMs;
        if (openTsMs < startTsMs || openTsMs > endTsMs || !isOver) continue;
        yield {
          t: new Date(openTsMs).toISOString(),
          o: into.open[i],
          h: into.high[i],
          l: into.low[i],
          c: into.close[i],
          v: into.volume[i],
          n: 1,
          vw: into.close[i],
        };
      }
    }
  }

  #snapshots(query: URLSearchParams): unknown {
    const nowMs = this.#options.clock.nowMs();
    const snapshots: Record<string, unknown> = {};
    for (const symbol of (query.get("symbols") ?? "").split(",")) {
      const range = { startTsMs: nowMs - 7 * 86_400_000, endTsMs: nowMs };
      const days = [...this.#rowsOf(symbol, "1d", range)] as { c: number; t: string }[];
      const today = { startTsMs: newYorkTsMs(newYorkDate(nowMs), 0), endTsMs: nowMs };
      const minutes = [...this.#rowsOf(symbol, "1m", today)] as {
        c: number;
        t: string;
        v: number;
      }[];
      const last = minutes.at(-1);
      const before = days.findLast(({ t }) => Date.parse(t) < today.startTsMs);
      if (last === undefined || before === undefined) continue;
      const volume = minutes.reduce((sum, { v }) => sum + v, 0);
      snapshots[symbol] = {
        latestTrade: { t: last.t, p: last.c, s: 100, x: "V", c: [], z: "C" },
        latestQuote: { t: last.t, ap: last.c, as: 1, bp: last.c, bs: 1 },
        dailyBar: { t: last.t, o: last.c, h: last.c, l: last.c, c: last.c, v: volume },
        prevDailyBar: { ...before, v: 1 },
      };
    }
    return snapshots;
  }

  #calendar(query: URLSearchParams): unknown {
    const [from, to] = [dateOf(query.get("start")), dateOf(query.get("end"))];
    return nyse.tradingDaysBetween(from, to).map((date) => {
      const { closeMinute } = nyse.tradingDay(date);
      const close = closeMinute === 780 ? "13:00" : "16:00";
      return { date: formatLocalDate(date), open: "09:30", close };
    });
  }

  #actions(query: URLSearchParams): unknown {
    const range = { fromDate: dateOf(query.get("start")), toDate: dateOf(query.get("end")) };
    const { market } = this.#options;
    const splits = market.symbols.flatMap((symbol, index) =>
      market.splits(index, range).map(({ exDate, ratio }) => ({
        ...{ symbol, ex_date: formatLocalDate(exDate) },
        ...{ new_rate: Math.max(ratio, 1), old_rate: Math.max(1 / ratio, 1) },
      })),
    );
    return {
      corporate_actions: {
        forward_splits: splits.filter(({ old_rate }) => old_rate === 1),
        reverse_splits: splits.filter(({ old_rate }) => old_rate > 1),
      },
      next_page_token: null,
    };
  }

  #hear(socket: ServerWebSocket<Line>, message: Record<string, unknown>): void {
    const line = socket.data;
    if (message["action"] === "auth") {
      line.isIn = true;
      socket.send('[{"T":"success","msg":"authenticated"}]');
    } else if (message["action"] === "subscribe" || message["action"] === "unsubscribe") {
      const bars = (message["bars"] ?? []) as string[];
      const isOn = message["action"] === "subscribe";
      if (bars.includes("*")) line.isAll = isOn;
      const others = [...line.symbols].filter((symbol) => !bars.includes(symbol));
      line.symbols = new Set(isOn ? [...line.symbols, ...bars] : others);
      const now = line.isAll ? ["*"] : [...line.symbols].filter((symbol) => symbol !== "*");
      const nothing = { trades: [], quotes: [], updatedBars: [], dailyBars: [], statuses: [] };
      socket.send(JSON.stringify([{ T: "subscription", ...nothing, bars: now }]));
    }
  }

  /** Sends the minute bars of the market as they close. */
  async #stream(): Promise<void> {
    const { market, clock } = this.#options;
    const feed = new DemoFeed({
      ...{ market, clock, interval: "1m", speed: 1, closedHours: "run" },
      fromTsMs: clock.nowMs(),
    });
    for await (const { bars } of feed.ticks(this.#stop.signal)) {
      const minute = bars.find(({ interval }) => interval === "1m");
      if (minute !== undefined) this.#send(minute);
    }
  }

  #send(minute: MarketBars): void {
    const t = new Date(minute.openTsMs).toISOString();
    for (const [socket, line] of this.#lines) {
      let frame: unknown[] = [];
      for (const [i, S] of minute.symbols.entries()) {
        if (!line.isAll && !line.symbols.has(S)) continue;
        const [o, h, l] = [minute.open[i], minute.high[i], minute.low[i]];
        frame.push({ T: "b", S, o, h, l, c: minute.close[i], v: minute.volume[i], t, n: 1 });
        if (frame.length < framesMax) continue;
        socket.send(JSON.stringify(frame));
        frame = [];
      }
      if (frame.length > 0) socket.send(JSON.stringify(frame));
    }
  }
}

function dateOf(text: string | null): LocalDate {
  const date = parseLocalDate(String(text).slice(0, 10));
  if (!date.ok) throw new Error(date.error);
  return date.value;
}
