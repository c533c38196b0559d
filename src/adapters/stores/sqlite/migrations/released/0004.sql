PRAGMA user_version = 4;
PRAGMA application_id = 1278366720;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_ts_ms INTEGER NOT NULL);
INSERT INTO schema_migrations VALUES(1,'first',1780315200000);
INSERT INTO schema_migrations VALUES(2,'memory',1780315200000);
INSERT INTO schema_migrations VALUES(3,'services',1780315200000);
INSERT INTO schema_migrations VALUES(4,'market-data',1780315200000);
CREATE TABLE watchlist (
  id INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL UNIQUE,
  price REAL,
  daily_change REAL,
  daily_change_pct REAL,
  volume INTEGER,
  updated_at TEXT,
  updated_ts_ms INTEGER
, provider TEXT, feed TEXT, delay_ms INTEGER, as_of_ts_ms INTEGER, is_simulated INTEGER, session TEXT, bid REAL, ask REAL, previous_close REAL, average_volume REAL, premarket_price REAL, premarket_change_pct REAL, premarket_ts_ms INTEGER, premarket_volume REAL, premarket_volume_pct REAL);
INSERT INTO watchlist VALUES(1,'AAA',1.5,0.5,50.0,100,'2026-06-01 12:00:00',1780315200000,'vendor','opra',900000,1780315140000,0,'premarket',101.20000000000000284,101.29999999999999715,102.75,54000000.0,101.25,-1.4599999999999999644,1780315200000,810000.0,1.5);
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
  detected_ts_ms INTEGER NOT NULL, provider TEXT, feed TEXT, delay_ms INTEGER, as_of_ts_ms INTEGER, is_simulated INTEGER, occ TEXT, premium_usd REAL, volume_rise INTEGER, bid REAL, ask REAL, last REAL, spread_pct REAL, iv_ratio REAL, underlying_price REAL, underlying_volume REAL, volume_z_score REAL, side TEXT, next_open_interest INTEGER, verdict TEXT,
  UNIQUE (symbol, type, strike, expiry, detected_ts_ms)
);
INSERT INTO whale_flows VALUES(1,'SPY','PUT',688.50000000000000002,132.0,18925,244,77.560000000000002273,5.3799999999999998934,-0.56399999999999994582,'2026-06-12',6,'2026-06-01 12:00:00','2026-06-01 12:00:00',1780315200000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,19000,'opened');
INSERT INTO whale_flows VALUES(2,'SPY','PUT',690.0,132.0,18925,244,77.560000000000002273,5.3799999999999998934,-0.56399999999999994582,'2026-06-12',6,'2026-06-01 12:00:00','2026-06-01 12:00:00',1780315200001,'vendor','opra',900000,1780315140000,0,'SPY260612P00688500',10181650.0,1200,5.2999999999999998223,5.4599999999999999644,5.4000000000000003552,2.9700000000000001953,0.18499999999999999777,690.12000000000000453,41000000.0,3.25,'bought',NULL,NULL);
CREATE TABLE cache_metadata (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at TEXT,
  updated_ts_ms INTEGER
);
INSERT INTO cache_metadata VALUES('ttm_last_scan','2026-06-01','2026-06-01 12:00:00',1780315200000);
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  provider TEXT NOT NULL,
  feed TEXT NOT NULL,
  is_simulated INTEGER NOT NULL, delay_ms INTEGER,
  UNIQUE (provider, feed, is_simulated)
);
INSERT INTO sources VALUES(1,'csv','contract.csv',0,NULL);
INSERT INTO sources VALUES(2,'vendor','opra',0,900000);
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
INSERT INTO series VALUES(1,'AAA','1d','split',1,40,758,1672722000000,1676091600000);
CREATE TABLE bar_blocks (
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL,
  first_ts_ms INTEGER NOT NULL,
  last_ts_ms INTEGER NOT NULL,
  bar_count INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (series_id, first_ts_ms)
);
INSERT INTO bar_blocks VALUES(1,1,1672722000000,1676091600000,40,X'039b9ed90101280000009105000028b52ffd609104f51600f6a89b4cb0d4ad0ebc2fd89dd5ec2f9b8975720aaf51c4968a30478eb720a842e8981f54a700df4377d5e865b4775852640c4bb2bdc0b603fbf9d10529133ffbc63183ed43e2fab09d0145e26859db147b00870085007c0c4b948535f88966dac63bf3b1abeebfa39aa25be78fe1971cc510e49f9aa26737cb187edd965d41fe6d9d3ffcb48bae26f86c0fc90f564b1e6b171df79bb23dcced29963c5e4df06d64ddb252cf6bfba3ad0ac59d008e4bdd320af314ba475bad991a7738cef6e8ca7fd7bb6e5ea0e5ff3fce904fd0c9897f947b445d2d9e6d0e3bfb3bdca8a7baeded91e238ddb34837b6c228e5db6e9c02d596f3dfa656a3d168341a8f84d96c369bedc86432994c67a7543511890896449d4031008a3081c859d1ed4051e1dbca2179a81970c4a968c7058b6d6141e635fb82281ca63fae9a64b7e9f2f305d15854f3b8eab2fdbacb4f384cdf3cc312edaafb9f6892e7fae6141668e59232d064aa5aad56bb5d98cdb0a454d1289a1d50e2e30c92711189f1214727c951c2e7652b08aae18167e52482675f4575f733db9d86f0c95d73b36456c51805dffeb5a55ec7df397edbd555fbc8f3bb9e24a861162dc31db7a9297ebf826cd88a59ef8f83a13892a5d94f345557b6755f387eb13cd51606cd35e6a50a7f64fa069ee779ef795efe9c33ec6130d8eb5faf5780cfd57041f41018a868bdd48c33c4dfbc08c0fa1f4c296c0fbac0ae1e6ac90487a7694981ffe45d3a0650a86410c90ac03c54fcc4341102a3bc51d1dd309aa02006d25d9109d4081b949d6158d2a723c20af60db90424acc4723fe9bc999f1d6e5d6134d401c3cb62b1580c49c8c1cb4893b9c3b2ebc102a8c10f59b2e1ac20c1d1033d208093143da2d96941b480719911f4c17b03723b567a228c087289228c487289228c087289228c08b9891286c8e41225702e44060690018836e4de2552fb150d067060000706380e180310b16065ddae4044700525890325659d5ff2254f4b960b4c892246b922d74a9fc004');
CREATE TABLE bar_tail (
  id INTEGER PRIMARY KEY,
  interval TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  open_ts_ms INTEGER NOT NULL,
  bar_count INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (interval, adjustment, open_ts_ms)
);
INSERT INTO bar_tail VALUES(1,'1d','split',1676178000000,1,X'b759b8fb0100010000002c00000003000000000000f03f000000000000f03f0001000103010200000000000050b94000010a02220101fa010000');
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
INSERT INTO imports VALUES('sample','sample.csv',40,2000,40,0,0,0,0,1,1780315200000);
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
INSERT INTO signals VALUES(1,'trend:AAA:1d:2023-06-30:4f2ac1','trend','plain','{"bars":3}','AAA','1d','split',1,'up','bullish',1676955600000.0,1677042000000.0,'forming',3600000.0,51,1681362000000,'0123abcd','{"price":12.5,"streak":3,"is_up":true,"signal":"up","missing":null}','three bars in a row');
CREATE TABLE memory_subjects (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
INSERT INTO memory_subjects VALUES(1,'l2t');
CREATE TABLE memory_minutes (
  start_ts_ms INTEGER PRIMARY KEY,
  data BLOB NOT NULL
);
INSERT INTO memory_minutes VALUES(1780315200000,X'01010300c8000000f00000ffffffff1900');
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
INSERT INTO memory_events VALUES(1,1780315200000,'step','l2t','trim');
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ts_ms INTEGER NOT NULL,
  topic TEXT NOT NULL,
  payload TEXT NOT NULL
);
INSERT INTO events VALUES(2,1780315200000,'watchlist.changed','{"name":"mine"}');
CREATE TABLE event_offsets (
  consumer TEXT PRIMARY KEY,
  event_id INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO event_offsets VALUES('discord-bot',1);
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
INSERT INTO services VALUES('api-server',41,1780315200000,1780315200001,'ready','serves',0.5,1);
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  scope TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  created_ts_ms INTEGER NOT NULL,
  last_used_ts_ms INTEGER,
  revoked_ts_ms INTEGER
) WITHOUT ROWID;
INSERT INTO api_keys VALUES('k1','phone','write','9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',1780315200000,1780315200001,NULL);
CREATE TABLE named_watchlists (
  name TEXT PRIMARY KEY,
  symbols TEXT NOT NULL,
  updated_ts_ms INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO named_watchlists VALUES('mine','["ZZZ","AAA"]',1780315200000);
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_ts_ms INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO settings VALUES('quiet-hours','{"from":"22:00"}',1780315200000);
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
INSERT INTO option_contracts VALUES('SPY','SPY260612P00688500',20605,1200,800,5000,NULL,7,310.14285699999999223,81234.499999999999998);
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
INSERT INTO option_strikes VALUES('SPY',20616,688.50000000000000002,10,0,100,NULL,12345.5,-0.25,5500.0,0.0,NULL);
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
  computed_ts_ms INTEGER NOT NULL,
  provider TEXT NOT NULL,
  feed TEXT NOT NULL,
  delay_ms INTEGER NOT NULL,
  as_of_ts_ms INTEGER NOT NULL,
  is_simulated INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO option_levels VALUES('SPY',690.12000000000000453,'[20605,20616]',420,401,-1250000000.4999999999,687.24999999999999999,0,700.0,1,NULL,NULL,705.0,1,650.0,0,689.0,1.25,NULL,-3100000.0,NULL,1780315200000,'vendor','opra',900000,1780315140000,0);
CREATE TABLE ratings (
  symbol TEXT NOT NULL,
  ts_ms INTEGER NOT NULL,
  firm TEXT NOT NULL,
  action TEXT NOT NULL,
  from_grade TEXT,
  to_grade TEXT,
  target REAL,
  prior_target REAL,
  provider TEXT NOT NULL,
  feed TEXT NOT NULL,
  delay_ms INTEGER NOT NULL,
  as_of_ts_ms INTEGER NOT NULL,
  is_simulated INTEGER NOT NULL,
  PRIMARY KEY (symbol, ts_ms, firm, action)
) WITHOUT ROWID;
INSERT INTO ratings VALUES('AAA',1780315200000,'Morgan & Söhne','upgrade','Hold','Buy',250.50000000000000001,NULL,'vendor','opra',900000,1780315140000,0);
CREATE TABLE news (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  ts_ms INTEGER NOT NULL,
  headline TEXT NOT NULL,
  summary TEXT,
  url TEXT NOT NULL,
  publisher TEXT NOT NULL,
  symbols TEXT NOT NULL,
  provider TEXT NOT NULL,
  feed TEXT NOT NULL,
  delay_ms INTEGER NOT NULL,
  as_of_ts_ms INTEGER NOT NULL,
  is_simulated INTEGER NOT NULL,
  UNIQUE (provider, id)
);
INSERT INTO news VALUES(1,'n1',1780315200000,'Headline of n1',NULL,'https://news.example/n1','Example Wire','["AAA","BRK.B"]','vendor','opra',900000,1780315140000,0);
CREATE TABLE news_symbols (
  symbol TEXT NOT NULL,
  ts_ms INTEGER NOT NULL,
  news_key INTEGER NOT NULL,
  PRIMARY KEY (symbol, ts_ms, news_key)
) WITHOUT ROWID;
INSERT INTO news_symbols VALUES('AAA',1780315200000,1);
INSERT INTO news_symbols VALUES('BRK.B',1780315200000,1);
CREATE TABLE listings (
  symbol TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  exchange TEXT NOT NULL,
  is_etf INTEGER NOT NULL,
  kind TEXT NOT NULL,
  has_options INTEGER
) WITHOUT ROWID;
INSERT INTO listings VALUES('AAA','AAA Inc.','NASDAQ',0,'common',NULL);
CREATE TABLE listings_origin (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  provider TEXT NOT NULL,
  feed TEXT NOT NULL,
  delay_ms INTEGER NOT NULL,
  as_of_ts_ms INTEGER NOT NULL,
  is_simulated INTEGER NOT NULL
);
INSERT INTO listings_origin VALUES(1,'vendor','opra',900000,1780315140000,0);
CREATE TABLE splits (
  symbol TEXT NOT NULL,
  ex_day INTEGER NOT NULL,
  ratio REAL NOT NULL,
  marked_ts_ms INTEGER NOT NULL,
  PRIMARY KEY (symbol, ex_day)
) WITHOUT ROWID;
INSERT INTO splits VALUES('AAA',20577,0.10000000000000000555,1780315200000);
CREATE TABLE bar_coverage (
  interval TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  symbol TEXT NOT NULL,
  from_ts_ms INTEGER NOT NULL,
  until_ts_ms INTEGER NOT NULL,
  PRIMARY KEY (interval, adjustment, symbol)
) WITHOUT ROWID;
INSERT INTO bar_coverage VALUES('1m','split','AAA',1780315199991,1780315200000);
CREATE TABLE bar_live (
  interval TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  until_ts_ms INTEGER NOT NULL,
  PRIMARY KEY (interval, adjustment)
) WITHOUT ROWID;
INSERT INTO bar_live VALUES('1m','split',1780315200000);
CREATE TABLE bar_gaps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  interval TEXT NOT NULL,
  adjustment TEXT NOT NULL,
  from_ts_ms INTEGER NOT NULL,
  until_ts_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  done_symbol TEXT
);
INSERT INTO bar_gaps VALUES(1,'1m','split',1780315199991,1780315200000,'stream','AAA');
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
INSERT INTO provider_usage VALUES(1780315200000,'vendor','bars','live','failed',1,1,2048,12.5);
INSERT INTO provider_usage VALUES(1780315200000,'vendor','bars','live','ok',1,1,2048,12.5);
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
INSERT INTO provider_troubles VALUES(1,1780315260000,'vendor','bars','live','failed',1,2048,12.5,'HTTP 502');
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
INSERT INTO provider_budgets VALUES('vendor','The vendor',200.0,60000,187.5,'ok','',NULL,NULL,'[{"capability":"bars","why":"first in the order"}]',1780315200000);
CREATE TABLE freshness (
  symbol TEXT NOT NULL,
  capability TEXT NOT NULL,
  provider TEXT NOT NULL,
  fetched_ts_ms INTEGER NOT NULL,
  as_of_ts_ms INTEGER NOT NULL,
  PRIMARY KEY (symbol, capability)
) WITHOUT ROWID;
INSERT INTO freshness VALUES('AAA','quotes','vendor',1780315200000,1780315140000);
CREATE TABLE IF NOT EXISTS "trend_scanner" (id INTEGER PRIMARY KEY,
         symbol TEXT NOT NULL, interval TEXT NOT NULL, bar_ts_ms INTEGER, scanned_ts_ms INTEGER, "price" REAL, "streak" INTEGER, "is_up" INTEGER, "signal" TEXT, "status" TEXT, "direction" TEXT, "dialect" TEXT, "bar_time" TEXT, "bar_state" TEXT, "onset_time" TEXT, "data_age_seconds" INTEGER, "bar_count" INTEGER, "adjustment" TEXT, "source" TEXT, "simulated" INTEGER, "signal_id" TEXT, "why" TEXT, "scanned_at" TEXT,
         UNIQUE (symbol, interval));
INSERT INTO trend_scanner VALUES(1,'AAA','1d',1677042000000,1780315200000,12.5,3,1,'up','signal','bullish','plain','2023-02-22','closed','2023-02-21',3600,51,'split','csv:contract.csv',0,'trend:AAA:1d:2023-06-30:4f2ac1','three bars in a row','2026-06-01 12:00:00');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('events',2);
INSERT INTO sqlite_sequence VALUES('bar_gaps',1);
CREATE INDEX whale_flows_by_time ON whale_flows (detected_ts_ms);
CREATE INDEX series_by_last ON series (interval, adjustment, last_ts_ms);
CREATE INDEX signals_by_onset ON signals (onset_ts_ms);
CREATE INDEX signals_by_symbol ON signals (symbol, onset_ts_ms);
CREATE TRIGGER signals_are_added_once BEFORE INSERT ON signals
  WHEN EXISTS (SELECT 1 FROM signals WHERE id = NEW.id)
  BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER signals_never_change BEFORE UPDATE ON signals
  BEGIN SELECT RAISE(ABORT, 'signals are append-only: a row never changes'); END;
CREATE TRIGGER signals_never_go BEFORE DELETE ON signals
  BEGIN SELECT RAISE(ABORT, 'signals are append-only: a row never goes'); END;
CREATE INDEX memory_events_by_time ON memory_events (ts_ms);
CREATE INDEX events_by_topic ON events (topic, id);
CREATE INDEX events_by_time ON events (ts_ms);
CREATE INDEX ratings_by_time ON ratings (ts_ms);
CREATE INDEX news_by_time ON news (ts_ms);
COMMIT;
