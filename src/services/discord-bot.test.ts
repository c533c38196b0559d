import { describe, expect, test } from "bun:test";
import { Failure } from "../base/failure.ts";
import type { BusEvent, BusPayloads } from "../domain/bus-event.ts";
import type { Bus, BusHandler, SubscribeOptions } from "../ports/bus.ts";
import { messageLengthMax, type Notifier } from "../ports/notifier.ts";
import { DiscordBot, messageOf } from "./discord-bot.ts";

const squeeze: BusPayloads["signal"] = {
  id: "ttm-squeeze:AAPL:1d:2025-11-24:abc",
  scanner: "ttm-squeeze",
  symbol: "AAPL",
  interval: "1d",
  signal: "fired",
  direction: "bullish",
  barTsMs: Date.UTC(2025, 10, 24, 5),
  price: 271.5,
  isSimulated: false,
};
let nextId = 1;
const event = (payload: Partial<typeof squeeze> = {}): BusEvent => ({
  ...{ id: nextId++, topic: "signal", tsMs: 0 },
  payload: { ...squeeze, ...payload },
});

/** Hands batches over as the bus does, and the errors of the handler back. */
class OneConsumer implements Bus {
  #options: SubscribeOptions | null = null;
  #handle: BusHandler = () => undefined;
  readonly publish = () => Promise.reject(new Error("the bot publishes nothing"));
  readonly announce = () => undefined;
  readonly close = () => Promise.resolve();

  get consumer(): string | undefined {
    return this.#options?.consumer;
  }

  subscribe(options: SubscribeOptions, handle: BusHandler) {
    this.#options = options;
    this.#handle = handle;
    return { stop: () => Promise.resolve() };
  }

  async deliver(...events: BusEvent[]): Promise<void> {
    try {
      await this.#handle(events);
    } catch (error) {
      this.#options?.onError?.(error);
    }
  }
}

function bot(send: Notifier["send"]) {
  const bus = new OneConsumer();
  const notices: string[] = [];
  const onNotice = (text: string) => void notices.push(text);
  const made = new DiscordBot({ bus, notifier: { send }, intervals: ["1d"], onNotice });
  return { bus, notices, bot: made };
}

describe("the bot", () => {
  test("tells signals that come together in one message, and is remembered", async () => {
    const sent: string[] = [];
    const { bus, bot: it } = bot(async (text) => void sent.push(text));
    await it.start();
    await bus.deliver(event(), event({ symbol: "MSFT", direction: "bearish", price: null }));
    expect(bus.consumer).toBe("discord-bot");
    expect(sent).toEqual([
      "🟢 **AAPL** ttm-squeeze fired 1d · $271.50 · bar 2025-11-24\n" +
        "🔴 **MSFT** ttm-squeeze fired 1d · bar 2025-11-24",
    ]);
    expect(it.status().text).toContain("1 message sent");
  });

  test("leaves out bars that it is not asked for", async () => {
    const { bus, bot: it } = bot(() => Promise.reject(new Error("nothing is sent")));
    await it.start();
    await bus.deliver(event({ interval: "5m" }));
    expect(it.status().state).toBe("ready");
  });

  test("is degraded while Discord does not answer, tells it once, and recovers", async () => {
    let isDown = true;
    const {
      bus,
      notices,
      bot: it,
    } = bot(() =>
      isDown
        ? Promise.reject(new Failure("notifier.unavailable", "Discord is away"))
        : Promise.resolve(),
    );
    await it.start();
    await bus.deliver(event());
    await bus.deliver(event());
    expect(notices).toEqual(["Discord is away"]);
    expect(it.status()).toMatchObject({ state: "degraded", text: "Discord is away" });
    isDown = false;
    await bus.deliver(event());
    expect(it.status().state).toBe("ready");
  });

  test("stops sending to a webhook that was removed, and goes on saying so", async () => {
    let attempts = 0;
    const { bus, bot: it } = bot(() => {
      attempts += 1;
      return Promise.reject(new Failure("notifier.refused", "the webhook is gone"));
    });
    await it.start();
    await bus.deliver(event());
    await bus.deliver(event());
    expect(attempts).toBe(1);
    expect(it.status()).toMatchObject({ state: "degraded", text: "the webhook is gone" });
  });

  test("without a channel listens to nothing and says what to set", async () => {
    const bus = new OneConsumer();
    const it = new DiscordBot({ bus, notifier: null, intervals: [], onNotice: () => undefined });
    await it.start();
    expect(bus.consumer).toBeUndefined();
    expect(it.status().text).toContain("L2T_DISCORD_WEBHOOK");
    await it.stop();
  });
});

describe("a message", () => {
  test("fits, and says how many signals it left out", () => {
    const many = Array.from({ length: 256 }, (_, i) => ({ ...squeeze, symbol: `SYM${i}` }));
    const text = messageOf(many);
    expect(text.length).toBeLessThanOrEqual(messageLengthMax);
    const lines = text.split("\n");
    expect(lines.at(-1)).toBe(`… and ${256 - (lines.length - 1)} more`);
  });

  test("of simulated data says so first", () => {
    expect(messageOf([{ ...squeeze, isSimulated: true }])).toStartWith("**Simulated data**");
  });
});
