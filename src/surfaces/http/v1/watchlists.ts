import { Failure } from "../../../base/failure.ts";
import { err, ok, type Result } from "../../../base/result.ts";
import { parseSymbol } from "../../../domain/instrument.ts";
import type { NamedWatchlist } from "../../../ports/watchlist-store.ts";
import {
  listNamePattern,
  listSymbolsMax,
  listsMax,
} from "../../../services/watchlists/edit-watchlist.ts";
import type { BodyProblem, BodySpec } from "../body.ts";
import { instant, list, object, text, whole } from "../openapi/schema.ts";
import { type ParamSpec, quoted } from "../params.ts";
import { defineRoute, type RouteContext } from "../route.ts";
import { envelope, isoOrNull, isoText, newestOf, v1Answer } from "./envelope.ts";
import { symbolField } from "./fields.ts";
import { readObject } from "./read-object.ts";

const bodyBytesMax = 64_000;

const watchlist = object(
  {
    name: text("name of the list", "tech"),
    symbols: list(symbolField, "in the user's order"),
    updated_at: instant("when it was last changed"),
  },
  { title: "Watchlist" },
);

const nameParam: ParamSpec<string> = {
  help: "name of the list",
  default: "",
  isRequired: true,
  allowed: "1 to 40 letters, digits, - and _, beginning with a letter or digit",
  schema: { type: "string", pattern: listNamePattern.source, examples: ["tech"] },
  parse: (name) => (listNamePattern.test(name) ? name : undefined),
};

const body: BodySpec<readonly string[]> = {
  schema: {
    type: "object",
    properties: {
      symbols: {
        type: "array",
        description: "tickers in the order in which they are shown; a second mention is dropped",
        items: { type: "string" },
        maxItems: listSymbolsMax,
      },
    },
    required: ["symbols"],
    additionalProperties: false,
  },
  example: { symbols: ["AAPL", "BRK.B"] },
  bytesMax: bodyBytesMax,
  read: (value) => {
    const given = readObject(value, ["symbols"]);
    return given.ok ? readSymbols(given.value["symbols"]) : given;
  },
};

const listsResponse = envelope(list(watchlist), { count: whole("lists", 1) });
const listResponse = envelope(watchlist, { count: whole("symbols", 2) });

const shared = {
  group: "Watchlists",
  path: "/api/v1/watchlists/{name}",
  pathParams: { name: nameParam },
  params: {},
  response: listResponse,
} as const;

export const watchlistsV1 = defineRoute({
  group: "Watchlists",
  path: "/api/v1/watchlists",
  summary: "The lists of symbols that users keep, by name.",
  params: {},
  response: listsResponse,
  answer: (_, { store, status }) =>
    v1Answer(listsResponse, () => {
      const lists = store.watchlists.lists();
      return {
        data: lists.map(rowOf),
        meta: {
          simulated: status.isSimulated,
          source: lists.length === 0 ? null : "watchlists",
          as_of: isoOrNull(newestOf(lists.map(({ updatedTsMs }) => updatedTsMs))),
          count: lists.length,
        },
      };
    }),
});

export const watchlistV1 = defineRoute({
  ...shared,
  summary: "One list.",
  answer: ({ pathParams }, context) => listAnswer(known(pathParams.name, context), context),
});

export const putWatchlistV1 = defineRoute({
  ...shared,
  method: "PUT",
  scope: "write",
  statuses: [200, 201],
  summary: "Makes a list, or replaces the symbols of one.",
  body,
  answer: (request, context) => {
    const { store, clockTsMs } = context;
    const { name } = request.pathParams;
    const made = { name, symbols: request.body, updatedTsMs: clockTsMs };
    const isNew = change(context, name, () => {
      const isNew = store.watchlists.find(name) === null;
      if (isNew && store.watchlists.lists().length >= listsMax) throw tooMany(name);
      store.watchlists.put(made);
      return isNew;
    });
    return listAnswer(made, context, isNew ? 201 : 200);
  },
});

export const deleteWatchlistV1 = defineRoute({
  ...shared,
  method: "DELETE",
  scope: "write",
  summary: "Removes a list; answers with what it held.",
  answer: ({ pathParams: { name } }, context) => {
    const removed = change(context, name, () => {
      const found = known(name, context);
      context.store.watchlists.remove(name);
      return found;
    });
    return listAnswer(removed, context);
  },
});

/** The change and its event are one transaction: nobody hears of what did not happen. */
function change<T>({ store, bus, clockTsMs }: RouteContext, name: string, work: () => T): T {
  const done = store.bars.transaction(() => {
    const value = work();
    store.events.append("watchlist.changed", { name }, clockTsMs);
    return value;
  });
  bus?.announce();
  return done;
}

function known(name: string, { store }: RouteContext): NamedWatchlist {
  const found = store.watchlists.find(name);
  if (found !== null) return found;
  const text = `there is no watchlist ${quoted(name)}; /api/v1/watchlists names those there are`;
  throw new Failure("not.found", text);
}

function tooMany(name: string): Failure {
  const text = `${quoted(name)} would be more than ${listsMax} watchlists; remove one first`;
  return new Failure("usage.invalid", text);
}

function listAnswer(found: NamedWatchlist, { status }: RouteContext, httpStatus = 200) {
  const value = () => ({
    data: rowOf(found),
    meta: {
      simulated: status.isSimulated,
      source: "watchlists",
      as_of: isoText(found.updatedTsMs),
      count: found.symbols.length,
    },
  });
  return v1Answer(listResponse, value, { status: httpStatus });
}

function rowOf({ name, symbols, updatedTsMs }: NamedWatchlist) {
  return { name, symbols, updated_at: isoText(updatedTsMs) };
}

function readSymbols(value: unknown): Result<readonly string[], BodyProblem> {
  const allowed = `a list of up to ${listSymbolsMax} tickers`;
  if (!Array.isArray(value) || value.length > listSymbolsMax) {
    const count = Array.isArray(value) ? `, not ${value.length}` : "";
    return err({ message: `symbols is ${allowed}${count}`, field: "symbols", allowed });
  }
  const symbols = new Set<string>();
  for (const [index, entry] of value.entries()) {
    const symbol = parseSymbol(typeof entry === "string" ? entry : "");
    if (!symbol.ok) {
      const field = `symbols[${index}]`;
      return err({ message: `${field} is a ticker: ${symbol.error}`, field, allowed });
    }
    symbols.add(symbol.value);
  }
  return ok([...symbols]);
}
