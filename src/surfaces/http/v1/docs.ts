import { Failure } from "../../../base/failure.ts";
import { renderApiPage } from "../page/api-page.ts";
import { isTried, triedUrl } from "../page/api-try.ts";
import { quoted } from "../params.ts";
import { type Answer, defineRoute, htmlType } from "../route.ts";

export const docsV1 = defineRoute({
  group: "Documents",
  path: "/api/v1/docs",
  summary: "This API as a page, with forms to try it.",
  params: {},
  // Fields of its forms are parameters of other routes.
  acceptsUnknown: true,
  response: { type: "string", description: "HTML", examples: ["<!doctype html>"] },
  responseType: "text/html",
  answer: ({ search }, { v1, version, status }) => {
    if (isTried(search)) return redirected(search, triedUrl(search, v1.routes));
    const { isSimulated } = status;
    return {
      status: 200,
      contentType: htmlType,
      body: () => renderApiPage({ routes: v1.routes, release: version, isSimulated }),
    };
  },
});

function redirected(search: URLSearchParams, url: string | null): Answer {
  if (url === null) {
    throw new Failure("not.found", `${quoted(search.get("try") ?? "")} cannot be tried here`);
  }
  const body = () => "";
  return { status: 303, contentType: "text/plain", body, headers: { Location: url } };
}
