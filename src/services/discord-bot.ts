import { Failure } from "../base/failure.ts";
import type { BusEvent, BusPayloads } from "../domain/bus-event.ts";
import type { Interval } from "../domain/interval.ts";
import { barTimeText } from "../domain/result-table.ts";
import type { Bus, BusSubscription } from "../ports/bus.ts";
import { messageLengthMax, type Notifier } from "../ports/notifier.ts";
import { type MemoryLevers, noLevers, type Service, type ServiceStatus } from "./service.ts";

type SignalFact = BusPayloads["signal"];

export interface DiscordBotOptions {
  readonly bus: Bus;
  /** Null: no channel is set up. */
  readonly notifier: Notifier | null;
  /** Signals on other bars are not told: a market of thousands fires every few minutes. */
  readonly intervals: readonly Interval[];
  readonly onNotice: (text: string) => void;
}

const arrows = { bullish: "🟢", bearish: "🔴", neutral: "⚪" } as const;

/**
 * Tells a Discord channel of new signals, from where it was before a restart. Signals that come
 * together make one message, so that a batch is delivered as a whole or comes again.
 */
export class DiscordBot implements Service {
  readonly name = "discord-bot";
  readonly levers: MemoryLevers = noLevers;
  readonly #options: DiscordBotOptions;
  readonly #stop = new AbortController();
  #subscription: BusSubscription | null = null;
  #trouble: string | null = null;
  #sentCount = 0;
  #progressCount = 0;
  #isRefused = false;

  constructor(options: DiscordBotOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { bus, notifier, onNotice } = this.#options;
    if (notifier === null) return;
    const consumer = { consumer: this.name, topics: ["signal"] } as const;
    const onError = (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      // The same trouble is told once, not with every attempt.
      if (this.#trouble !== error.message) onNotice(error.message);
      this.#trouble = error.message;
    };
    this.#subscription = bus.subscribe({ ...consumer, onError }, (events) =>
      this.#tell(events, notifier),
    );
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#subscription?.stop();
    this.#subscription = null;
  }

  status(): ServiceStatus {
    return {
      state: this.#stop.signal.aborted ? "stopping" : this.#trouble ? "degraded" : "ready",
      text: this.#trouble ?? this.#text(),
      doneRatio: null,
      progressCount: this.#progressCount,
      isBusy: false,
    };
  }

  #text(): string {
    const { notifier, intervals } = this.#options;
    if (notifier === null) return "no channel: set L2T_DISCORD_WEBHOOK to the address of a webhook";
    const messages = this.#sentCount === 1 ? "1 message" : `${this.#sentCount} messages`;
    return `${messages} sent; signals on ${intervals.join(", ")} bars`;
  }

  async #tell(events: readonly BusEvent[], notifier: Notifier): Promise<void> {
    const signals = events.flatMap(({ topic, payload }) => (topic === "signal" ? payload : []));
    const wanted = signals.filter(({ interval }) => this.#options.intervals.includes(interval));
    this.#progressCount += 1;
    // A webhook that is gone stays so until the next start, with another address.
    if (wanted.length === 0 || this.#isRefused) return;
    try {
      await notifier.send(messageOf(wanted), this.#stop.signal);
      this.#sentCount += 1;
      this.#trouble = null;
    } catch (error) {
      if (error instanceof Failure && error.code === "notifier.refused") this.#isRefused = true;
      throw error;
    }
  }
}

/** One line a signal, as many as there is room for, and how many were left out. */
export function messageOf(signals: readonly SignalFact[]): string {
  const isSimulated = signals.some((signal) => signal.isSimulated);
  const lines = isSimulated ? ["**Simulated data**: an invented market, not a real one"] : [];
  const footer = (left: number) => `… and ${left} more`;
  const footerLength = footer(signals.length).length + 1;
  let length = lines.join("\n").length;
  for (const [index, signal] of signals.entries()) {
    const line = lineOf(signal);
    if (length + 1 + line.length + footerLength > messageLengthMax) {
      lines.push(footer(signals.length - index));
      break;
    }
    length += 1 + line.length;
    lines.push(line);
  }
  return lines.join("\n");
}

function lineOf({ symbol, scanner, interval, signal, direction, price, barTsMs }: SignalFact) {
  const at = barTimeText(barTsMs, { interval });
  const quoted = price === null ? "" : ` · $${price.toFixed(price < 1 ? 4 : 2)}`;
  return `${arrows[direction]} **${symbol}** ${scanner} ${signal} ${interval}${quoted} · bar ${at}`;
}
