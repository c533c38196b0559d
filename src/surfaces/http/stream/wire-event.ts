import type { BusEvent, BusPayloads, Topic } from "../../../domain/bus-event.ts";
import { barTimeText } from "../../../domain/result-table.ts";
import type { Described } from "../openapi/schema.ts";
import { isoText } from "../v1/envelope.ts";
import type { eventData } from "./stream-schema.ts";

type Data<T extends Topic> = Described<(typeof eventData)[T]>;

/** What clients get of each topic: the payload in the words of the API. */
const payloads: { readonly [T in Topic]: (payload: BusPayloads[T]) => Data<T> } = {
  "bars.closed": ({ interval, adjustment, openTsMs, marketTsMs, barCount }) => ({
    interval,
    adjustment,
    bar_time: barTimeText(openTsMs, { interval }),
    market_time: isoText(marketTsMs),
    bar_count: barCount,
  }),
  "bars.changed": ({ interval, symbols, reason }) => ({ interval, symbols, reason }),
  signal: (payload) => ({
    id: payload.id,
    scanner: payload.scanner,
    symbol: payload.symbol,
    interval: payload.interval,
    signal: payload.signal,
    direction: payload.direction,
    bar_time: barTimeText(payload.barTsMs, payload),
    price: payload.price,
    simulated: payload.isSimulated,
  }),
  "scan.finished": (payload) => ({
    scanner: payload.scanner,
    interval: payload.interval,
    market_time: isoText(payload.marketTsMs),
    symbol_count: payload.symbolCount,
    signal_count: payload.signalCount,
    signals_added: payload.signalsAdded,
    elapsed_ms: payload.elapsedMs,
  }),
  "quotes.changed": ({ marketTsMs, symbolCount }) => ({
    market_time: isoText(marketTsMs),
    symbol_count: symbolCount,
  }),
  "watchlist.changed": ({ name }) => ({ name }),
  "flows.found": ({ underlying, flowCount, marketTsMs }) => ({
    symbol: underlying,
    flow_count: flowCount,
    market_time: isoText(marketTsMs),
  }),
  "levels.changed": ({ underlying, marketTsMs }) => ({
    symbol: underlying,
    market_time: isoText(marketTsMs),
  }),
  "research.found": ({ kind, symbols, itemCount }) => ({ kind, symbols, item_count: itemCount }),
  "providers.changed": ({ provider, text }) => ({ provider, text }),
  control: ({ target, action, reason }) => ({ target, action, reason }),
  memory: ({ kind, subject, text }) => ({ kind, service: subject, text }),
  service: ({ service, state, text }) => ({ service, state, text }),
};

/** An event as it goes over the wire, made once for all clients. */
export interface WireEvent {
  readonly id: number;
  readonly topic: Topic;
  /** Whom it is about; null: nobody in particular, or too many to name. */
  readonly symbols: readonly string[] | null;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Null for a topic of another version, which nobody here can have asked for. */
export function wireEvent(event: BusEvent): WireEvent | null {
  const { id, topic, tsMs, payload } = event;
  if (!Object.hasOwn(payloads, topic)) return null;
  const data = (payloads[topic] as (payload: unknown) => object)(payload);
  const text = frame({ id, event: topic, data: { id, topic, at: isoText(tsMs), data } });
  return { id, topic, symbols: symbolsOf(event), bytes: encode(text) };
}

/**
 * One event of a stream (html.spec.whatwg.org/multipage/server-sent-events.html). JSON has no raw
 * line feed, so the data is one line.
 */
export function frame(parts: {
  readonly id: number;
  readonly event: string;
  readonly data: unknown;
}): string {
  return `id: ${parts.id}\nevent: ${parts.event}\ndata: ${JSON.stringify(parts.data)}\n\n`;
}

const encoder = new TextEncoder();

export function encode(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

function symbolsOf(event: BusEvent): readonly string[] | null {
  switch (event.topic) {
    case "signal":
      return [event.payload.symbol];
    case "flows.found":
    case "levels.changed":
      return [event.payload.underlying];
    case "research.found":
      return event.payload.symbols.length === 0 ? null : event.payload.symbols;
    case "bars.changed":
      return event.payload.symbols;
    default:
      return null;
  }
}
