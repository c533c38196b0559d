import type { Migration } from "./migration.ts";

/** Who told a row, how far its feed lags, and of which moment it speaks. */
const provenance = `
  provider TEXT NOT NULL,
  feed TEXT NOT NULL,
  delay_ms INTEGER NOT NULL,
  as_of_ts_ms INTEGER NOT NULL,
  is_simulated INTEGER NOT NULL`;

/** The same for tables of the reference system, into which other programs may write. */
const lateProvenance = [
  "provider TEXT",
  "feed TEXT",
  "delay_ms INTEGER",
  "as_of_ts_ms INTEGER",
  "is_simulated INTEGER",
];

/**
 * watchlist. `session` of the newest trade; `average_volume` shares of an average day;
 * `premarket_volume_pct` shares before the bell in percent of those; prices in dollars.
 */
const watchlistColumns = [
  ...lateProvenance,
  "session TEXT",
  "bid REAL",
  "ask REAL",
  "previous_close REAL",
  "average_volume REAL",
  "premarket_price REAL",
  "premarket_change_pct REAL",
  "premarket_ts_ms INTEGER",
  "premarket_volume REAL",
  "premarket_volume_pct REAL",
];

/**
 * whale_flows. `premium` stays dollars a share; `premium_usd` is volume times price times the
 * shares of a contract. `iv_ratio` is a fraction. `verdict` is "opened", "closed" or "unclear".
 */
const flowColumns = [
  ...lateProvenance,
  "occ TEXT",
  "premium_usd REAL",
  "volume_rise INTEGER",
  "bid REAL",
  "ask REAL",
  "last REAL",
  "spread_pct REAL",
  "iv_ratio REAL",
  "underlying_price REAL",
  "underlying_volume REAL",
  "volume_z_score REAL",
  "side TEXT",
  "next_open_interest INTEGER",
  "verdict TEXT",
];

function added(table: string, columns: readonly string[]): string {
  return columns.map((column) => `ALTER TABLE ${table} ADD COLUMN ${column};\n`).join("");
}

/** Columns that end in `_day` count days since 1970-01-01: half the size of the text. */
const options = `
CREATE TABLE option_contracts (
  underlying TEXT NOT NULL,
  occ TEXT NOT NULL,
  volume_day INTEGER NOT NULL,
  volume INTEGER NOT NULL,
  flow_volume INTEGER NOT NULL,
  open_interest INTEGER,
  open_interest_before INTEGER,
  history_days INTEGER NOT NULL,
  mean_volume REAL NOT NULL,
  squared_volume REAL NOT NULL,
  PRIMARY KEY (underlying, occ)
) WITHOUT ROWID;
CREATE TABLE option_strikes (
  underlying TEXT NOT NULL,
  expiry_day INTEGER NOT NULL,
  strike REAL NOT NULL,
  call_volume INTEGER,
  put_volume INTEGER,
  call_open_interest INTEGER,
  put_open_interest INTEGER,
  call_gex_usd REAL,
  put_gex_usd REAL,
  call_premium_usd REAL,
  put_premium_usd REAL,
  net_premium_usd REAL,
  PRIMARY KEY (underlying, expiry_day, strike)
) WITHOUT ROWID;
CREATE TABLE option_levels (
  underlying TEXT PRIMARY KEY,
  spot REAL,
  expiry_days TEXT NOT NULL,
  contract_count INTEGER NOT NULL,
  gamma_contract_count INTEGER NOT NULL,
  gex_usd REAL,
  zero_gamma REAL,
  is_zero_gamma_robust INTEGER,
  call_wall REAL,
  is_call_wall_robust INTEGER,
  put_wall REAL,
  is_put_wall_robust INTEGER,
  call_wall_by_open_interest REAL,
  is_call_wall_by_open_interest_robust INTEGER,
  put_wall_by_open_interest REAL,
  is_put_wall_by_open_interest_robust INTEGER,
  max_pain REAL,
  put_call_volume_ratio REAL,
  put_call_open_interest_ratio REAL,
  call_minus_put_premium_usd REAL,
  net_premium_usd REAL,
  computed_ts_ms INTEGER NOT NULL,${provenance}
) WITHOUT ROWID;
`;

const research = `
CREATE TABLE ratings (
  symbol TEXT NOT NULL,
  ts_ms INTEGER NOT NULL,
  firm TEXT NOT NULL,
  action TEXT NOT NULL,
  from_grade TEXT,
  to_grade TEXT,
  target REAL,
  prior_target REAL,${provenance},
  PRIMARY KEY (symbol, ts_ms, firm, action)
) WITHOUT ROWID;
CREATE INDEX ratings_by_time ON ratings (ts_ms);
CREATE TABLE news (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  ts_ms INTEGER NOT NULL,
  headline TEXT NOT NULL,
  summary TEXT,
  url TEXT NOT NULL,
  publisher TEXT NOT NULL,
  symbols TEXT NOT NULL,${provenance},
  UNIQUE (provider, id)
);
CREATE INDEX news_by_time ON news (ts_ms);
CREATE TABLE news_symbols (
  symbol TEXT NOT NULL,
  ts_ms INTEGER NOT NULL,
  news_key INTEGER NOT NULL,
  PRIMARY KEY (symbol, ts_ms, news_key)
) WITHOUT ROWID;
CREATE TABLE listings (
  symbol TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  exchange TEXT NOT NULL,
  is_etf INTEGER NOT NULL,
  kind TEXT NOT NULL,
  has_options INTEGER
) WITHOUT ROWID;
CREATE TABLE listings_origin (
  id INTEGER PRIMARY KEY CHECK (id = 1),${provenance}
);
CREATE TABLE splits (
  symbol TEXT NOT NULL,
  ex_day INTEGER NOT NULL,
  ratio REAL NOT NULL,
  marked_ts_ms INTEGER NOT NULL,
  PRIMARY KEY (symbol, ex_day)
) WITHOUT ROWID;
`;

const coverage = `
CREATE TABLE bar_coverage (
  interval TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  symbol TEXT NOT NULL,
  from_ts_ms INTEGER NOT NULL,
  until_ts_ms INTEGER NOT NULL,
  PRIMARY KEY (interval, adjustment, symbol)
) WITHOUT ROWID;
CREATE TABLE bar_live (
  interval TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  until_ts_ms INTEGER NOT NULL,
  PRIMARY KEY (interval, adjustment)
) WITHOUT ROWID;
CREATE TABLE bar_gaps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  interval TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  from_ts_ms INTEGER NOT NULL,
  until_ts_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  done_symbol TEXT
);
`;

const ledger = `
CREATE TABLE provider_usage (
  hour_ts_ms INTEGER NOT NULL,
  provider TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  lane TEXT NOT NULL,
  outcome TEXT NOT NULL,
  requests INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  elapsed_ms REAL NOT NULL,
  PRIMARY KEY (hour_ts_ms, provider, endpoint, lane, outcome)
) WITHOUT ROWID;
CREATE TABLE provider_troubles (
  id INTEGER PRIMARY KEY,
  ts_ms INTEGER NOT NULL,
  provider TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  lane TEXT NOT NULL,
  outcome TEXT NOT NULL,
  calls INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  elapsed_ms REAL NOT NULL,
  reason TEXT NOT NULL
);
CREATE TABLE provider_budgets (
  provider TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  limit_requests REAL NOT NULL,
  window_ms INTEGER NOT NULL,
  left_requests REAL NOT NULL,
  state TEXT NOT NULL,
  text TEXT NOT NULL,
  until_ts_ms INTEGER,
  login_ends_ts_ms INTEGER,
  serves TEXT NOT NULL,
  updated_ts_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE freshness (
  symbol TEXT NOT NULL,
  capability TEXT NOT NULL,
  provider TEXT NOT NULL,
  fetched_ts_ms INTEGER NOT NULL,
  as_of_ts_ms INTEGER NOT NULL,
  PRIMARY KEY (symbol, capability)
) WITHOUT ROWID;
`;

/**
 * Live market data: what vendors tell beyond bars, what is known to be complete, and what their
 * interfaces were asked. Tables are their own index wherever that does.
 */
const sql = [
  "ALTER TABLE sources ADD COLUMN delay_ms INTEGER;\n",
  added("watchlist", watchlistColumns),
  added("whale_flows", flowColumns),
  ...[options, research, coverage, ledger],
].join("");

export const marketData: Migration = { version: 4, name: "market-data", sql };
