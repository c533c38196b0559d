import { renderPage } from "../page/page.ts";
import { pageVersion } from "../page/page-version.ts";
import { defineRoute, htmlType, jsonAnswer } from "../route.ts";
import { serviceName } from "./health.ts";
import { countsOf } from "./stats.ts";

/** What the reference system's server said of itself; clients may look at it. */
const apiVersion = "1.0";

export const home = defineRoute({
  group: "Server",
  path: "/",
  summary: "The page for browsers (Accept: text/html); a status as JSON for everyone else.",
  params: {},
  acceptsUnknown: true,
  answer: ({ accept, search }, context) => {
    const headers = { Vary: "Accept" };
    if (accept.includes("text/html")) {
      const body = () => renderPage(search, context);
      const version = pageVersion(search, context);
      return { status: 200, contentType: htmlType, body, version, headers };
    }
    const { store, status, version } = context;
    const answer = jsonAnswer(() => ({
      status: "running",
      service: serviceName,
      version: apiVersion,
      release: version,
      cache_stats: countsOf(store),
      simulated: status.isSimulated,
    }));
    return { ...answer, headers };
  },
});
