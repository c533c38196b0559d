import { resolve } from "node:path";
import { systemFilesBelow } from "../../adapters/host/system-files.ts";
import {
  yahooCrumbLimits,
  yahooLoginLimits,
  yahooPlainLimits,
  yahooUrls,
  yahooUserAgent,
} from "../../adapters/providers/yahoo/addresses.ts";
import { YahooLogin } from "../../adapters/providers/yahoo/login.ts";
import { loginFileAt } from "../../adapters/providers/yahoo/login-file.ts";
import { YahooProvider } from "../../adapters/providers/yahoo/provider.ts";
import type { OpenedVendor, VendorParts } from "./vendor-parts.ts";

const loginName = "yahoo-login.json";

export function openYahoo(parts: VendorParts): OpenedVendor {
  const { clock, dataDir, version } = parts.means;
  const userAgent = parts.variable("L2T_USER_AGENT") ?? yahooUserAgent(version);
  const url = parts.variable("L2T_YAHOO_URL");
  const at = (usual: string) =>
    url === undefined ? usual : new URL(new URL(usual).pathname, url).href;
  const login = new YahooLogin({
    openHost: (baseUrl) => parts.http({ baseUrl, userAgent, limits: yahooLoginLimits }),
    file: loginFileAt(systemFilesBelow("/"), resolve(dataDir, loginName)),
    clock,
    userAgent,
    urls: { cookie: at(yahooUrls.cookie), page: at(yahooUrls.page), crumb: at(yahooUrls.crumb) },
  });
  const plain = parts.http({
    ...{ baseUrl: url ?? yahooUrls.plain, limits: yahooPlainLimits, userAgent },
  });
  const withCrumb = parts.http({
    ...{ baseUrl: url ?? yahooUrls.withCrumb, limits: yahooCrumbLimits, userAgent, auth: login },
  });
  const provider = new YahooProvider({
    ...{ plain, withCrumb, login, clock, userAgent },
    // A proxy for requests says nothing of where the stream is.
    ...(url === undefined && { openSocket: parts.openSocket }),
  });
  return { provider, links: [plain, withCrumb], limits: yahooPlainLimits };
}
