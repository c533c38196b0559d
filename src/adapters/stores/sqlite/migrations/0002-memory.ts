import type { Migration } from "./migration.ts";

/** What memory was used for: slots of minutes and quarters of an hour, and a log. */
const sql = `
CREATE TABLE memory_subjects (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
CREATE TABLE memory_minutes (
  start_ts_ms INTEGER PRIMARY KEY,
  data BLOB NOT NULL
);
CREATE TABLE memory_quarters (
  start_ts_ms INTEGER PRIMARY KEY,
  data BLOB NOT NULL
);
CREATE TABLE memory_events (
  id INTEGER PRIMARY KEY,
  ts_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT,
  text TEXT NOT NULL
);
CREATE INDEX memory_events_by_time ON memory_events (ts_ms);
`;

export const memory: Migration = { version: 2, name: "memory", sql };
