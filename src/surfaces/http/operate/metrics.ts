import { Failure } from "../../../base/failure.ts";
import { type LimitTable, limitTables } from "../../../config/memory-limits.ts";
import { barCloseTsMs } from "../../../domain/bar-time.ts";
import type { Interval } from "../../../domain/interval.ts";
import { minuteMs } from "../../../domain/memory-sample.ts";
import { serviceNames } from "../../../domain/service-name.ts";
import type { Store } from "../../../ports/store.ts";
import { type MetricLabels, PrometheusText } from "./prometheus-text.ts";
import { latencyBounds, type RequestCounts } from "./request-counts.ts";

export interface MetricsInput {
  readonly store: Store;
  readonly version: string;
  readonly limits: LimitTable | undefined;
  readonly nowTsMs: number;
  readonly requests: RequestCounts;
  readonly inHandCount: number;
  readonly streamCount: number;
  readonly refused: { readonly unauthorized: number; readonly limited: number };
}

/** Everything that is counted, for Prometheus. What cannot be read is left out. */
export function metricsText(input: MetricsInput): string {
  const text = new PrometheusText();
  addServer(text, input);
  addProcess(text, input.version);
  for (const add of [addServices, addMemory, addData]) {
    try {
      add(text, input);
    } catch (error) {
      // A store that does not answer shows in /ready; the other figures still count.
      if (!(error instanceof Failure)) throw error;
    }
  }
  return text.toString();
}

function addServer(text: PrometheusText, input: MetricsInput): void {
  const { requests, inHandCount, streamCount, refused } = input;
  const name = "l2t_http_requests_total";
  text.add(
    { name, type: "counter", help: "Requests answered, by route and status." },
    [...requests.byAnswer.values()].map(({ labels, count }) => [{ ...labels }, count]),
  );
  text.addHistogram(
    {
      name: "l2t_http_request_duration_seconds",
      help: "From the request to its answer, sending not included.",
      bounds: latencyBounds,
    },
    [...requests.latencies].map(([route, { counts, count, sumSeconds }]) => ({
      labels: { route },
      ...{ counts, count, sum: sumSeconds },
    })),
  );
  gauge(text, "l2t_http_requests_in_hand", "Requests that wait for an answer.", inHandCount);
  gauge(text, "l2t_stream_clients", "Clients of the live stream.", streamCount);
  counter(text, "l2t_http_unauthorized_total", "Refused: no key, scope.", refused.unauthorized);
  counter(text, "l2t_http_rate_limited_total", "Refused: too many requests.", refused.limited);
}

function addProcess(text: PrometheusText, version: string): void {
  const { rss, heapUsed, heapTotal } = process.memoryUsage();
  text.add({ name: "l2t_build_info", type: "gauge", help: "Release that runs." }, [
    [{ version }, 1],
  ]);
  gauge(text, "process_resident_memory_bytes", "Resident memory of the server.", rss);
  gauge(text, "l2t_process_heap_used_bytes", "Live objects of the server.", heapUsed);
  gauge(text, "l2t_process_heap_total_bytes", "Heap of the server.", heapTotal);
}

function addServices(text: PrometheusText, { store, nowTsMs }: MetricsInput): void {
  const records = store.services.services();
  text.add(
    {
      name: "l2t_service_heartbeat_age_seconds",
      type: "gauge",
      help: "Since the last sign of life of a service.",
    },
    records.map((r) => [{ service: r.service }, Math.max(0, nowTsMs - r.heartbeatTsMs) / 1_000]),
  );
  text.add(
    { name: "l2t_service_starts_total", type: "counter", help: "Starts of a service." },
    records.map(({ service, startCount }) => [{ service }, startCount]),
  );
  text.add(
    { name: "l2t_service_up", type: "gauge", help: "1 for ready, 0 for every other state." },
    records.map(({ service, state }) => [{ service, state }, state === "ready" ? 1 : 0]),
  );
}

const dayMs = 86_400_000;
/** Steps of the ladder in the log of memory, at most. */
const memoryEventsMax = 1_000;

function addMemory(text: PrometheusText, { store, nowTsMs, limits }: MetricsInput): void {
  const range = { step: "minute", fromTsMs: nowTsMs - 5 * minuteMs, untilTsMs: nowTsMs } as const;
  const newest = new Map<string, readonly [MetricLabels, number]>();
  for (const { entries } of store.memory.history(range)) {
    for (const { subject, metric, meanBytes } of entries) {
      newest.set(subject, [{ service: subject, metric }, meanBytes]);
    }
  }
  const name = "l2t_service_memory_bytes";
  const help = "Memory of a service in the newest minute, by what was counted.";
  text.add({ name, type: "gauge", help }, [...newest.values()]);
  const table = limits ?? limitTables.tight;
  text.add(
    { name: "l2t_service_memory_limit_bytes", type: "gauge", help: "Limits of a service." },
    serviceNames.flatMap((service) => [
      [{ service, limit: "high" }, table[service].memoryHighBytes],
      [{ service, limit: "max" }, table[service].memoryMaxBytes],
    ]),
  );
  const events = store.memory.events({ fromTsMs: nowTsMs - dayMs, limit: memoryEventsMax });
  const counts = new Map<string, number>([["step", 0]]);
  for (const { kind } of events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  text.add(
    {
      name: "l2t_memory_events_day",
      type: "gauge",
      help: "Events of memory in the last 24 hours; step and repeat are steps of the ladder.",
    },
    [...counts].map(([kind, count]) => [{ kind }, count]),
  );
}

function addData(text: PrometheusText, { store, nowTsMs }: MetricsInput): void {
  gauge(text, "l2t_events_newest_id", "Id of the newest event.", store.events.newestId());
  counter(text, "l2t_signals_total", "Signals in the ledger.", store.signals.countSignals());
  const newest = new Map<Interval, number>();
  for (const { interval, lastTsMs } of store.bars.series()) {
    newest.set(interval, Math.max(newest.get(interval) ?? Number.NEGATIVE_INFINITY, lastTsMs));
  }
  text.add(
    {
      name: "l2t_bar_age_seconds",
      type: "gauge",
      help: "Since the close of the newest bar, by bar length; negative while it forms.",
    },
    [...newest]
      .filter(([, openTsMs]) => Number.isFinite(openTsMs))
      .map(([interval, openTsMs]) => [
        { interval },
        (nowTsMs - barCloseTsMs(openTsMs, interval)) / 1_000,
      ]),
  );
}

function gauge(text: PrometheusText, name: string, help: string, value: number): void {
  text.add({ name, type: "gauge", help }, [[{}, value]]);
}

function counter(text: PrometheusText, name: string, help: string, value: number): void {
  text.add({ name, type: "counter", help }, [[{}, value]]);
}
