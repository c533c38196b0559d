import { assert } from "../../../base/assert.ts";
import type { ServiceState } from "../../../domain/bus-event.ts";
import { type ProcessRole, processRoles } from "../../../domain/service-name.ts";
import type { ServiceRecord, ServiceStore } from "../../../ports/service-store.ts";
import { numberOrNull } from "./cells.ts";
import type { Database, SqlRow } from "./database.ts";

const columns = `service, pid, started_ts_ms, heartbeat_ts_ms, state, text, done_ratio,
  start_count`;

export class SqliteServices implements ServiceStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  recordStart(
    service: ProcessRole,
    { pid, tsMs }: { readonly pid: number; readonly tsMs: number },
  ) {
    return this.#db.transaction(() => {
      this.#db.run(
        `INSERT INTO services (${columns}) VALUES (?, ?, ?, ?, 'starting', '', NULL, 1)
         ON CONFLICT (service) DO UPDATE SET pid = excluded.pid,
           started_ts_ms = excluded.started_ts_ms, heartbeat_ts_ms = excluded.heartbeat_ts_ms,
           state = excluded.state, text = excluded.text, done_ratio = excluded.done_ratio,
           start_count = start_count + 1`,
        service,
        pid,
        tsMs,
        tsMs,
      );
      return this.#db.number("SELECT start_count FROM services WHERE service = ?", service);
    });
  }

  recordHeartbeat(
    service: ProcessRole,
    beat: Parameters<ServiceStore["recordHeartbeat"]>[1],
  ): void {
    const changes = this.#db.run(
      `UPDATE services SET heartbeat_ts_ms = ?, state = ?, text = ?, done_ratio = ?
       WHERE service = ?`,
      beat.tsMs,
      beat.state,
      beat.text,
      beat.doneRatio,
      service,
    );
    assert(changes === 1, `the start of "${service}" was recorded`);
  }

  services(): readonly ServiceRecord[] {
    const records = this.#db.rows(`SELECT ${columns} FROM services`).map(recordOf);
    const place = ({ service }: ServiceRecord) => processRoles.indexOf(service);
    return records.sort((one, other) => place(one) - place(other));
  }
}

function recordOf(row: SqlRow): ServiceRecord {
  return {
    service: row[0] as ProcessRole,
    pid: Number(row[1]),
    startedTsMs: Number(row[2]),
    heartbeatTsMs: Number(row[3]),
    state: row[4] as ServiceState,
    text: String(row[5]),
    doneRatio: numberOrNull(row[6]),
    startCount: Number(row[7]),
  };
}
