import { sessionAt } from "../../../domain/session.ts";
import type {
  MarketStream,
  StreamSink,
  StreamStatus,
  StreamWants,
} from "../../../ports/market-data.ts";
import type { OpenVendorSocket, SocketTimes, VendorSocket } from "../vendor-socket.ts";
import type { TradierContext } from "./calls.ts";
import { TradierStreamProtocol } from "./stream-protocol.ts";

const times: SocketTimes = {
  quietMs: 60_000,
  loginMs: 15_000,
  pauseMs: { first: 1_000, max: 60_000 },
  steadyMs: 60_000,
};
/** Fewer symbols may well have no trade for a while. */
const busySymbols = 10;

export interface TradierStreamOptions {
  readonly context: TradierContext;
  readonly sink: StreamSink;
  readonly openSocket: OpenVendorSocket;
  readonly streamUrl: string;
}

/** Quotes of shares and prints of named contracts. Opened when something is wanted first. */
export class TradierStream implements MarketStream {
  readonly #options: TradierStreamOptions;
  readonly #protocol: TradierStreamProtocol;
  #socket: VendorSocket | null = null;
  #isRunning = false;

  constructor(options: TradierStreamOptions) {
    this.#options = options;
    this.#protocol = new TradierStreamProtocol(options);
  }

  start(): void {
    this.#isRunning = true;
    this.#open();
  }

  want(wants: StreamWants): void {
    this.#protocol.want(wants, this.#socket?.line() ?? null);
    this.#open();
  }

  status(): StreamStatus {
    if (this.#socket !== null) return this.#socket.status();
    const text = this.#isRunning ? "nothing is wanted" : "";
    return { state: this.#isRunning ? "live" : "stopped", text, untilTsMs: null };
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    await this.#socket?.stop();
  }

  #open(): void {
    if (!this.#isRunning || this.#socket !== null || this.#protocol.symbolCount === 0) return;
    const { openSocket, sink, context } = this.#options;
    this.#socket = openSocket({
      protocol: this.#protocol,
      times,
      expectsFrames: () =>
        this.#protocol.symbolCount >= busySymbols && sessionAt(context.clock.nowMs()) === "regular",
      onStatus: (status) => {
        if (this.#isRunning) sink.onStatus(status);
      },
      onGap: (fromTsMs, untilTsMs) => sink.onGap(fromTsMs, untilTsMs),
    });
    this.#socket.start();
  }
}
