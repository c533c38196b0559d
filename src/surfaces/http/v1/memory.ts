import { limitsOfRole } from "../../../config/memory-limits.ts";
import {
  type MemoryEntry,
  type MemorySlot,
  memoryMetrics,
  minuteMs,
  quarterMs,
} from "../../../domain/memory-sample.ts";
import { processRoles, serviceNames } from "../../../domain/service-name.ts";
import { memoryEventKinds, minutesKeptMs, quartersKeptMs } from "../../../ports/memory-store.ts";
import {
  type Described,
  flag,
  instant,
  list,
  nullable,
  number,
  object,
  text,
  whole,
  word,
} from "../openapi/schema.ts";
import { momentParam, wholeParam, wordParam } from "../params.ts";
import { defineRoute, type RouteContext } from "../route.ts";
import { ageSeconds, envelope, isoOrNull, isoText, v1Answer } from "./envelope.ts";

const bytes = whole;
const subjects = [...processRoles, "box"] as const;

const use = object(
  {
    metric: word(
      "what was counted; box: total less available memory of the machine",
      memoryMetrics,
      "pss",
    ),
    mean_bytes: bytes("mean of the minute", 23_000_000),
    max_bytes: bytes("peak of the minute", 24_500_000),
    stall_pct: nullable(number("highest share of time in which tasks waited for memory", 0)),
    minute: instant("the minute that was sampled"),
    data_age_seconds: nullable(whole("time since it began", 65)),
  },
  { title: "MemoryUse" },
);

const serviceUse = object(
  {
    service: word("name of the service, or l2t", processRoles, "api-server"),
    use: nullable(use),
    high_bytes: bytes("above it the kernel slows the service down", 67_108_864),
    max_bytes: bytes("above it the kernel kills", 83_886_080),
  },
  { title: "ServiceMemory" },
);

const series = object(
  {
    subject: word("a service, l2t, or the machine", subjects, "box"),
    metric: word("what was counted last", memoryMetrics, "box"),
    mean_bytes: list(nullable(bytes("mean", 400_000_000)), "one for each time"),
    max_bytes: list(nullable(bytes("peak", 410_000_000)), "one for each time"),
  },
  { title: "MemorySeries" },
);

const event = object(
  {
    at: instant("when it happened"),
    kind: word("what happened", memoryEventKinds, "step"),
    service: nullable(word("whom it concerns; null: the machine", processRoles, "macd-scanner")),
    text: text("one sentence with the numbers", "trim: gave back 4.1 MB"),
  },
  { title: "MemoryEvent" },
);

const memory = object(
  {
    box: nullable(use),
    services: list(serviceUse, "those that run or ran; use is null without a sample"),
    history: object({
      step: word("length of a cell", ["minute", "quarter"], "minute"),
      times: list(instant("start of the cell"), "oldest first"),
      series: list(series),
    }),
    events: list(event, "newest first"),
  },
  { title: "Memory" },
);

const response = envelope(memory, {
  since: instant("begin of the history"),
  until: instant("end of the history"),
  is_recorded: flag("false: no sample was ever taken here", true),
});

export const memoryV1 = defineRoute({
  group: "System",
  path: "/api/v1/memory",
  summary: "Memory of the machine and of every service, its limits, history and events.",
  params: {
    step: wordParam({
      words: ["minute", "quarter"],
      default: "minute",
      help: "minutes are kept for a day, quarters of an hour for thirty",
    }),
    since: momentParam({ help: "begin; left out: an hour ago, or a day ago for quarters" }),
    until: momentParam({ help: "end; left out: now" }),
    events: wholeParam({ default: 50, min: 0, max: 1_000, help: "events at most" }),
  },
  response,
  answer: ({ params }, context) =>
    v1Answer(response, () => {
      const { store, status, clockTsMs } = context;
      const untilTsMs = params.until ?? clockTsMs;
      const spanMs = params.step === "minute" ? 60 * minuteMs : 96 * quarterMs;
      const fromTsMs = params.since ?? untilTsMs - spanMs;
      const keptMs = params.step === "minute" ? minutesKeptMs : quartersKeptMs;
      const range = { fromTsMs: Math.max(fromTsMs, clockTsMs - keptMs), untilTsMs };
      const slots = store.memory.history({ step: params.step, ...range });
      const newest = store.memory.history({
        step: "minute",
        fromTsMs: clockTsMs - newestMs,
        untilTsMs: clockTsMs,
      });
      return {
        data: {
          box: useOf(newest, "box", clockTsMs),
          services: serviceRows(newest, context),
          history: { step: params.step, ...historyOf(slots) },
          events: eventRows(store.memory, { fromTsMs, limit: params.events }),
        },
        meta: {
          simulated: status.isSimulated,
          source: newest.length === 0 && slots.length === 0 ? null : "memory guard",
          as_of: isoOrNull(newest.at(-1)?.startTsMs ?? slots.at(-1)?.startTsMs),
          since: isoText(fromTsMs),
          until: isoText(untilTsMs),
          is_recorded: newest.length + slots.length > 0,
        },
      };
    }),
});

/** What is older is no present use. */
const newestMs = 10 * minuteMs;

function useOf(slots: readonly MemorySlot[], subject: MemoryEntry["subject"], nowTsMs: number) {
  const slot = slots.findLast(({ entries }) => entries.some((entry) => entry.subject === subject));
  const entry = slot?.entries.find((candidate) => candidate.subject === subject);
  if (slot === undefined || entry === undefined) return null;
  return {
    metric: entry.metric,
    mean_bytes: Math.round(entry.meanBytes),
    max_bytes: Math.round(entry.maxBytes),
    stall_pct: entry.stallPctMax ?? null,
    minute: isoText(slot.startTsMs),
    data_age_seconds: ageSeconds(slot.startTsMs, nowTsMs),
  };
}

function serviceRows(newest: readonly MemorySlot[], { v1, clockTsMs }: RouteContext) {
  const seen = new Set(newest.flatMap(({ entries }) => entries.map(({ subject }) => subject)));
  const roles = processRoles.filter((role) => seen.has(role));
  return (roles.length === 0 ? serviceNames : roles).map((service) => {
    const { memoryHighBytes, memoryMaxBytes } = limitsOfRole(service, v1.limits);
    return {
      service,
      use: useOf(newest, service, clockTsMs),
      high_bytes: memoryHighBytes,
      max_bytes: memoryMaxBytes,
    };
  });
}

function historyOf(slots: readonly MemorySlot[]) {
  const found = new Set(slots.flatMap(({ entries }) => entries.map(({ subject }) => subject)));
  const times = slots.map(({ startTsMs }) => isoText(startTsMs));
  return {
    times,
    series: subjects.filter((subject) => found.has(subject)).map((name) => seriesOf(slots, name)),
  };
}

function seriesOf(
  slots: readonly MemorySlot[],
  subject: MemoryEntry["subject"],
): Described<typeof series> {
  const entries = slots.map((slot) => slot.entries.find((entry) => entry.subject === subject));
  const rounded = (value: number | undefined) => (value === undefined ? null : Math.round(value));
  return {
    subject,
    metric: entries.findLast((entry) => entry !== undefined)?.metric ?? "rss",
    mean_bytes: entries.map((entry) => rounded(entry?.meanBytes)),
    max_bytes: entries.map((entry) => rounded(entry?.maxBytes)),
  };
}

function eventRows(
  store: RouteContext["store"]["memory"],
  range: { readonly fromTsMs: number; readonly limit: number },
) {
  if (range.limit === 0) return [];
  return store.events(range).map(({ tsMs, kind, subject, text }) => ({
    at: isoText(tsMs),
    kind,
    service: subject ?? null,
    text,
  }));
}
