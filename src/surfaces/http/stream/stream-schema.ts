import { serviceStates } from "../../../domain/bus-event.ts";
import { processRoles } from "../../../domain/service-name.ts";
import type { JsonSchema } from "../openapi/json-schema.ts";
import {
  flag,
  instant,
  list,
  nullable,
  number,
  object,
  type Schema,
  text,
  whole,
  word,
} from "../openapi/schema.ts";
import { adjustmentField, directionField, intervalField, symbolField } from "../v1/fields.ts";

const marketTime = instant("time of the market: now, or the simulated time");
const scannerField = text("the scanner", "macd");

/** `data` of an event, by its topic. */
export const eventData = {
  "bars.closed": object({
    interval: intervalField,
    adjustment: adjustmentField,
    bar_time: nullable(text("the bar that closed", "2024-06-28T19:55:00Z")),
    market_time: marketTime,
    bar_count: whole("symbols that have it", 8_000),
  }),
  "bars.changed": object({
    interval: nullable(intervalField),
    symbols: nullable(list(symbolField, "null: too many to name")),
    reason: text("import, back-fill or split", "import"),
  }),
  signal: object({
    id: text("its entry in the ledger: /api/v1/signals/{id}", "macd:AAPL:5m:..."),
    scanner: scannerField,
    symbol: symbolField,
    interval: intervalField,
    signal: text("the scanner's word for it", "bullish_cross"),
    direction: directionField,
    bar_time: nullable(text("the newest bar", "2024-06-28T19:55:00Z")),
    price: nullable(number("its close", 187.5)),
    simulated: flag("true for made-up prices"),
  }),
  "scan.finished": object({
    scanner: scannerField,
    interval: intervalField,
    market_time: marketTime,
    symbol_count: whole("symbols that were judged", 8_000),
    signal_count: whole("symbols that stand as a signal now", 120),
    signals_added: whole("entries that are new in the ledger", 4),
    elapsed_ms: number("time it took", 38),
  }),
  "quotes.changed": object({
    market_time: marketTime,
    symbol_count: whole("quotes that changed", 8_000),
  }),
  "watchlist.changed": object({ name: text("the list", "tech") }),
  "flows.found": object({
    symbol: symbolField,
    flow_count: whole("flows that are new: /api/v1/flows", 3),
    market_time: marketTime,
  }),
  "levels.changed": object({
    symbol: symbolField,
    market_time: marketTime,
  }),
  "research.found": object({
    kind: word("/api/v1/ratings or /api/v1/news has more", ["ratings", "news"], "news"),
    symbols: list(symbolField, "whom they are about; empty where nobody is named"),
    item_count: whole("those that are new", 2),
  }),
  "providers.changed": object({
    provider: text("id of the provider: /api/v1/providers", "alpaca"),
    text: text("one sentence", "Alpaca: rate-limited, it asked for a pause"),
  }),
  control: object({
    target: text("a service, scanners or all", "scanners"),
    action: word(
      "what it is to do",
      ["trim", "shrink", "restore", "pause", "resume", "restart"],
      "trim",
    ),
    reason: text("who asks and why", "memory guard: 91 % of the limit"),
  }),
  memory: object({
    kind: text("what happened: step, leak, oom-kill and others", "step"),
    service: nullable(word("whom it concerns", processRoles, "macd-scanner")),
    text: text("one sentence", "trim: gave back 4.1 MB"),
  }),
  service: object({
    service: word("who", processRoles, "macd-scanner"),
    state: word("what it is now", serviceStates, "ready"),
    text: text("what it does, or why it cannot", "watches 8,000 symbols"),
  }),
} as const satisfies Readonly<Record<string, Schema<object>>>;

const variants = Object.entries(eventData).map(
  ([topic, data]): JsonSchema => ({
    ...object({
      id: whole("rises with every event", 4_711),
      topic: { type: "string", const: topic, examples: [topic] } as Schema<string>,
      at: instant("when it was published"),
      data,
    }),
  }),
);

/** The `data` line of an event of the stream, read as JSON. */
export const eventSchema: JsonSchema = {
  title: "StreamEvent",
  description:
    "The data of one event of the stream. Beside the topics there are three more events: ready, " +
    "when the stream begins; gap, when events were missed that are no longer kept, so that " +
    "everything has to be read anew; and comments, which are only signs of life.",
  anyOf: variants,
};

export const streamSchema: JsonSchema = {
  type: "string",
  description: "Server-sent events; each data line is a StreamEvent.",
  examples: ["id: 4711\nevent: signal\ndata: {}\n\n"],
};
