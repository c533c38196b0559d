import { effectiveUserSettings } from "../../../config/user-settings.ts";
import { serviceStates } from "../../../domain/bus-event.ts";
import { processRoles } from "../../../domain/service-name.ts";
import type { ServiceRecord } from "../../../ports/service-store.ts";
import {
  flag,
  instant,
  list,
  nullable,
  number,
  object,
  text,
  whole,
  word,
} from "../openapi/schema.ts";
import { defineRoute } from "../route.ts";
import { ageSeconds, envelope, isoOrNull, isoText, newestOf, v1Answer } from "./envelope.ts";

const service = object(
  {
    service: word("its name, or l2t for one process with all of them", processRoles, "api-server"),
    state: word("what it last said of itself", serviceStates, "ready"),
    text: text("what it does, or why it cannot", "serves on 127.0.0.1:8000"),
    done_ratio: nullable(number("share of the work in hand, 0 to 1; null without any", 0.5)),
    pid: whole("process id", 1_234),
    since: instant("when it was started"),
    heartbeat_at: instant("its last sign of life"),
    heartbeat_age_seconds: nullable(whole("time since then", 3)),
    start_count: whole("starts since the data directory exists", 1),
    is_stale: flag("no sign of life for longer than the setting services_stale_seconds"),
  },
  { title: "Service" },
);

const response = envelope(list(service), {
  count: whole("services that were ever started", 6),
  stale_count: whole("those that are stale", 0),
  stale_seconds: whole("without a sign of life for so long a service is stale", 15),
});

export const servicesV1 = defineRoute({
  group: "System",
  path: "/api/v1/services",
  summary: "The services: state, process, signs of life, starts.",
  params: {},
  response,
  answer: (_, { store, status, clockTsMs }) =>
    v1Answer(response, () => {
      const staleSeconds = effectiveUserSettings(store.settings).services_stale_seconds;
      const records = store.services.services();
      const data = records.map((record) => serviceOf(record, { clockTsMs, staleSeconds }));
      return {
        data,
        meta: {
          simulated: status.isSimulated,
          source: data.length === 0 ? null : "services",
          as_of: isoOrNull(newestOf(records.map(({ heartbeatTsMs }) => heartbeatTsMs))),
          count: data.length,
          stale_count: data.filter((row) => row.is_stale).length,
          stale_seconds: staleSeconds,
        },
      };
    }),
});

function serviceOf(
  record: ServiceRecord,
  { clockTsMs, staleSeconds }: { readonly clockTsMs: number; readonly staleSeconds: number },
) {
  const age = ageSeconds(record.heartbeatTsMs, clockTsMs);
  // One that stopped in an orderly way said so, and owes no sign of life.
  const isStale = record.state !== "stopped" && age !== null && age > staleSeconds;
  return {
    service: record.service,
    state: record.state,
    text: record.text,
    done_ratio: record.doneRatio,
    pid: record.pid,
    since: isoText(record.startedTsMs),
    heartbeat_at: isoText(record.heartbeatTsMs),
    heartbeat_age_seconds: age,
    start_count: record.startCount,
    is_stale: isStale,
  };
}
