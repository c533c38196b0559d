import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/adapters/host/system-clock.ts";
import { openVendorSocket } from "../../src/adapters/providers/link/socket-link.ts";
import { MassiveStream } from "../../src/adapters/providers/massive/stream.ts";
import type { OpenVendorSocket } from "../../src/adapters/providers/vendor-socket.ts";
import type { BarBatch } from "../../src/domain/bar-batch.ts";
import type { StreamSink } from "../../src/ports/market-data.ts";
import type { Store } from "../../src/ports/store.ts";
import { LiveBars } from "../../src/services/market-data/live-bars.ts";
import { MinuteInbox } from "../../src/services/market-data/minute-inbox.ts";
import { startChild } from "../../testing/child.ts";
import type { SenderOptions } from "./sender-child.ts";

export interface FloodUse {
  readonly sent: number;
  readonly taken: number;
  /** From the first bar to the last one in the store. */
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Resident memory before the first bar, and at most; MB of 2^20 bytes. */
  readonly startMb: number;
  readonly peakMb: number;
}

const source = { provider: "massive", feed: "sip", isSimulated: false } as const;
const childPath = fileURLToPath(import.meta.resolve("./sender-child.ts"));
const megabyte = 2 ** 20;
const lookMs = 10;
const silenceMsMax = 30_000;

/** Takes a stream of minute bars that comes as fast as it is read into a store. */
export async function takeFlood(store: Store, options: SenderOptions): Promise<FloodUse> {
  const child = startChild([process.execPath, childPath, JSON.stringify(options)]);
  try {
    for await (const port of child.lines) return await new Flood(store, options).take(port);
    throw new Error("the sender has ended");
  } finally {
    child.kill("SIGKILL");
    await child.ended;
  }
}

class Flood {
  readonly #options: SenderOptions;
  readonly #inbox: MinuteInbox;
  readonly #done = Promise.withResolvers<void>();
  #taken = 0;
  #startMs = Number.NaN;
  #startCpu = process.cpuUsage();
  #peakBytes = 0;
  #lookedMs = 0;

  constructor(store: Store, options: SenderOptions) {
    this.#options = options;
    const bars = new LiveBars({
      ...{ store, clock: systemClock, interval: "1m", startTsMs: 0 },
      bus: { announce: () => undefined },
    });
    const wanted = new Set(options.symbols);
    this.#inbox = new MinuteInbox(0, {
      isWanted: (symbol) => wanted.has(symbol),
      onMinute: (moment) => bars.publish(moment, source),
      onLate: (late) => bars.correct(late, source),
    });
  }

  get #sent(): number {
    return this.#options.symbols.length * this.#options.minutes;
  }

  async take(port: string): Promise<FloodUse> {
    const stream = this.#open(`ws://127.0.0.1:${port}`);
    stream.want({ bars: "*", quotes: [], optionTrades: [], news: [] });
    Bun.gc(true);
    const startMb = process.memoryUsage.rss() / megabyte;
    stream.start();
    const late = setTimeout(() => this.#done.resolve(), silenceMsMax);
    await this.#done.promise;
    clearTimeout(late);
    this.#inbox.flush();
    const wallMs = performance.now() - this.#startMs;
    const { user, system } = process.cpuUsage(this.#startCpu);
    this.#look();
    await stream.stop();
    const [taken, sent] = [this.#taken, this.#sent];
    const peakMb = this.#peakBytes / megabyte;
    return { sent, taken, wallMs, cpuMs: (user + system) / 1_000, startMb, peakMb };
  }

  #open(streamUrl: string): MassiveStream {
    const means = { provider: "massive", clock: systemClock, random: Math.random };
    const openSocket: OpenVendorSocket = (socket) => openVendorSocket(means, socket);
    const line = { streamUrl, key: "made", plan: "realtime", clock: systemClock } as const;
    return new MassiveStream({ ...line, sink: this.#sink(), openSocket });
  }

  #sink(): StreamSink {
    return {
      onBars: (batch) => this.#take(batch),
      onQuotes: () => undefined,
      onOptionTrades: () => undefined,
      onNews: () => undefined,
      onStatus: () => undefined,
      onGap: () => this.#done.reject(new Error("the line broke")),
    };
  }

  #take(batch: BarBatch): void {
    if (this.#taken === 0) {
      this.#startMs = performance.now();
      this.#startCpu = process.cpuUsage();
    }
    this.#inbox.take(batch);
    this.#taken += batch.length;
    this.#look();
    if (this.#taken >= this.#sent) this.#done.resolve();
  }

  /** The reading itself takes a while. */
  #look(): void {
    const nowMs = performance.now();
    if (nowMs - this.#lookedMs < lookMs) return;
    this.#lookedMs = nowMs;
    this.#peakBytes = Math.max(this.#peakBytes, process.memoryUsage.rss());
  }
}
