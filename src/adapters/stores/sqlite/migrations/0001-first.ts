import type { Migration } from "./migration.ts";

/**
 * The first schema. Tables of the reference system keep its names and columns; what is new in
 * them comes last. Moments are UTC: `..._at` as text for people, `..._ts_ms` as epoch ms.
 */
const sql = `
CREATE TABLE watchlist (
  id INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL UNIQUE,
  price REAL,
  daily_change REAL,
  daily_change_pct REAL,
  volume INTEGER,
  updated_at TEXT,
  updated_ts_ms INTEGER
);
CREATE TABLE whale_flows (
  id INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  type TEXT NOT NULL,
  strike REAL NOT NULL,
  whale_score REAL,
  volume INTEGER,
  open_interest INTEGER,
  vol_oi REAL,
  premium REAL,
  delta REAL,
  expiry TEXT NOT NULL,
  dte INTEGER,
  detected_at TEXT,
  updated_at TEXT,
  detected_ts_ms INTEGER NOT NULL,
  UNIQUE (symbol, type, strike, expiry, detected_ts_ms)
);
CREATE INDEX whale_flows_by_time ON whale_flows (detected_ts_ms);
CREATE TABLE cache_metadata (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at TEXT,
  updated_ts_ms INTEGER
);
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  provider TEXT NOT NULL,
  feed TEXT NOT NULL,
  is_simulated INTEGER NOT NULL,
  UNIQUE (provider, feed, is_simulated)
);
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  interval TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  bar_count INTEGER NOT NULL DEFAULT 0,
  blob_bytes INTEGER NOT NULL DEFAULT 0,
  first_ts_ms INTEGER,
  last_ts_ms INTEGER,
  UNIQUE (symbol, interval, adjustment)
);
CREATE INDEX series_by_last ON series (interval, adjustment, last_ts_ms);
CREATE TABLE bar_blocks (
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL,
  first_ts_ms INTEGER NOT NULL,
  last_ts_ms INTEGER NOT NULL,
  bar_count INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (series_id, first_ts_ms)
);
CREATE TABLE bar_tail (
  id INTEGER PRIMARY KEY,
  interval TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  open_ts_ms INTEGER NOT NULL,
  bar_count INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (interval, adjustment, open_ts_ms)
);
CREATE TABLE imports (
  file_key TEXT PRIMARY KEY,
  file_name TEXT NOT NULL,
  rows_done INTEGER NOT NULL,
  bytes_done INTEGER NOT NULL,
  bars_added INTEGER NOT NULL,
  bars_changed INTEGER NOT NULL,
  bars_unchanged INTEGER NOT NULL,
  rows_rejected INTEGER NOT NULL,
  rows_flagged INTEGER NOT NULL,
  is_complete INTEGER NOT NULL,
  updated_ts_ms INTEGER NOT NULL
);
CREATE TABLE signals (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  scanner TEXT NOT NULL,
  dialect TEXT NOT NULL,
  params TEXT NOT NULL,
  symbol TEXT NOT NULL,
  interval TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  signal TEXT NOT NULL,
  direction TEXT NOT NULL,
  onset_ts_ms REAL,
  bar_ts_ms REAL,
  bar_state TEXT NOT NULL,
  data_age_ms REAL,
  bar_count INTEGER NOT NULL,
  detected_ts_ms INTEGER NOT NULL,
  inputs_hash TEXT NOT NULL,
  cells TEXT NOT NULL,
  why TEXT NOT NULL
);
CREATE INDEX signals_by_onset ON signals (onset_ts_ms);
CREATE INDEX signals_by_symbol ON signals (symbol, onset_ts_ms);
CREATE TRIGGER signals_are_added_once BEFORE INSERT ON signals
  WHEN EXISTS (SELECT 1 FROM signals WHERE id = NEW.id)
  BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER signals_never_change BEFORE UPDATE ON signals
  BEGIN SELECT RAISE(ABORT, 'signals are append-only: a row never changes'); END;
CREATE TRIGGER signals_never_go BEFORE DELETE ON signals
  BEGIN SELECT RAISE(ABORT, 'signals are append-only: a row never goes'); END;
`;

export const first: Migration = { version: 1, name: "first", sql };
