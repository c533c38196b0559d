import type { BarBatch, StreamBar } from "../../src/domain/bar-batch.ts";
import type { Provenance } from "../../src/domain/provenance.ts";
import type { Quote } from "../../src/domain/quote.ts";
import type {
  MarketStream,
  StreamSink,
  StreamStatus,
  StreamWants,
} from "../../src/ports/market-data.ts";
import { jsonAnswer } from "../replay/answer.ts";
import { expectJson, type SocketScript, sendJson } from "../replay/socket-script.ts";
import { openSchwab, type SchwabAtHome, type SchwabOptions } from "./schwab-vendor.ts";

/** A bar as it was told, with its symbol. */
export type ToldBar = StreamBar & { readonly symbol: string };

/** Keeps what comes, as whoever takes a stream has to. */
export class KeepingSink implements StreamSink {
  readonly bars: ToldBar[] = [];
  readonly quotes: Quote[] = [];
  readonly statuses: StreamStatus[] = [];
  readonly gaps: (readonly [number, number])[] = [];
  readonly provenances: Provenance[] = [];

  onBars(batch: BarBatch, provenance: Provenance): void {
    for (let at = 0; at < batch.length; at++) {
      this.bars.push({
        symbol: batch.symbols[at] as string,
        openTsMs: batch.openTsMs[at] as number,
        open: batch.open[at] as number,
        high: batch.high[at] as number,
        low: batch.low[at] as number,
        close: batch.close[at] as number,
        volume: batch.volume[at] as number,
        isCorrection: batch.isCorrection[at] === 1,
      });
    }
    this.provenances.push(provenance);
  }

  onQuotes(quotes: readonly Quote[], provenance: Provenance): void {
    this.quotes.push(...quotes);
    this.provenances.push(provenance);
  }

  onOptionTrades(): void {
    throw new Error("Schwab has no option trades");
  }

  onNews(): void {
    throw new Error("Schwab has no news");
  }

  onStatus(status: StreamStatus): void {
    this.statuses.push(status);
  }

  onGap(fromTsMs: number, untilTsMs: number): void {
    this.gaps.push([fromTsMs, untilTsMs]);
  }
}

export interface OpenedStream {
  readonly home: SchwabAtHome;
  readonly sink: KeepingSink;
  readonly stream: MarketStream;
}

/** A stream to a streamer on this machine that follows the scripts, one for each connection. */
async function openSchwabStream(
  options: SchwabOptions & { readonly scripts: readonly SocketScript[] },
): Promise<OpenedStream> {
  const { scripts, ...rest } = options;
  const home = await openSchwab({ ...rest, sockets: { "/ws": scripts } });
  const info = {
    streamerSocketUrl: `${home.server.socketUrl}/ws`,
    schwabClientCustomerId: "customer",
    schwabClientCorrelId: "correl",
    schwabClientChannel: "N9",
    schwabClientFunctionId: "APIAPP",
  };
  home.server.route("GET /trader/v1/userPreference", jsonAnswer({ streamerInfo: [info] }));
  const sink = new KeepingSink();
  const stream = home.provider.openStream?.(sink);
  if (!stream) throw new Error("there is a stream where lines can be opened");
  return { home, sink, stream };
}

/** An answer of the streamer to a command. */
export function answered(service: string, command: string, code = 0, msg = "") {
  const content = { code, msg };
  const response = { service, command, requestid: "1", SchwabClientCorrelId: "correl", content };
  return sendJson({ response: [{ ...response, timestamp: 1_748_440_800_000 }] });
}

export function asked(service: string, command: string, parameters: object = {}) {
  return expectJson({ requests: [{ service, command, parameters }] });
}

/** Logs in with the token that is on the disk. */
export const loginSteps = [
  asked("ADMIN", "LOGIN", { Authorization: "access-1", SchwabClientChannel: "N9" }),
  answered("ADMIN", "LOGIN", 0, "server=s0166bdv-1;status=PN"),
];

export function subscribed(service: string, keys: string) {
  return [asked(service, "SUBS", { keys }), answered(service, "SUBS", 0, "SUBS command succeeded")];
}

export function data(service: string, content: readonly object[], timestamp: number) {
  return sendJson({ data: [{ service, timestamp, command: "SUBS", content }] });
}

/** A bar of CHART_EQUITY in the order in which the fields really come. */
export function chartEntry(key: string, openTsMs: number, part: object = {}) {
  return {
    ...{ seq: 1, key, 1: 425, 2: 100, 3: 101, 4: 99.5, 5: 100.5, 6: 1_200, 7: openTsMs, 8: 20_236 },
    ...part,
  };
}

/** 28 May 2025, 10:00 in New York. */
export const streamTsMs = Date.UTC(2025, 4, 28, 14);
/** Nothing is asked for. */
export const nothing: StreamWants = { bars: [], quotes: [], optionTrades: [], news: [] };
const usualWants: StreamWants = {
  ...nothing,
  bars: ["AAPL", "BRK.B"],
  quotes: ["AAPL", "SPX"],
};

/** A line on which everything of `usualWants` is asked for. */
export const subscribedSteps = [
  ...loginSteps,
  ...subscribed("CHART_EQUITY", "AAPL,BRK/B"),
  ...subscribed("LEVELONE_EQUITIES", "AAPL,$SPX"),
];
export const farewell = asked("ADMIN", "LOGOUT");

/** Runs a stream of `usualWants` against scripts, and ends both. */
export async function withStream(
  scripts: readonly SocketScript[],
  work: (opened: OpenedStream) => Promise<void>,
  options: Partial<SchwabOptions> & { readonly wants?: StreamWants } = {},
): Promise<void> {
  const { wants: wish = usualWants, ...rest } = options;
  const opened = await openSchwabStream({ nowTsMs: streamTsMs, ...rest, scripts });
  opened.stream.want(wish);
  opened.stream.start();
  try {
    await work(opened);
  } finally {
    await opened.stream.stop();
    await opened.home.dispose();
  }
}

export async function until(isTrue: () => boolean): Promise<void> {
  const endMs = performance.now() + 4_000;
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error("it did not come about");
    await Bun.sleep(1);
  }
}

export const level = (part: object) => ({ key: "AAPL", delayed: false, ...part });
export const wholeLevel = level({
  ...{ 1: 200.1, 2: 200.2, 3: 200.15, 4: 3, 5: 4, 8: 1_000_000, 10: 201, 11: 199, 12: 198 },
  ...{
    17: 198.5,
    29: 200.15,
    31: 2.15,
    32: "Normal",
    34: streamTsMs,
    35: streamTsMs,
    36: streamTsMs,
  },
});
