import { lockFolder } from "../../adapters/host/instance-lock.ts";
import { SchwabAuth } from "../../adapters/providers/schwab/auth.ts";
import { schwabBaseUrl, schwabLimits } from "../../adapters/providers/schwab/limits.ts";
import { SchwabProvider } from "../../adapters/providers/schwab/provider.ts";
import { TokenEndpoint } from "../../adapters/providers/schwab/token-endpoint.ts";
import { schwabLockName, TokenFile } from "../../adapters/providers/schwab/token-file.ts";
import type { OpenedVendor, VendorParts } from "./vendor-parts.ts";

export function openSchwab(parts: VendorParts): OpenedVendor {
  const { clock } = parts.means;
  const { auth, limits, baseUrl } = openSchwabAuth(parts);
  const http = parts.http({ baseUrl, limits, auth });
  const provider = new SchwabProvider({ http, auth, clock, openSocket: parts.openSocket });
  return { provider, links: [http], limits };
}

/** The login alone. */
function openSchwabAuth(parts: VendorParts) {
  const { clock, dataDir } = parts.means;
  const baseUrl = parts.variable("L2T_SCHWAB_URL") ?? schwabBaseUrl;
  const app = {
    key: parts.needed("L2T_SCHWAB_APP_KEY"),
    secret: parts.needed("L2T_SCHWAB_APP_SECRET"),
  };
  const claim = () => lockFolder(dataDir, schwabLockName);
  const file = new TokenFile({ folder: dataDir, clock, claim });
  const endpoint = new TokenEndpoint({ http: parts.http({ baseUrl, limits: schwabLimits }), app });
  return { auth: new SchwabAuth({ file, endpoint, clock }), limits: schwabLimits, baseUrl };
}
