import type { Migration } from "./migration.ts";
import { settleTails } from "./settle-tails.ts";

/**
 * What six services share: the events behind the bus and how far each consumer has come, signs
 * of life, and what users set. Ids of events are never used again, so that an offset stays true.
 * Small tables are their own index: each index beside one would take a page of 16 KB.
 */
const sql = `
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ts_ms INTEGER NOT NULL,
  topic TEXT NOT NULL,
  payload TEXT NOT NULL
);
CREATE INDEX events_by_topic ON events (topic, id);
CREATE INDEX events_by_time ON events (ts_ms);
CREATE TABLE event_offsets (
  consumer TEXT PRIMARY KEY,
  event_id INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE services (
  service TEXT PRIMARY KEY,
  pid INTEGER NOT NULL,
  started_ts_ms INTEGER NOT NULL,
  heartbeat_ts_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  text TEXT NOT NULL,
  done_ratio REAL,
  start_count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  scope TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  created_ts_ms INTEGER NOT NULL,
  last_used_ts_ms INTEGER,
  revoked_ts_ms INTEGER
) WITHOUT ROWID;
CREATE TABLE named_watchlists (
  name TEXT PRIMARY KEY,
  symbols TEXT NOT NULL,
  updated_ts_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_ts_ms INTEGER NOT NULL
) WITHOUT ROWID;
`;

export const services: Migration = { version: 3, name: "services", sql, work: settleTails };
