import { Failure } from "../../../base/failure.ts";
import { html } from "../page/html.ts";
import { textParam } from "../params.ts";
import { defineRoute, htmlType, type RouteAnswer } from "../route.ts";

/** A login is finished within this, or begun anew: its code holds for 30 seconds. */
const finishMsMax = 9_000;

/**
 * Where a vendor sends the browser after a login, when its callback is our own address. It needs
 * no key, for the browser has none: what it brings must match a login that was begun here.
 */
export const loginCallback = defineRoute({
  group: "Server",
  path: "/login/{provider}",
  summary: "Ends a login that l2t login began, where the vendor sends the browser here.",
  params: {},
  pathParams: {
    provider: textParam({ help: "id of a provider: schwab", lengthMax: 40 }),
  },
  acceptsUnknown: true,
  isPublic: true,
  async answer({ pathParams, search, accept }, { openLogin }) {
    try {
      const login = await openLogin(pathParams.provider ?? "");
      if (login === null) throw new Failure("not.found", "there is no login by this name");
      const signal = AbortSignal.timeout(finishMsMax);
      await login.finish(`?${search}`, { source: "callback", signal });
      return page(200, `Logged in at ${login.title}`, doneText);
    } catch (error) {
      // Programs get the error of every other route.
      if (!(error instanceof Failure) || !accept.includes("text/html")) throw error;
      return page(error.policy.http, "The login is not finished", error.message);
    }
  },
});

const doneText = "The services go on with it at once. You can close this page.";

/** Without a style: the server's files are for those who are signed in. */
function page(status: number, title: string, text: string): RouteAnswer {
  const document = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · learn2trade</title></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body></html>
`;
  return {
    status,
    contentType: htmlType,
    body: () => document.text,
    headers: { "Cache-Control": "no-store" },
  };
}
