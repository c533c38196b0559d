import { lockFolder } from "../adapters/host/instance-lock.ts";
import { systemClock } from "../adapters/host/system-clock.ts";
import { openVendorHttp } from "../adapters/providers/link/http-link.ts";
import { schwabBaseUrl, schwabLimits } from "../adapters/providers/schwab/limits.ts";
import { SchwabLogin } from "../adapters/providers/schwab/login.ts";
import { TokenEndpoint } from "../adapters/providers/schwab/token-endpoint.ts";
import { schwabLockName, TokenFile } from "../adapters/providers/schwab/token-file.ts";
import { providerFacts } from "../config/provider-options.ts";
import type { Environment } from "../config/settings.ts";
import type { ProviderLogin } from "../ports/provider-login.ts";

/** The vendors where people log in, for what a data directory keeps of that. */
export function openLogins(folder: string, environment: Environment): readonly ProviderLogin[] {
  return [openSchwabLogin(folder, environment)];
}

function openSchwabLogin(folder: string, environment: Environment): ProviderLogin {
  const clock = systemClock;
  const value = (name: string) => environment[name] ?? "";
  const baseUrl = value("L2T_SCHWAB_URL") || schwabBaseUrl;
  const http = openVendorHttp({
    ...{ provider: "schwab", baseUrl, clock, random: Math.random, limits: schwabLimits },
    // A person sees how it ends, and it takes nothing from the budget for market data.
    onLine: () => {},
  });
  const app = { key: value("L2T_SCHWAB_APP_KEY"), secret: value("L2T_SCHWAB_APP_SECRET") };
  return new SchwabLogin({
    ...{ folder, clock, baseUrl, appKey: app.key, callback: value("L2T_SCHWAB_CALLBACK") },
    file: new TokenFile({ folder, clock, claim: () => lockFolder(folder, schwabLockName) }),
    endpoint: new TokenEndpoint({ http, app }),
    missing: providerFacts.schwab.needs.filter((name) => value(name) === ""),
  });
}
