import { sessionAt } from "../../../domain/session.ts";
import type { MarketStream, StreamStatus, StreamWants } from "../../../ports/market-data.ts";
import type { OpenVendorSocket, SocketTimes, VendorSocket } from "../vendor-socket.ts";
import { type StreamParts, StreamProtocol } from "./stream-protocol.ts";

/**
 * Heartbeats come every few seconds, whatever the market does. A line that died is not opened
 * again at once: whoever hammers is refused.
 */
const times: SocketTimes = {
  quietMs: 30_000,
  loginMs: 20_000,
  pauseMs: { first: 2_000, max: 120_000 },
  steadyMs: 90_000,
};

/** Bars and quotes as they come; one line for a login, so one process runs it. */
export class SchwabStream implements MarketStream {
  readonly #protocol: StreamProtocol;
  readonly #socket: VendorSocket;

  constructor(parts: StreamParts & { readonly openSocket: OpenVendorSocket }) {
    const { sink, clock, openSocket } = parts;
    this.#protocol = new StreamProtocol(parts);
    this.#socket = openSocket({
      protocol: this.#protocol,
      times,
      expectsFrames: () => sessionAt(clock.nowMs()) !== "closed",
      onStatus: (status) => sink.onStatus(this.#noted(status)),
      onGap: (fromTsMs, untilTsMs) => sink.onGap(fromTsMs, untilTsMs),
    });
  }

  start(): void {
    this.#socket.start();
  }

  want(wants: StreamWants): void {
    this.#protocol.want(wants, this.#socket.line());
  }

  status(): StreamStatus {
    return this.#noted(this.#socket.status());
  }

  async stop(): Promise<void> {
    const line = this.#socket.line();
    if (line !== null) this.#protocol.logOut(line);
    await this.#socket.stop();
  }

  #noted(status: StreamStatus): StreamStatus {
    return status.text === "" ? { ...status, text: this.#protocol.notice } : status;
  }
}
