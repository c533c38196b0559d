import { Failure } from "../../../base/failure.ts";
import { type Topic, topics } from "../../../domain/bus-event.ts";
import type { KeyStore } from "../../../ports/key-store.ts";
import { errorAnswer } from "../errors.ts";
import { symbolsParam, wordsParam } from "../list-params.ts";
import { type ParamSpec, quoted } from "../params.ts";
import {
  type Answer,
  type Caller,
  defineRoute,
  eventStreamType,
  type RouteContext,
} from "../route.ts";
import { streamSchema } from "../stream/stream-schema.ts";
import { eventFilter } from "../stream/stream-wish.ts";

/** Asks services to do something: nothing for those who only read. */
const adminTopics: readonly Topic[] = ["control"];
const idPattern = /^\d{1,15}$/;

const idParam: ParamSpec<number | null> = {
  help: "go on after this event; the header Last-Event-ID says the same and comes first",
  default: null,
  allowed: "the id of an event",
  schema: { type: "integer", minimum: 0 },
  parse: (text) => (idPattern.test(text) ? Number(text) : undefined),
};

export const streamV1 = defineRoute({
  group: "Live stream",
  path: "/api/v1/stream",
  summary: "What happens, as it happens, as server-sent events; goes on where a client left off.",
  params: {
    topics: wordsParam({ words: topics, help: "only these; control needs an admin key" }),
    symbols: symbolsParam({
      help: "of events about symbols only those about these; other events come all the same",
    }),
    last_event_id: idParam,
  },
  response: streamSchema,
  responseType: "text/event-stream",
  answer: ({ params, headers, caller }, context) => {
    const allowed = allowedTopics(caller);
    const wanted = params.topics ?? allowed;
    const refused = wanted.find((topic) => !allowed.includes(topic));
    if (refused !== undefined) return scopeAnswer(refused);
    const wish = {
      filter: eventFilter(wanted, params.symbols),
      afterId: lastEventId(headers) ?? params.last_event_id,
      isAllowed: () => isStillAllowed(context.store.keys, caller),
    };
    const live = liveStream(context);
    return {
      status: 200,
      contentType: eventStreamType,
      // Proxies must neither keep nor collect what is sent.
      headers: { "X-Accel-Buffering": "no" },
      stream: () => live.open(wish),
    };
  },
});

function liveStream({ v1 }: RouteContext) {
  if (v1.live !== null) return v1.live;
  throw new Failure("host.unavailable", "this server is told of no events, so it has no stream");
}

/** Topics that the caller may not hear of are refused where they are named, and left out else. */
function allowedTopics({ scope }: Caller): readonly Topic[] {
  return topics.filter((topic) => scope === "admin" || !adminTopics.includes(topic));
}

function scopeAnswer(topic: Topic): Answer {
  const message = `the topic "${topic}" needs a key of the scope "admin"`;
  return errorAnswer(403, { code: "key.scope", message });
}

function lastEventId(headers: Headers): number | null {
  const text = headers.get("Last-Event-ID");
  if (text === null || text === "") return null;
  if (idPattern.test(text)) return Number(text);
  throw new Failure("usage.invalid", `Last-Event-ID is the id of an event, not ${quoted(text)}`);
}

function isStillAllowed(keys: KeyStore, { keyId }: Caller): boolean {
  if (keyId === null) return true;
  const key = keys.find(keyId);
  return key !== null && key.revokedTsMs === null;
}
