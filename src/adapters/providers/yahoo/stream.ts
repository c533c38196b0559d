import type { Provenance } from "../../../domain/provenance.ts";
import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import type { Clock } from "../../../ports/clock.ts";
import type {
  MarketStream,
  StreamSink,
  StreamStatus,
  StreamWants,
} from "../../../ports/market-data.ts";
import type { OpenVendorSocket, SocketTimes, VendorSocket } from "../vendor-socket.ts";
import { yahooSource } from "./chart.ts";
import { StreamProtocol } from "./stream-protocol.ts";

export interface YahooStreamOptions {
  readonly openSocket: OpenVendorSocket;
  readonly clock: Pick<Clock, "nowMs">;
  readonly url: string;
  readonly userAgent: string;
  readonly sink: StreamSink;
  readonly times?: Partial<SocketTimes>;
}

const timesDefault: SocketTimes = {
  quietMs: 30_000,
  loginMs: 15_000,
  // The streamer forgets who does not ask again.
  beatMs: 15_000,
  pauseMs: { first: 3_000, max: 60_000 },
  steadyMs: 60_000,
};

/** Quotes as they change; the wants for bars, option trades and news have no answer here. */
export class YahooStream implements MarketStream {
  readonly #protocol: StreamProtocol;
  readonly #socket: VendorSocket;

  constructor({ openSocket, clock, url, userAgent, sink, times }: YahooStreamOptions) {
    const onQuote = (quote: Quote) => sink.onQuotes([quote], provenanceOf(quote));
    this.#protocol = new StreamProtocol({ url, userAgent, onQuote });
    this.#socket = openSocket({
      protocol: this.#protocol,
      times: { ...timesDefault, ...times },
      // Outside the regular session a few symbols may be silent for minutes.
      expectsFrames: () =>
        this.#protocol.isAnythingWanted && sessionAt(clock.nowMs()) === "regular",
      onStatus: (status) => sink.onStatus(status),
      onGap: (fromTsMs, untilTsMs) => sink.onGap(fromTsMs, untilTsMs),
    });
  }

  start(): void {
    this.#socket.start();
  }

  want(wants: StreamWants): void {
    this.#protocol.want(wants.quotes, this.#socket.line());
  }

  status(): StreamStatus {
    return this.#socket.status();
  }

  stop(): Promise<void> {
    return this.#socket.stop();
  }
}

function provenanceOf(quote: Quote): Provenance {
  return { ...yahooSource, delayMs: 0, asOfTsMs: quote.tsMs };
}
