import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { OpenVendorSocket, SocketLine, VendorSocket } from "../vendor-socket.ts";
import { clockText } from "./clock-text.ts";
import type { Recorder } from "./recorder.ts";
import { type ConnectionEnd, SocketConnection } from "./socket-connection.ts";

/** What a line needs of the world. */
export interface SocketMeans {
  /** Id of the provider, for captures. */
  readonly provider: string;
  readonly recorder?: Recorder;
  readonly clock: Clock;
  /** Uniform in 0..1. */
  readonly random: () => number;
}

type SocketOptions = Parameters<OpenVendorSocket>[0];
type Status = ReturnType<VendorSocket["status"]>;

/** However a vendor closes, it is not called more often than this. */
const pauseMsMin = 1_000;

/** Makes a line to a vendor; it does nothing before `start`. */
export function openVendorSocket(means: SocketMeans, options: SocketOptions): VendorSocket {
  return new SocketLink(means, options);
}

class SocketLink implements VendorSocket {
  readonly #means: SocketMeans;
  readonly #options: SocketOptions;
  readonly #end = new AbortController();
  #done: Promise<void> = Promise.resolve();
  #connection: SocketConnection | null = null;
  #status: Status = { state: "stopped", text: "not started", untilTsMs: null };
  /** Last sign of a line that was live and is lost; null while nothing was lost. */
  #lostTsMs: number | null = null;

  constructor(means: SocketMeans, options: SocketOptions) {
    this.#means = means;
    this.#options = options;
  }

  start(): void {
    this.#done = this.#run(this.#end.signal);
  }

  line(): SocketLine | null {
    return this.#connection?.isLive ? this.#connection : null;
  }

  status(): Status {
    return this.#status;
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#done;
    this.#status = { state: "stopped", text: "stopped", untilTsMs: null };
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#means;
    const { times } = this.#options;
    let losses = 0;
    while (!signal.aborted) {
      this.#tell({ state: "connecting", text: "", untilTsMs: null });
      const end = await this.#connect(signal);
      if (signal.aborted) return;
      if (end.isFinal) {
        this.#tell({ state: "stopped", text: end.text, untilTsMs: null });
        return;
      }
      losses = end.liveMs >= times.steadyMs ? 0 : losses;
      const pauseMs = Math.ceil(Math.max(this.#pauseMs(losses), end.pauseMs));
      losses += 1;
      const untilTsMs = clock.nowMs() + pauseMs;
      const text = `${end.text}; tried again at ${clockText(untilTsMs)}`;
      this.#tell({ state: "waiting", text, untilTsMs });
      await clock.sleep(pauseMs, signal);
    }
  }

  async #connect(signal: AbortSignal): Promise<ConnectionEnd> {
    const { protocol } = this.#options;
    try {
      const address = await protocol.address(signal);
      if (signal.aborted) return closedByUs;
      if (!/^wss?:$/.test(URL.parse(address.url)?.protocol ?? "")) {
        throw new Failure("provider.bad-payload", "what should be the line's address is none");
      }
      const { clock, provider, recorder } = this.#means;
      const frames = recorder?.connection(provider, address) ?? null;
      const connection = new SocketConnection({ clock, frames }, this.#options, {
        onLive: () => this.#live(),
        onStale: (text) => this.#tell({ state: "stale", text, untilTsMs: null }),
      });
      this.#connection = connection;
      const end = await connection.run(address, signal);
      if (end.lastTsMs !== null) this.#lostTsMs = end.lastTsMs;
      return end;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const isFinal = error.policy.retry === "never";
      return { text: error.message, isFinal, pauseMs: 0, liveMs: 0, lastTsMs: null };
    } finally {
      this.#connection = null;
    }
  }

  #live(): void {
    this.#tell({ state: "live", text: "", untilTsMs: null });
    const lostTsMs = this.#lostTsMs;
    this.#lostTsMs = null;
    if (lostTsMs !== null) this.#options.onGap(lostTsMs, this.#means.clock.nowMs());
  }

  /** Half of the pause is fixed, so that it is never none; the other half is chance. */
  #pauseMs(losses: number): number {
    const { first, max } = this.#options.times.pauseMs;
    const boundMs = Math.min(max, first * 2 ** losses);
    return Math.max(pauseMsMin, boundMs * (0.5 + 0.5 * this.#means.random()));
  }

  #tell(status: Status): void {
    this.#status = status;
    this.#options.onStatus(status);
  }
}

const closedByUs: ConnectionEnd = {
  ...{ text: "stopped", isFinal: true, pauseMs: 0, liveMs: 0, lastTsMs: null },
};
