import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  boxOf,
  FakeMemoryReader,
  ownCgroup,
  processMemory,
} from "../../../testing/fakes/fake-memory-reader.ts";
import { memoryOutput } from "../../../testing/memory-output.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { Failure } from "../../base/failure.ts";
import { limitTables } from "../../config/memory-limits.ts";
import { readSettings } from "../../config/settings.ts";
import { minuteMs } from "../../domain/memory-sample.ts";
import { serviceNames } from "../../domain/service-name.ts";
import type { MemoryEvent } from "../../ports/memory-store.ts";
import type { Store } from "../../ports/store.ts";
import { memoryDocument } from "./memory-document.ts";
import { makeReport, openMemorySource } from "./memory-report.ts";
import { memoryLines } from "./memory-view.ts";
import type { Program } from "./program.ts";
import { textWidth } from "./text.ts";

const mb = 2 ** 20;
const nowMs = Date.UTC(2026, 5, 1, 18);

let folder: string;
let store: Store;
let reader: FakeMemoryReader;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-memory-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  reader = new FakeMemoryReader();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const wish = { table: limitTables.reference, spanMs: 60 * minuteMs, cellCount: 12 };

function report(withStore = true) {
  const source = { dataDir: folder, reader, note: withStore ? undefined : "there is none" };
  const own = { store: withStore ? store : undefined, symbolCount: withStore ? 500 : 0 };
  return makeReport({ ...source, ...own }, nowMs, wish);
}

const linesAt = (columns: number, language?: string) =>
  memoryLines(memoryOutput({ columns, ...(language !== undefined && { language }) }), report());

const longEvent: MemoryEvent = {
  tsMs: nowMs - minuteMs,
  kind: "leak",
  subject: "ttm-squeeze-scanner",
  text: "grows by 3.1 MB an hour (2.4 to 3.8 with 95 % confidence) over 6.0 h; and so on",
};

function sixServices() {
  reader.servicesNow = serviceNames.slice(0, 5).map((service, at) =>
    processMemory(service, {
      rssMb: 40,
      pid: 100 + at,
      cgroup: ownCgroup(service, { currentMb: 30 + 7 * at, highMb: 60, maxMb: 80 }),
    }),
  );
}

describe("memory as text", () => {
  test("shows the machine, each service against both limits, and what does not run", () => {
    sixServices();
    const text = linesAt(120).join("\n");
    expect(text).toContain("261 MB of 961 MB used");
    expect(text).toMatch(/^api-server +30\.0 MB +60 MB +80 MB +█████░░░░░ +50 % /m);
    expect(text).toMatch(/^vpb-scanner +58\.0 MB +60 MB +80 MB +██████████ +97 % !/m);
    expect(text).toMatch(/^macd-scanner +not running +100 MB +120 MB/m);
    expect(text).toMatch(/^all +220 MB +570 MB +690 MB/m);
    expect(text).toContain("held");
    expect(text).not.toContain("no control group");
  });

  test("says of one process that it holds all services, and that nobody limits it", () => {
    reader.servicesNow = [processMemory("l2t", { rssMb: 80 })];
    const text = linesAt(120).join("\n");
    expect(text).toMatch(/^l2t +80\.0 MB +160 MB +192 MB +█████░░░░░ +50 % /m);
    expect(text).toMatch(/^api-server +in l2t /m);
    expect(text).toContain("no control group enforces these limits");
    expect(text).not.toMatch(/^all /m);
  });

  test("draws the course of the last hours below the limit, with gaps as gaps", () => {
    sixServices();
    for (let minute = 0; minute < 60; minute++) {
      if (minute >= 20 && minute < 30) continue;
      const maxBytes = (minute < 30 ? 30 : 60) * mb;
      const entry = { metric: "held", meanBytes: maxBytes, maxBytes } as const;
      const unknown = { chargedBytesMax: undefined, stallPctMax: undefined };
      const entries = [{ subject: "api-server", ...entry, ...unknown } as const];
      const startTsMs = nowMs - 60 * minuteMs + minute * minuteMs;
      store.memory.recordMinute({ startTsMs, entries });
    }
    const line = linesAt(120).find((text) => text.startsWith("api-server"));
    expect(line).toContain("▅▅▅▅  ██████");
  });

  test("lists the largest processes and what happened, newest first", () => {
    reader.largestNow = [
      {
        ...processMemory("l2t", { rssMb: 300, pid: 7 }).process,
        command: "/opt/bun/bin/bun src/main.ts up",
      },
    ];
    const event = { kind: "step", subject: undefined, text: "trim: why" } as const;
    store.memory.recordEvent({ ...event, tsMs: nowMs - 2 * minuteMs });
    const text = linesAt(100).join("\n");
    expect(text).toMatch(/^ +300 MB +7 +bun src\/main\.ts up$/m);
    expect(text).toContain("06-01 17:58 ● step: trim: why");
  });

  test.each([44, 60, 80, 100, 140])("fits on %p columns", (columns) => {
    sixServices();
    store.memory.recordEvent(longEvent);
    const tooWide = linesAt(columns).filter((line) => textWidth(line) > columns);
    expect(tooWide).toEqual([]);
  });

  test("needs no characters beyond ASCII where the locale has none", () => {
    sixServices();
    store.memory.recordEvent(longEvent);
    for (const line of linesAt(80, "C")) expect(line).toMatch(/^[ -~]*$/);
  });

  test("says what cannot be read instead of showing zeros", () => {
    reader.boxNow = { ...boxOf({ availableMb: 1 }), totalBytes: undefined };
    reader.servicesNow = [
      {
        ...processMemory("l2t", { rssMb: 80 }),
        process: { ...processMemory("l2t", { rssMb: 80 }).process, rssBytes: undefined },
      },
    ];
    const text = memoryLines(memoryOutput({ columns: 100 }), report(false)).join("\n");
    expect(text).toContain("its memory cannot be read on this system");
    expect(text).toMatch(/^l2t +– +160 MB/m);
    expect(text).toContain("no history: there is none");
  });
});

describe("memory as a document", () => {
  test("has every figure under a name with its unit, and null for what is unknown", () => {
    sixServices();
    const document = memoryDocument(report()) as {
      services: Record<string, unknown>[];
      budget: Record<string, number>;
    };
    expect(document.services).toHaveLength(6);
    expect(document.services[0]).toMatchObject({
      service: "api-server",
      running: true,
      pid: 100,
      used_bytes: 30 * mb,
      metric: "held",
      memory_high_bytes: 60 * mb,
      limits_enforced: true,
      pss_bytes: null,
      cgroup: { current_bytes: 30 * mb, oom_kills: 0, slice_oom_kills: 0 },
    });
    expect(document.services[5]).toMatchObject({ running: false, limits_enforced: false });
    expect(document.budget["headroom_bytes"]).toBe(271 * mb);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

describe("where memory is read from", () => {
  const openFor = (facts: { readonly hasStore: boolean; readonly failure?: Failure }) => {
    const asked: string[] = [];
    const program = {
      async openMemory(dataDir: string) {
        asked.push(dataDir);
        const isDemo = dataDir.endsWith("demo");
        const own = new FakeMemoryReader();
        if (isDemo) own.servicesNow = reader.servicesNow;
        return own;
      },
      hasStore: () => facts.hasStore,
      async openStore() {
        if (facts.failure) throw facts.failure;
        return store;
      },
    };
    return openMemorySource({
      ...{ version: "1", commands: [], environment: {}, signal: new AbortController().signal },
      ...{ out: memoryOutput(), err: memoryOutput() },
      settings: readSettings({ dataDir: ["data"] }, {}),
      clock: { nowMs: () => nowMs, sleep: async () => undefined },
      program: program as unknown as Program,
    });
  };

  test("is the data folder, or that of the demo market where only that one runs", async () => {
    expect((await openFor({ hasStore: true })).dataDir).toBe("data");
    reader.servicesNow = [processMemory("l2t", { rssMb: 80 })];
    expect((await openFor({ hasStore: true })).dataDir).toBe(join("data", "demo"));
  });

  test("is the machine alone where there is no store, or a broken one", async () => {
    const none = await openFor({ hasStore: false });
    expect([none.store, none.note]).toEqual([undefined, 'there is no data in "data" yet']);
    const failure = new Failure("store.invalid", "the file is damaged");
    expect((await openFor({ hasStore: true, failure })).note).toBe("the file is damaged");
  });
});
