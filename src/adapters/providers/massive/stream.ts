import { sessionAt } from "../../../domain/session.ts";
import type { Clock } from "../../../ports/clock.ts";
import type {
  MarketStream,
  StreamSink,
  StreamStatus,
  StreamWants,
} from "../../../ports/market-data.ts";
import type { OpenVendorSocket, SocketTimes, VendorSocket } from "../vendor-socket.ts";
import { type MassivePlan, planDelayMs } from "./plan.ts";
import { MassiveStreamProtocol } from "./stream-protocol.ts";

/** Bars come once a minute, so only a minute and a half of silence says anything. */
const times: SocketTimes = {
  quietMs: 90_000,
  loginMs: 10_000,
  pauseMs: { first: 1_000, max: 60_000 },
  steadyMs: 60_000,
};
/** Fewer symbols may well have no trade for a while. */
const busySymbols = 10;

export interface MassiveStreamOptions {
  readonly sink: StreamSink;
  readonly clock: Clock;
  readonly openSocket: OpenVendorSocket;
  readonly key: string;
  readonly streamUrl: string;
  readonly plan: MassivePlan;
}

/** Minute bars of shares, of all of them for "*". Opened when something is wanted first. */
export class MassiveStream implements MarketStream {
  readonly #options: MassiveStreamOptions;
  readonly #delayMs: number;
  readonly #protocol: MassiveStreamProtocol;
  #socket: VendorSocket | null = null;
  #isRunning = false;

  constructor(options: MassiveStreamOptions) {
    this.#options = options;
    this.#delayMs = planDelayMs(options.plan);
    this.#protocol = new MassiveStreamProtocol({ ...options, delayMs: this.#delayMs });
  }

  start(): void {
    this.#isRunning = true;
    this.#open();
  }

  want(wants: StreamWants): void {
    this.#protocol.want(wants.bars, this.#socket?.line() ?? null);
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
    if (!this.#isRunning || this.#socket !== null || this.#protocol.channels.size === 0) return;
    const { openSocket, sink } = this.#options;
    this.#socket = openSocket({
      protocol: this.#protocol,
      times,
      expectsFrames: () => this.#expectsFrames(),
      onStatus: (status) => {
        if (this.#isRunning) sink.onStatus(status);
      },
      // What a delayed feed lost while the line was down is older than that by its delay.
      onGap: (fromTsMs, untilTsMs) =>
        sink.onGap(fromTsMs - this.#delayMs, untilTsMs - this.#delayMs),
    });
    this.#socket.start();
  }

  #expectsFrames(): boolean {
    if (sessionAt(this.#options.clock.nowMs() - this.#delayMs) !== "regular") return false;
    const { channels } = this.#protocol;
    return channels.has("AM.*") || channels.size >= busySymbols;
  }
}
