import { Database } from "bun:sqlite";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import type { Bars } from "../../src/domain/bars.ts";
import type { MadeMarket } from "../market/made-market.ts";

/** One way to keep a market's bars in SQLite. Every one of them keeps the doubles as they are. */
export interface Layout {
  readonly name: string;
  /** Writes all series into the empty database at `path`. */
  fill(path: string, market: MadeMarket): OpenLayout;
}

export interface OpenLayout {
  /** Sum over the last `bars` closes of every symbol: proof that they were read. */
  readLast(bars: number): number;
  /** Adds one bar to every series, as a live market does. */
  append(openTsMs: number): void;
  close(): void;
}

const batchSeries = 200;
const columns = ["open", "high", "low", "close", "volume"] as const;

export const layouts: readonly Layout[] = [
  { name: "rows (symbol, time)", fill: fillRows },
  { name: "blob a symbol, doubles", fill: (path, market) => fillBlobs(path, market, asIs) },
  { name: "blob a symbol, doubles, zstd", fill: (path, market) => fillBlobs(path, market, zstd) },
  { name: "blob a day, doubles, zstd", fill: fillDays },
  { name: "the store: blocks of ticks", fill: fillStore },
];

function fillStore(path: string, market: MadeMarket): OpenLayout {
  const store = openSqliteStore({ path, tables: [] });
  const source = { provider: "bench", feed: "made", isSimulated: true };
  const kind = { interval: "1d", adjustment: "split" } as const;
  for (let from = 0; from < market.symbols.length; from += batchSeries) {
    store.bars.transaction(() => {
      for (const [index, bars] of market.series.slice(from, from + batchSeries).entries()) {
        store.bars.write({ ...kind, symbol: market.symbols[from + index] as string }, bars, source);
      }
    });
  }
  return {
    readLast(barsMax) {
      let sum = 0;
      store.bars.readEach(store.bars.series(kind), { barsMax }, (_, bars) => {
        for (let i = 0; i < bars.length; i++) sum += bars.close[i] as number;
      });
      return sum;
    },
    append(openTsMs) {
      const cells = Object.fromEntries(columns.map((name) => [name, lastOf(market, name)]));
      const now = cells as Record<(typeof columns)[number], Float64Array>;
      store.bars.append({ ...kind, openTsMs, symbols: market.symbols, ...now }, source);
    },
    close: () => store.close(),
  };
}

function fillRows(path: string, market: MadeMarket): OpenLayout {
  const db = openPlain(path);
  db.run(`CREATE TABLE bars (symbol INTEGER, ts INTEGER, open REAL, high REAL, low REAL,
    close REAL, volume REAL, PRIMARY KEY (symbol, ts)) WITHOUT ROWID`);
  const add = db.prepare("INSERT INTO bars VALUES (?, ?, ?, ?, ?, ?, ?)");
  const last = db.prepare("SELECT close FROM bars WHERE symbol = ? ORDER BY ts DESC LIMIT ?");
  const put = (symbol: number, tsMs: number, bars: Bars, at: number) =>
    add.run(symbol, tsMs, ...columns.map((name) => bars[name][at] as number));
  inBatches(db, market, (symbol, bars) => {
    for (let i = 0; i < bars.length; i++) put(symbol, bars.openTsMs[i] as number, bars, i);
  });
  return {
    readLast(bars) {
      let sum = 0;
      for (const symbol of market.symbols.keys()) {
        for (const [close] of last.values(symbol, bars)) sum += close as number;
      }
      return sum;
    },
    append(openTsMs) {
      inOne(db, market, (symbol, bars) => put(symbol, openTsMs, bars, bars.length - 1));
    },
    close: () => closePlain(db, [add, last]),
  };
}

interface Packing {
  pack(bytes: Uint8Array<ArrayBuffer>): Uint8Array;
  unpack(bytes: Uint8Array<ArrayBuffer>): Uint8Array;
}

const asIs: Packing = { pack: (bytes) => bytes, unpack: (bytes) => bytes.slice() };
const zstd: Packing = {
  pack: (bytes) => Bun.zstdCompressSync(bytes, { level: 1 }),
  unpack: (bytes) => Bun.zstdDecompressSync(bytes),
};

/** A blob holds the columns one after the other, times first. */
function fillBlobs(path: string, market: MadeMarket, packing: Packing): OpenLayout {
  const db = openPlain(path);
  db.run("CREATE TABLE bars (symbol INTEGER PRIMARY KEY, data BLOB)");
  const put = db.prepare("INSERT OR REPLACE INTO bars VALUES (?, ?)");
  const get = db.prepare("SELECT data FROM bars WHERE symbol = ?");
  const read = (symbol: number) => {
    const data = get.values(symbol)[0]?.[0] as Uint8Array<ArrayBuffer>;
    const bytes = packing.unpack(data);
    return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  };
  inBatches(db, market, (symbol, bars) => {
    const all = new Float64Array(bars.length * 6);
    for (const [index, name] of (["openTsMs", ...columns] as const).entries()) {
      all.set(bars[name].subarray(0, bars.length), index * bars.length);
    }
    put.run(symbol, packing.pack(new Uint8Array(all.buffer)));
  });
  return {
    readLast(bars) {
      let sum = 0;
      for (const symbol of market.symbols.keys()) {
        const all = read(symbol);
        const end = (all.length / 6) * 5;
        for (let i = Math.max(end - all.length / 6, end - bars); i < end; i++) {
          sum += all[i] as number;
        }
      }
      return sum;
    },
    append(openTsMs) {
      inOne(db, market, (symbol, bars) => {
        const old = read(symbol);
        const count = old.length / 6;
        const all = new Float64Array(old.length + 6);
        for (let column = 0; column < 6; column++) {
          const at = column * (count + 1);
          all.set(old.subarray(column * count, (column + 1) * count), at);
          const name = columns[column - 1];
          all[at + count] = name ? (bars[name][bars.length - 1] as number) : openTsMs;
        }
        put.run(symbol, packing.pack(new Uint8Array(all.buffer)));
      });
    },
    close: () => closePlain(db, [put, get]),
  };
}

/** A blob holds one bar of every symbol, by number of the symbol. */
function fillDays(path: string, market: MadeMarket): OpenLayout {
  const db = openPlain(path);
  db.run("CREATE TABLE days (ts INTEGER PRIMARY KEY, data BLOB)");
  const put = db.prepare("INSERT INTO days VALUES (?, ?)");
  const get = db.prepare("SELECT data FROM days ORDER BY ts DESC LIMIT ?");
  const count = market.symbols.length;
  const add = (tsMs: number, at: (bars: Bars) => number) => {
    const all = new Float64Array(count * columns.length);
    for (const [index, bars] of market.series.entries()) {
      for (const [column, name] of columns.entries()) {
        all[column * count + index] = bars[name][at(bars)] as number;
      }
    }
    put.run(tsMs, zstd.pack(new Uint8Array(all.buffer)));
  };
  db.run("BEGIN");
  const times = market.series[0]?.openTsMs ?? new Float64Array(0);
  for (const [day, tsMs] of times.entries()) add(tsMs, () => day);
  db.run("COMMIT");
  return {
    readLast(bars) {
      let sum = 0;
      for (const [data] of get.values(bars)) {
        const bytes = zstd.unpack(data as Uint8Array<ArrayBuffer>);
        const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
        for (let i = 3 * count; i < 4 * count; i++) sum += all[i] as number;
      }
      return sum;
    },
    append: (openTsMs) => add(openTsMs, (bars) => bars.length - 1),
    close: () => closePlain(db, [put, get]),
  };
}

function lastOf(market: MadeMarket, name: (typeof columns)[number]): Float64Array {
  return Float64Array.from(market.series, (bars) => bars[name][bars.length - 1] as number);
}

function openPlain(path: string): Database {
  const db = new Database(path);
  db.run("PRAGMA page_size = 16384");
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = NORMAL");
  return db;
}

function closePlain(db: Database, statements: readonly { finalize(): void }[]): void {
  for (const statement of statements) statement.finalize();
  db.close();
}

type Visit = (symbol: number, bars: Bars) => void;

function inBatches(db: Database, market: MadeMarket, visit: Visit): void {
  for (let from = 0; from < market.series.length; from += batchSeries) {
    db.run("BEGIN");
    for (const [index, bars] of market.series.slice(from, from + batchSeries).entries()) {
      visit(from + index, bars);
    }
    db.run("COMMIT");
  }
}

function inOne(db: Database, market: MadeMarket, visit: Visit): void {
  db.run("BEGIN");
  for (const [index, bars] of market.series.entries()) visit(index, bars);
  db.run("COMMIT");
}
