import { Failure } from "../../../base/failure.ts";
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
  answer: ({ search }, { v1, status }) => {
    const tried = search.get("try");
    if (tried !== null) return redirected(tried, v1.reference.triedUrl(search));
    const { text, version } = v1.reference.page(status);
    return { status: 200, contentType: htmlType, version, body: () => text };
  },
});

function redirected(tried: string, url: string | null): Answer {
  if (url === null) throw new Failure("not.found", `${quoted(tried)} cannot be tried here`);
  const body = () => "";
  return { status: 303, contentType: "text/plain", body, headers: { Location: url } };
}
