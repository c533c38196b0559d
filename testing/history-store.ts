import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import { type Bar, barAt } from "../src/domain/bars.ts";
import { fromYearMonthDay, type LocalDate } from "../src/domain/local-date.ts";
import { newYorkTsMs } from "../src/domain/new-york.ts";
import type { SeriesKey } from "../src/ports/bar-store.ts";
import type { Store } from "../src/ports/store.ts";

/** A real store in a folder of its own, for one test. */
export class HistoryStore {
  readonly folder = mkdtempSync(join(tmpdir(), "l2t-history-"));
  readonly store: Store;

  constructor() {
    this.store = openSqliteStore({ path: join(this.folder, "market.db"), tables: [] });
  }

  /** A second, empty store beside it. */
  another(name: string): Store {
    return openSqliteStore({ path: join(this.folder, `${name}.db`), tables: [] });
  }

  rows(key: Omit<SeriesKey, "adjustment">): Bar[] {
    const bars = this.store.bars.read({ ...key, adjustment: "split" });
    return Array.from({ length: bars.length }, (_, i) => barAt(bars, i));
  }

  /** Events of changed bars, as "interval reason symbols". */
  changes(): string[] {
    const events = this.store.events.after(0, { topics: ["bars.changed"], limit: 10_000 });
    return events.flatMap((event) => {
      if (event.topic !== "bars.changed") return [];
      const { interval, reason, symbols } = event.payload;
      return [`${interval} ${reason} ${symbols?.join(",") ?? "*"}`];
    });
  }

  remove(): void {
    this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** "2025-11-26 11:20" on a New York clock. */
export function newYork(text: string): number {
  const [day = "", time = "00:00"] = text.split(" ");
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return newYorkTsMs(dateOf(day), hour * 60 + minute);
}

export function dateOf(day: string): LocalDate {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return fromYearMonthDay(year, month, date);
}
