import { Failure } from "../../../base/failure.ts";
import { topics } from "../../../domain/bus-event.ts";
import type { Bus, BusSubscription } from "../../../ports/bus.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import { EventLog } from "./event-log.ts";
import { StreamClient } from "./stream-client.ts";
import type { EventStreams, StreamWish } from "./stream-wish.ts";

export interface LiveStreamOptions {
  readonly events: EventStore;
  readonly bus: Bus;
  /** Told to clients when they connect. */
  readonly isSimulated: () => boolean;
  readonly clientsMax?: number;
  readonly heartbeatMs?: number;
  /** A client that takes nothing for so long is disconnected. */
  readonly blockedMsMax?: number;
}

const defaults = { clientsMax: 256, heartbeatMs: 15_000, blockedMsMax: 15_000 } as const;

/**
 * Passes events of the bus on to many clients. One subscription serves all of them, and each
 * event is put into bytes once; there is neither subscription nor timer while nobody listens.
 */
export class LiveStream implements EventStreams {
  readonly #options: Required<LiveStreamOptions>;
  readonly #clients = new Set<StreamClient>();
  #source: Source | null = null;
  #isStopped = false;

  constructor(options: LiveStreamOptions) {
    this.#options = { ...defaults, ...options };
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  open(wish: StreamWish): ReadableStream<Uint8Array<ArrayBuffer>> {
    const { clientsMax, heartbeatMs, isSimulated } = this.#options;
    if (this.#isStopped) throw new Failure("host.unavailable", "the server stops; come again");
    if (this.#clients.size >= clientsMax) {
      const text = `${clientsMax} clients listen already, and no more are served; try again later`;
      throw new Failure("host.unavailable", text);
    }
    const { filter } = wish;
    this.#source ??= this.#listen();
    const client = new StreamClient(this.#source.log, {
      wish,
      hello: {
        topics: [...filter.topics],
        symbols: filter.symbols && [...filter.symbols],
        heartbeat_seconds: heartbeatMs / 1_000,
        simulated: isSimulated(),
      },
      onEnd: (ended) => this.#forget(ended),
    });
    this.#clients.add(client);
    return client.stream;
  }

  /** Ends every stream; clients come again with their last id. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const client of this.#clients) client.close();
    this.#clients.clear();
    await this.#unlisten();
  }

  #listen(): Source {
    const { bus, events, heartbeatMs } = this.#options;
    const log = new EventLog(events);
    const subscription = bus.subscribe(
      { topics, afterId: log.newestId, onGap: () => this.#refresh(log) },
      (batch) => {
        log.add(batch);
        for (const client of this.#clients) client.feed();
      },
    );
    const timer = setInterval(() => this.#beat(), heartbeatMs);
    return { log, subscription, timer };
  }

  #refresh(log: EventLog): void {
    log.forget();
    for (const client of this.#clients) client.feed();
  }

  #beat(): void {
    const nowMs = performance.now();
    for (const client of this.#clients) {
      const isBlocked = client.blockedForMs(nowMs) >= this.#options.blockedMsMax;
      if (isBlocked) client.drop();
      else if (client.wish.isAllowed()) client.beat();
      else client.close();
      if (isBlocked || !client.isOpen) this.#forget(client);
    }
  }

  #forget(client: StreamClient): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) void this.#unlisten();
  }

  async #unlisten(): Promise<void> {
    const source = this.#source;
    this.#source = null;
    if (source === null) return;
    clearInterval(source.timer);
    await source.subscription.stop();
  }
}

interface Source {
  readonly log: EventLog;
  readonly subscription: BusSubscription;
  readonly timer: ReturnType<typeof setInterval>;
}
