import { barCloseTsMs } from "../../../domain/bar-time.ts";
import { intervals } from "../../../domain/interval.ts";
import { sourceText } from "../../../domain/result-table.ts";
import type { BarStore, SeriesInfo } from "../../../ports/bar-store.ts";
import { flag, instant, list, nullable, object, text, whole } from "../openapi/schema.ts";
import { defineRoute } from "../route.ts";
import { hasher } from "../runtime.ts";
import { ageSeconds, envelope, isoOrNull, newestOf, v1Answer } from "./envelope.ts";
import { intervalField } from "./fields.ts";

const budget = object(
  {
    used: whole("requests made in the current period", 120),
    left: whole("requests that are left in it", 380),
    resets_at: nullable(instant("when the period ends")),
  },
  { title: "ProviderBudget" },
);

const provider = object(
  {
    provider: text("who delivered the bars", "csv"),
    feed: text("what the provider calls the tape", "daily.csv"),
    simulated: flag("true for made-up prices"),
    series_count: whole("stored series whose newest bars came from it", 150),
    intervals: list(intervalField, "bar lengths of those series"),
    newest_bar_closed_at: nullable(instant("close of the newest of them")),
    data_age_seconds: nullable(whole("time since then; negative while that bar is forming", 720)),
    budget: nullable(budget),
  },
  { title: "Provider" },
);

const response = envelope(list(provider), { count: whole("providers", 1) });

export const providersV1 = defineRoute({
  group: "System",
  path: "/api/v1/providers",
  summary: "Where the stored bars come from, how old they are, and what a provider still allows.",
  params: {},
  response,
  answer: (_, { store, status, nowTsMs, v1 }) => {
    let found: readonly Tally[] | null = null;
    const tallies = () => {
      found ??= [...tally(store.bars).values()];
      return found;
    };
    const version = v1.hot.of({
      name: "providers",
      newestEventId: store.events.newestId(),
      version: () => versionOf(tallies()),
    });
    return v1Answer(
      response,
      () => providersBody(tallies(), { isSimulated: status.isSimulated, nowTsMs }),
      {
        version: `${version}-${status.isSimulated}`,
      },
    );
  },
});

function providersBody(
  tallies: readonly Tally[],
  { isSimulated, nowTsMs }: { readonly isSimulated: boolean; readonly nowTsMs: number },
) {
  const data = tallies.map((one) => providerOf(one, nowTsMs));
  return {
    data,
    meta: {
      simulated: isSimulated || data.some(({ simulated }) => simulated),
      source: tallies.map(({ source }) => sourceText(source)).join(", ") || null,
      as_of: isoOrNull(newestOf(tallies.map(({ closeTsMs }) => closeTsMs))),
      count: data.length,
    },
  };
}

function versionOf(tallies: readonly Tally[]): string {
  const facts = tallies.map(({ source, seriesCount, intervals, closeTsMs }) => [
    ...[source, seriesCount, closeTsMs, [...intervals]],
  ]);
  return hasher("sha1").update(JSON.stringify(facts)).digest("base64url");
}

interface Tally {
  seriesCount: number;
  readonly intervals: Set<SeriesInfo["interval"]>;
  readonly source: SeriesInfo["source"];
  closeTsMs: number;
}

/** One interval at a time: a large market has tens of thousands of series. */
function tally(store: BarStore): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const interval of intervals) {
    // Series of one interval end at a few moments, and a close is looked up in the calendar.
    const closes = new Map<number, number>();
    for (const info of store.series({ interval })) {
      const closeTsMs = closes.get(info.lastTsMs) ?? barCloseTsMs(info.lastTsMs, interval);
      closes.set(info.lastTsMs, closeTsMs);
      count(tallies, info, closeTsMs);
    }
  }
  return tallies;
}

function count(tallies: Map<string, Tally>, info: SeriesInfo, closeTsMs: number): void {
  const { source, interval } = info;
  const key = `${source.isSimulated} ${sourceText(source)}`;
  const known = tallies.get(key);
  if (known === undefined) {
    tallies.set(key, { seriesCount: 1, intervals: new Set([interval]), source, closeTsMs });
    return;
  }
  known.seriesCount++;
  known.intervals.add(interval);
  known.closeTsMs = Math.max(known.closeTsMs, closeTsMs);
}

function providerOf({ source, seriesCount, intervals, closeTsMs }: Tally, nowTsMs: number) {
  const { provider, feed, isSimulated } = source;
  return {
    provider,
    feed,
    simulated: isSimulated,
    series_count: seriesCount,
    intervals: [...intervals],
    newest_bar_closed_at: isoOrNull(closeTsMs),
    data_age_seconds: ageSeconds(closeTsMs, nowTsMs),
    // Files and the simulated market can be read without end.
    budget: null,
  };
}
