import { systemHost } from "../adapters/host/system-host.ts";
import { apiOptions } from "../config/api-options.ts";
import { effectiveSettings } from "../config/effective-settings.ts";
import { options } from "../config/options.ts";
import { providerOptions } from "../config/provider-options.ts";
import { demoOptions, scannerOptions } from "../config/service-options.ts";
import type { Service } from "../services/service.ts";
import { ApiServerService } from "../surfaces/http/api-service.ts";
import type { MakeWish } from "./make-wish.ts";
import type { ServiceParts } from "./run-service.ts";

const tables = { ...options, ...apiOptions, ...demoOptions, ...scannerOptions, ...providerOptions };

export function makeApiServer(
  parts: ServiceParts,
  { plan, environment, onNotice }: MakeWish,
): Service {
  const { dataDir, host, port, version, api } = plan;
  const given = { dataDir: [dataDir], host: [host], port: [String(port)] };
  return new ApiServerService({
    ...{ ...parts, host, port, version },
    settings: effectiveSettings(given, environment, tables),
    disk: { host: systemHost, dataDir },
    access: {
      corsOrigins: api.corsOrigin,
      trustsLoopback: api.trustLoopback,
      requestsPerMinute: api.requestsPerMinute,
    },
    openLogin: async (provider) => {
      // Asked for once a week: its modules are not kept in memory before.
      const { openLogins } = await import("./open-logins.ts");
      return openLogins(dataDir, environment).find(({ id }) => id === provider) ?? null;
    },
    onBug: (error) => onNotice(bugText(error)),
    ...(api.accessLog && { onAccess: onNotice }),
  });
}

/** A client learns only that something went wrong. */
function bugText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `this is a bug in learn2trade, please report it: ${text}`;
}
