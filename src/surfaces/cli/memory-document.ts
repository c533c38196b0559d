import type { MemorySubject } from "../../domain/memory-sample.ts";
import type { MemoryPressure } from "../../ports/memory-reader.ts";
import type { MemoryReport, ServiceRow } from "./memory-report.ts";

/** A report as JSON. Sizes are bytes; what is not known, and a limit that is none, is null. */
export function memoryDocument(report: MemoryReport): unknown {
  const { box, budget, events } = report;
  return {
    time: new Date(report.tsMs).toISOString(),
    data_dir: report.dataDir,
    box: {
      total_bytes: box.totalBytes ?? null,
      available_bytes: box.availableBytes ?? null,
      free_bytes: box.freeBytes ?? null,
      swap_total_bytes: box.swapTotalBytes ?? null,
      swap_free_bytes: box.swapFreeBytes ?? null,
      pressure: pressureDocument(box.pressure),
      history: historyDocument(report, "box"),
    },
    services: report.rows.map((row) => serviceDocument(report, row)),
    budget:
      budget === undefined
        ? null
        : {
            symbols: report.symbolCount,
            need_bytes: Math.round(budget.needBytes),
            memory_high_bytes: budget.highBytes,
            memory_max_bytes: budget.maxBytes,
            headroom_bytes: budget.headroomBytes,
          },
    largest: report.largest.map(({ pid, name, command, rssBytes }) => ({
      pid,
      name,
      command: command ?? null,
      rss_bytes: rssBytes ?? null,
    })),
    events: events.map(({ tsMs, kind, subject, text }) => ({
      time: new Date(tsMs).toISOString(),
      kind,
      service: subject ?? null,
      text,
    })),
  };
}

function serviceDocument(report: MemoryReport, row: ServiceRow) {
  const { role, memory, used, limits } = row;
  const head = {
    service: role,
    running: memory !== undefined,
    memory_high_bytes: limitNumber(limits.highBytes),
    memory_max_bytes: limitNumber(limits.maxBytes),
    limits_enforced: row.isEnforced,
    history: historyDocument(report, role),
  };
  if (memory === undefined) return head;
  const { process, cgroup } = memory;
  return {
    ...head,
    pid: memory.pid,
    since: memory.sinceTsMs === undefined ? null : new Date(memory.sinceTsMs).toISOString(),
    used_bytes: used?.bytes ?? null,
    metric: used?.metric ?? null,
    rss_bytes: process.rssBytes ?? null,
    pss_bytes: process.pssBytes ?? null,
    private_bytes: process.privateBytes ?? null,
    anon_bytes: process.anonBytes ?? null,
    file_bytes: process.fileBytes ?? null,
    swap_bytes: process.swapBytes ?? null,
    cgroup: cgroup?.isOwn
      ? {
          path: cgroup.path,
          current_bytes: cgroup.currentBytes ?? null,
          anon_bytes: cgroup.anonBytes ?? null,
          file_bytes: cgroup.fileBytes ?? null,
          file_cache_bytes: cgroup.fileCacheBytes ?? null,
          throttled: cgroup.events.high ?? null,
          oom_kills: cgroup.events.oomKill ?? null,
          slice_oom_kills: cgroup.parentEvents?.oomKill ?? null,
          pressure: pressureDocument(cgroup.pressure),
        }
      : null,
  };
}

function pressureDocument(pressure: MemoryPressure | undefined) {
  if (pressure === undefined) return null;
  const { some, full } = pressure;
  return { some_avg10_pct: some?.avg10Pct ?? null, full_avg10_pct: full?.avg10Pct ?? null };
}

function historyDocument({ history }: MemoryReport, subject: MemorySubject) {
  const peaks = history?.peakBytes.get(subject);
  if (history === undefined || peaks === undefined) return null;
  return {
    from: new Date(history.fromTsMs).toISOString(),
    step_seconds: history.cellMs / 1_000,
    peak_bytes: Array.from(peaks, (peak) => (Number.isNaN(peak) ? null : peak)),
  };
}

function limitNumber(bytes: number): number | null {
  return Number.isFinite(bytes) ? bytes : null;
}
